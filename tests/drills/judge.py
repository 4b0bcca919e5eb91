"""What a drill asks at its end: is the book whole? The independent audit tells."""

import tempfile
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Engine

from portal.audit import Breach, audit, open_database

NOT_KEPT = {"totals"}  # the small world writes its claims past the verbs that keep these


def breaches(engine: Engine) -> list[Breach]:
    """Return what the audit finds in a database, or in a copy of it where no file can be read."""
    if engine.dialect.name == "postgresql":
        return _found(engine.url.render_as_string(False).replace("+psycopg", ""))
    with tempfile.TemporaryDirectory() as folder, engine.connect() as connection:
        copy = Path(folder) / "copy.db"
        target = sqlite.connect(copy)
        connection.connection.driver_connection.backup(target)
        target.close()
        return _found(f"sqlite:///{copy}")


def _found(url: str) -> list[Breach]:
    with open_database(url) as source:
        return [breach for breach in audit(source).breaches if breach.invariant not in NOT_KEPT]
