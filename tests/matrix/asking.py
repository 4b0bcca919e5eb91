"""Asking: the whole site on the matrix's town, and what it answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from starlette.types import ASGIApp

from db.engine import connect, connect_as_owner, open_session
from pages.app import create_app
from portal import files, passwords
from portal.settings import Settings
from tests.databases import migrated
from tests.matrix import cells
from tests.matrix.cells import Address, Answer, Undoing
from tests.matrix.town import ACTORS, NOON, Things, fill

Answers = dict[tuple[Address, str], Answer]


def build(engine: Engine, settings: Settings) -> None:
    """Fill a database with the matrix's town, whose photos all who test at once can see."""
    migrated(engine)
    fill(engine, files.open_shelf(settings.files_url, settings.secret_key))


@dataclass
class Asking:
    """The site on one database, and every address that can be asked."""

    engine: Engine
    settings: Settings
    sessions: Undoing = field(init=False)
    app: ASGIApp = field(init=False)
    addresses: list[Address] = field(init=False)
    foreign: list[Address] = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Undoing(self.engine)
        self.app = create_app(self.sessions, self.settings, clock=lambda: NOON)
        with open_session(self.engine, writes=False) as session:
            things = Things(session)
            self.addresses = cells.addresses(things)
            self.foreign = cells.foreign(things)

    @classmethod
    def on_sqlite(cls, folder: Path) -> Self:
        """Build the town in a folder, for whoever writes the table anew."""
        passwords.hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        url = f"sqlite:///{folder}/matrix.db"
        owner, settings = connect_as_owner(url), Settings(files_url=f"file:{folder}/files")
        build(owner, settings)
        owner.dispose()
        return cls(connect(url), settings)

    def ask(self, asked: Iterable[tuple[Address, str]]) -> Answers:
        """Ask these addresses as these actors."""
        return cells.ask_all(self.app, self.sessions, self.settings.cookie, asked)

    def verdicts(self) -> dict[tuple[str, str, str], dict[str, str]]:
        """Ask everything as everybody."""
        return cells.by_row(self.ask((at, who) for at in self.addresses for who in ACTORS))
