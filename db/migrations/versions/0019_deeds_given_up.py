"""A deed that was begun may be given up before it is done, on a day and for a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("deeds") as batch_op:
        batch_op.add_column(sa.Column("given_up_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("given_up_reason", sa.String(length=200), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_deeds_given_up_undone"),
            "given_up_on IS NULL OR (done_on IS NULL AND given_up_reason IS NOT NULL)",
        )
