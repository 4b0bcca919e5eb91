"""The demo district, small: for tests that want every state there is."""

from typing import Any

from sqlalchemy import Engine

from db.engine import open_session
from portal import keys
from portal.demo import district
from portal.files import open_shelf
from portal.settings import Settings
from portal.vault import Vault
from tests import clocks
from tests.databases import migrated
from tests.people import NOON

KEYS = keys.make("https://willowford.example")


def lived(engine: Engine, settings: Settings) -> None:
    """Fill a database with a small demo district, whose clock stands at the town's noon."""
    migrated(engine)
    shelf = open_shelf(settings.files_url, settings.secret_key)
    kept: dict[str, Any] = {"shelf": shelf, "key": KEYS, "vault": Vault(settings.secret_key)}
    with open_session(engine, writes=True) as session:
        district.fill(session, people=40, actions=280, **kept, now=NOON)
        clocks.confirm(session)
        session.commit()
