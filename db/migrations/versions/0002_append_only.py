"""Logs are never changed, and a published questionnaire never is: the database itself refuses."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# name, table, condition on the old row ("" for any), message
RULES = (
    ("audit_log_is_append_only", "audit_log", "", "the audit log is append-only"),
    ("need_events_are_append_only", "need_events", "", "need events are append-only"),
    (
        "published_versions_are_frozen",
        "questionnaire_versions",
        "OLD.published_at IS NOT NULL",
        "a published questionnaire version is frozen",
    ),
    ("released_views_are_frozen", "release_views", "", "a released view is frozen"),
)


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        for name, table, condition, message in RULES:
            when = f"WHEN {condition} " if condition else ""
            op.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, table, condition, message in RULES:
        # An update that changes nothing may pass: db.mixing writes rows anew.
        changed = "OLD::text IS DISTINCT FROM NEW::text"
        when = f"WHEN ({changed}{f' AND {condition}' if condition else ''}) "
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
        )


def downgrade():
    for name, table, _, _ in RULES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
