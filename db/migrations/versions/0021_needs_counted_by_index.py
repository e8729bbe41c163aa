"""Needs are counted from their indexes alone: by month, by state and by deadline, with all that a count asks of them."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PLAIN = {"ix_needs_month": ["month"], "ix_needs_state": ["state"], "ix_needs_due_on": ["due_on"]}
COUNTED = {
    "ix_needs_counted_by_month": ["month", "id", "branch_id", "handed_on"],
    "ix_needs_counted_by_state": [
        "state",
        "raised_on",
        "handed_on",
        "branch_id",
        "organisation_id",
        "accept_by",
        "due_on",
    ],
    "ix_needs_counted_by_due_on": [
        "due_on",
        "raised_on",
        "first_due_on",
        "extended_from",
        "settled_on",
        "state",
        "handed_on",
        "branch_id",
        "id",
    ],
}


def upgrade():
    for name in PLAIN:
        op.drop_index(name, "needs")
    for name, columns in COUNTED.items():
        op.create_index(name, "needs", columns)
