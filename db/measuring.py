"""Measuring: PostgreSQL plans by the rows it last counted, and counts again when it is told to.

A list that was tried and rolled back leaves pages without rows. Counted like that, while the next
list is being written, a table seems to be empty for as long as that transaction lasts: any index
that begins with the programme seems as good as the key's, and each row reads all the others. So
whoever writes much in one transaction has it measured again, with its own rows in it.

Only a table's owner may do that. The function does it with the owner's rights, for the tables of
acts alone, and only where a table seems to hold a row a page or less. What is measured stays
locked against others who measure and clean up until the transaction ends, and against nobody else.
"""

from sqlalchemy import Connection
from sqlmodel import Session

__all__ = ["FUNCTION", "install", "measure"]

FUNCTION = "measure_acts()"
TABLES = (
    *("claim", "verification", "receipt", "importline", "approval", "enrolment"),
    *("txn", "lot", "posting", "holding", "quotause", "presence"),
)
_MADE = f"""CREATE OR REPLACE FUNCTION {FUNCTION} RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = {{schema}}, pg_temp AS $$
DECLARE found oid;
BEGIN
  FOR found IN SELECT oid FROM pg_class WHERE relnamespace = '{{schema}}'::regnamespace
    AND relname IN {TABLES} AND reltuples <= relpages LOOP
    EXECUTE 'ANALYZE (SKIP_LOCKED) ' || found::regclass;
  END LOOP;
END $$"""


def install(connection: Connection) -> None:
    """Make the function, for nobody but its owner; safe to repeat. SQLite needs none."""
    if connection.dialect.name == "postgresql":
        asked = "SELECT quote_ident(current_schema())"
        schema = str(connection.exec_driver_sql(asked).scalar_one())
        connection.exec_driver_sql(_MADE.format(schema=schema))
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {FUNCTION} FROM PUBLIC")


def measure(session: Session) -> None:
    """Let PostgreSQL see how much this transaction has written; SQLite plans without counting."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT {FUNCTION}")
