"""A question may be added to a month whose wave does not stand yet."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "planned_questions",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_planned_questions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("month", "organisation_id", name=op.f("pk_planned_questions")),
    )
