"""Homes: the small town with a thousand homes more, and lists of what they did."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, insert, select
from sqlmodel import Session, SQLModel, col

from db.engine import connect_as_owner, open_session
from db.tables.households import Household, HouseholdMember
from db.tables.people import Person
from db.tables.programmes import Enrolment
from portal import codes, ids, importing, ledger, programmes
from portal.entering import Tried
from portal.importing import Source
from portal.ledger import AccountKind
from tests import claiming, people
from tests.conftest import settled
from tests.db.ledger_world import filled
from tests.importing import COLUMNS
from tests.people import NOON

__all__ = ["bring", "put", "town", "written"]

HOMES, PARISH = 1000, "of a list"
DAYS = 7  # so long ago an act may be
PAPERS, EACH = 20, 100_000  # top-ups that two may sign


def town(url: str) -> Engine:
    """Fill the small town, give it a thousand homes more and points for all of them."""
    engine = connect_as_owner(url)
    settled(engine)
    since = NOON - timedelta(days=30)
    with open_session(engine, writes=True) as session:
        homes = [uuid4() for _ in range(HOMES)]
        living = [(home, uuid4()) for home in homes]
        put(session, Person, [{"id": person} for _, person in living])
        put(
            session,
            Household,
            [{"id": home, "code": codes.new_code("H"), "name": PARISH} for home in homes],
        )
        put(
            session,
            HouseholdMember,
            [{"household_id": h, "person_id": p, "joined_at": since} for h, p in living],
        )
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        put(session, Enrolment, [{"programme_id": river, "holder_id": home} for home in homes])
        for home in homes:
            ledger.open_account(session, river, home, AccountKind.WALLET)
        for _ in range(PAPERS):
            people.fund(session, "RIVER", EACH)
        session.commit()
    return engine


def put(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Write rows; what they leave out is something that fits."""
    session.connection().execute(
        insert(table),
        [filled(table.__table__, **row) for row in rows],  # type: ignore[attr-defined]
    )


def written(session: Session, rows: int, name: str) -> Iterator[bytes]:
    """Write a list down, line by line: every home brings glass, day after day."""
    homes = session.scalars(select(Household.code).where(col(Household.name) == PARISH)).all()
    yield f"{','.join(COLUMNS)}\r\n".encode()
    for number in range(rows):
        day = (NOON - timedelta(days=number // HOMES % DAYS)).date()
        home = homes[number % len(homes)]
        yield f"{name}-{number},{home},recycle-glass,3,kg,{day}\r\n".encode()


def bring(session: Session, file: Any, *, is_trial: bool = False) -> Tried:
    """Bring a list in, as olive does."""
    me, desk = people.find(session, "olive"), claiming.desk(session, "olive")
    source = Source("list.csv", ids.new_token())
    facts: dict[str, Any] = {"is_trial": is_trial, "idem": ids.new_token(), "now": NOON}
    return importing.bring_in(session, me, desk, "RIVER", file, source, **facts)[1]
