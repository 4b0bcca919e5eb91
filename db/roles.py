"""The role of the web on PostgreSQL: made where that is allowed, and granted just db/rights.py.

It owns nothing. What it may not write itself, triggers write with the rights of their owner.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, make_url

from db.measuring import FUNCTION
from db.rights import RIGHTS

__all__ = ["MayNotMake", "grant", "make", "name_in", "owns_tables"]

MAY_MAKE = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
MAY_LEND = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
OWNS = "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass('posting')"


class MayNotMake(Exception):
    """The role is missing, and whoever migrates may not make one."""


def name_in(url: str) -> str:
    """Return the role in an address; "" where there is none."""
    return make_url(url).username or ""


def make(connection: Connection, url: str) -> str:
    """Make the role an address names, with its password, unless it is there; return its name.

    It may make databases, where whoever makes it may: each night a backup is restored into one.
    Raises MayNotMake. The server and its log see only a hash of the password.
    """
    address = make_url(url)
    role = address.username or ""
    if connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).first():
        return role
    if not connection.exec_driver_sql(MAY_MAKE).scalar_one():
        raise MayNotMake(role)
    proves = " CREATEDB" if connection.exec_driver_sql(MAY_LEND).scalar_one() else ""
    secret = _secret(connection, str(address.password), role) if address.password else ""
    connection.exec_driver_sql(f"CREATE ROLE {_quoted(connection, role)} LOGIN{proves}{secret}")
    return role


def grant(connection: Connection, role: str) -> None:
    """Give a role what the application may do, and take everything else; safe to repeat."""
    for statement in _grants(connection, _quoted(connection, role)):
        connection.exec_driver_sql(statement)


def owns_tables(connection: Connection) -> bool:
    """Tell whether this connection's role could switch the guards off."""
    return bool(connection.exec_driver_sql(OWNS).scalar())


def _grants(connection: Connection, role: str) -> Iterator[str]:
    here, database = connection.exec_driver_sql(
        "SELECT quote_ident(current_schema()), quote_ident(current_database())"
    ).one()
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {here} FROM {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {here} FROM {role}"
    yield f"REVOKE ALL ON SCHEMA {here} FROM {role}"
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"  # a table of one's own name
    yield f"GRANT USAGE ON SCHEMA {here} TO {role}"
    for kind in ("TABLES", "SEQUENCES"):  # a backup reads both
        yield f"GRANT SELECT ON ALL {kind} IN SCHEMA {here} TO {role}"
    yield f"GRANT EXECUTE ON FUNCTION {here}.{FUNCTION} TO {role}"
    for table, right in RIGHTS.items():
        if right.adds:
            yield f'GRANT INSERT ON "{table}" TO {role}'
        if right.changes:
            yield f'GRANT UPDATE ({", ".join(sorted(right.changes))}) ON "{table}" TO {role}'
        if right.removes:
            yield f'GRANT DELETE ON "{table}" TO {role}'


def _secret(connection: Connection, password: str, role: str) -> str:
    driver: Any = connection.connection.driver_connection
    hashed = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return f" PASSWORD '{hashed.decode()}'"


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
