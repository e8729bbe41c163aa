"""It is stored from when to when an organisation worked, and which deadline a reopened need had first."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGINS = ("set_up_district", "add_organisation", "reopen_organisation")
CLOSES = "close_organisation"


def upgrade():
    spans = op.create_table(
        "organisation_spans",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "closed_on IS NULL OR began_on <= closed_on",
            name=op.f("ck_organisation_spans_begins_before_it_closes"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_spans_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "began_on", name=op.f("pk_organisation_spans")),
    )
    op.add_column("needs", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.create_index("ix_needs_first_due_on", "needs", ["first_due_on"])
    found = _spans(op.get_bind())
    if found:
        op.bulk_insert(spans, found)


def _spans(connection):
    # The audit log knows every adding, closing and taking back. A branch that it does not know of began with
    # its first link, which it gets when it is added. Of what neither knows nothing is claimed.
    days = {}
    log = sa.table("audit_log", *map(sa.column, ("id", "verb", "organisation_id")), _moment("at"))
    query = sa.select(log.c.organisation_id, log.c.verb, log.c.at).where(
        log.c.verb.in_([*BEGINS, CLOSES]), log.c.organisation_id.is_not(None)
    )
    for key, verb, at in connection.execute(query.order_by(log.c.at, log.c.id)):
        days.setdefault(key, []).append((verb, _day(at)))
    links = sa.table("standing_links", sa.column("branch_id"), _moment("created_at"))
    first = sa.select(links.c.branch_id, sa.func.min(links.c.created_at, type_=sa.DateTime(timezone=True)))
    for key, at in connection.execute(first.group_by(links.c.branch_id)):
        known = days.setdefault(key, [])
        if not known or known[0][0] not in BEGINS[:2]:
            known.insert(0, (BEGINS[1], _day(at)))
    return [span for key, steps in sorted(days.items()) for span in _of_one(key, steps)]


def _of_one(key, steps):
    spans = []
    for verb, day in steps:
        is_open = bool(spans) and spans[-1]["closed_on"] is None
        if verb == CLOSES and is_open:
            spans[-1]["closed_on"] = max(day, spans[-1]["began_on"])
        elif verb != CLOSES and not is_open:
            if spans and spans[-1]["closed_on"] == day:
                spans[-1]["closed_on"] = None
            else:
                spans.append({"organisation_id": key, "began_on": day, "closed_on": None})
    return spans


def _moment(name):
    return sa.column(name, sa.DateTime(timezone=True))


def _day(at):
    # SQLite forgets zones; what is stored is UTC.
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC"))).astimezone(SHANGHAI).date()
