"""A page is asked on one of the two databases: where they differ, a verb decides.

What is decided is tested on both (tests/db, tests/portal), every page is opened on both
(tests/habits/test_visits.py), and `make drill` asks everything here on both, too. Which of the two
a test gets follows from its name; `EVERY_DATABASE=1` gives both.
"""

import os
from pathlib import Path
from zlib import crc32

import pytest

from tests.postgres import binaries

HERE = Path(__file__).parent
DATABASES = ("sqlite", "postgresql")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other half."""
    if os.environ.get("EVERY_DATABASE"):
        return
    others = {item for item in items if HERE in item.path.parents and _is_others(item)}
    config.hook.pytest_deselected(items=[item for item in items if item in others])
    items[:] = [item for item in items if item not in others]


def _is_others(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    database = callspec.params.get("engine") if callspec else None
    if database not in DATABASES:
        return False
    chosen = crc32(item.nodeid.replace(database, "").encode()) % 2 if binaries() else 0
    return database != DATABASES[chosen]
