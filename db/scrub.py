"""Scrub: let what was deleted be gone from the file, too, and not only from the tables.

SQLite writes zeros over what is deleted (`secure_delete`), but not over the copies that are left
when it moves rows from one page to another: of thousands of deleted rows one or two can be read in
the file. And the write-ahead log has pages as they were. So the file is written anew and the log
cut to nothing.

PostgreSQL keeps the bytes until their room is used again; docs/privacy.md says what its owner
can do about it.
"""

from sqlalchemy import Engine

from db.engine import connect_as_owner

__all__ = ["scrub"]


def scrub(engine: Engine) -> bool:
    """Write an embedded file anew; return whether nothing old is left in its log.

    Readers go on; writers wait as long as it takes. Somebody who reads may hold the log: try again.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return True
    owner = connect_as_owner(engine.url.render_as_string(hide_password=False))
    try:
        connection = owner.raw_connection()
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_held, _pages, _moved = cursor.fetchone() or (1, 0, 0)
        connection.close()
    finally:
        owner.dispose()
    return not is_held
