"""A deed may be begun and may be kept off the board; a duty not done is not one that did not apply; who put a month right."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("deeds") as batch_op:
        batch_op.add_column(sa.Column("begun_on", sa.Date(), nullable=True))
        for name in ("is_hidden", "is_hidden_above"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(op.f("ix_deeds_begun_on"), ["begun_on"])
    # What was not done counted as progress of its month, and still does once it is done.
    op.execute("UPDATE deeds SET begun_on = month WHERE done_on IS NULL")
    with op.batch_alter_table("month_exemptions") as batch_op:
        # Whatever was said before said that the duty did not apply.
        batch_op.add_column(sa.Column("applies", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("deeds") as batch_op:
        for name in ("is_hidden", "is_hidden_above"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("month_exemptions") as batch_op:
        batch_op.alter_column("applies", server_default=None)
    op.create_table(
        "month_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_month_corrections_branch_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_month_corrections_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_month_corrections_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_corrections")),
    )
    op.create_index(op.f("ix_month_corrections_branch_id"), "month_corrections", ["branch_id"])
