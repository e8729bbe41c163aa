"""Answer sheets are counted without reading every count of a month."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    counts_sheets = sa.text("question = ''")
    op.create_index(
        "ix_tallies_sheets",
        "tallies",
        ["wave_id", "branch_id", "n"],
        sqlite_where=counts_sheets,
        postgresql_where=counts_sheets,
    )
