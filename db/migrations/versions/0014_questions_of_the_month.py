"""A wave keeps what the district asks beside the questionnaire, and each branch's place in it what the branch asks."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("waves", "wave_branches"):
        op.add_column(table, sa.Column("extra", sa.JSON(none_as_null=True), nullable=True))
