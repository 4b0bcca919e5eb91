"""first tables."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from db import columns

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "activitykind",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("evidence_kinds", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("daily_cap", columns.ExactNumber(), nullable=False),
        sa.Column("max_per_claim", columns.ExactNumber(), nullable=False),
        sa.Column("seed_reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("metrics", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_activitykind")),
    )
    op.create_table(
        "auditrun",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "database",
                "backup",
                name="auditsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("act_count", sa.BigInteger(), nullable=False),
        sa.Column("breach_count", sa.BigInteger(), nullable=False),
        sa.Column("breaches", columns.LinesColumn(), nullable=False),
        sa.Column("sums", columns.LinesColumn(), nullable=False),
        sa.Column("head_size", sa.BigInteger(), nullable=True),
        sa.Column("head_root", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint(
            "(head_size IS NULL) = (head_root IS NULL)", name=op.f("ck_auditrun_head")
        ),
        sa.CheckConstraint("act_count >= 0 AND milliseconds >= 0", name=op.f("ck_auditrun_counts")),
        sa.CheckConstraint("breach_count >= 0", name=op.f("ck_auditrun_breach_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auditrun")),
    )
    with op.batch_alter_table("auditrun", schema=None) as batch_op:
        batch_op.create_index("ix_auditrun_began_at", ["began_at"], unique=False)

    op.create_table(
        "backuprun",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "made",
                "restored",
                name="backupstep",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("act_count", sa.BigInteger(), nullable=False),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "act_count >= 0 AND size >= 0 AND milliseconds >= 0", name=op.f("ck_backuprun_counts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backuprun")),
    )
    with op.batch_alter_table("backuprun", schema=None) as batch_op:
        batch_op.create_index("ix_backuprun_began_at", ["step", "began_at"], unique=False)

    op.create_table(
        "clockok",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prev_number", sa.Integer(), nullable=True),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("first_by", sa.Uuid(), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "day LIKE '____-__-__' AND ltrim(substr(day,1,4)||substr(day,6,2)||substr(day,9,2),'0123456789') = ''",
            name=op.f("ck_clockok_day"),
        ),
        sa.CheckConstraint(
            "(number = 1 AND first_by IS NULL AND second_by IS NULL) OR (number > 1 AND first_by IS NOT NULL AND second_by IS NOT NULL AND first_by <> second_by)",
            name=op.f("ck_clockok_two"),
        ),
        sa.CheckConstraint(
            "(number = 1 AND prev_number IS NULL) OR (number > 1 AND prev_number IS NOT NULL AND prev_number = number - 1)",
            name=op.f("ck_clockok_number"),
        ),
        sa.ForeignKeyConstraint(["prev_number"], ["clockok.number"], name="fk_clockok_previous"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_clockok")),
    )
    with op.batch_alter_table("clockok", schema=None) as batch_op:
        batch_op.create_index("ix_clockok_day", ["day"], unique=False)

    op.create_table(
        "dataset",
        sa.Column("version", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("loaded_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_dataset")),
    )
    op.create_table(
        "job",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(), nullable=False),
        sa.Column("lease", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("leased_until", columns.UtcDateTime(), nullable=True),
        sa.Column("started_at", columns.UtcDateTime(), nullable=True),
        sa.Column("continued", sa.Integer(), nullable=False),
        sa.Column("step", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("finished_at", columns.UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name=op.f("ck_job_lease")),
        sa.CheckConstraint(
            "continued >= 0 AND steps >= 0 AND tries >= 0", name=op.f("ck_job_counts")
        ),
        sa.PrimaryKeyConstraint("name", "programme", name=op.f("pk_job")),
    )
    op.create_table(
        "knownlog",
        sa.Column("vkey", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("origin", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("vkey", name=op.f("pk_knownlog")),
    )
    with op.batch_alter_table("knownlog", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knownlog_origin"), ["origin"], unique=False)

    op.create_table(
        "linkrequest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_in",
                "password",
                "join",
                "email",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("facts", columns.FactsColumn(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkrequest")),
    )
    op.create_table(
        "logkey",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prev_number", sa.Integer(), nullable=True),
        sa.Column("vkey", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("first_by", sa.Uuid(), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "at LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(at,1,4)||substr(at,6,2)||substr(at,9,2)||substr(at,12,2)||substr(at,15,2)||substr(at,18,2)||substr(at,21,6),'0123456789') = ''",
            name=op.f("ck_logkey_at_stamp"),
        ),
        sa.CheckConstraint(
            "(first_by IS NULL AND second_by IS NULL) OR (number > 1 AND first_by IS NOT NULL AND second_by IS NOT NULL AND first_by <> second_by)",
            name=op.f("ck_logkey_two"),
        ),
        sa.CheckConstraint(
            "(number = 1 AND prev_number IS NULL) OR (number > 1 AND prev_number IS NOT NULL AND prev_number = number - 1)",
            name=op.f("ck_logkey_number"),
        ),
        sa.ForeignKeyConstraint(["prev_number"], ["logkey.number"], name="fk_logkey_previous"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_logkey")),
        sa.UniqueConstraint("vkey", name=op.f("uq_logkey_vkey")),
    )
    op.create_table(
        "lognode",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_lognode_hash_length")),
        sa.CheckConstraint("level BETWEEN 1 AND 7", name=op.f("ck_lognode_level")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_lognode_number")),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_lognode")),
    )
    op.create_table(
        "lot",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "funding",
                "award",
                "goodwill",
                name="lotkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("born_seq", sa.BigInteger(), nullable=False),
        sa.Column("parent_lot", sa.BigInteger(), nullable=True),
        sa.Column("expires_on", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lapses_from", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'funding' AND parent_lot IS NULL) OR (kind IN ('award', 'goodwill') AND parent_lot IS NOT NULL)",
            name=op.f("ck_lot_shape"),
        ),
        sa.CheckConstraint(
            "expires_on LIKE '____-__-__' AND ltrim(substr(expires_on,1,4)||substr(expires_on,6,2)||substr(expires_on,9,2),'0123456789') = '' AND lapses_from LIKE '____-__-__' AND ltrim(substr(lapses_from,1,4)||substr(lapses_from,6,2)||substr(lapses_from,9,2),'0123456789') = '' AND lapses_from > expires_on",
            name=op.f("ck_lot_days"),
        ),
        sa.CheckConstraint("id = CAST(id AS BIGINT)", name=op.f("ck_lot_whole_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "parent_lot"], ["lot.programme_id", "lot.id"], name="fk_lot_parent"
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_lot")),
        sa.UniqueConstraint(
            "programme_id", "id", "expires_on", name=op.f("uq_lot_programme_id_id_expires_on")
        ),
    )
    op.create_table(
        "move",
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "from_kind", "to_kind", name=op.f("pk_move")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "community",
                "charity",
                "sponsor",
                "district",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("about", columns.WordsColumn(), nullable=False),
        sa.Column("registration", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("proved_on", sa.Date(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "listed",
                "suspended",
                "closed",
                name="organisationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.Column("state_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("password_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("joined_at", columns.UtcDateTime(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("paused_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(email IS NULL) = (password_hash IS NULL)", name=op.f("ck_person_both_or_neither")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "region",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("parent", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["region.code"], name=op.f("fk_region_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "source",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("publisher", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("section", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("licence", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("retrieved_on", sa.Date(), nullable=False),
        sa.Column("how_seen", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "ticket",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "new_passkey",
                "passkey",
                name="ticketkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("facts", columns.FactsColumn(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_ticket")),
    )
    op.create_table(
        "treehead",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prev_number", sa.Integer(), nullable=True),
        sa.Column("origin", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("signatures", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "day LIKE '____-__-__' AND ltrim(substr(day,1,4)||substr(day,6,2)||substr(day,9,2),'0123456789') = ''",
            name=op.f("ck_treehead_day"),
        ),
        sa.CheckConstraint(
            "(number = 1 AND prev_number IS NULL) OR (number > 1 AND prev_number IS NOT NULL AND prev_number = number - 1)",
            name=op.f("ck_treehead_number"),
        ),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_treehead_root_length")),
        sa.CheckConstraint("length(signatures) > 0", name=op.f("ck_treehead_signed")),
        sa.CheckConstraint("size = CAST(size AS BIGINT)", name=op.f("ck_treehead_whole_size")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_treehead_size")),
        sa.ForeignKeyConstraint(["prev_number"], ["treehead.number"], name="fk_treehead_previous"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_treehead")),
        sa.UniqueConstraint("size", "day", name="uq_treehead_once"),
    )
    with op.batch_alter_table("treehead", schema=None) as batch_op:
        batch_op.create_index("ix_treehead_day", ["day"], unique=False)

    op.create_table(
        "tries",
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_at", columns.UtcDateTime(), nullable=False),
        sa.Column("forgotten_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_tries")),
    )
    op.create_table(
        "witnessed",
        sa.Column("origin", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("prev_size", sa.BigInteger(), nullable=False),
        sa.Column("root", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "at LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(at,1,4)||substr(at,6,2)||substr(at,9,2)||substr(at,12,2)||substr(at,15,2)||substr(at,18,2)||substr(at,21,6),'0123456789') = ''",
            name=op.f("ck_witnessed_at_stamp"),
        ),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_witnessed_root_length")),
        sa.CheckConstraint("prev_size >= 0 AND size > prev_size", name=op.f("ck_witnessed_grows")),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_witnessed")),
        sa.UniqueConstraint("origin", "prev_size", name="uq_witnessed_next"),
    )
    op.create_table(
        "answerweight",
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("weight", columns.ExactNumber(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expression", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_answerweight_source_id")
        ),
        sa.PrimaryKeyConstraint("question", "answer", "year", name=op.f("pk_answerweight")),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "community",
                "charity",
                "sponsor",
                "district",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("registration", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (organisation_id IS NOT NULL)",
            name=op.f("ck_application_accepted"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_application_decided")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.id"], name=op.f("fk_application_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_application_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("code", name=op.f("uq_application_code")),
        sa.UniqueConstraint("idem", name=op.f("uq_application_idem")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_applicant_id"), ["applicant_id"], unique=False
        )

    op.create_table(
        "closure",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("is_alone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(agreed_by IS NULL) = (agreed_at IS NULL)", name=op.f("ck_closure_agreed_by_somebody")
        ),
        sa.CheckConstraint(
            "agreed_by IS NULL OR agreed_by <> asked_by OR is_alone",
            name=op.f("ck_closure_two_people"),
        ),
        sa.CheckConstraint("ends_at >= asked_at", name=op.f("ck_closure_in_order")),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_closure_agreed_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_closure_asked_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_closure_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_closure")),
    )
    op.create_table(
        "cosignature",
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("vkey", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("line", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "at LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(at,1,4)||substr(at,6,2)||substr(at,9,2)||substr(at,12,2)||substr(at,15,2)||substr(at,18,2)||substr(at,21,6),'0123456789') = ''",
            name=op.f("ck_cosignature_at_stamp"),
        ),
        sa.CheckConstraint("length(line) > 0", name=op.f("ck_cosignature_signed")),
        sa.ForeignKeyConstraint(["head"], ["treehead.number"], name="fk_cosignature_head"),
        sa.PrimaryKeyConstraint("head", "vkey", name=op.f("pk_cosignature")),
    )
    op.create_table(
        "edition",
        sa.Column(
            "about",
            sa.Enum(
                "all",
                "programme",
                "organisation",
                name="editionof",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "closed",
                "data-set",
                "method",
                "corrected",
                name="editionreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("data_set", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("method", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(number = 1) = (reason = 'closed')", name=op.f("ck_edition_first")),
        sa.CheckConstraint(
            "length(digest) = 64 AND ltrim(digest,'0123456789abcdef') = ''",
            name=op.f("ck_edition_digest"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_edition_number")),
        sa.ForeignKeyConstraint(
            ["data_set"], ["dataset.version"], name=op.f("fk_edition_data_set")
        ),
        sa.PrimaryKeyConstraint("about", "about_id", "period", "number", name=op.f("pk_edition")),
    )
    op.create_table(
        "erasure",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("erased_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("code", name=op.f("uq_erasure_code")),
        sa.UniqueConstraint("idem", name=op.f("uq_erasure_idem")),
    )
    op.create_table(
        "evidenceweight",
        sa.Column(
            "evidence_class",
            sa.Enum(
                "A",
                "B",
                "C",
                "D",
                name="evidenceclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("weight", columns.ExactNumber(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expression", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sentence", columns.WordsColumn(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_evidenceweight_source_id")
        ),
        sa.PrimaryKeyConstraint("evidence_class", "year", name=op.f("pk_evidenceweight")),
    )
    op.create_table(
        "factor",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "metric",
            sa.Enum(
                "co2e_kg",
                "waste_kg",
                "water_l",
                "energy_kwh",
                name="metric",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", columns.ExactNumber(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("baseline", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expression", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("method", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("low", columns.ExactNumber(), nullable=True),
        sa.Column("high", columns.ExactNumber(), nullable=True),
        sa.Column(
            "impact_class",
            sa.Enum(
                "avoided",
                "diverted",
                "resource",
                "embodied-water",
                "removal-exante",
                "offset",
                name="impactclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum(
                "A",
                "B",
                "C",
                "D",
                name="grade",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("licence", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("notes", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("retired_in", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint("length(unit) > 0 AND year >= 2000", name=op.f("ck_factor_founded")),
        sa.ForeignKeyConstraint(
            ["activity"], ["activitykind.code"], name=op.f("fk_factor_activity")
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_factor_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor")),
    )
    with op.batch_alter_table("factor", schema=None) as batch_op:
        batch_op.create_index(
            "ix_factor_choice", ["activity", "metric", "region", "year"], unique=False
        )

    op.create_table(
        "group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("slot_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group")),
    )
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "guardianship",
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("since", columns.UtcDateTime(), nullable=False),
        sa.Column("until", columns.UtcDateTime(), nullable=True),
        sa.Column("may_log", sa.Boolean(), nullable=False),
        sa.Column("may_add_photos", sa.Boolean(), nullable=False),
        sa.Column("may_propose", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", columns.UtcDateTime(), nullable=True),
        sa.Column("agreed_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("guardian_id <> child_id", name=op.f("ck_guardianship_two_people")),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_guardianship_in_order")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_guardianship_child_id")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name=op.f("fk_guardianship_guardian_id")
        ),
        sa.PrimaryKeyConstraint("guardian_id", "child_id", "since", name=op.f("pk_guardianship")),
    )
    with op.batch_alter_table("guardianship", schema=None) as batch_op:
        batch_op.create_index("ix_guardianship_child", ["child_id"], unique=False)
        batch_op.create_index(
            "uq_guardianship_once",
            ["guardian_id", "child_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "household",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("adults_to_agree", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint("adults_to_agree IN (1, 2)", name=op.f("ck_household_one_or_two")),
        sa.ForeignKeyConstraint(["head_id"], ["person.id"], name=op.f("fk_household_head_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("code", name=op.f("uq_household_code")),
    )
    op.create_table(
        "input",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("locator", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", columns.ExactNumber(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_input_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_input")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "organiser",
                "verifier",
                "treasurer",
                "steward",
                "sponsor",
                "till",
                "auditor",
                "operator",
                "viewer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("role_until", columns.UtcDateTime(), nullable=True),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("taken_at", columns.UtcDateTime(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (taken_by IS NULL)", name=op.f("ck_invitation_taken_by_somebody")
        ),
        sa.CheckConstraint("ends_at > made_at", name=op.f("ck_invitation_in_order")),
        sa.CheckConstraint(
            "taken_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitation_one_end")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["person.id"], name=op.f("fk_invitation_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_invitation_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("idem", name=op.f("uq_invitation_idem")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "lapse_notice",
                "lapse_planned",
                "seal",
                "invitation",
                "sign_in_link",
                "password_link",
                "join_link",
                "join_known",
                "email_link",
                "email_taken",
                "email_changed",
                "still_here",
                "guardians",
                "ways_changed",
                "application",
                "register",
                "answer",
                "recipient",
                "cause_answer",
                "voucher_cancelled",
                "reward_free",
                "reward_suspended",
                "reward_again",
                "roles",
                name="letterkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("facts", columns.FactsColumn(), nullable=False),
        sa.Column("written_at", columns.UtcDateTime(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(), nullable=True),
        sa.Column("sent_at", columns.UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (address IS NULL)", name=op.f("ck_letter_one_reader")
        ),
        sa.CheckConstraint("sent_at IS NULL OR due_at IS NULL", name=op.f("ck_letter_sent_once")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_letter_tries")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_letter_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_letter_person_id"), ["person_id"], unique=False)

    op.create_table(
        "letterrefusal",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lapse_notice",
                "lapse_planned",
                "seal",
                "invitation",
                "sign_in_link",
                "password_link",
                "join_link",
                "join_known",
                "email_link",
                "email_taken",
                "email_changed",
                "still_here",
                "guardians",
                "ways_changed",
                "application",
                "register",
                "answer",
                "recipient",
                "cause_answer",
                "voucher_cancelled",
                "reward_free",
                "reward_suspended",
                "reward_again",
                "roles",
                name="letterkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("said_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_letterrefusal_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_letterrefusal")),
    )
    op.create_table(
        "membership",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "organiser",
                "verifier",
                "treasurer",
                "steward",
                "sponsor",
                "till",
                "auditor",
                "operator",
                "viewer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", columns.UtcDateTime(), nullable=False),
        sa.Column("until", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_membership_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "role", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_membership_checks_or_pays",
            ["organisation_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("role IN ('verifier', 'treasurer')"),
            postgresql_where=sa.text("role IN ('verifier', 'treasurer')"),
        )

    op.create_table(
        "organisationcheck",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "admitted",
                "looked_again",
                "suspended",
                "reopened",
                "closed",
                "renamed",
                name="checkkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisationcheck_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_organisationcheck")),
    )
    op.create_table(
        "ownerchange",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "appoint",
                "end",
                name="ownerchangekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(agreed_by IS NULL) = (agreed_at IS NULL)",
            name=op.f("ck_ownerchange_agreed_by_somebody"),
        ),
        sa.CheckConstraint(
            "agreed_by IS NULL OR agreed_by <> asked_by", name=op.f("ck_ownerchange_two_people")
        ),
        sa.CheckConstraint("asked_by <> person_id", name=op.f("ck_ownerchange_about_another")),
        sa.CheckConstraint("ends_at >= asked_at", name=op.f("ck_ownerchange_in_order")),
        sa.ForeignKeyConstraint(
            ["agreed_by"], ["person.id"], name=op.f("fk_ownerchange_agreed_by")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_ownerchange_asked_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ownerchange_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ownerchange_person_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_ownerchange")),
    )
    with op.batch_alter_table("ownerchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ownerchange_person_id"), ["person_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("summary", columns.WordsColumn(), nullable=False),
        sa.Column("steps", columns.WordsColumn(), nullable=False),
        sa.Column("who", columns.WordsColumn(), nullable=False),
        sa.Column(
            "theme",
            sa.Enum(
                "recycling",
                "travel",
                "second-hand",
                name="theme",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "household",
                "class",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "paused",
                "closed",
                name="programmestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("time_zone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_programme_organisation_id")
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_programme_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "recoverycode",
        sa.Column("code_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "second",
                "paper",
                name="codepurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=True),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'paper') = (made_by IS NOT NULL)", name=op.f("ck_recoverycode_made_by")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_recoverycode_made_by")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recoverycode_person_id")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recoverycode")),
    )
    with op.batch_alter_table("recoverycode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recoverycode_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rename",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("former", columns.WordsColumn(), nullable=False),
        sa.Column("proof", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_rename_decided_on")
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_by IS NOT NULL)",
            name=op.f("ck_rename_decided"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_rename_two_people")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_rename_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_rename_decided_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rename_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rename")),
    )
    with op.batch_alter_table("rename", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rename_one_waits",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "schoolaccount",
        sa.Column("subject_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_schoolaccount_person_id")
        ),
        sa.PrimaryKeyConstraint("subject_hash", name=op.f("pk_schoolaccount")),
    )
    with op.batch_alter_table("schoolaccount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schoolaccount_person_id"), ["person_id"], unique=False)

    op.create_table(
        "schoolyear",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("erased_at", columns.UtcDateTime(), nullable=True),
        sa.Column("erased_by", sa.Uuid(), nullable=True),
        sa.Column("erasure_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("slots_erased", sa.Integer(), nullable=False),
        sa.Column("windows_erased", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (erasure_code IS NULL)", name=op.f("ck_schoolyear_erased")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_schoolyear_in_order")),
        sa.ForeignKeyConstraint(["erased_by"], ["person.id"], name=op.f("fk_schoolyear_erased_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_schoolyear_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "begins", name=op.f("pk_schoolyear")),
    )
    op.create_table(
        "signin",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("proved_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "seen_at >= began_at AND proved_at >= began_at", name=op.f("ck_signin_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signin_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signin")),
        sa.UniqueConstraint("id", name=op.f("uq_signin_id")),
    )
    with op.batch_alter_table("signin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signin_person_id"), ["person_id"], unique=False)

    op.create_table(
        "signinlink",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_in",
                "password",
                "join",
                "email",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'email') = (address IS NOT NULL)", name=op.f("ck_signinlink_address")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signinlink_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_signinlink")),
    )
    with op.batch_alter_table("signinlink", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signinlink_person_id"), ["person_id"], unique=False)

    op.create_table(
        "till",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("secret_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("card_sealed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("device", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("paired_at", columns.UtcDateTime(), nullable=True),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_till_named")),
        sa.CheckConstraint(
            "(card_sealed IS NOT NULL) = (paired_at IS NULL AND ended_at IS NULL)",
            name=op.f("ck_till_card_until_paired"),
        ),
        sa.CheckConstraint(
            "(secret_hash IS NULL) = (ended_at IS NOT NULL)", name=op.f("ck_till_secret_until_end")
        ),
        sa.CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name=op.f("ck_till_ended")),
        sa.CheckConstraint("ends_at > made_at", name=op.f("ck_till_in_order")),
        sa.CheckConstraint("number > 0", name=op.f("ck_till_numbered")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_till_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_till_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_till_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till")),
        sa.UniqueConstraint("idem", name=op.f("uq_till_idem")),
        sa.UniqueConstraint("organisation_id", "number", name="uq_till_number"),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_till_secret_hash")),
    )
    op.create_table(
        "timecode",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_timecode_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_timecode")),
    )
    op.create_table(
        "travelmode",
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("mode", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kg_per_km", columns.ExactNumber(), nullable=False),
        sa.Column("basis", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("boundary", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expression", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_travelmode_region")),
        sa.PrimaryKeyConstraint("region", "year", "mode", name=op.f("pk_travelmode")),
    )
    op.create_table(
        "acttotal",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("replaced", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "evidence_class",
            sa.Enum(
                "A",
                "B",
                "C",
                "D",
                name="evidenceclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("act_count", sa.BigInteger(), nullable=False),
        sa.Column("amount", columns.Millionths(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_acttotal_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id",
            "period",
            "activity",
            "replaced",
            "year",
            "evidence_class",
            name=op.f("pk_acttotal"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "applicationpaper",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_applicationpaper_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_applicationpaper")),
    )
    op.create_table(
        "batch",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("undo_asked_by", sa.Uuid(), nullable=True),
        sa.Column("undo_asked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(undo_asked_by IS NULL) = (undo_asked_at IS NULL)", name=op.f("ck_batch_asked")
        ),
        sa.CheckConstraint(
            "(undone_by IS NULL) = (undone_at IS NULL)", name=op.f("ck_batch_undone")
        ),
        sa.CheckConstraint(
            "undone_by IS NULL OR undo_asked_by IS NULL OR undone_by <> undo_asked_by",
            name=op.f("ck_batch_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_batch_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["undo_asked_by"], ["person.id"], name=op.f("fk_batch_undo_asked_by")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_batch_undone_by")),
        sa.ForeignKeyConstraint(["verifier_id"], ["person.id"], name=op.f("fk_batch_verifier_id")),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_batch")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index("ix_batch_code", ["code"], unique=False)

    op.create_table(
        "book",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("two_person_over", sa.BigInteger(), nullable=False),
        sa.Column("award_cap_day", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "opened_on LIKE '____-__-__' AND ltrim(substr(opened_on,1,4)||substr(opened_on,6,2)||substr(opened_on,9,2),'0123456789') = ''",
            name=op.f("ck_book_day"),
        ),
        sa.CheckConstraint(
            "award_cap_day = CAST(award_cap_day AS BIGINT)",
            name=op.f("ck_book_whole_award_cap_day"),
        ),
        sa.CheckConstraint("award_cap_day >= 0", name=op.f("ck_book_cap")),
        sa.CheckConstraint(
            "two_person_over = CAST(two_person_over AS BIGINT)",
            name=op.f("ck_book_whole_two_person_over"),
        ),
        sa.CheckConstraint("two_person_over >= 0", name=op.f("ck_book_limit")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_book_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_book")),
    )
    op.create_table(
        "bound",
        sa.Column("factor_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "low",
                "high",
                name="boundside",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expression", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", columns.ExactNumber(), nullable=False),
        sa.ForeignKeyConstraint(["factor_id"], ["factor.id"], name=op.f("fk_bound_factor_id")),
        sa.PrimaryKeyConstraint("factor_id", "side", name=op.f("pk_bound")),
    )
    op.create_table(
        "budgetrequest",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "target",
            sa.Enum(
                "budget",
                "reserve",
                name="topuptarget",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("funder_id", sa.Uuid(), nullable=False),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> asked_by",
            name=op.f("ck_budgetrequest_two_people"),
        ),
        sa.CheckConstraint(
            "points BETWEEN 1 AND 1000000000000", name=op.f("ck_budgetrequest_points")
        ),
        sa.CheckConstraint(
            "second_by IS NULL OR approved_by IS NOT NULL", name=op.f("ck_budgetrequest_in_order")
        ),
        sa.CheckConstraint(
            "second_by IS NULL OR approved_by IS NULL OR (second_by <> asked_by AND second_by <> approved_by)",
            name=op.f("ck_budgetrequest_three_people"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_budgetrequest_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_budgetrequest_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisation.id"], name=op.f("fk_budgetrequest_funder_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_budgetrequest_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_by"], ["person.id"], name=op.f("fk_budgetrequest_second_by")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_budgetrequest")),
    )
    op.create_table(
        "cause",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("charity_id", sa.Uuid(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("need", columns.WordsColumn(), nullable=False),
        sa.Column(
            "unit_shape",
            sa.Enum(
                "quilt",
                "book",
                "tree",
                name="unitshape",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("paper", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_common", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "listed",
                "paused",
                "suspended",
                "closed",
                name="causestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.Column("state_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(state = 'listed') = (state_on IS NULL)", name=op.f("ck_cause_since")),
        sa.CheckConstraint(
            "merged_into IS NULL OR (state = 'closed' AND merged_into <> id)",
            name=op.f("ck_cause_merged"),
        ),
        sa.ForeignKeyConstraint(
            ["charity_id"], ["organisation.id"], name=op.f("fk_cause_charity_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "merged_into"],
            ["cause.programme_id", "cause.id"],
            name="fk_cause_merged",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_cause_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_cause")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_cause_programme_id_code")),
    )
    with op.batch_alter_table("cause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cause_charity_id"), ["charity_id"], unique=False)
        batch_op.create_index("ix_cause_code", ["code"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "editing",
                "review",
                "published",
                "withdrawn",
                name="draftstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", columns.UtcDateTime(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(asked_by IS NULL) = (state IN ('editing', 'withdrawn'))", name=op.f("ck_draft_asked")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR programme_id IS NOT NULL", name=op.f("ck_draft_became")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_draft_counted")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_draft_asked_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_draft_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_draft_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_draft_code")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "draw",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_draw_in_order")),
        sa.CheckConstraint("wanted > 0 AND found >= 0", name=op.f("ck_draw_counted")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_draw_drawn_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_draw_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_draw_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_draw")),
    )
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.create_index("ix_draw_code", ["code"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("enrolled_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_enrolment_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "holder_id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_holder", ["holder_id"], unique=False)

    op.create_table(
        "factorinput",
        sa.Column("factor_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("input_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["factor_id"], ["factor.id"], name=op.f("fk_factorinput_factor_id")
        ),
        sa.ForeignKeyConstraint(["input_id"], ["input.id"], name=op.f("fk_factorinput_input_id")),
        sa.PrimaryKeyConstraint("factor_id", "input_id", name=op.f("pk_factorinput")),
    )
    op.create_table(
        "factorset",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", columns.UtcDateTime(), nullable=False),
        sa.Column("reviewer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "length(digest) = 64 AND ltrim(digest,'0123456789abcdef') = ''",
            name=op.f("ck_factorset_digest"),
        ),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_factorset_ended")
        ),
        sa.CheckConstraint(
            "(reviewed_by IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_factorset_reviewed")
        ),
        sa.CheckConstraint(
            "(reviewed_by IS NULL) = (reviewer IS NULL)", name=op.f("ck_factorset_reviewer")
        ),
        sa.CheckConstraint(
            "first_year BETWEEN 2000 AND last_year", name=op.f("ck_factorset_in_order")
        ),
        sa.CheckConstraint(
            "length(name) > 0 AND length(source) > 0", name=op.f("ck_factorset_founded")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_factorset_numbered")),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> entered_by", name=op.f("ck_factorset_two_people")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_factorset_ended_by")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_factorset_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_factorset_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["person.id"], name=op.f("fk_factorset_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("programme_id", "number", name=op.f("pk_factorset")),
    )
    op.create_table(
        "factorsource",
        sa.Column("factor_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["factor_id"], ["factor.id"], name=op.f("fk_factorsource_factor_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_factorsource_source_id")
        ),
        sa.PrimaryKeyConstraint("factor_id", "source_id", name=op.f("pk_factorsource")),
    )
    op.create_table(
        "habit",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column(
            "before",
            sa.Enum(
                "no",
                "sometimes",
                "always",
                "unsaid",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("said_at", columns.UtcDateTime(), nullable=True),
        sa.Column(
            "still",
            sa.Enum(
                "as-often",
                "less",
                "no",
                name="still",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("(before IS NULL) = (said_at IS NULL)", name=op.f("ck_habit_said")),
        sa.CheckConstraint(
            "(still IS NULL) = (answered_at IS NULL)", name=op.f("ck_habit_answered")
        ),
        sa.CheckConstraint("still IS NULL OR began_on IS NOT NULL", name=op.f("ck_habit_in_order")),
        sa.ForeignKeyConstraint(
            ["activity"], ["activitykind.code"], name=op.f("fk_habit_activity")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_habit_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_habit_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "activity", "person_id", name=op.f("pk_habit")),
    )
    with op.batch_alter_table("habit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_habit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "historyevent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("whom_id", sa.Uuid(), nullable=True),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_historyevent_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_historyevent")),
    )
    with op.batch_alter_table("historyevent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_historyevent_security",
            ["id"],
            unique=False,
            sqlite_where=sa.text("programme_id IS NULL"),
            postgresql_where=sa.text("programme_id IS NULL"),
        )
        batch_op.create_index("ix_historyevent_subject", ["subject", "at"], unique=False)

    op.create_table(
        "homecode",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "adult",
                "child",
                "guardian",
                name="homecodekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("code_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("taken_at", columns.UtcDateTime(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'guardian') = (child_id IS NOT NULL)", name=op.f("ck_homecode_whose_guardian")
        ),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (taken_by IS NULL)", name=op.f("ck_homecode_taken_by_somebody")
        ),
        sa.CheckConstraint("ends_at > made_at", name=op.f("ck_homecode_in_order")),
        sa.CheckConstraint(
            "taken_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_homecode_one_end")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_homecode_child_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_homecode_household_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_homecode_made_by")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_homecode_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homecode")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_homecode_code_hash")),
        sa.UniqueConstraint("idem", name=op.f("uq_homecode_idem")),
    )
    with op.batch_alter_table("homecode", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homecode_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "householdmember",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", columns.UtcDateTime(), nullable=False),
        sa.Column("left_at", columns.UtcDateTime(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "adult",
                "child",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= joined_at", name=op.f("ck_householdmember_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_householdmember_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_householdmember_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "household_id", "person_id", "joined_at", name=op.f("pk_householdmember")
        ),
    )
    with op.batch_alter_table("householdmember", schema=None) as batch_op:
        batch_op.create_index(
            "uq_householdmember_one_home",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "import",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "file",
                "sheet",
                name="importkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "keyed",
                "applied",
                "undone",
                "discarded",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("control", columns.ExactNumber(), nullable=False),
        sa.Column("typed", columns.LinesColumn(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.Column("applied_at", columns.UtcDateTime(), nullable=True),
        sa.Column("undo_asked_by", sa.Uuid(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'sheet' OR applied_by IS NULL OR applied_by <> made_by",
            name=op.f("ck_import_typed_by_two"),
        ),
        sa.CheckConstraint(
            "length(digest) = 64 AND ltrim(digest,'0123456789abcdef') = ''",
            name=op.f("ck_import_digest"),
        ),
        sa.CheckConstraint(
            "(applied_by IS NULL) = (applied_at IS NULL)", name=op.f("ck_import_applied")
        ),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_import_ended")),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_import_counted")),
        sa.ForeignKeyConstraint(["applied_by"], ["person.id"], name=op.f("fk_import_applied_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_import_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_import_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_import_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["undo_asked_by"], ["person.id"], name=op.f("fk_import_undo_asked_by")
        ),
        sa.ForeignKeyConstraint(["witness_id"], ["person.id"], name=op.f("fk_import_witness_id")),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_import")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index("ix_import_code", ["code"], unique=False)

    op.create_table(
        "meter",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("usual", columns.Millionths(), nullable=False),
        sa.Column("usual_days", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=False),
        sa.Column("told_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint("usual >= 0", name=op.f("ck_meter_usual")),
        sa.CheckConstraint("usual_days > 0", name=op.f("ck_meter_days")),
        sa.ForeignKeyConstraint(
            ["activity"], ["activitykind.code"], name=op.f("fk_meter_activity")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_meter_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_meter_programme_id")
        ),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_meter_told_by")),
        sa.PrimaryKeyConstraint("programme_id", "household_id", "activity", name=op.f("pk_meter")),
    )
    op.create_table(
        "periodtotal",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "counted",
            sa.Enum(
                "approved",
                "declined",
                "waiting",
                "audited",
                "overturned",
                "people",
                "households",
                "groups",
                "squares",
                name="counted",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_periodtotal_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "period", "counted", name=op.f("pk_periodtotal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pointtotal",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("move", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_pointtotal_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "awarded_on", "move", name=op.f("pk_pointtotal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poster",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "proof",
            sa.Enum(
                "steward",
                "screen",
                name="proof",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("host_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.Integer(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_poster_ended")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_poster_in_order")),
        sa.CheckConstraint(
            "opens_at >= 0 AND closes_at > opens_at AND closes_at <= 1440",
            name=op.f("ck_poster_hours"),
        ),
        sa.ForeignKeyConstraint(
            ["activity"], ["activitykind.code"], name=op.f("fk_poster_activity")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_poster_ended_by")),
        sa.ForeignKeyConstraint(["host_id"], ["person.id"], name=op.f("fk_poster_host_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_poster_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_poster_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_poster")),
        sa.UniqueConstraint("programme_id", "idem", name=op.f("uq_poster_programme_id_idem")),
    )
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.create_index("ix_poster_code", ["code"], unique=False)

    op.create_table(
        "presence",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "approved",
                "declined",
                "waiting",
                "audited",
                "overturned",
                "people",
                "households",
                "groups",
                "squares",
                name="counted",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("act_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_presence_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "period", "kind", "subject_id", name=op.f("pk_presence")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "programmestep",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "paused",
                "resumed",
                "extended",
                "closing",
                "closed",
                name="stepkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('extended', 'closing') OR day IS NOT NULL",
            name=op.f("ck_programmestep_dated"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_programmestep_numbered")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programmestep_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_programmestep_taken_by")
        ),
        sa.PrimaryKeyConstraint("programme_id", "number", name=op.f("pk_programmestep")),
    )
    op.create_table(
        "receipt",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "claim",
                "claim_changed",
                "claim_withdrawn",
                "import",
                "import_undone",
                "decisions",
                "undo_asked",
                "decisions_undone",
                "gift",
                "gift_agreed",
                "gift_taken_back",
                "gift_refused",
                "vote",
                "settlement",
                "settlement_signed",
                "delivery",
                "cause",
                "pledge",
                "round",
                "redemption",
                "redemption_agreed",
                "redemption_refused",
                "voucher_used",
                "voucher_use_undone",
                "voucher_returned",
                "voucher_cancelled",
                "reward_declared",
                "recheck",
                "ruling",
                "complaint",
                "complaint_answered",
                "remark",
                "remark_answered",
                "remark_withdrawn",
                "draw",
                name="actkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_receipt_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("programme_id", "idem", name=op.f("uq_receipt_programme_id_idem")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index("ix_receipt_code", ["code"], unique=False)
        batch_op.create_index("ix_receipt_idem", ["idem"], unique=False)

    op.create_table(
        "remark",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", columns.UtcDateTime(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_why", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_remark_answered")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL)", name=op.f("ck_remark_answered_by_somebody")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_remark_withdrawn")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name=op.f("ck_remark_withdrawn_why")
        ),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_by <> written_by", name=op.f("ck_remark_two_people")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_remark_answered_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_remark_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_remark_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_remark_withdrawn_by")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_remark_written_by")),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_remark")),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index("ix_remark_code", ["code"], unique=False)

    op.create_table(
        "reward",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "plant",
                "seat",
                "thing",
                "travel",
                "repair",
                "loan",
                name="rewardkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("about", columns.WordsColumn(), nullable=False),
        sa.Column("where", columns.WordsColumn(), nullable=False),
        sa.Column("access", columns.WordsColumn(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("each_household", sa.Integer(), nullable=False),
        sa.Column("days_valid", sa.Integer(), nullable=False),
        sa.Column("return_days", sa.Integer(), nullable=False),
        sa.Column("happens_on", sa.Date(), nullable=True),
        sa.Column("offered_until", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "declared",
                "refused",
                "offered",
                "paused",
                "suspended",
                "ended",
                "withdrawn",
                name="rewardstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("state_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NOT NULL OR state IN ('declared', 'refused', 'withdrawn')",
            name=op.f("ck_reward_approved_first"),
        ),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_reward_approved")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> declared_by", name=op.f("ck_reward_two_people")
        ),
        sa.CheckConstraint("days_valid BETWEEN 1 AND 366", name=op.f("ck_reward_days_valid")),
        sa.CheckConstraint("each_household > 0", name=op.f("ck_reward_each_household")),
        sa.CheckConstraint("points = CAST(points AS BIGINT)", name=op.f("ck_reward_whole_points")),
        sa.CheckConstraint("points > 0", name=op.f("ck_reward_points_positive")),
        sa.CheckConstraint("return_days BETWEEN 0 AND 30", name=op.f("ck_reward_return_days")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_reward_stock")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_reward_approved_by")),
        sa.ForeignKeyConstraint(["declared_by"], ["person.id"], name=op.f("fk_reward_declared_by")),
        sa.ForeignKeyConstraint(["payer_id"], ["organisation.id"], name=op.f("fk_reward_payer_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_reward_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_reward_provider_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_reward")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_reward_programme_id_code")),
    )
    with op.batch_alter_table("reward", schema=None) as batch_op:
        batch_op.create_index("ix_reward_code", ["code"], unique=False)
        batch_op.create_index("ix_reward_provider", ["provider_id"], unique=False)

    op.create_table(
        "round",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("opens_at", columns.UtcDateTime(), nullable=False),
        sa.Column("closes_at", columns.UtcDateTime(), nullable=False),
        sa.Column("smallest_gift", sa.Integer(), nullable=False),
        sa.Column("voided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("void_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_round_void_says_why")
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_in_order")),
        sa.CheckConstraint("smallest_gift > 0", name=op.f("ck_round_smallest_gift")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_round_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_round")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_round_programme_id_code")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index("ix_round_code", ["code"], unique=False)

    op.create_table(
        "rulewish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("adults_to_agree", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("adults_to_agree IN (1, 2)", name=op.f("ck_rulewish_one_or_two")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_rulewish_asked_by")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_rulewish_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulewish")),
    )
    with op.batch_alter_table("rulewish", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rulewish_one_open",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "sampleseed",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "length(seed) = 64 AND ltrim(seed,'0123456789abcdef') = ''",
            name=op.f("ck_sampleseed_seed"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_sampleseed_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "month", name=op.f("pk_sampleseed")),
    )
    op.create_table(
        "schoolclass",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("closed_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_schoolclass_group_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "begins"],
            ["schoolyear.organisation_id", "schoolyear.begins"],
            name=op.f("fk_schoolclass_organisation_id_begins"),
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_schoolclass")),
    )
    op.create_table(
        "season",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("household_ceiling", sa.Integer(), nullable=False),
        sa.Column("enrolment_limit", sa.Integer(), nullable=False),
        sa.Column("log_back_days", sa.Integer(), nullable=False),
        sa.Column("check_days", sa.Integer(), nullable=False),
        sa.Column("expiry_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_season_in_order")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_season_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_season")),
    )
    op.create_table(
        "topup",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "target",
            sa.Enum(
                "budget",
                "reserve",
                name="topuptarget",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("funder_id", sa.Uuid(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(id IS NULL OR length(CAST(id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(id AS VARCHAR)),'0123456789abcdef-') = '') AND (funder_id IS NULL OR length(CAST(funder_id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(funder_id AS VARCHAR)),'0123456789abcdef-') = '') AND (requested_by IS NULL OR length(CAST(requested_by AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(requested_by AS VARCHAR)),'0123456789abcdef-') = '') AND (approved_by IS NULL OR length(CAST(approved_by AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(approved_by AS VARCHAR)),'0123456789abcdef-') = '') AND (second_by IS NULL OR length(CAST(second_by AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(second_by AS VARCHAR)),'0123456789abcdef-') = '')",
            name=op.f("ck_topup_ids"),
        ),
        sa.CheckConstraint("approved_by <> requested_by", name=op.f("ck_topup_two_people")),
        sa.CheckConstraint("points = CAST(points AS BIGINT)", name=op.f("ck_topup_whole_points")),
        sa.CheckConstraint("points BETWEEN 1 AND 1000000000000", name=op.f("ck_topup_points")),
        sa.CheckConstraint(
            "second_by IS NULL OR (second_by <> requested_by AND second_by <> approved_by)",
            name=op.f("ck_topup_three_people"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_topup_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_topup")),
    )
    op.create_table(
        "travelmodesource",
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("mode", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region", "year", "mode"],
            ["travelmode.region", "travelmode.year", "travelmode.mode"],
            name=op.f("fk_travelmodesource_region_year_mode"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_travelmodesource_source_id")
        ),
        sa.PrimaryKeyConstraint(
            "region", "year", "mode", "source_id", name=op.f("pk_travelmodesource")
        ),
    )
    op.create_table(
        "booklock",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["book.programme_id"], name=op.f("fk_booklock_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_booklock")),
    )
    op.create_table(
        "causerequest",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("charity_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("need", columns.WordsColumn(), nullable=False),
        sa.Column(
            "unit_shape",
            sa.Enum(
                "quilt",
                "book",
                "tree",
                name="unitshape",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("paper", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_by IS NOT NULL)",
            name=op.f("ck_causerequest_decided"),
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR cause_id IS NOT NULL", name=op.f("ck_causerequest_became")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_causerequest_two_people")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_causerequest_asked_by")),
        sa.ForeignKeyConstraint(
            ["charity_id"], ["organisation.id"], name=op.f("fk_causerequest_charity_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_causerequest_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name="fk_causerequest_cause",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_causerequest_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_causerequest")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_causerequest_programme_id_code")),
    )
    with op.batch_alter_table("causerequest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_causerequest_charity_id"), ["charity_id"], unique=False
        )
        batch_op.create_index("ix_causerequest_code", ["code"], unique=False)

    op.create_table(
        "causestatement",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(id IS NULL OR length(CAST(id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(id AS VARCHAR)),'0123456789abcdef-') = '') AND (prepared_by IS NULL OR length(CAST(prepared_by AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(prepared_by AS VARCHAR)),'0123456789abcdef-') = '') AND (approved_by IS NULL OR length(CAST(approved_by AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(approved_by AS VARCHAR)),'0123456789abcdef-') = '')",
            name=op.f("ck_causestatement_ids"),
        ),
        sa.CheckConstraint(
            "part = CAST(part AS BIGINT)", name=op.f("ck_causestatement_whole_part")
        ),
        sa.CheckConstraint("part > 0", name=op.f("ck_causestatement_part_positive")),
        sa.CheckConstraint(
            "points = CAST(points AS BIGINT)", name=op.f("ck_causestatement_whole_points")
        ),
        sa.CheckConstraint(
            "points BETWEEN 1 AND 1000000000000", name=op.f("ck_causestatement_points")
        ),
        sa.CheckConstraint("prepared_by <> approved_by", name=op.f("ck_causestatement_two_people")),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name=op.f("fk_causestatement_programme_id_cause_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["round.programme_id", "round.id"],
            name=op.f("fk_causestatement_programme_id_round_id"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_causestatement")),
        sa.UniqueConstraint(
            "programme_id",
            "cause_id",
            "round_id",
            "part",
            name=op.f("uq_causestatement_programme_id_cause_id_round_id_part"),
        ),
    )
    op.create_table(
        "chosencause",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_chosencause_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name="fk_chosencause_cause",
        ),
        sa.PrimaryKeyConstraint("programme_id", "household_id", name=op.f("pk_chosencause")),
    )
    op.create_table(
        "classwindow",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at >= opened_at", name=op.f("ck_classwindow_in_order")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["schoolclass.group_id"], name=op.f("fk_classwindow_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["person.id"], name=op.f("fk_classwindow_opened_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classwindow")),
    )
    with op.batch_alter_table("classwindow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classwindow_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_classwindow_group_id"), ["group_id"], unique=False)

    op.create_table(
        "draftversion",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", columns.FactsColumn(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draftversion_draft_id")),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_draftversion_written_by")
        ),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draftversion")),
    )
    op.create_table(
        "groupvote",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("voter_count", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(id IS NULL OR length(CAST(id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(id AS VARCHAR)),'0123456789abcdef-') = '') AND (recorded_by IS NULL OR length(CAST(recorded_by AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(recorded_by AS VARCHAR)),'0123456789abcdef-') = '')",
            name=op.f("ck_groupvote_ids"),
        ),
        sa.CheckConstraint("voter_count > 0", name=op.f("ck_groupvote_somebody_voted")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_groupvote_group_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name=op.f("fk_groupvote_programme_id_cause_id"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_groupvote")),
    )
    op.create_table(
        "joinlink",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "adult",
                "child",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("home_code_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "standing = 'adult' OR home_code_id IS NOT NULL",
            name=op.f("ck_joinlink_child_expected"),
        ),
        sa.ForeignKeyConstraint(
            ["home_code_id"], ["homecode.id"], name=op.f("fk_joinlink_home_code_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_joinlink")),
    )
    op.create_table(
        "lapseannouncement",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("season", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("announced_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id", "season"],
            ["season.programme_id", "season.code"],
            name="fk_lapseannouncement_season",
        ),
        sa.PrimaryKeyConstraint("programme_id", "season", name=op.f("pk_lapseannouncement")),
    )
    op.create_table(
        "ownfactor",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "metric",
            sa.Enum(
                "co2e_kg",
                "waste_kg",
                "water_l",
                "energy_kwh",
                name="metric",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "impact_class",
            sa.Enum(
                "avoided",
                "diverted",
                "resource",
                "embodied-water",
                "removal-exante",
                "offset",
                name="impactclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", columns.ExactNumber(), nullable=False),
        sa.Column("low", columns.ExactNumber(), nullable=True),
        sa.Column("high", columns.ExactNumber(), nullable=True),
        sa.Column("expression", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("length(unit) > 0 AND year >= 2000", name=op.f("ck_ownfactor_founded")),
        sa.CheckConstraint("line >= 1", name=op.f("ck_ownfactor_numbered")),
        sa.ForeignKeyConstraint(
            ["activity"], ["activitykind.code"], name=op.f("fk_ownfactor_activity")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "number"],
            ["factorset.programme_id", "factorset.number"],
            name="fk_ownfactor_set",
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_ownfactor_region")),
        sa.PrimaryKeyConstraint("programme_id", "number", "line", name=op.f("pk_ownfactor")),
        sa.UniqueConstraint(
            "programme_id",
            "number",
            "activity",
            "metric",
            "region",
            "year",
            name=op.f("uq_ownfactor_programme_id_number_activity_metric_region_year"),
        ),
    )
    op.create_table(
        "pledge",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pot",
                "unit",
                name="pledgekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("unit_name", columns.WordsColumn(), nullable=True),
        sa.Column(
            "unit_shape",
            sa.Enum(
                "quilt",
                "book",
                "tree",
                name="unitshape",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("points_per_unit", sa.Integer(), nullable=True),
        sa.Column("unit_limit", sa.Integer(), nullable=True),
        sa.Column("promised_at", columns.UtcDateTime(), nullable=False),
        sa.Column("letter", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("documented_by", sa.Uuid(), nullable=True),
        sa.Column("documented_at", columns.UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", columns.UtcDateTime(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.Column("payment_document", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("withdrawn_at", columns.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'pot') = (amount_cents IS NOT NULL)", name=op.f("ck_pledge_pot_amount_cents")
        ),
        sa.CheckConstraint(
            "(kind = 'pot') = (currency IS NOT NULL)", name=op.f("ck_pledge_pot_currency")
        ),
        sa.CheckConstraint(
            "(kind = 'unit') = (points_per_unit IS NOT NULL)",
            name=op.f("ck_pledge_unit_points_per_unit"),
        ),
        sa.CheckConstraint(
            "(kind = 'unit') = (unit_limit IS NOT NULL)", name=op.f("ck_pledge_unit_unit_limit")
        ),
        sa.CheckConstraint(
            "(kind = 'unit') = (unit_shape IS NOT NULL)", name=op.f("ck_pledge_unit_unit_shape")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')", name=op.f("ck_pledge_says_why")
        ),
        sa.CheckConstraint(
            "(paid_on IS NULL) = (paid IS NULL)", name=op.f("ck_pledge_paid_on_a_day")
        ),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents > 0", name=op.f("ck_pledge_amount_positive")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR (documented_by IS NOT NULL AND approved_by <> documented_by)",
            name=op.f("ck_pledge_two_people"),
        ),
        sa.CheckConstraint("paid IS NULL OR paid >= 0", name=op.f("ck_pledge_paid")),
        sa.CheckConstraint(
            "points_per_unit IS NULL OR points_per_unit > 0", name=op.f("ck_pledge_unit_positive")
        ),
        sa.CheckConstraint(
            "unit_limit IS NULL OR unit_limit > 0", name=op.f("ck_pledge_limit_positive")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["round.programme_id", "round.id"],
            name=op.f("fk_pledge_programme_id_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["organisation.id"], name=op.f("fk_pledge_sponsor_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "round_id", "number", name=op.f("pk_pledge")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(
            "uq_pledge_one_living",
            ["programme_id", "round_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "pricewindow",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("announced_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("announced_on < starts_on", name=op.f("ck_pricewindow_beforehand")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_pricewindow_in_order")),
        sa.CheckConstraint(
            "points = CAST(points AS BIGINT)", name=op.f("ck_pricewindow_whole_points")
        ),
        sa.CheckConstraint("points > 0", name=op.f("ck_pricewindow_points_positive")),
        sa.ForeignKeyConstraint(
            ["announced_by"], ["person.id"], name=op.f("fk_pricewindow_announced_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "reward_id"],
            ["reward.programme_id", "reward.id"],
            name="fk_pricewindow_reward",
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "reward_id", "starts_on", name=op.f("pk_pricewindow")
        ),
    )
    op.create_table(
        "questionnaire",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "survey",
                "quiz",
                name="questionnairekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                name="questionnairestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", columns.WordsColumn(), nullable=False),
        sa.Column("intro", columns.WordsColumn(), nullable=False),
        sa.Column("poster_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("questions", columns.LinesColumn(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("sums", columns.LinesColumn(), nullable=False),
        sa.Column("texts", columns.LinesColumn(), nullable=False),
        sa.Column("box", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind = 'survey' OR (counted = 0 AND box IS NULL)",
            name=op.f("ck_questionnaire_only_surveys_keep_answers"),
        ),
        sa.CheckConstraint(
            "poster_code IS NULL OR kind = 'quiz'",
            name=op.f("ck_questionnaire_only_quizzes_of_a_talk"),
        ),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_questionnaire_counted")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_questionnaire_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id", "poster_code"],
            ["poster.programme_id", "poster.code"],
            name="fk_questionnaire_poster",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_questionnaire_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_questionnaire")),
    )
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.create_index("ix_questionnaire_code", ["code"], unique=False)

    op.create_table(
        "quotause",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used <= cap", name=op.f("ck_quotause_cap")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["book.programme_id"], name=op.f("fk_quotause_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "subject_id", "rule", "period", name=op.f("pk_quotause")
        ),
    )
    op.create_table(
        "redemption",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "refused",
                "ready",
                "used",
                "returned",
                "uncollected",
                "cancelled",
                name="redemptionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("hold_seq", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("return_until", sa.Date(), nullable=True),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("used_till", sa.Uuid(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("end_seq", sa.Integer(), nullable=True),
        sa.Column("goodwill_seq", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'used') = (used_at IS NOT NULL)", name=op.f("ck_redemption_used")
        ),
        sa.CheckConstraint(
            "(state IN ('proposed', 'refused')) = (hold_seq IS NULL)",
            name=op.f("ck_redemption_held_if_agreed"),
        ),
        sa.CheckConstraint(
            "(state IN ('refused', 'returned', 'uncollected', 'cancelled')) = (ended_at IS NOT NULL)",
            name=op.f("ck_redemption_ended"),
        ),
        sa.CheckConstraint(
            "rating IS NULL OR state = 'used' AND rating BETWEEN 1 AND 3",
            name=op.f("ck_redemption_rating"),
        ),
        sa.CheckConstraint(
            "(hold_seq IS NULL) = (valid_until IS NULL) AND (hold_seq IS NULL) = (return_until IS NULL)",
            name=op.f("ck_redemption_dated"),
        ),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL AND used_till IS NULL)",
            name=op.f("ck_redemption_used_by_somebody"),
        ),
        sa.CheckConstraint(
            "agreed_by IS NULL OR adult_id IS NOT NULL AND agreed_by <> adult_id",
            name=op.f("ck_redemption_two_adults"),
        ),
        sa.CheckConstraint("points > 0", name=op.f("ck_redemption_points_positive")),
        sa.CheckConstraint(
            "used_by IS NULL OR used_till IS NULL", name=op.f("ck_redemption_used_by_one")
        ),
        sa.ForeignKeyConstraint(["adult_id"], ["person.id"], name=op.f("fk_redemption_adult_id")),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_redemption_agreed_by")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_redemption_household_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_redemption_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "reward_id"],
            ["reward.programme_id", "reward.id"],
            name="fk_redemption_reward",
        ),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name=op.f("fk_redemption_used_by")),
        sa.ForeignKeyConstraint(["used_till"], ["till.id"], name=op.f("fk_redemption_used_till")),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_redemption_programme_id_code")),
    )
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index("ix_redemption_code", ["code"], unique=False)
        batch_op.create_index("ix_redemption_household", ["household_id"], unique=False)
        batch_op.create_index(
            "ix_redemption_open",
            ["programme_id", "valid_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('ready', 'used') AND end_seq IS NULL"),
            postgresql_where=sa.text("state IN ('ready', 'used') AND end_seq IS NULL"),
        )
        batch_op.create_index(
            "ix_redemption_reward", ["programme_id", "reward_id", "state"], unique=False
        )

    op.create_table(
        "rewardwait",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", columns.UtcDateTime(), nullable=False),
        sa.Column("told_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_rewardwait_household_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rewardwait_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "reward_id"],
            ["reward.programme_id", "reward.id"],
            name="fk_rewardwait_reward",
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "reward_id", "household_id", name=op.f("pk_rewardwait")
        ),
    )
    op.create_table(
        "roundcause",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("giver_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("points >= 0 AND giver_count >= 0", name=op.f("ck_roundcause_totals")),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name=op.f("fk_roundcause_programme_id_cause_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["round.programme_id", "round.id"],
            name=op.f("fk_roundcause_programme_id_round_id"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "round_id", "cause_id", name=op.f("pk_roundcause")),
    )
    op.create_table(
        "roundopening",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("closes_at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "closes_at LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(closes_at,1,4)||substr(closes_at,6,2)||substr(closes_at,9,2)||substr(closes_at,12,2)||substr(closes_at,15,2)||substr(closes_at,18,2)||substr(closes_at,21,6),'0123456789') = ''",
            name=op.f("ck_roundopening_closes_stamp"),
        ),
        sa.CheckConstraint(
            "opens_at LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(opens_at,1,4)||substr(opens_at,6,2)||substr(opens_at,9,2)||substr(opens_at,12,2)||substr(opens_at,15,2)||substr(opens_at,18,2)||substr(opens_at,21,6),'0123456789') = ''",
            name=op.f("ck_roundopening_opens_stamp"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_roundopening_in_order")),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["round.programme_id", "round.id"],
            name=op.f("fk_roundopening_programme_id_round_id"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "round_id", name=op.f("pk_roundopening")),
    )
    op.create_table(
        "ruleconsent",
        sa.Column("wish_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ruleconsent_person_id")
        ),
        sa.ForeignKeyConstraint(["wish_id"], ["rulewish.id"], name=op.f("fk_ruleconsent_wish_id")),
        sa.PrimaryKeyConstraint("wish_id", "person_id", name=op.f("pk_ruleconsent")),
    )
    op.create_table(
        "ruleset",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("season", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("published_at", columns.UtcDateTime(), nullable=False),
        sa.Column("begins_at", columns.UtcDateTime(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("campaigns", columns.LinesColumn(), nullable=False),
        sa.Column("findings", columns.LinesColumn(), nullable=False),
        sa.CheckConstraint("approved_by <> written_by", name=op.f("ck_ruleset_two_people")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_ruleset_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "season"],
            ["season.programme_id", "season.code"],
            name=op.f("fk_ruleset_programme_id_season"),
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_ruleset_written_by")),
        sa.PrimaryKeyConstraint("programme_id", "version", name=op.f("pk_ruleset")),
    )
    op.create_table(
        "seasonkey",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("season", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("length(key) = 64", name=op.f("ck_seasonkey_key_length")),
        sa.ForeignKeyConstraint(
            ["programme_id", "season"],
            ["season.programme_id", "season.code"],
            name=op.f("fk_seasonkey_programme_id_season"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "season", name=op.f("pk_seasonkey")),
    )
    op.create_table(
        "settlement",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", columns.UtcDateTime(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(signed_by IS NULL) = (signed_at IS NULL)", name=op.f("ck_settlement_signed")
        ),
        sa.CheckConstraint(
            "signed_by IS NULL OR signed_by <> prepared_by", name=op.f("ck_settlement_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by"], ["person.id"], name=op.f("fk_settlement_prepared_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["round.programme_id", "round.id"],
            name=op.f("fk_settlement_programme_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_settlement_signed_by")),
        sa.PrimaryKeyConstraint("programme_id", "round_id", name=op.f("pk_settlement")),
    )
    op.create_table(
        "slot",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("card_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("card_sealed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("letter_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("letter_sealed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("letter_used_at", columns.UtcDateTime(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(card_hash IS NULL) = (card_sealed IS NULL) AND (card_hash IS NULL) = (letter_hash IS NULL) AND (card_hash IS NULL) = (letter_sealed IS NULL)",
            name=op.f("ck_slot_whole_card"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR card_hash IS NULL", name=op.f("ck_slot_ended_without_card")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 60", name=op.f("ck_slot_numbered")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["schoolclass.group_id"], name=op.f("fk_slot_group_id")
        ),
        sa.PrimaryKeyConstraint("group_id", "number", name=op.f("pk_slot")),
        sa.UniqueConstraint("card_hash", name=op.f("uq_slot_card_hash")),
        sa.UniqueConstraint("letter_hash", name=op.f("uq_slot_letter_hash")),
    )
    op.create_table(
        "stockcount",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("counted_by", sa.Uuid(), nullable=False),
        sa.Column("counted_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_stockcount_reason")),
        sa.CheckConstraint(
            "before >= 0 AND after >= 0 AND before <> after", name=op.f("ck_stockcount_another")
        ),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["person.id"], name=op.f("fk_stockcount_counted_by")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "reward_id"],
            ["reward.programme_id", "reward.id"],
            name="fk_stockcount_reward",
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_stockcount")),
    )
    op.create_table(
        "account",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mint",
                "budget",
                "reserve",
                "wallet",
                "group",
                "cause",
                "held",
                "redeemed",
                "settled",
                name="accountkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(id IS NULL OR length(CAST(id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(id AS VARCHAR)),'0123456789abcdef-') = '')",
            name=op.f("ck_account_ids"),
        ),
        sa.CheckConstraint(
            "(kind = 'cause') = (cause_id IS NOT NULL)", name=op.f("ck_account_cause")
        ),
        sa.CheckConstraint("round_id IS NULL OR kind = 'cause'", name=op.f("ck_account_round")),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name="fk_account_cause",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["roundopening.programme_id", "roundopening.round_id"],
            name="fk_account_round",
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["book.programme_id"], name="fk_account_book"),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint(
            "programme_id", "id", "kind", name=op.f("uq_account_programme_id_id_kind")
        ),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_id", ["id"], unique=False)
        batch_op.create_index("ix_account_kind", ["kind", "programme_id", "id"], unique=False)
        batch_op.create_index(
            "uq_account_per_round",
            ["programme_id", "cause_id", "round_id"],
            unique=True,
            sqlite_where=sa.text("round_id IS NOT NULL"),
            postgresql_where=sa.text("round_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_account_single",
            ["programme_id", "kind"],
            unique=True,
            sqlite_where=sa.text("kind IN ('mint', 'budget', 'reserve', 'redeemed', 'settled')"),
            postgresql_where=sa.text(
                "kind IN ('mint', 'budget', 'reserve', 'redeemed', 'settled')"
            ),
        )
        batch_op.create_index(
            "uq_account_standing",
            ["programme_id", "cause_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'cause' AND round_id IS NULL"),
            postgresql_where=sa.text("kind = 'cause' AND round_id IS NULL"),
        )

    op.create_table(
        "activity",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("per_amount", columns.ExactNumber(), nullable=True),
        sa.Column("least_amount", columns.ExactNumber(), nullable=False),
        sa.Column("most_amount", columns.ExactNumber(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asks_replaced", sa.Boolean(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column(
            "cap_of",
            sa.Enum(
                "times",
                "amount",
                "points",
                name="capof",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "cap_period",
            sa.Enum(
                "day",
                "week",
                "month",
                "season",
                "year",
                "ever",
                name="capperiod",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "cap_who",
            sa.Enum(
                "holder",
                "person",
                name="capwho",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cap_group", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("audit_percent", sa.Integer(), nullable=False),
        sa.Column("instead", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint("cap > 0", name=op.f("ck_activity_cap_positive")),
        sa.CheckConstraint("points > 0", name=op.f("ck_activity_points_positive")),
        sa.ForeignKeyConstraint(["code"], ["activitykind.code"], name=op.f("fk_activity_code")),
        sa.ForeignKeyConstraint(
            ["programme_id", "version"],
            ["ruleset.programme_id", "ruleset.version"],
            name=op.f("fk_activity_programme_id_version"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "version", "code", name=op.f("pk_activity")),
        sa.UniqueConstraint(
            "programme_id", "version", "place", name=op.f("uq_activity_programme_id_version_place")
        ),
    )
    op.create_table(
        "cardsignin",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id", "number"],
            ["slot.group_id", "slot.number"],
            name=op.f("fk_cardsignin_group_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["classwindow.id"], name=op.f("fk_cardsignin_window_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_cardsignin")),
    )
    with op.batch_alter_table("cardsignin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cardsignin_window_id"), ["window_id"], unique=False)

    op.create_table(
        "gift",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("vote_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("txn_seq", sa.Integer(), nullable=True),
        sa.Column("given_at", columns.UtcDateTime(), nullable=False),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("is_returned", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "agreed_by IS NULL OR (adult_id IS NOT NULL AND agreed_by <> adult_id)",
            name=op.f("ck_gift_two_adults"),
        ),
        sa.CheckConstraint("points > 0", name=op.f("ck_gift_points_positive")),
        sa.ForeignKeyConstraint(["adult_id"], ["person.id"], name=op.f("fk_gift_adult_id")),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_gift_agreed_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_gift_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name=op.f("fk_gift_programme_id_cause_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["round.programme_id", "round.id"],
            name=op.f("fk_gift_programme_id_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "vote_id"],
            ["groupvote.programme_id", "groupvote.id"],
            name=op.f("fk_gift_programme_id_vote_id"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_gift")),
    )
    with op.batch_alter_table("gift", schema=None) as batch_op:
        batch_op.create_index("ix_gift_code", ["code"], unique=False)
        batch_op.create_index("ix_gift_giver", ["giver_id", "given_at"], unique=False)
        batch_op.create_index(
            "ix_gift_round", ["programme_id", "round_id", "cause_id"], unique=False
        )
        batch_op.create_index("ix_gift_txn", ["programme_id", "txn_seq"], unique=False)

    op.create_table(
        "settlementshare",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("giver_count", sa.Integer(), nullable=False),
        sa.Column("points_lapsed", sa.BigInteger(), nullable=False),
        sa.Column("points_carried", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("points_left", sa.Integer(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("cause_name", columns.WordsColumn(), nullable=False),
        sa.Column("charity_name", columns.WordsColumn(), nullable=False),
        sa.Column("txn_seq", sa.Integer(), nullable=True),
        sa.CheckConstraint("points >= 0", name=op.f("ck_settlementshare_points")),
        sa.CheckConstraint(
            "points_lapsed = 0 OR NOT is_left_out",
            name=op.f("ck_settlementshare_left_out_keeps_lapsed"),
        ),
        sa.CheckConstraint("points_lapsed >= 0", name=op.f("ck_settlementshare_points_lapsed")),
        sa.CheckConstraint(
            "points_left BETWEEN 0 AND points + points_lapsed + points_carried",
            name=op.f("ck_settlementshare_points_left"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name=op.f("fk_settlementshare_programme_id_cause_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["settlement.programme_id", "settlement.round_id"],
            name="fk_settlementshare_settlement",
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "round_id", "cause_id", name=op.f("pk_settlementshare")
        ),
    )
    op.create_table(
        "tick",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("cap_group", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id", "number"],
            ["slot.group_id", "slot.number"],
            name=op.f("fk_tick_group_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_tick_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "group_id", "number", "done_on", "cap_group", name=op.f("pk_tick")
        ),
    )
    op.create_table(
        "claim",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "holder_kind",
            sa.Enum(
                "wallet",
                "group",
                name="holderkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("amount", columns.ExactNumber(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("replaced", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "evidence_class",
            sa.Enum(
                "A",
                "B",
                "C",
                "D",
                name="evidenceclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "asked",
                "withdrawn",
                "declined",
                "queued",
                "awarded",
                "unawarded",
                "reversed",
                name="claimstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("why", columns.LinesColumn(), nullable=False),
        sa.Column("award_seq", sa.BigInteger(), nullable=True),
        sa.Column("shortfall", sa.Integer(), nullable=False),
        sa.Column("submitted_at", columns.UtcDateTime(), nullable=False),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "version", "activity"],
            ["activity.programme_id", "activity.version", "activity.code"],
            name=op.f("fk_claim_programme_id_version_activity"),
        ),
        sa.ForeignKeyConstraint(["witness_id"], ["person.id"], name=op.f("fk_claim_witness_id")),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_code", ["code"], unique=False)
        batch_op.create_index(
            "ix_claim_holder", ["holder_id", "programme_id", "submitted_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_claim_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_claim_queue", ["state", "programme_id", "submitted_at"], unique=False
        )

    op.create_table(
        "delivery",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "bought",
                "delivered",
                "reported",
                "accepted",
                "sealed",
                name="deliverystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("told", columns.WordsColumn(), nullable=False),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("photo", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=False),
        sa.Column("told_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "photo IS NULL OR state NOT IN ('accepted', 'sealed')",
            name=op.f("ck_delivery_photo_by_charity"),
        ),
        sa.CheckConstraint("count IS NULL OR count > 0", name=op.f("ck_delivery_count_positive")),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id", "cause_id"],
            [
                "settlementshare.programme_id",
                "settlementshare.round_id",
                "settlementshare.cause_id",
            ],
            name="fk_delivery_share",
        ),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_delivery_told_by")),
        sa.PrimaryKeyConstraint(
            "programme_id", "round_id", "cause_id", "number", name=op.f("pk_delivery")
        ),
    )
    op.create_table(
        "holding",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expires_on", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("qty >= 0 OR kind = 'mint'", name=op.f("ck_holding_not_below_zero")),
        sa.ForeignKeyConstraint(
            ["programme_id", "account_id", "kind"],
            ["account.programme_id", "account.id", "account.kind"],
            name="fk_holding_account",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "lot_id", "expires_on"],
            ["lot.programme_id", "lot.id", "lot.expires_on"],
            name="fk_holding_lot",
        ),
        sa.PrimaryKeyConstraint("programme_id", "account_id", "lot_id", name=op.f("pk_holding")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_holding_oldest",
            ["programme_id", "account_id", "expires_on", "lot_id"],
            unique=False,
            sqlite_where=sa.text("qty > 0"),
        )

    op.create_table(
        "lapsedpoints",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lies_at", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("lapsed_at", columns.UtcDateTime(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "points BETWEEN 1 AND 1000000000000", name=op.f("ck_lapsedpoints_points")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "cause_id"],
            ["cause.programme_id", "cause.id"],
            name="fk_lapsedpoints_cause",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "lies_at"],
            ["account.programme_id", "account.id"],
            name="fk_lapsedpoints_account",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "round_id"],
            ["settlement.programme_id", "settlement.round_id"],
            name="fk_lapsedpoints_settlement",
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_lapsedpoints")),
    )
    with op.batch_alter_table("lapsedpoints", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lapsedpoints_cause", ["programme_id", "cause_id", "round_id"], unique=False
        )

    op.create_table(
        "lapsemark",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires_on", columns.DayText(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("marked_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "expires_on LIKE '____-__-__' AND ltrim(substr(expires_on,1,4)||substr(expires_on,6,2)||substr(expires_on,9,2),'0123456789') = ''",
            name=op.f("ck_lapsemark_day"),
        ),
        sa.CheckConstraint("days_before > 0", name=op.f("ck_lapsemark_before")),
        sa.ForeignKeyConstraint(
            ["programme_id", "account_id"],
            ["account.programme_id", "account.id"],
            name="fk_lapsemark_account",
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "account_id", "expires_on", "days_before", name=op.f("pk_lapsemark")
        ),
    )
    op.create_table(
        "voucher",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("goodwill", sa.BigInteger(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(id IS NULL OR length(CAST(id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(id AS VARCHAR)),'0123456789abcdef-') = '')",
            name=op.f("ck_voucher_ids"),
        ),
        sa.CheckConstraint(
            "goodwill = CAST(goodwill AS BIGINT)", name=op.f("ck_voucher_whole_goodwill")
        ),
        sa.CheckConstraint(
            "goodwill >= 0 AND goodwill <= points", name=op.f("ck_voucher_goodwill")
        ),
        sa.CheckConstraint("points = CAST(points AS BIGINT)", name=op.f("ck_voucher_whole_points")),
        sa.CheckConstraint("points BETWEEN 1 AND 1000000000000", name=op.f("ck_voucher_points")),
        sa.ForeignKeyConstraint(
            ["programme_id", "reward_id"],
            ["reward.programme_id", "reward.id"],
            name=op.f("fk_voucher_programme_id_reward_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "wallet_id"],
            ["account.programme_id", "account.id"],
            name="fk_voucher_wallet",
        ),
        sa.PrimaryKeyConstraint("programme_id", "id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_voucher_programme_id_code")),
    )
    with op.batch_alter_table("voucher", schema=None) as batch_op:
        batch_op.create_index("ix_voucher_code", ["code"], unique=False)

    op.create_table(
        "approval",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("account_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("evidence_tag", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("account_kind IN ('wallet', 'group')", name=op.f("ck_approval_holder")),
        sa.CheckConstraint(
            "length(evidence_tag) = 64 AND ltrim(evidence_tag,'0123456789abcdef') = ''",
            name=op.f("ck_approval_tag"),
        ),
        sa.CheckConstraint(
            "points = CAST(points AS BIGINT)", name=op.f("ck_approval_whole_points")
        ),
        sa.CheckConstraint("points BETWEEN 1 AND 1000000000000", name=op.f("ck_approval_points")),
        sa.CheckConstraint("verifier_id <> claimant_id", name=op.f("ck_approval_not_own")),
        sa.ForeignKeyConstraint(
            ["programme_id", "account_id", "account_kind"],
            ["account.programme_id", "account.id", "account.kind"],
            name="fk_approval_account",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_approval_claim",
        ),
        sa.PrimaryKeyConstraint("programme_id", "claim_code", name=op.f("pk_approval")),
        sa.UniqueConstraint("programme_id", "evidence_tag", name="uq_approval_evidence_once"),
    )
    op.create_table(
        "checkin",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("poster_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_checkin_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name=op.f("fk_checkin_programme_id_claim_code"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "poster_code"],
            ["poster.programme_id", "poster.code"],
            name="fk_checkin_poster",
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "poster_code", "person_id", "day", name=op.f("pk_checkin")
        ),
    )
    op.create_table(
        "complaint",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "decision",
                "rule",
                "service",
                "access",
                "other",
                name="complaintkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reward_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("answer_by", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "changed",
                "rejected",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'decision') = (claim_code IS NOT NULL)",
            name=op.f("ck_complaint_about_a_claim"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_complaint_answered")
        ),
        sa.CheckConstraint("answer_by > made_at", name=op.f("ck_complaint_in_order")),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_by <> made_by", name=op.f("ck_complaint_two_people")
        ),
        sa.CheckConstraint(
            "reward_id IS NULL OR claim_code IS NULL", name=op.f("ck_complaint_about_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_complaint_answered_by")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_complaint_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name=op.f("fk_complaint_programme_id_claim_code"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "reward_id"],
            ["reward.programme_id", "reward.id"],
            name="fk_complaint_reward",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_complaint_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_complaint")),
        sa.UniqueConstraint(
            "programme_id", "claim_code", name=op.f("uq_complaint_programme_id_claim_code")
        ),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_code", ["code"], unique=False)
        batch_op.create_index("ix_complaint_made_by", ["made_by", "made_at"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tag", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("file", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("likeness", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("near", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name=op.f("fk_evidence_programme_id_claim_code"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "claim_code", "number", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_tag", ["programme_id", "tag"], unique=False)

    op.create_table(
        "importline",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("import_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("external_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name=op.f("fk_importline_programme_id_claim_code"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "import_code"],
            ["import.programme_id", "import.code"],
            name=op.f("fk_importline_programme_id_import_code"),
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "import_code", "number", name=op.f("pk_importline")
        ),
        sa.UniqueConstraint(
            "programme_id", "external_id", name=op.f("uq_importline_programme_id_external_id")
        ),
    )
    op.create_table(
        "opinion",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("draw_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "agrees",
                "differs",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.Column("said_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("(finding IS NULL) = (said_at IS NULL)", name=op.f("ck_opinion_said")),
        sa.CheckConstraint(
            "(finding IS NULL) = (said_by IS NULL)", name=op.f("ck_opinion_said_by_somebody")
        ),
        sa.CheckConstraint("place > 0", name=op.f("ck_opinion_placed")),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_opinion_claim",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "draw_code"],
            ["draw.programme_id", "draw.code"],
            name="fk_opinion_draw",
        ),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_opinion_said_by")),
        sa.PrimaryKeyConstraint("programme_id", "draw_code", "claim_code", name=op.f("pk_opinion")),
    )
    op.create_table(
        "reading",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("shown", columns.Millionths(), nullable=False),
        sa.Column("is_new_meter", sa.Boolean(), nullable=False),
        sa.Column("after_number", sa.Integer(), nullable=True),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=False),
        sa.Column("read_at", columns.UtcDateTime(), nullable=False),
        sa.Column("taken_back_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "after_number IS NULL OR after_number < number", name=op.f("ck_reading_after")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_reading_numbered")),
        sa.CheckConstraint("shown >= 0", name=op.f("ck_reading_shown")),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_reading_claim",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "household_id", "activity", "after_number"],
            ["reading.programme_id", "reading.household_id", "reading.activity", "reading.number"],
            name="fk_reading_after",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "household_id", "activity"],
            ["meter.programme_id", "meter.household_id", "meter.activity"],
            name="fk_reading_meter",
        ),
        sa.ForeignKeyConstraint(["read_by"], ["person.id"], name=op.f("fk_reading_read_by")),
        sa.PrimaryKeyConstraint(
            "programme_id", "household_id", "activity", "number", name=op.f("pk_reading")
        ),
        sa.UniqueConstraint("programme_id", "idem", name="uq_reading_idem"),
    )
    op.create_table(
        "recordcheck",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recordcheck_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_recordcheck_claim",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_recordcheck_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "subject", "person_id", name=op.f("pk_recordcheck")
        ),
    )
    op.create_table(
        "verification",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "approve",
                "ask",
                "decline",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("batch", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name=op.f("fk_verification_programme_id_claim_code"),
        ),
        sa.ForeignKeyConstraint(
            ["verifier_id"], ["person.id"], name=op.f("fk_verification_verifier_id")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "claim_code", "revision", name=op.f("pk_verification")
        ),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index("ix_verification_batch", ["batch", "programme_id"], unique=False)

    op.create_table(
        "sample",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("month", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("verifier_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "agrees",
                "differs",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", columns.UtcDateTime(), nullable=True),
        sa.Column(
            "ruling",
            sa.Enum(
                "stands",
                "falls",
                name="ruling",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ruled_by", sa.Uuid(), nullable=True),
        sa.Column("ruled_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "ruling IS NULL OR (finding IS NOT NULL AND finding = 'differs')",
            name=op.f("ck_sample_only_if_they_differ"),
        ),
        sa.CheckConstraint(
            "(finding IS NULL) = (checked_at IS NULL)", name=op.f("ck_sample_checked")
        ),
        sa.CheckConstraint(
            "(finding IS NULL) = (checked_by IS NULL)", name=op.f("ck_sample_checked_by_somebody")
        ),
        sa.CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name=op.f("ck_sample_ruled")),
        sa.CheckConstraint(
            "(ruling IS NULL) = (ruled_by IS NULL)", name=op.f("ck_sample_ruled_by_somebody")
        ),
        sa.CheckConstraint(
            "checked_by IS NULL OR checked_by <> verifier_id", name=op.f("ck_sample_second_person")
        ),
        sa.CheckConstraint(
            "ruled_by IS NULL OR (checked_by IS NOT NULL AND ruled_by <> checked_by AND ruled_by <> verifier_id)",
            name=op.f("ck_sample_third_person"),
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_sample_checked_by")),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code", "revision"],
            ["verification.programme_id", "verification.claim_code", "verification.revision"],
            name=op.f("fk_sample_programme_id_claim_code_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "month"],
            ["sampleseed.programme_id", "sampleseed.month"],
            name=op.f("fk_sample_programme_id_month"),
        ),
        sa.ForeignKeyConstraint(["ruled_by"], ["person.id"], name=op.f("fk_sample_ruled_by")),
        sa.ForeignKeyConstraint(["verifier_id"], ["person.id"], name=op.f("fk_sample_verifier_id")),
        sa.PrimaryKeyConstraint("programme_id", "claim_code", "revision", name=op.f("pk_sample")),
    )
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.create_index("ix_sample_open", ["programme_id", "finding", "ruling"], unique=False)

    op.create_table(
        "slip",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reading_number", sa.Integer(), nullable=True),
        sa.Column("meter_number", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("typed_by", sa.Uuid(), nullable=False),
        sa.Column("typed_at", columns.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(household_id IS NULL) = (reading_number IS NULL) AND (activity IS NULL) = (reading_number IS NULL)",
            name=op.f("ck_slip_whose_reading"),
        ),
        sa.CheckConstraint(
            "claim_code IS NOT NULL OR reading_number IS NOT NULL", name=op.f("ck_slip_of_what")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["claim.programme_id", "claim.code"],
            name="fk_slip_claim",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "household_id", "activity", "reading_number"],
            ["reading.programme_id", "reading.household_id", "reading.activity", "reading.number"],
            name="fk_slip_reading",
        ),
        sa.ForeignKeyConstraint(["typed_by"], ["person.id"], name=op.f("fk_slip_typed_by")),
        sa.PrimaryKeyConstraint("programme_id", "code", name=op.f("pk_slip")),
        sa.UniqueConstraint("programme_id", "claim_code", name="uq_slip_claim"),
        sa.UniqueConstraint(
            "programme_id", "household_id", "activity", "reading_number", name="uq_slip_reading"
        ),
    )
    op.create_table(
        "txn",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fund",
                "award",
                "give",
                "take_back",
                "hold",
                "release",
                "redeem",
                "goodwill",
                "lapse",
                "settle",
                "reverse",
                name="movekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("idem", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("request", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "person",
                "provider",
                "expired",
                "mistake",
                "duplicate",
                "fraud",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("top_up_id", sa.Uuid(), nullable=True),
        sa.Column("claim_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("voucher_id", sa.Uuid(), nullable=True),
        sa.Column("vote_id", sa.Uuid(), nullable=True),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("last_n", sa.BigInteger(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("prev_seq", sa.BigInteger(), nullable=True),
        sa.Column("prev_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(actor_id IS NULL OR length(CAST(actor_id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(actor_id AS VARCHAR)),'0123456789abcdef-') = '') AND (second_id IS NULL OR length(CAST(second_id AS VARCHAR)) IN (32, 36) AND ltrim(lower(CAST(second_id AS VARCHAR)),'0123456789abcdef-') = '')",
            name=op.f("ck_txn_ids"),
        ),
        sa.CheckConstraint(
            "(kind = 'award') = (claim_code IS NOT NULL)", name=op.f("ck_txn_claim")
        ),
        sa.CheckConstraint("(kind = 'fund') = (top_up_id IS NOT NULL)", name=op.f("ck_txn_top_up")),
        sa.CheckConstraint(
            "(kind = 'settle') = (statement_id IS NOT NULL)", name=op.f("ck_txn_statement")
        ),
        sa.CheckConstraint(
            "(kind IN ('hold', 'release', 'redeem', 'goodwill')) = (voucher_id IS NOT NULL)",
            name=op.f("ck_txn_voucher"),
        ),
        sa.CheckConstraint(
            "(kind IN ('take_back', 'release', 'reverse')) = (undoes IS NOT NULL)",
            name=op.f("ck_txn_undoes"),
        ),
        sa.CheckConstraint(
            "(reason IS NULL AND kind NOT IN ('release', 'reverse')) OR (reason IS NOT NULL AND (kind = 'release' AND reason IN ('person', 'provider', 'expired') OR kind = 'reverse' AND reason IN ('mistake', 'duplicate', 'fraud')))",
            name=op.f("ck_txn_gives_reason"),
        ),
        sa.CheckConstraint(
            "(seq = 1 AND prev_seq IS NULL AND prev_hash = '0000000000000000000000000000000000000000000000000000000000000000') OR (seq > 1 AND prev_seq IS NOT NULL AND prev_seq = seq - 1)",
            name=op.f("ck_txn_chain"),
        ),
        sa.CheckConstraint(
            "at LIKE '____-__-__T__:__:__.______Z' AND ltrim(substr(at,1,4)||substr(at,6,2)||substr(at,9,2)||substr(at,12,2)||substr(at,15,2)||substr(at,18,2)||substr(at,21,6),'0123456789') = ''",
            name=op.f("ck_txn_at_stamp"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('settle', 'reverse') OR second_id IS NOT NULL",
            name=op.f("ck_txn_needs_two"),
        ),
        sa.CheckConstraint(
            "length(hash) = 64 AND ltrim(hash,'0123456789abcdef') = ''", name=op.f("ck_txn_hash")
        ),
        sa.CheckConstraint(
            "length(idem) BETWEEN 16 AND 64 AND ltrim(lower(idem),'0123456789abcdefghijklmnopqrstuvwxyz:-') = ''",
            name=op.f("ck_txn_idem"),
        ),
        sa.CheckConstraint(
            "length(request) = 64 AND ltrim(request,'0123456789abcdef') = ''",
            name=op.f("ck_txn_request"),
        ),
        sa.CheckConstraint("vote_id IS NULL OR kind = 'give'", name=op.f("ck_txn_vote")),
        sa.CheckConstraint("last_n BETWEEN 1 AND 500", name=op.f("ck_txn_size")),
        sa.CheckConstraint("second_id IS NULL OR second_id <> actor_id", name=op.f("ck_txn_two")),
        sa.ForeignKeyConstraint(
            ["programme_id", "claim_code"],
            ["approval.programme_id", "approval.claim_code"],
            name="fk_txn_approval",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "prev_seq", "prev_hash"],
            ["txn.programme_id", "txn.seq", "txn.hash"],
            name="fk_txn_previous",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "seq", "last_n"],
            ["posting.programme_id", "posting.seq", "posting.n"],
            name="fk_txn_complete",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "statement_id"],
            ["causestatement.programme_id", "causestatement.id"],
            name="fk_txn_statement",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "top_up_id"], ["topup.programme_id", "topup.id"], name="fk_txn_top_up"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "undoes"], ["txn.programme_id", "txn.seq"], name="fk_txn_original"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "vote_id"],
            ["groupvote.programme_id", "groupvote.id"],
            name="fk_txn_vote",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "voucher_id"],
            ["voucher.programme_id", "voucher.id"],
            name="fk_txn_voucher",
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["book.programme_id"], name="fk_txn_book"),
        sa.PrimaryKeyConstraint("programme_id", "seq", name=op.f("pk_txn")),
        sa.UniqueConstraint("programme_id", "idem", name="uq_txn_idem_once"),
        sa.UniqueConstraint(
            "programme_id", "seq", "hash", name=op.f("uq_txn_programme_id_seq_hash")
        ),
        sa.UniqueConstraint(
            "programme_id",
            "seq",
            "kind",
            "last_n",
            name=op.f("uq_txn_programme_id_seq_kind_last_n"),
        ),
    )
    with op.batch_alter_table("txn", schema=None) as batch_op:
        batch_op.create_index(
            "uq_txn_award_once",
            ["programme_id", "claim_code"],
            unique=True,
            sqlite_where=sa.text("claim_code IS NOT NULL"),
            postgresql_where=sa.text("claim_code IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_txn_fund_once",
            ["programme_id", "top_up_id"],
            unique=True,
            sqlite_where=sa.text("top_up_id IS NOT NULL"),
            postgresql_where=sa.text("top_up_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_txn_settle_once",
            ["programme_id", "statement_id"],
            unique=True,
            sqlite_where=sa.text("statement_id IS NOT NULL"),
            postgresql_where=sa.text("statement_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_txn_vote_once",
            ["programme_id", "vote_id"],
            unique=True,
            sqlite_where=sa.text("vote_id IS NOT NULL"),
            postgresql_where=sa.text("vote_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_txn_voucher_step_once",
            ["programme_id", "voucher_id", "kind"],
            unique=True,
            sqlite_where=sa.text("voucher_id IS NOT NULL"),
            postgresql_where=sa.text("voucher_id IS NOT NULL"),
        )

    op.create_table(
        "leaf",
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("prev_place", sa.BigInteger(), nullable=True),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("prev_seq", sa.BigInteger(), nullable=True),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(place = 0 AND prev_place IS NULL) OR (place > 0 AND prev_place IS NOT NULL AND prev_place = place - 1)",
            name=op.f("ck_leaf_place"),
        ),
        sa.CheckConstraint(
            "(seq = 1 AND prev_seq IS NULL) OR (seq > 1 AND prev_seq IS NOT NULL AND prev_seq = seq - 1)",
            name=op.f("ck_leaf_seq"),
        ),
        sa.CheckConstraint("place = CAST(place AS BIGINT)", name=op.f("ck_leaf_whole_place")),
        sa.ForeignKeyConstraint(["prev_place"], ["leaf.place"], name="fk_leaf_previous"),
        sa.ForeignKeyConstraint(
            ["programme_id", "prev_seq"], ["leaf.programme_id", "leaf.seq"], name="fk_leaf_order"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "seq", "hash"],
            ["txn.programme_id", "txn.seq", "txn.hash"],
            name="fk_leaf_act",
        ),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_leaf")),
        sa.UniqueConstraint("programme_id", "seq", name="uq_leaf_act"),
    )
    op.create_table(
        "posting",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("prev_n", sa.BigInteger(), nullable=True),
        sa.Column("last_n", sa.BigInteger(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_account", sa.Uuid(), nullable=False),
        sa.Column("from_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_lot", sa.BigInteger(), nullable=False),
        sa.Column("to_account", sa.Uuid(), nullable=False),
        sa.Column("to_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_lot", sa.BigInteger(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("undo_seq", sa.BigInteger(), nullable=True),
        sa.Column("undo_n", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('take_back', 'release', 'reverse')) = (undo_seq IS NOT NULL)",
            name=op.f("ck_posting_undo"),
        ),
        sa.CheckConstraint(
            "from_lot = to_lot OR kind IN ('award', 'goodwill', 'reverse')",
            name=op.f("ck_posting_same_lot"),
        ),
        sa.CheckConstraint(
            "(n = 1 AND prev_n IS NULL) OR (n > 1 AND prev_n IS NOT NULL AND prev_n = n - 1)",
            name=op.f("ck_posting_order"),
        ),
        sa.CheckConstraint(
            "(undo_seq IS NULL) = (undo_n IS NULL)", name=op.f("ck_posting_undo_pair")
        ),
        sa.CheckConstraint("from_account <> to_account", name=op.f("ck_posting_two_places")),
        sa.CheckConstraint("n <= last_n", name=op.f("ck_posting_n")),
        sa.CheckConstraint("qty = CAST(qty AS BIGINT)", name=op.f("ck_posting_whole_qty")),
        sa.CheckConstraint("qty BETWEEN 1 AND 1000000000000", name=op.f("ck_posting_qty")),
        sa.ForeignKeyConstraint(
            ["kind", "from_kind", "to_kind"],
            ["move.kind", "move.from_kind", "move.to_kind"],
            name="fk_posting_move",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "from_account", "from_kind"],
            ["account.programme_id", "account.id", "account.kind"],
            name="fk_posting_from",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "from_lot"], ["lot.programme_id", "lot.id"], name="fk_posting_from_lot"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "seq", "kind", "last_n"],
            ["txn.programme_id", "txn.seq", "txn.kind", "txn.last_n"],
            name="fk_posting_txn",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "seq", "prev_n"],
            ["posting.programme_id", "posting.seq", "posting.n"],
            name="fk_posting_previous",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "to_account", "to_kind"],
            ["account.programme_id", "account.id", "account.kind"],
            name="fk_posting_to",
        ),
        sa.PrimaryKeyConstraint("programme_id", "seq", "n", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_from", ["from_account", "programme_id"], unique=False)
        batch_op.create_index("ix_posting_to", ["to_account", "programme_id"], unique=False)
        batch_op.create_index(
            "ix_posting_undo",
            ["programme_id", "undo_seq", "undo_n"],
            unique=False,
            sqlite_where=sa.text("undo_seq IS NOT NULL"),
            postgresql_where=sa.text("undo_seq IS NOT NULL"),
        )

    if op.get_bind().dialect.name == "postgresql":  # SQLite's table has it from the start
        op.create_foreign_key(
            "fk_txn_complete",
            "txn",
            "posting",
            ["programme_id", "seq", "last_n"],
            ["programme_id", "seq", "n"],
            deferrable=True,
            initially="DEFERRED",
        )
