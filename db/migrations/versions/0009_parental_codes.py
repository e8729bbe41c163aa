"""At schools a child under 14 may answer with a code that was given to a parent or legal guardian."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "parental_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("draft_key", sa.String(length=64), nullable=True),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_parental_codes_wave_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_parental_codes_branch_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_key"], ["drafts.key_hash"], name=op.f("fk_parental_codes_draft_key"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_parental_codes")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_parental_codes_draft_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_parental_codes_wave_id", "parental_codes", ["wave_id"])
