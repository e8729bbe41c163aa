"""A release may be of a quarter, a half-year or a year; the last survey of the period carries it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = sa.text("kind IN ('month', 'wave', 'quarter', 'half_year', 'year')")


def upgrade():
    with op.batch_alter_table("releases") as batch_op:
        batch_op.drop_constraint(op.f("ck_releases_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_releases_kind"), KINDS)
        batch_op.drop_constraint(op.f("uq_releases_wave_id_number"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_releases_wave_id_kind_number"), ["wave_id", "kind", "number"]
        )
