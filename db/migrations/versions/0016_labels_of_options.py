"""What the options of imported questions are counted as is kept, to be proposed again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    mode = sa.Enum(
        "text", "ordinals", "scores", name="mode", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "option_labels",
        sa.Column("mode", mode, nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("mode", "question", "value", name=op.f("pk_option_labels")),
    )
