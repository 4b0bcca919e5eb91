"""What a batch of acts must know of its book, read as sets: the number of acts does not matter."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.books import Account, Book, BookLock
from db.tables.claims import Approval
from db.tables.giving import RoundOpening
from db.tables.groups import GroupVote
from db.tables.ledger import Holding, Lot, Posting, QuotaUse, Txn
from portal import clock
from portal.acts import Act
from portal.books import Books, Draft, Original, Piece, Place
from portal.chain import Chain
from portal.errors import NotFound
from portal.moves import AccountKind, MoveKind
from portal.stamps import stamp

__all__ = ["Opened", "lock", "open_for"]


SHARED = {AccountKind.BUDGET, AccountKind.RESERVE}  # all acts of a batch draw on the same


def _of_book(table: Any) -> Any:
    return col(table.programme_id) == bindparam("programme_id")


def _among(column: Any, name: str) -> Any:
    return col(column).in_(bindparam(name, expanding=True))


def _greatest(column: Any, table: Any) -> Any:
    return select(func.max(column)).where(_of_book(table)).correlate(None).scalar_subquery()


_again = aliased(Posting)
_undone = (
    select(cast(func.coalesce(func.sum(col(_again.qty)), 0), BigInteger))
    .where(tied(_again, Posting, "programme_id undo_seq undo_n", "programme_id seq n"))
    .correlate(Posting)
    .scalar_subquery()
)

_held = (  # what can be spent, each piece with the points up to it
    pick(
        *(Holding.programme_id, Holding.account_id, Holding.lot_id, Holding.kind, Holding.qty),
        func.sum(col(Holding.qty))
        .over(
            partition_by=col(Holding.account_id),
            order_by=[col(Holding.expires_on), col(Holding.lot_id)],
        )
        .label("up_to"),
    )
    .where(_of_book(Holding), _among(Holding.account_id, "ids"), col(Holding.qty) > 0)
    .where(col(Holding.expires_on) >= bindparam("good_on"))
    .subquery("held")
)

LOCK = Statement(pick(BookLock.programme_id).where(_of_book(BookLock)).with_for_update())
_known = union_all(  # each part by its own index: of an OR over many keys SQLite reads the book
    select(_greatest(Txn.seq, Txn).label("seq")),
    select(col(Txn.seq)).where(_of_book(Txn), _among(Txn.idem, "keys")),
).subquery("known")

BOOK = Statement(  # with the newest act, and those that used one of the keys
    pick(
        Book.two_person_over,
        Book.award_cap_day,
        _greatest(Lot.id, Lot).label("last_lot"),
        *(Txn.seq, Txn.at, Txn.hash, Txn.idem, Txn.request),
        *clock.KNOWN,
    )
    .select_from(Book)
    .join(_known, true())
    .outerjoin(Txn, and_(_of_book(Txn), col(Txn.seq) == _known.c.seq))
    .where(_of_book(Book))
)
PLACES = Statement(
    pick(
        *(Account.id, Account.kind, Account.cause_id, Account.round_id),
        *(RoundOpening.opens_at, RoundOpening.closes_at),
        func.coalesce(QuotaUse.used, 0).label("awarded"),
    )
    .outerjoin(
        RoundOpening, and_(_of_book(RoundOpening), col(RoundOpening.round_id) == Account.round_id)
    )
    .outerjoin(
        QuotaUse,
        and_(
            _of_book(QuotaUse),
            col(QuotaUse.subject_id) == Account.id,
            col(QuotaUse.rule) == "award-day",
            col(QuotaUse.period) == bindparam("today"),
        ),
    )
    .where(_of_book(Account), _among(Account.id, "ids"))
)
PIECES = Statement(
    pick(
        *(_held.c.account_id, _held.c.lot_id, Lot.kind, _held.c.qty, Lot.expires_on),
        *(Lot.lapses_from, func.substr(Txn.at, 1, 10)),
    )
    .join(Lot, tied(Lot, _held.c, "programme_id id", "programme_id lot_id"))
    .join(Txn, tied(Txn, Lot, "programme_id seq", "programme_id born_seq"))
    .where(
        _held.c.up_to - _held.c.qty
        < case((_held.c.kind.in_(SHARED), bindparam("by_all")), else_=bindparam("by_one"))
    )
)
ORIGINALS = Statement(
    pick(
        *(Posting.seq, Posting.n, Posting.kind, Posting.from_account, Posting.from_lot),
        *(Posting.to_account, Posting.to_lot, Posting.qty, _undone.label("undone")),
    )
    .where(_of_book(Posting), _among(Posting.seq, "seqs"))
    .order_by(col(Posting.seq), col(Posting.n))
)
VOTES = Statement(
    pick(
        *(GroupVote.id, GroupVote.group_id, GroupVote.cause_id, GroupVote.voter_count),
        *(GroupVote.recorded_by, GroupVote.held_on),
    ).where(_of_book(GroupVote), _among(GroupVote.id, "ids"))
)


def _named(column: Any, table: Any, name: str = "first") -> Select[Any]:
    return pick(column).where(_of_book(table), _among(column, name))


USED = {  # of what only one act may name, what has been named; `once` has up to two such things
    MoveKind.FUND: Statement(_named(Txn.top_up_id, Txn)),
    MoveKind.AWARD: Statement(
        union_all(
            _named(Approval.claim_code, Approval),
            _named(Approval.evidence_tag, Approval, "second"),
        )
    ),
    MoveKind.GIVE: Statement(_named(Txn.vote_id, Txn)),
    MoveKind.GOODWILL: Statement(
        _named(Txn.voucher_id, Txn).where(col(Txn.kind) == MoveKind.GOODWILL)
    ),
}


SPENDING = {MoveKind.FUND, MoveKind.AWARD, MoveKind.GIVE, MoveKind.HOLD, MoveKind.GOODWILL}
EVERYTHING = 10**18  # points


class Earlier(NamedTuple):
    """An act that used a key before."""

    seq: int
    request: str


@dataclass(slots=True)
class Opened:
    """A book, open and locked for one batch."""

    books: Books
    chain: Chain
    earlier: dict[str, Earlier]
    votes: Mapping[UUID, Any]

    def enter(self, act: Act, draft: Draft) -> int:
        """Write an act down as the newest; return its number."""
        row = self.chain.add(act, draft, self.books, self.votes)
        newest = self.earlier[act.key] = Earlier(row["seq"], row["request"])
        return newest.seq


def lock(session: Session, programme_id: UUID) -> None:
    """Wait until nobody else writes in this book. SQLite's one writer has no need to."""
    if session.get_bind().dialect.name != "sqlite":
        LOCK.first(session, programme_id=programme_id)


def open_for(session: Session, programme_id: UUID, acts: Sequence[Act], now: datetime) -> Opened:
    """Read what these acts need to be decided; raises NotFound when there is no such book."""
    rows = BOOK.all(session, programme_id=programme_id, keys=[act.key for act in acts])
    if not rows:
        raise NotFound
    known = [row for row in rows if row.seq]
    head = max(known, key=lambda row: row.seq, default=None)
    books = Books(
        at=max(stamp(now), head.at) if head else stamp(now),
        two_person_over=rows[0].two_person_over,
        award_cap_day=rows[0].award_cap_day,
        until=clock.last_day(rows[0]),
        next_lot=(rows[0].last_lot or 0) + 1,
        places={},
        originals=_originals(session, programme_id, acts),
        used=_used(session, programme_id, acts),
    )
    books.places = _places(session, programme_id, acts, books)
    chain = Chain(programme_id, head.seq, head.hash) if head else Chain(programme_id)
    earlier = {row.idem: Earlier(row.seq, row.request) for row in known}
    return Opened(books, chain, earlier, _votes(session, programme_id, acts))


def _originals(
    session: Session, programme_id: UUID, acts: Sequence[Act]
) -> dict[int, dict[int, Original]]:
    found: dict[int, dict[int, Original]] = defaultdict(dict)
    if seqs := [act.undoes for act in acts if act.undoes]:
        for row in ORIGINALS.all(session, programme_id=programme_id, seqs=seqs):
            found[row.seq][row.n] = Original._make(row[1:])
    return found


def _used(
    session: Session, programme_id: UUID, acts: Sequence[Act]
) -> set[tuple[MoveKind, object]]:
    used: set[tuple[MoveKind, object]] = set()
    for kind, statement in USED.items():
        named = zip(*(act.once for act in acts if act.kind is kind and act.once), strict=True)
        if lists := dict(zip(("first", "second"), named, strict=False)):
            found = statement.values(session, programme_id=programme_id, **lists)
            used.update((kind, thing) for thing in found)
    return used


def _places(
    session: Session, programme_id: UUID, acts: Sequence[Act], books: Books
) -> dict[UUID, Place]:
    """Read the accounts touched, and what is in those that points are drawn from."""
    undone = [line for lines in books.originals.values() for line in lines.values()]
    drawn = {source for act in acts for source in act.sources} | {one.to_account for one in undone}
    filled = {act.target for act in acts if act.target} | {one.from_account for one in undone}
    new = [paper for act in acts for paper in act.papers if isinstance(paper, Account)]
    places = {paper.id: Place(paper.id, paper.kind) for paper in new}
    facts = {"programme_id": programme_id, "today": books.today, "ids": [*drawn | filled]}
    found = starmap(Place, PLACES.all(session, **facts))
    places |= {place.id: place for place in found}
    facts = {"programme_id": programme_id, "ids": [*drawn], **_how_much(acts, places, books.today)}
    for row in PIECES.all(session, **facts):
        piece = Piece._make(row[1:])
        places[row.account_id].lots[piece.lot] = piece
    return places


def _how_much(acts: Sequence[Act], places: Mapping[UUID, Place], today: str) -> dict[str, object]:
    """Say how many of the oldest good points these acts can need: a few, or everything."""
    if not all(act.kind in SPENDING for act in acts):
        return {"by_all": EVERYTHING, "by_one": EVERYTHING, "good_on": ""}
    drawn: Counter[UUID] = Counter()
    for act in acts:
        drawn[act.sources[0]] += max(act.points, 0)
    own = (drawn[id_] for id_ in drawn if id_ in places and places[id_].kind not in SHARED)
    return {
        "by_all": max(drawn.values(), default=0),
        "by_one": max(own, default=0),
        "good_on": today,
    }


def _votes(session: Session, programme_id: UUID, acts: Sequence[Act]) -> Mapping[UUID, Any]:
    wanted = [act.vote_id for act in acts if act.vote_id]
    rows = VOTES.all(session, programme_id=programme_id, ids=wanted) if wanted else []
    return {row.id: row for row in rows}
