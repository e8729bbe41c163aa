"""A branch's survey can be answered with invite codes instead of once per device."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "wave_branches", sa.Column("takes_codes", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "invite_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_invite_codes_wave_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_invite_codes_branch_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invite_codes")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_invite_codes_wave_id", "invite_codes", ["wave_id"])
