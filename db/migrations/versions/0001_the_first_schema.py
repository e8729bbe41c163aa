"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():

    op.create_table(
        "day_overrides",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_overrides")),
    )
    op.create_table(
        "failed_lookups",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_failed_lookups")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("failed_lookups", schema=None) as batch_op:
        batch_op.create_index("ix_failed_lookups_window_ends_at", ["window_ends_at"], unique=False)

    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "need_categories",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("parent_code", sa.String(length=16), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("plan_field", sa.Integer(), nullable=True),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "parent_code IS NULL OR parent_code <> code", name=op.f("ck_need_categories_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["need_categories.code"], name=op.f("fk_need_categories_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_need_categories")),
    )
    with op.batch_alter_table("need_categories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_categories_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "district",
                "committee",
                "general_branch",
                "branch",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column(
            "domain",
            sa.Enum(
                "nonpublic",
                "social_org",
                "school",
                "street_community",
                "gov_institution",
                "rural",
                "other",
                name="domain",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("declared_youth", sa.Integer(), nullable=True),
        sa.Column("has_student_secretary", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(level = 'branch') = (domain IS NOT NULL)", name=op.f("ck_organisations_branches_have_a_domain")
        ),
        sa.CheckConstraint(
            "(level = 'district') = (parent_id IS NULL)",
            name=op.f("ck_organisations_only_the_district_has_no_parent"),
        ),
        sa.CheckConstraint(
            "declared_youth IS NULL OR declared_youth > 0",
            name=op.f("ck_organisations_declared_youth_positive"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("path", name=op.f("uq_organisations_path")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(
            "uq_organisations_district",
            ["level"],
            unique=True,
            sqlite_where=sa.text("level = 'district'"),
            postgresql_where=sa.text("level = 'district'"),
        )
        batch_op.create_index("uq_organisations_parent_id_name", ["parent_id", "name"], unique=True)

    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("is_monthly", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
        sa.UniqueConstraint("code", name=op.f("uq_questionnaires_code")),
    )
    op.create_table(
        "receipts",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("contents_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_forget_on"), ["forget_on"], unique=False)

    op.create_table(
        "set_up_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_set_up_links")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_audit_log_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_at"), ["at"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "secretary",
                "cadre",
                "committee",
                "district",
                "admin",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failed_attempts >= 0", name=op.f("ck_people_failed_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_people_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("username", name=op.f("uq_people_username")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "questionnaire_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "rating_scope",
            sa.Enum(
                "rotate_third",
                "rotate_half",
                "all",
                "picked_only",
                name="rating_scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaires.id"],
            name=op.f("fk_questionnaire_versions_questionnaire_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_versions")),
        sa.UniqueConstraint(
            "questionnaire_id", "number", name=op.f("uq_questionnaire_versions_questionnaire_id_number")
        ),
    )
    op.create_table(
        "standing_links",
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("branch_code", sa.String(length=6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_standing_links_branch_id")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_standing_links")),
        sa.UniqueConstraint("branch_code", name=op.f("uq_standing_links_branch_code")),
    )
    with op.batch_alter_table("standing_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_links_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(
            "uq_standing_links_live_branch_id",
            ["branch_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "study",
                "culture_sport",
                "volunteer",
                "social",
                "skill",
                "service",
                "visit",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("category_code", sa.String(length=16), nullable=True),
        sa.Column("planned_people", sa.Integer(), nullable=True),
        sa.Column("attended_people", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "attended_people IS NULL OR attended_people >= 0",
            name=op.f("ck_activities_attended_people_not_negative"),
        ),
        sa.CheckConstraint(
            "planned_people IS NULL OR planned_people >= 0",
            name=op.f("ck_activities_planned_people_not_negative"),
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_activities_branch_id")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["need_categories.code"], name=op.f("fk_activities_category_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_activities_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activities_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_held_on"), ["held_on"], unique=False)

    op.create_table(
        "deeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "practical",
                "kind",
                "hard_problem",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category_code", sa.String(length=16), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("beneficiaries", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "beneficiaries IS NULL OR beneficiaries >= 0", name=op.f("ck_deeds_beneficiaries_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["category_code"], ["need_categories.code"], name=op.f("fk_deeds_category_code")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_deeds_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deeds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
    )
    with op.batch_alter_table("deeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deeds_month"), ["month"], unique=False)
        batch_op.create_index(batch_op.f("ix_deeds_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "guardians",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_guardians_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_guardians_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_guardians")),
    )
    with op.batch_alter_table("guardians", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardians_person_id"), ["person_id"], unique=False)

    op.create_table(
        "month_exemptions",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "activity",
                "pairing",
                "survey",
                "deed",
                "talk",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_month_exemptions_branch_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_month_exemptions_person_id")),
        sa.PrimaryKeyConstraint("branch_id", "month", "duty", name=op.f("pk_month_exemptions")),
    )
    op.create_table(
        "month_records",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_month_records_branch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_month_records_person_id")),
        sa.PrimaryKeyConstraint("branch_id", "month", name=op.f("pk_month_records")),
    )
    op.create_table(
        "needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("goes_to_committee", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "survey",
                "wish",
                "talk",
                "activity",
                "pairing",
                "visit",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category_code", sa.String(length=16), nullable=False),
        sa.Column("sub_item_code", sa.String(length=16), nullable=True),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal",
                "soon",
                "urgent",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "accepted",
                "in_progress",
                "asked",
                "reopened",
                "awaiting_consent",
                "transferred",
                "deferred",
                "settled",
                "confirmed",
                "declined",
                "withdrawn",
                "lapsed",
                "relayed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("accept_by", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("extended_from", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "solved",
                "partly",
                "unsolved",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'confirmed') OR (outcome IS NOT NULL)", name=op.f("ck_needs_confirmed_has_an_outcome")
        ),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_needs_rating_1_to_5")),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_needs_branch_id")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["need_categories.code"], name=op.f("fk_needs_category_code")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_needs_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_needs_owner_id")),
        sa.ForeignKeyConstraint(
            ["sub_item_code"], ["need_categories.code"], name=op.f("fk_needs_sub_item_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sa.UniqueConstraint("number", name=op.f("uq_needs_number")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_month"), ["month"], unique=False)
        batch_op.create_index("ix_needs_organisation_id_state", ["organisation_id", "state"], unique=False)

    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "youth_group",
            sa.Enum(
                "member",
                "youth",
                "newcomer",
                "hardship",
                "mobile",
                "other",
                name="youth_group",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category_code", sa.String(length=16), nullable=True),
        sa.Column("plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("paired_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "reached",
                "left",
                "agreed",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= paired_on", name=op.f("ck_pairings_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_pairings_branch_id")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["need_categories.code"], name=op.f("fk_pairings_category_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pairings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
    )
    with op.batch_alter_table("pairings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairings_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairings_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_person_id"), ["person_id"], unique=False)

    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("talked_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "in_person",
                "phone",
                "video",
                "chat",
                "group",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "youth_group",
            sa.Enum(
                "member",
                "youth",
                "newcomer",
                "hardship",
                "mobile",
                "other",
                name="youth_group",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "care",
                "joined",
                "difficulty",
                "thoughts",
                "change",
                "dispute",
                "praise",
                "asked_for",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category_codes", sa.JSON(), nullable=False),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "writer",
                "writer_and_secretary",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_talks_branch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_talks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
    )
    with op.batch_alter_table("talks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talks_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talks_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talks_talked_on"), ["talked_on"], unique=False)

    op.create_table(
        "waves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("monthly", "imported", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("source_digest", sa.String(length=64), nullable=True),
        sa.Column("purged_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'imported') = (branch_id IS NOT NULL)",
            name=op.f("ck_waves_imported_waves_have_a_branch"),
        ),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_waves_opens_before_it_closes")),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_waves_branch_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_versions.id"], name=op.f("fk_waves_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waves_month"), ["month"], unique=False)
        batch_op.create_index(
            "uq_waves_monthly_month",
            ["month"],
            unique=True,
            sqlite_where=sa.text("kind = 'monthly'"),
            postgresql_where=sa.text("kind = 'monthly'"),
        )
        batch_op.create_index("uq_waves_source_digest_branch_id", ["source_digest", "branch_id"], unique=True)

    op.create_table(
        "drafts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rating_set", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_drafts_branch_id")),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_drafts_wave_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_drafts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "need_claims",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_claims_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_need_claims")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("need_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_claims_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_contacts",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("consent_version", sa.String(length=16), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_contacts_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_contacts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "need_deeds",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deed_id"], ["deeds.id"], name=op.f("fk_need_deeds_deed_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_deeds_need_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "deed_id", name=op.f("pk_need_deeds")),
    )
    with op.batch_alter_table("need_deeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_deeds_deed_id"), ["deed_id"], unique=False)

    op.create_table(
        "need_events",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "verb",
            sa.Enum(
                "raise",
                "hand_over",
                "accept",
                "start",
                "ask",
                "answer",
                "note",
                "settle",
                "decline",
                "confirm",
                "reopen",
                "withdraw",
                "assign",
                "extend",
                "transfer",
                "take_over",
                "return",
                "claim",
                name="verb",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "raised",
                "accepted",
                "in_progress",
                "asked",
                "reopened",
                "awaiting_consent",
                "transferred",
                "deferred",
                "settled",
                "confirmed",
                "declined",
                "withdrawn",
                "lapsed",
                "relayed",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "raised",
                "accepted",
                "in_progress",
                "asked",
                "reopened",
                "awaiting_consent",
                "transferred",
                "deferred",
                "settled",
                "confirmed",
                "declined",
                "withdrawn",
                "lapsed",
                "relayed",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "party",
            sa.Enum(
                "youth", "cadre", "system", name="party", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_events_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_need_events_person_id")),
        sa.PrimaryKeyConstraint("need_id", "seq", name=op.f("pk_need_events")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("need_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_events_happened_on"), ["happened_on"], unique=False)

    op.create_table(
        "need_summaries",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.String(length=100), nullable=False),
        sa.Column("after", sa.String(length=100), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_summaries_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_need_summaries_published_by")),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_need_summaries_written_by")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_summaries")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("need_summaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_summaries_published_on"), ["published_on"], unique=False)

    op.create_table(
        "pairing_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "in_person",
                "phone",
                "video",
                "chat",
                "group",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_contacts_pairing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_contacts")),
    )
    with op.batch_alter_table("pairing_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_contacts_contacted_on"), ["contacted_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_contacts_pairing_id"), ["pairing_id"], unique=False)

    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("month", "wave", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("n_doubtful", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_releases_number_from_1")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_releases_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("wave_id", "number", name=op.f("uq_releases_wave_id_number")),
    )
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_releases_month"), ["month"], unique=False)

    op.create_table(
        "responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "age_band",
            sa.Enum(
                "14-17",
                "18-22",
                "23-28",
                "29-35",
                "over-35",
                "unknown",
                name="age_band",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_text_handed", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_responses_branch_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_responses_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint(
            "wave_id", "branch_id", "device_hash", name=op.f("uq_responses_wave_id_branch_id_device_hash")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column(
            "age_band",
            sa.Enum(
                "14-17",
                "18-22",
                "23-28",
                "29-35",
                "over-35",
                "unknown",
                name="age_band",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("row", sa.String(length=32), nullable=False),
        sa.Column("cell", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n >= 0", name=op.f("ck_tallies_n_not_negative")),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_tallies_branch_id")),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_tallies_wave_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "wave_id",
            "branch_id",
            "age_band",
            "is_doubtful",
            "question",
            "row",
            "cell",
            name=op.f("pk_tallies"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave_branches",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column(
            "domain",
            sa.Enum(
                "nonpublic",
                "social_org",
                "school",
                "street_community",
                "gov_institution",
                "rural",
                "other",
                name="domain",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("declared_youth", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_wave_branches_branch_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["organisations.id"], name=op.f("fk_wave_branches_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_wave_branches_wave_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "branch_id", name=op.f("pk_wave_branches")),
    )
    with op.batch_alter_table("wave_branches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_branches_committee_id"), ["committee_id"], unique=False)

    op.create_table(
        "release_views",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_release_views_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_views_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "organisation_id", "view", name=op.f("pk_release_views")),
    )


def downgrade():

    op.drop_table("release_views")
    with op.batch_alter_table("wave_branches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wave_branches_committee_id"))

    op.drop_table("wave_branches")
    op.drop_table("tallies")
    op.drop_table("responses")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_releases_month"))

    op.drop_table("releases")
    with op.batch_alter_table("pairing_contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_contacts_pairing_id"))
        batch_op.drop_index(batch_op.f("ix_pairing_contacts_contacted_on"))

    op.drop_table("pairing_contacts")
    with op.batch_alter_table("need_summaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_summaries_published_on"))

    op.drop_table("need_summaries")
    with op.batch_alter_table("need_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_events_happened_on"))

    op.drop_table("need_events")
    with op.batch_alter_table("need_deeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_deeds_deed_id"))

    op.drop_table("need_deeds")
    op.drop_table("need_contacts")
    with op.batch_alter_table("need_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_claims_need_id"))

    op.drop_table("need_claims")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_wave_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_index("uq_waves_source_digest_branch_id")
        batch_op.drop_index(
            "uq_waves_monthly_month",
            sqlite_where=sa.text("kind = 'monthly'"),
            postgresql_where=sa.text("kind = 'monthly'"),
        )
        batch_op.drop_index(batch_op.f("ix_waves_month"))

    op.drop_table("waves")
    with op.batch_alter_table("talks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talks_talked_on"))
        batch_op.drop_index(batch_op.f("ix_talks_person_id"))
        batch_op.drop_index(batch_op.f("ix_talks_branch_id"))

    op.drop_table("talks")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_person_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("pairings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairings_person_id"))
        batch_op.drop_index(batch_op.f("ix_pairings_branch_id"))

    op.drop_table("pairings")
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.drop_index("ix_needs_organisation_id_state")
        batch_op.drop_index(batch_op.f("ix_needs_month"))
        batch_op.drop_index(batch_op.f("ix_needs_branch_id"))

    op.drop_table("needs")
    op.drop_table("month_records")
    op.drop_table("month_exemptions")
    with op.batch_alter_table("guardians", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardians_person_id"))

    op.drop_table("guardians")
    with op.batch_alter_table("deeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deeds_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_deeds_month"))

    op.drop_table("deeds")
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activities_held_on"))
        batch_op.drop_index(batch_op.f("ix_activities_branch_id"))

    op.drop_table("activities")
    with op.batch_alter_table("standing_links", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_standing_links_live_branch_id",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_standing_links_branch_id"))

    op.drop_table("standing_links")
    op.drop_table("questionnaire_versions")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_organisation_id"))

    op.drop_table("people")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_at"))
        batch_op.drop_index(batch_op.f("ix_audit_log_actor"))

    op.drop_table("audit_log")
    op.drop_table("settings")
    op.drop_table("set_up_links")
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipts_forget_on"))

    op.drop_table("receipts")
    op.drop_table("questionnaires")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index("uq_organisations_parent_id_name")
        batch_op.drop_index(
            "uq_organisations_district",
            sqlite_where=sa.text("level = 'district'"),
            postgresql_where=sa.text("level = 'district'"),
        )

    op.drop_table("organisations")
    with op.batch_alter_table("need_categories", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_categories_parent_code"))

    op.drop_table("need_categories")
    op.drop_table("leases")
    with op.batch_alter_table("failed_lookups", schema=None) as batch_op:
        batch_op.drop_index("ix_failed_lookups_window_ends_at")

    op.drop_table("failed_lookups")
    op.drop_table("day_overrides")
