"""Red lines of the application's rights: raw SQL, whatever it is made to say."""

from collections.abc import Iterator

from sqlmodel import SQLModel

from db.rights import RIGHTS, Right
from tests.db.red_lines import RedLine, sql

NOTHING = Right(adds=False)
SCHEMA = (  # both databases
    "DROP TABLE posting",
    "ALTER TABLE posting RENAME TO p2",
    "ALTER TABLE posting ADD COLUMN note TEXT",
    "CREATE TABLE z (i INTEGER)",
    "CREATE TEMPORARY TABLE posting (i INTEGER)",
    "CREATE TABLE z AS SELECT * FROM person",
    "DROP INDEX uq_account_single",
    "CREATE INDEX z ON txn (kind)",
    "CREATE VIEW z AS SELECT * FROM person",
)
POSTGRESQL = (
    ("ALTER TABLE posting DISABLE TRIGGER ALL", "must be owner of table posting"),
    ("ALTER TABLE posting DROP CONSTRAINT ck_posting_qty", "must be owner of table posting"),
    ("ALTER TABLE posting OWNER TO portal_web", "must be owner of table posting"),
    ("DROP TRIGGER posting_rules ON posting", "must be owner of relation posting"),
    ("SET session_replication_role = replica", "permission denied to set parameter"),
    ("SET ROLE postgres", "permission denied to set role"),
    ("ALTER ROLE portal_web SUPERUSER", "permission denied to alter role|must be superuser"),
    ("CREATE ROLE other", "permission denied to create role"),
    ("DROP FUNCTION no_change() CASCADE", "must be owner of function no_change"),
    (
        "ALTER FUNCTION no_change() SET search_path = pg_temp",
        "must be owner of function no_change",
    ),
    (
        "CREATE FUNCTION z() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "permission denied for schema public",
    ),
    (
        "CREATE TRIGGER z BEFORE INSERT ON claim FOR EACH ROW EXECUTE FUNCTION posting_rules()",
        "permission denied for table claim",
    ),
    (
        "CREATE RULE z AS ON INSERT TO posting DO INSTEAD NOTHING",
        "must be owner of table posting|must be owner of relation posting",
    ),
    ("LOCK TABLE txn IN ACCESS EXCLUSIVE MODE", "permission denied for table txn"),
    ("COPY person TO PROGRAM 'cat'", "permission denied to COPY|must be superuser"),
    ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
    ("CREATE EXTENSION dblink", "permission denied to create extension"),
)
SQLITE = (
    "ATTACH ':memory:' AS z",
    "DETACH main",
    "CREATE TEMPORARY TRIGGER z BEFORE INSERT ON txn BEGIN SELECT 1; END",
    "CREATE TRIGGER z BEFORE INSERT ON txn BEGIN SELECT 1; END",
    "CREATE TEMPORARY VIEW z AS SELECT 1",
    "CREATE VIRTUAL TABLE z USING fts5(a)",
    "DROP TRIGGER posting_keep",
    "DROP TRIGGER posting_no_update",
    "ALTER TABLE posting DROP COLUMN undo_n",
    "REINDEX",
    "ANALYZE",
    "INSERT INTO sqlite_master (name) VALUES ('z')",
    "UPDATE sqlite_master SET sql = ''",
    "DELETE FROM sqlite_master",
    *(
        f"PRAGMA {change}"
        for change in (
            *("writable_schema = ON", "foreign_keys = OFF", "ignore_check_constraints = ON"),
            *("recursive_triggers = OFF", "defer_foreign_keys = ON", "journal_mode = OFF"),
            *("synchronous = OFF", "trusted_schema = ON", "case_sensitive_like = ON"),
            *("legacy_alter_table = ON", "schema_version = 1", "user_version = 1"),
            *("secure_delete = OFF", "locking_mode = EXCLUSIVE", "query_only(ON)"),
            *("reverse_unordered_selects = ON", "encoding = 'UTF-16'", "page_size = 512"),
        )
    ),
)


def lines(dialect: str) -> list[RedLine]:
    """Every red line of the application's rights on this database."""
    own = [sql(statement, "not authorized|may not be modified") for statement in (*SCHEMA, *SQLITE)]
    if dialect == "postgresql":
        own = [sql(statement, _OF_SCHEMA[statement.split()[0]]) for statement in SCHEMA]
        own += [sql(statement, guard) for statement, guard in POSTGRESQL]
    return [*_of_tables(dialect), *own]


_OF_SCHEMA = {
    "DROP": "must be owner of table posting|must be owner of index uq_account_single",
    "ALTER": "must be owner of table posting",
    "CREATE": "permission denied for schema public|permission denied to create temporary tables"
    "|must be owner of table txn",
}


def _of_tables(dialect: str) -> Iterator[RedLine]:
    """Each table: change a column that stays, remove, empty, add where nothing may be added."""
    for name, table in SQLModel.metadata.tables.items():
        right = RIGHTS.get(name, NOTHING)
        denied = "not authorized" if dialect == "sqlite" else f"permission denied for table {name}"
        stays = next(c.name for c in table.columns if c.name not in right.changes)
        yield sql(f'UPDATE "{name}" SET "{stays}" = "{stays}"', denied)
        if not right.removes:
            yield sql(f'DELETE FROM "{name}"', denied)
        if not right.adds:
            yield sql(f'INSERT INTO "{name}" SELECT * FROM "{name}"', denied)
        if dialect == "postgresql":
            yield sql(f'TRUNCATE "{name}" CASCADE', denied)
