"""What the application may do to the database: what db/rights.py says, and nothing besides."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from db import roles
from db.rights import RIGHTS
from tests.databases import WEB_ROLE
from tests.db import red_rights
from tests.db.red_lines import crossed, sql


def test_the_list_names_tables_and_columns_that_are_there():
    tables = SQLModel.metadata.tables
    assert RIGHTS.keys() <= tables.keys()
    for name, right in RIGHTS.items():
        assert right.changes <= set(tables[name].columns.keys()), name


def test_whatever_it_is_made_to_say_the_application_does_no_more_than_it_may(world):
    dialect = world.session.get_bind().dialect.name
    lines = red_rights.lines(dialect)
    assert len(lines) > 150
    assert crossed(world, lines) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_copy_of_the_file_is_made_either(engine, tmp_path):
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        with pytest.raises(Exception, match="authorization denied"):
            driver.execute(f"VACUUM INTO '{tmp_path}/copy.db'")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_looking_is_allowed(engine):
    with engine.connect() as connection:
        for asked in ("foreign_keys", "synchronous", "table_info(txn)", "foreign_key_check"):
            connection.exec_driver_sql(f"PRAGMA {asked}").all()


def test_an_owner_may_do_what_the_application_may_not(owner):
    """Or else these tests would prove a locked door."""
    with owner.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE z (i INTEGER)")
        connection.exec_driver_sql("INSERT INTO booklock SELECT * FROM booklock")
        connection.rollback()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_nobody_ties_the_functions_of_the_schema_to_a_table_of_their_own(world, owner):
    with owner.begin() as connection:
        database = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        connection.exec_driver_sql(f"GRANT TEMPORARY ON DATABASE {database} TO {WEB_ROLE}")
    world.session.connection().exec_driver_sql("CREATE TEMP TABLE mine (LIKE posting)")
    tie = "CREATE TRIGGER z BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION posting_rules()"
    assert crossed(world, [sql(tie, "permission denied for function posting_rules")]) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_granting_takes_back_what_was_given_besides(engine, owner):
    with owner.begin() as connection:
        connection.exec_driver_sql(f"GRANT ALL ON holding TO {WEB_ROLE}")
        connection.exec_driver_sql(f"GRANT UPDATE (qty) ON posting TO {WEB_ROLE}")
        roles.grant(connection, WEB_ROLE)
    for statement in ("UPDATE holding SET qty = 1", "UPDATE posting SET qty = 1"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_role_is_made_with_its_password_where_that_is_allowed(owner):
    with owner.connect() as connection:
        assert roles.make(connection, 'postgresql://some"body:secret@/x') == 'some"body'
        asked = "SELECT rolcanlogin, rolpassword FROM pg_authid WHERE rolname = 'some\"body'"
        may_log_in, kept = connection.exec_driver_sql(asked).one()
        assert may_log_in and kept.startswith("SCRAM-SHA-256$") and "secret" not in kept
        connection.rollback()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_role_is_not_made_by_who_may_not(engine):
    with engine.connect() as connection:
        assert roles.make(connection, f"postgresql://{WEB_ROLE}@/x") == WEB_ROLE
        with pytest.raises(roles.MayNotMake):
            roles.make(connection, "postgresql://stranger@/x")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_who_owns_the_tables_is_known(engine, owner):
    with engine.connect() as web, owner.connect() as theirs:
        assert (roles.owns_tables(web), roles.owns_tables(theirs)) == (False, True)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_application_may_have_its_tables_measured_and_nobody_else(engine):
    """Its role may not say ANALYZE itself, which PostgreSQL answers with a warning."""
    whoever = (
        "SELECT pg_get_userbyid(one.grantee) FROM pg_proc p, aclexplode(p.proacl) one"
        " WHERE p.proname = 'measure_acts' AND one.grantee <> p.proowner"
    )
    with engine.connect() as connection:
        assert connection.exec_driver_sql(whoever).scalars().all() == [WEB_ROLE]
