"""Write the next numbered migration from the difference between the tables and the migrations.

python -m tools.migration tool_library
"""

import sys
import tempfile
from pathlib import Path

from db import migrate
from db.engine import connect_as_owner


def main() -> None:
    """Bring an empty database up to date, then write what the tables have beyond it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect_as_owner(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate.upgrade(engine)
        migrate.write_next(engine, sys.argv[1])
        engine.dispose()


if __name__ == "__main__":
    main()
