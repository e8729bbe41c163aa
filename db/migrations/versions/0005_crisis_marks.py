"""What sounds like danger is marked for a named adult, in a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    concern = sa.Enum(
        "self_harm",
        "harm_by_others",
        name=op.f("ck_crisis_marks_concern"),
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "crisis_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("concern", concern, nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_crisis_marks_branch_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_crisis_marks_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_crisis_marks_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["handled_by"], ["people.id"], name=op.f("fk_crisis_marks_handled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_crisis_marks_organisation_id", "crisis_marks", ["organisation_id"])
    op.create_index("ix_crisis_marks_need_id", "crisis_marks", ["need_id"])
