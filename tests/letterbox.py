"""The letterbox of tests: the way in that the newest letter shows."""

from collections.abc import Callable

from sqlalchemy import Engine, select

from db.engine import open_session
from db.tables.letters import Letter
from tests.people import NOON


def newest_link(engine: Engine, answer_some: Callable[..., object] | None = None) -> str:
    """Let a job answer who asked for a link, if one has to; return the newest letter's path."""
    with open_session(engine, writes=True) as session:
        if answer_some:
            answer_some(session, now=NOON)
        newest = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
        session.commit()
    assert newest, "nobody was written to"
    return str(newest.facts["link"])
