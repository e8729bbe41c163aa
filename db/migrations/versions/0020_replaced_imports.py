"""An imported questionnaire may be replaced by a newer download, and keeps in which months it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("waves") as batch_op:
        batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        for name in ("answered_from", "answered_until"):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_waves_replaced_by_id"), "waves", ["replaced_by_id"], ["id"])
