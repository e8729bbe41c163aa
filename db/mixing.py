"""Mixing: taking from the database's own bookkeeping what tells which rows came together, and in which order.

Declared columns hold no time and no order, but a database keeps both for itself. PostgreSQL marks each row
with the transaction that wrote it (xmin) and puts rows where there is room (ctid); SQLite's write-ahead log
holds one frame after another, commit by commit. So what youth wrote is written once more: on PostgreSQL in one
transaction and in the order of its random keys, once a day, on SQLite by emptying the log. What came in since then
can still be told apart by whoever reads the database's files at that moment.
"""

from datetime import date, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from db import settings

# Rows that one submit writes together beside sheet and counts, each with a column whose update changes nothing.
# In the order in which a submit takes them, so that the two wait for one another in turn.
WRITTEN_TOGETHER = {
    "drafts": "wave_id",
    "parental_codes": "wave_id",
    "needs": "month",
    "need_events": "seq",
    "need_contacts": "consent_version",
    "crisis_marks": "month",
    "invite_codes": "wave_id",
    "receipts": "forget_on",
    # What a youth says to the committee comes alone; when it came could be laid beside a visit all the same.
    "need_rechecks": "month",
}
# Sheets and counts, too: the counts that one submit raised together are its sheet. They are many, so only those are
# written again that may have changed since the last time: an answer comes until its wave closes (the day before, where it
# was closed by hand), may go until the release, and forgets its device with it.
MANY = {
    "responses": "id",
    "tallies": "wave_id, branch_id, age_band, is_doubtful, question, row, cell",
}
CHANGING = (
    "SELECT id FROM waves WHERE closes_on >= :since OR NOT EXISTS"
    " (SELECT 1 FROM releases WHERE releases.wave_id = waves.id AND CAST(released_at AS date) < :last)"
)
AGAIN = (
    "WITH gone AS (DELETE FROM {table} WHERE wave_id IN ({changing}) RETURNING *)"
    " INSERT INTO {table} SELECT * FROM gone ORDER BY {order}"
)


def mix(session: Session, *, on: date) -> int:
    """On PostgreSQL, once a day: write anew what youth wrote; return how many rows. Nothing to do on SQLite.

    Needs a transaction of its own: it locks all these tables at its beginning.
    """
    is_done = settings.get(session, "mixed_on") == on.isoformat()
    if is_done or session.get_bind().dialect.name != "postgresql":
        return 0
    session.execute(text(f"LOCK TABLE {', '.join((*WRITTEN_TOGETHER, *MANY))} IN ACCESS EXCLUSIVE MODE"))
    settings.put(session, "mixed_on", on.isoformat())
    mixed = 0
    for table, column in WRITTEN_TOGETHER.items():
        rows = session.execute(text(f"UPDATE {table} SET {column} = {column}"))
        session.execute(text(f"CLUSTER {table} USING pk_{table}"))
        mixed += int(getattr(rows, "rowcount", 0))
    return mixed + _mix_many(session, on)


def _mix_many(session: Session, on: date) -> int:
    before = settings.get(session, "counts_mixed_on")
    last = date.fromisoformat(before) if before else date.min
    since = last - timedelta(days=1) if before else last
    mixed = 0
    for table, order in MANY.items():
        again = AGAIN.format(table=table, changing=CHANGING, order=order)
        written = session.execute(text(again), {"since": since, "last": last})
        mixed += int(getattr(written, "rowcount", 0))
    settings.put(session, "counts_mixed_on", on.isoformat())
    return mixed


def clear_away(engine: Engine) -> None:
    """On PostgreSQL, clear away what stood where before it was written anew; nobody waits. Does nothing on SQLite."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM {', '.join(MANY)}"))


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
