"""Needs are counted by state, by branch and by due day without reading all of them; dead columns go."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# No way down: what was dropped held nothing, and the way back from a version is the backup made before it.
def upgrade():
    op.drop_index("ix_needs_branch_id", "needs")
    op.create_index("ix_needs_branch_id_state", "needs", ["branch_id", "state"])
    op.create_index("ix_needs_state", "needs", ["state"])
    op.create_index("ix_needs_due_on", "needs", ["due_on"])
    op.drop_index("ix_need_events_happened_on", "need_events")
    op.create_index("ix_need_events_verb_happened_on", "need_events", ["verb", "happened_on"])
    # Failures are counted beside the accounts, under a keyed hash; nothing has read these since.
    with op.batch_alter_table("people") as people:
        people.drop_constraint(op.f("ck_people_failed_attempts_not_negative"), type_="check")
        people.drop_column("failed_attempts")
        people.drop_column("locked_until")
