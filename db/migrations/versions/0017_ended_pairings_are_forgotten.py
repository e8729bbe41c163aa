"""The alias of a pairing that ended long ago is deleted, so it may be missing."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("pairings") as batch_op:
        batch_op.alter_column("alias_sealed", existing_type=sa.LargeBinary(), nullable=True)
