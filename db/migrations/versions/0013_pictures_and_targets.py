"""An activity says how many members came, a deed what it was to reach; both may have pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("activities") as batch_op:
        batch_op.add_column(sa.Column("attended_members", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_activities_members_among_people"),
            "attended_members IS NULL OR (attended_people IS NOT NULL"
            " AND attended_members BETWEEN 0 AND attended_people)",
        )
    op.add_column("deeds", sa.Column("target", sa.String(length=100), nullable=True))
    op.create_table(
        "pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("deed_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("look", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(activity_id IS NULL) <> (deed_id IS NULL)", name=op.f("ck_pictures_belongs_to_one_record")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_pictures_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_pictures_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["deed_id"], ["deeds.id"], name=op.f("fk_pictures_deed_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pictures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("activity_id", "place", name=op.f("uq_pictures_activity_id_place")),
        sa.UniqueConstraint("deed_id", "place", name=op.f("uq_pictures_deed_id_place")),
    )
    for column in ("organisation_id", "activity_id", "deed_id", "digest"):
        op.create_index(op.f(f"ix_pictures_{column}"), "pictures", [column])
