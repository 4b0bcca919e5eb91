"""The migrations build exactly the tables, on both databases, and lose nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

from db import migrate, triggers
from db.engine import connect_as_owner


@pytest.fixture
def new_file(tmp_path) -> Iterator[Engine]:
    engine = connect_as_owner(f"sqlite:///{tmp_path}/new.db")
    yield engine
    engine.dispose()


def sqlite_tables(engine: Engine) -> dict[str, str]:
    """Each table and index, as SQLite itself remembers it, in an order of lines of our own."""
    asked = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(asked).all()
    return {
        name: sorted(line.strip(" ,\t") for line in sql.replace("( ", "(").splitlines())
        for name, sql in rows
        if name != "alembic_version"
    }


def test_tables_and_migrations_do_not_drift(engine):
    assert migrate.drift(engine) == []


def test_the_newest_migration_is_applied(engine):
    assert migrate.applied(engine) == migrate.newest()


def test_an_upgrade_may_be_repeated(owner):
    migrate.upgrade(owner)
    assert migrate.drift(owner) == []
    assert migrate.applied(owner) == migrate.newest()


def test_every_trigger_is_there(engine):
    with engine.connect() as connection:
        assert set(triggers.present(connection)) == triggers.expected(engine.dialect.name)


def test_a_migrated_file_is_what_the_tables_say(new_file, tmp_path):
    migrate.upgrade(new_file)
    other = connect_as_owner(f"sqlite:///{tmp_path}/other.db")
    SQLModel.metadata.create_all(other)
    assert sqlite_tables(new_file) == sqlite_tables(other)
    other.dispose()


def test_every_constraint_has_a_name(engine):
    found = inspect(engine)
    for table in SQLModel.metadata.tables:
        named = [found.get_pk_constraint(table), *found.get_foreign_keys(table)]
        named += [*found.get_unique_constraints(table), *found.get_check_constraints(table)]
        assert all(one["name"] for one in named), table


def test_an_upgrade_keeps_what_is_written_and_the_closed_list(world, owner):
    held = world.held()
    world.session.commit()
    with owner.connect() as connection:
        moves = set(map(tuple, connection.exec_driver_sql("SELECT * FROM move")))
    migrate.upgrade(owner)
    with owner.connect() as connection:
        assert set(map(tuple, connection.exec_driver_sql("SELECT * FROM move"))) == moves
    assert world.held() == held


def test_a_trigger_that_went_missing_is_put_back(owner):
    drop = {
        "sqlite": "DROP TRIGGER txn_no_delete",
        "postgresql": "DROP TRIGGER txn_no_delete ON txn",
    }
    with owner.begin() as connection:
        connection.exec_driver_sql(drop[owner.dialect.name])
        assert "txn_no_delete" not in triggers.present(connection)
    migrate.upgrade(owner)
    with owner.connect() as connection:
        assert set(triggers.present(connection)) == triggers.expected(owner.dialect.name)


def test_no_name_is_used_twice_in_a_table():
    for table in SQLModel.metadata.tables.values():
        names = [str(constraint.name) for constraint in table.constraints]
        assert len(names) == len(set(names)), table.name
