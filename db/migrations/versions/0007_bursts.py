"""A device that answers at one branch after another is found by its hash."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(op.f("ix_responses_device_hash"), "responses", ["device_hash"])
