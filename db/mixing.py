"""Mixing: taking from the database's own bookkeeping what tells which rows came together, and in which order.

Declared columns hold no time and no order, but a database keeps both for itself. PostgreSQL marks each row
with the transaction that wrote it (xmin) and puts rows where there is room (ctid); SQLite's write-ahead log
holds one frame after another, commit by commit. So what youth wrote is written once more: on PostgreSQL in one
transaction and in the order of its random keys, once a day, on SQLite by emptying the log. What came in since then
can still be told apart by whoever reads the database's files at that moment; so can on PostgreSQL what counts were
before, until its vacuum has cleared it away.
"""

from datetime import date, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from db import settings

# Rows that one submit writes together, each with a column whose update changes nothing.
# In the order in which a submit takes them, so that the two wait for one another in turn.
WRITTEN_TOGETHER = {
    "drafts": "wave_id",
    "parental_codes": "wave_id",
    "responses": "wave_id",
    "needs": "month",
    "need_events": "seq",
    "need_contacts": "consent_version",
    "crisis_marks": "month",
    "invite_codes": "wave_id",
    "receipts": "forget_on",
    # What a youth says to the committee comes alone; when it came could be laid beside a visit all the same.
    "need_rechecks": "month",
}
# Counts, too: those that one submit raised together are its sheet. They are many, so only those are written again
# that may have changed since the last time: an answer comes until its wave closes (the day before, where it was closed by
# hand) and may go until the release.
COUNTS = (
    "WITH gone AS (DELETE FROM tallies WHERE wave_id IN (SELECT id FROM waves WHERE closes_on >= :since"
    " OR id NOT IN (SELECT wave_id FROM releases)) RETURNING *)"
    " INSERT INTO tallies SELECT * FROM gone"
    " ORDER BY wave_id, branch_id, age_band, is_doubtful, question, row, cell"
)


def mix(session: Session, *, on: date) -> int:
    """On PostgreSQL, once a day: write anew what youth wrote; return how many rows. Nothing to do on SQLite.

    Needs a transaction of its own: it locks all these tables at its beginning.
    """
    is_done = settings.get(session, "mixed_on") == on.isoformat()
    if is_done or session.get_bind().dialect.name != "postgresql":
        return 0
    session.execute(text(f"LOCK TABLE {', '.join((*WRITTEN_TOGETHER, 'tallies'))} IN ACCESS EXCLUSIVE MODE"))
    settings.put(session, "mixed_on", on.isoformat())
    mixed = 0
    for table, column in WRITTEN_TOGETHER.items():
        rows = session.execute(text(f"UPDATE {table} SET {column} = {column}"))
        session.execute(text(f"CLUSTER {table} USING pk_{table}"))
        mixed += int(getattr(rows, "rowcount", 0))
    before = settings.get(session, "counts_mixed_on")
    since = date.fromisoformat(before) - timedelta(days=1) if before else date.min
    written = session.execute(text(COUNTS), {"since": since})
    settings.put(session, "counts_mixed_on", on.isoformat())
    return mixed + int(getattr(written, "rowcount", 0))


def empty_log(engine: Engine) -> None:
    """Move SQLite's log into the database and cut it to nothing; does nothing on PostgreSQL.

    A reader that is busy keeps the log for this time; the next turn tries again.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
