"""Which points an act moves, or why it may not. Decided in memory, act after act."""

from collections.abc import Callable, Iterable

from db.tables.ledger import MOST_POSTINGS
from portal.acts import Act
from portal.books import Books, Draft, Line, NewLot, Original, Piece, Place, take
from portal.errors import ClockJumped, NotFound, Refused
from portal.moves import UNDOES, LotKind, MoveKind
from portal.stamps import later

__all__ = [
    "AlreadyDone",
    "DailyLimit",
    "NothingLeft",
    "RoundClosed",
    "RoundOpen",
    "ThirdPersonNeeded",
    "TooManyPieces",
    "decide",
]

_MADE = {MoveKind.AWARD: LotKind.AWARD, MoveKind.GOODWILL: LotKind.GOODWILL}
GRACE_DAYS = 7  # between the last day of use and the day points lapse


class DailyLimit(Refused):
    """So many points are not awarded to one account in a day: `left`, `want`."""


class RoundClosed(Refused):
    """The round does not take or give back points at this time."""


class RoundOpen(Refused):
    """The round has not closed yet, so it cannot be settled."""


class AlreadyDone(Refused):
    """The claim, photo, vote or paper has been used for such an act before."""


class NothingLeft(Refused):
    """Nothing of it is left to move."""


class ThirdPersonNeeded(Refused):
    """A top-up of more than `over` points needs a third person."""


class TooManyPieces(Refused):
    """It would take more postings than an act may have; `most` points fit into one."""


def decide(books: Books, act: Act) -> Draft:
    """Return what the act posts, and enter it; raises what speaks against it."""
    if books.today > books.until:
        raise ClockJumped(day=books.today, until=books.until)
    for thing in act.once:
        if (act.kind, thing) in books.used:
            raise AlreadyDone
    draft = _DECIDERS[act.kind](books, act)
    if len(draft.lines) > MOST_POSTINGS:
        raise TooManyPieces(most=sum(line.qty for line in draft.lines[:MOST_POSTINGS]))
    books.enter(act, draft)
    return draft


def _fund(books: Books, act: Act) -> Draft:
    if act.points > books.two_person_over and not act.third_id:
        raise ThirdPersonNeeded(over=books.two_person_over)
    lot = _new_lot(books.next_lot, LotKind.FUNDING, None, act)
    source, target = books.place(act.sources[0]), books.place(act.target)
    return Draft([Line(source, lot.id, target, lot.id, act.points)], [lot])


def _award(books: Books, act: Act) -> Draft:
    target = books.place(act.target)
    if target.awarded + act.points > books.award_cap_day:
        raise DailyLimit(left=books.award_cap_day - target.awarded, want=act.points)
    return _issue(books, act)


def _issue(books: Books, act: Act) -> Draft:
    """Cut new lots out of the funding lots of the budget or the reserve."""
    source, target = books.place(act.sources[0]), books.place(act.target)
    draft = Draft([], [])
    for number, piece in enumerate(take(source.oldest_first(), act.points), books.next_lot):
        draft.lots.append(_new_lot(number, _MADE[act.kind], piece.lot, act))
        draft.lines.append(Line(source, piece.lot, target, number, piece.qty))
    return draft


def _new_lot(number: int, kind: LotKind, parent: int | None, act: Act) -> NewLot:
    assert act.expires_on, "an act that makes a lot says how long it is good"
    days = 1 if kind is LotKind.FUNDING else GRACE_DAYS
    return NewLot(number, kind, parent, act.expires_on, later(act.expires_on, days))


def _give(books: Books, act: Act) -> Draft:
    if not books.place(act.target).is_open(books.at):
        raise RoundClosed
    return _spend(books, act)


def _spend(books: Books, act: Act) -> Draft:
    """Move the oldest points that are still good."""
    source = books.place(act.sources[0])
    good = [piece for piece in source.oldest_first() if piece.expires_on >= books.today]
    return Draft(_carry(source, take(good, act.points), books.place(act.target)), [])


def _redeem(books: Books, act: Act) -> Draft:
    source = books.place(act.sources[0])
    taken = take(source.oldest_first(), act.points)
    return Draft(_carry(source, taken, books.place(act.target)), [])


def _settle(books: Books, act: Act) -> Draft:
    """Draw on the cause's account of the round, then on its standing account."""
    sources = [books.places[source] for source in act.sources if source in books.places]
    if not all(source.has_closed(books.at) for source in sources):
        raise RoundOpen
    owners = [(source, piece) for source in sources for piece in source.oldest_first()]
    taken = take((piece for _, piece in owners), act.points)
    target = books.place(act.target)
    pairs = zip(owners, taken, strict=False)
    return Draft([line for (own, _), piece in pairs for line in _carry(own, [piece], target)], [])


def _lapse(books: Books, act: Act) -> Draft:
    source, target = books.place(act.sources[0]), books.place(act.target)
    due = [piece for piece in source.oldest_first() if piece.lapses_from <= books.today]
    if not due:
        raise NothingLeft
    return Draft(_carry(source, due[:MOST_POSTINGS], target), [])


def _take_back(books: Books, act: Act) -> Draft:
    for original in _originals(books, act):
        if books.place(original.to_account).has_closed(books.at):
            raise RoundClosed
    return _mirror(books, act)


def _mirror(books: Books, act: Act) -> Draft:
    """Undo each posting as far as its points are still where it put them."""
    lines = []
    for one in _originals(books, act):
        source, target = books.place(one.to_account), books.place(one.from_account)
        there = source.lots.get(one.to_lot)
        part = min(one.qty - one.undone, there.qty if there else 0)
        if part > 0:
            lines.append(Line(source, one.to_lot, target, one.from_lot, part, one.n))
    if not lines:
        raise NothingLeft
    return Draft(lines, [])


def _originals(books: Books, act: Act) -> list[Original]:
    found = [*books.originals.get(act.undoes or 0, {}).values()]
    if not found or found[0].kind not in UNDOES[act.kind]:
        raise NotFound
    return found


def _carry(source: Place, pieces: Iterable[Piece], target: Place) -> list[Line]:
    return [Line(source, piece.lot, target, piece.lot, piece.qty) for piece in pieces]


_DECIDERS: dict[MoveKind, Callable[[Books, Act], Draft]] = {
    MoveKind.FUND: _fund,
    MoveKind.AWARD: _award,
    MoveKind.GIVE: _give,
    MoveKind.TAKE_BACK: _take_back,
    MoveKind.HOLD: _spend,
    MoveKind.RELEASE: _mirror,
    MoveKind.REDEEM: _redeem,
    MoveKind.GOODWILL: _issue,
    MoveKind.LAPSE: _lapse,
    MoveKind.SETTLE: _settle,
    MoveKind.REVERSE: _mirror,
}
