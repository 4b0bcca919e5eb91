"""Throttle: whoever guesses waits longer and longer, and nobody is ever locked out.

Failed tries are counted for an account from one place, for the account from anywhere, and for the
place. Somebody elsewhere who guesses at an account can make its owner wait a minute, not more; a
school behind one address may be wrong a hundred times an hour before anybody there has to wait.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import bindparam, case, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Tries
from portal import ids
from portal.errors import Refused

__all__ = [
    "Limit",
    "Subject",
    "TooSoon",
    "cards",
    "clear",
    "codes",
    "count",
    "forget_old",
    "guesses",
    "letters_to",
    "seconds_left",
    "trying",
    "unsigned",
]

MOST_DOUBLINGS = 20
HOME_V6 = 64  # bits of an IPv6 address that name a home: it has all the addresses behind them


@dataclass(frozen=True)
class Limit:
    """How many tries are free, how long the wait may grow, when tries are forgotten."""

    free: int
    longest: timedelta
    kept: timedelta
    first: timedelta = timedelta(seconds=1)

    def wait_after(self, tries: int) -> timedelta:
        """Return the wait after so many failed tries: doubling, up to a limit."""
        if tries < self.free:
            return timedelta()
        wait: timedelta = self.first * 2 ** min(tries - self.free, MOST_DOUBLINGS)
        return min(wait, self.longest)


@dataclass(frozen=True)
class Subject:
    """What tries are counted for."""

    name: str
    limit: Limit

    @property
    def key(self) -> str:
        """What is kept of the name."""
        return ids.digest(self.name)


A_DAY, AN_HOUR, A_MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
A_QUARTER = timedelta(minutes=15)
PAIR = Limit(free=5, longest=timedelta(minutes=15), kept=A_DAY)
ACCOUNT = Limit(free=20, longest=A_MINUTE, kept=A_DAY)
NETWORK = Limit(free=100, longest=A_MINUTE, kept=AN_HOUR)
CARD = Limit(free=5, longest=A_QUARTER, kept=A_QUARTER, first=A_QUARTER)
CLASS = Limit(free=60, longest=A_DAY, kept=A_DAY, first=A_DAY)  # until the teacher opens again
LETTERS = Limit(free=3, longest=AN_HOUR, kept=A_DAY, first=A_MINUTE)
LETTERS_FROM = Limit(free=50, longest=A_MINUTE, kept=AN_HOUR)

TRIES = Statement(
    pick(Tries.subject, Tries.failed, Tries.last_at).where(
        col(Tries.subject).in_(bindparam("subjects", expanding=True)),
        col(Tries.forgotten_at) > bindparam("now"),
    )
)
_new = insert(Tries)
COUNT = Statement(
    _new.on_conflict_do_update(
        index_elements=["subject"],
        set_={
            "failed": case(
                (col(Tries.forgotten_at) <= _new.excluded.last_at, 1), else_=col(Tries.failed) + 1
            ),
            "last_at": _new.excluded.last_at,
            "forgotten_at": _new.excluded.forgotten_at,
        },
    )
)
CLEAR = Statement(delete(Tries).where(col(Tries.subject) == bindparam("subject_")))
FORGET = Statement(delete(Tries).where(col(Tries.forgotten_at) <= bindparam("now_")))


class TooSoon(Refused):
    """Too many tries that failed: wait a little."""


def guesses(account: str, network: str) -> tuple[Subject, ...]:
    """Return what a guess at an account is counted for; the last one is the place alone."""
    place = _home(network)
    return (
        Subject(f"account|{account}|{place}", PAIR),
        Subject(f"account|{account}", ACCOUNT),
        Subject(f"network|{place}", NETWORK),
    )


def codes(who: str, network: str) -> tuple[Subject, ...]:
    """Return what a code that is none is counted for: who typed it, and the place alone."""
    place = _home(network)
    return (
        Subject(f"code|{who}|{place}", PAIR),
        Subject(f"network|{place}", NETWORK),
    )


def cards(window_id: object, number: int) -> tuple[Subject, ...]:
    """Return what a wrong card is counted for: the slot, and the class, in this window alone."""
    return (
        Subject(f"card|{window_id}|{number}", CARD),
        Subject(f"class|{window_id}", CLASS),
    )


def unsigned(network: str) -> tuple[Subject, ...]:
    """Return what a code that nobody signed in for is counted for: a school has one address."""
    return (Subject(f"network|{_home(network)}", NETWORK),)


def letters_to(address: str, network: str) -> tuple[Subject, ...]:
    """Return what a letter that anybody may ask for is counted for: nobody is swamped by us."""
    return (
        Subject(f"letter|{address}", LETTERS),
        Subject(f"letters|{_home(network)}", LETTERS_FROM),
    )


def seconds_left(session: Session, subjects: Iterable[Subject], *, now: datetime) -> int:
    """Return how long to wait before another try; 0: none."""
    limits = {one.key: one.limit for one in subjects}
    ends = [
        row.last_at + limits[row.subject].wait_after(row.failed)
        for row in TRIES.all(session, subjects=list(limits), now=now)
    ]
    left = max(ends, default=now) - now
    return max(1, round(left.total_seconds())) if left > timedelta() else 0


@contextmanager
def trying(
    session: Session, subjects: Sequence[Subject], *, wrong: type[Refused], now: datetime
) -> Iterator[None]:
    """Let somebody try a code, and count it where it is `wrong`: commit that, too.

    Raises TooSoon.
    """
    if seconds := seconds_left(session, subjects, now=now):
        raise TooSoon(seconds=seconds)
    try:
        yield
    except wrong:
        count(session, subjects, now=now)
        raise


def count(session: Session, subjects: Iterable[Subject], *, now: datetime) -> None:
    """Remember a try that failed. Commit it, too, although it failed."""
    rows = [
        {"subject": one.key, "failed": 1, "last_at": now, "forgotten_at": now + one.limit.kept}
        for one in sorted(subjects, key=lambda one: one.key)  # two who wait lock in one order
    ]
    COUNT.run(session, *rows)


def clear(session: Session, subjects: Iterable[Subject]) -> None:
    """Forget the tries at these: it was its owner."""
    CLEAR.run(session, *({"subject_": one.key} for one in subjects))


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what no longer counts; return how many rows."""
    return FORGET.run(session, {"now_": now})


def _home(network: str) -> str:
    try:
        address = ip_address(network)
    except ValueError:
        return network
    if address.version == 4:  # noqa: PLR2004  (the name of a protocol)
        return str(address)
    return str(ip_network((address, HOME_V6), strict=False))
