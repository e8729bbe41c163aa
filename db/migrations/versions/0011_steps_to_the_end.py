"""More steps that a need may take: putting it aside and taking it up again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

VERBS = [
    "raise",
    "hand_over",
    "accept",
    "start",
    "ask",
    "answer",
    "note",
    "settle",
    "decline",
    "confirm",
    "reopen",
    "withdraw",
    "assign",
    "extend",
    "transfer",
    "take_over",
    "return",
    "claim",
    "defer",
    "resume",
    "remind",
    "lapse",
    "relay",
    "propose",
    "agree",
    "refuse",
    "retract",
    "hand_on",
    "take_on",
    "turn_down",
    "share",
    "merge",
    "split",
]
STATES = [
    "raised",
    "accepted",
    "in_progress",
    "asked",
    "reopened",
    "awaiting_consent",
    "referred",
    "transferred",
    "deferred",
    "settled",
    "confirmed",
    "declined",
    "withdrawn",
    "lapsed",
    "relayed",
]
EVENTS = {"verb": VERBS, "from_state": STATES, "to_state": STATES}
APPEND_ONLY = (
    "CREATE TRIGGER need_events_are_append_only BEFORE UPDATE ON need_events"
    " BEGIN SELECT RAISE(ABORT, 'need events are append-only'); END"
)


def among(column, words):
    return sa.text(f"{column} IN ({', '.join(repr(word) for word in words)})")


def upgrade():
    with op.batch_alter_table("needs", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint(op.f("ck_needs_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_needs_state"), among("state", STATES))
        batch_op.add_column(sa.Column("next_owner_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_needs_next_owner_id"), "people", ["next_owner_id"], ["id"])
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_needs_merged_into"), "needs", ["merged_into"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index("ix_needs_merged_into", ["merged_into"])
    with op.batch_alter_table("need_events", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        for column, words in EVENTS.items():
            batch_op.drop_constraint(op.f(f"ck_need_events_{column}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_need_events_{column}"), among(column, words))
    if op.get_bind().dialect.name == "sqlite":
        # It went with the table that SQLite has written anew.
        op.execute(APPEND_ONLY)
    op.create_table(
        "need_co_owners",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_co_owners_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_need_co_owners_person_id")),
        sa.PrimaryKeyConstraint("need_id", "person_id", name=op.f("pk_need_co_owners")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "need_rechecks",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "solved",
                "partly",
                "unsolved",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_need_rechecks_rating_1_to_5")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_rechecks_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_need_rechecks_organisation_id")
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_rechecks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_need_rechecks_organisation_id", "need_rechecks", ["organisation_id"])
