"""The site on the matrix's town."""

from functools import partial

import pytest

from db.engine import connect
from tests.matrix.asking import Asking, build


@pytest.fixture
def on_sqlite(sqlite_copies, settings):
    """The site on the matrix's town, where one database is enough."""
    url = sqlite_copies.copy("matrix", partial(build, settings=settings))
    engine = connect(url)
    yield Asking(engine, settings)
    engine.dispose()
    sqlite_copies.drop(url)
