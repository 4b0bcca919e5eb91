"""What to take from which lots, and how an act is hashed: for any points and any lots."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import acts
from portal.books import Books, Draft, Line, NotEnough, Original, Piece, Place, take
from portal.canonical import written
from portal.chain import Chain, request_hash
from portal.ledger import AlreadyDone, NothingLeft
from portal.moves import AccountKind, LotKind, MoveKind
from portal.postings import decide

WALLET, CAUSE, PROGRAMME, ROUND, WHO = (UUID(int=number) for number in range(1, 6))
AT = "2026-05-01T12:00:00.000000Z"
DAYS = st.sampled_from(["2026-04-30", "2026-05-01", "2026-06-01", "2027-01-01"])
PIECES = st.lists(st.tuples(st.integers(0, 50), DAYS), max_size=8).map(
    lambda made: [
        Piece(lot, LotKind.AWARD, qty, day, "2028-01-01", "2026-01-01")
        for lot, (qty, day) in enumerate(made, 1)
    ]
)


def books(pieces: list[Piece]) -> Books:
    """A wallet with these pieces, and a cause in an open round."""
    account = acts.cause_account(CAUSE, ROUND)
    places = {
        WALLET: Place(WALLET, AccountKind.WALLET, lots={piece.lot: piece for piece in pieces}),
        account: Place(account, AccountKind.CAUSE, CAUSE, ROUND, "2026-04", "2026-07"),
    }
    return Books(AT, 5000, 1000, AT[:10], 99, places, originals={}, used=set())


def gift(points: int, key: str = "a key of a test") -> acts.Act:
    where = {"giver_id": WALLET, "cause_id": CAUSE, "round_id": ROUND}
    return acts.give(points=points, actor_id=WHO, key=key, **where)


def held(book: Books, account: UUID) -> int:
    return sum(piece.qty for piece in book.places[account].lots.values())


@given(PIECES, st.integers(1, 200))
def test_points_are_taken_in_order_and_never_more_than_there_are(pieces, points):
    there = [piece for piece in pieces if piece.qty]
    if sum(piece.qty for piece in there) < points:
        with pytest.raises(NotEnough):
            take(there, points)
        return
    taken = take(there, points)
    assert sum(piece.qty for piece in taken) == points
    assert [piece.lot for piece in taken] == [piece.lot for piece in there][: len(taken)]
    assert [piece.qty for piece in taken[:-1]] == [piece.qty for piece in there][: len(taken) - 1]


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_is_taken_for_no_points(points):
    with pytest.raises(NotEnough):
        take([Piece(1, LotKind.AWARD, 5, "2027-01-01", "2027-02-01", "2026-01-01")], points)


@given(PIECES, st.integers(1, 200))
def test_a_gift_spends_what_is_good_oldest_first_and_keeps_every_point(pieces, points):
    book = books(pieces)
    good = [piece for piece in pieces if piece.expires_on >= AT[:10]]
    if sum(piece.qty for piece in good) < points:
        with pytest.raises(NotEnough):
            decide(book, gift(points))
        assert held(book, WALLET) == sum(piece.qty for piece in pieces)
        return
    draft = decide(book, gift(points))
    dates = [book.places[WALLET].lots[line.from_lot].expires_on for line in draft.lines]
    assert dates == sorted(dates)
    assert held(book, acts.cause_account(CAUSE, ROUND)) == points
    assert held(book, WALLET) == sum(piece.qty for piece in pieces) - points
    left = [piece for piece in book.places[WALLET].lots.values() if piece.qty]
    assert all(piece.expires_on >= dates[-1] for piece in left if piece.expires_on >= AT[:10])


@given(PIECES.filter(lambda pieces: sum(piece.qty for piece in pieces) > 0), st.data())
def test_taking_a_gift_back_restores_everything_and_works_once(pieces, data):
    book = books([piece._replace(expires_on="2027-01-01") for piece in pieces])
    before = dict(book.places[WALLET].lots)
    total = sum(piece.qty for piece in pieces)
    draft = decide(book, gift(data.draw(st.integers(1, total))))
    book.originals[7] = {
        n: Original(
            *(n, MoveKind.GIVE, line.source.id, line.from_lot, line.target.id, line.to_lot),
            *(line.qty, 0),
        )
        for n, line in enumerate(draft.lines, 1)
    }
    back = acts.take_back(7, actor_id=WHO, key="another key of a test")
    decide(book, back)
    assert book.places[WALLET].lots == before
    with pytest.raises(NothingLeft):
        decide(book, back)


def test_what_may_be_named_once_may_not_be_named_twice_in_a_batch():
    book = books([Piece(1, LotKind.AWARD, 50, "2027-01-01", "2027-02-01", "2026-01-01")])
    where = {"giver_id": WALLET, "cause_id": CAUSE, "round_id": ROUND, "vote_id": UUID(int=9)}
    voted = acts.give(points=1, actor_id=WHO, key="a key of a test", **where)
    decide(book, voted)
    with pytest.raises(AlreadyDone):
        decide(book, voted)


@given(st.integers(1, 10**9))
def test_another_request_has_another_hash(points):
    assert request_hash(gift(points)) == request_hash(gift(points, key="another key of a test"))
    assert request_hash(gift(points)) != request_hash(gift(points + 1))


PLAIN = st.one_of(
    st.none(), st.integers(), st.text(), st.sampled_from(MoveKind), st.uuids(), st.dates()
)
THINGS = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(THINGS)
def test_a_thing_is_written_as_json_with_its_keys_in_order(thing):
    plainly = {"sort_keys": True, "separators": (",", ":"), "default": str}
    assert written(thing) == json.dumps(thing, **plainly)


@pytest.mark.parametrize("thing", [object(), 1.5, True, datetime(2026, 5, 1, tzinfo=UTC)])
def test_what_has_more_than_one_writing_cannot_be_hashed(thing):
    with pytest.raises(TypeError):
        written({"points": [thing]})


def test_an_act_is_hashed_in_one_plain_form():
    book = books([Piece(1, LotKind.AWARD, 50, "2027-01-01", "2027-02-01", "2026-01-01")])
    chain, act = Chain(PROGRAMME, 7, "f" * 64), gift(5, key='a "key" of a test')
    row = chain.add(act, decide(book, act), book, {})
    own = {"programme_id", "seq", "kind", "prev_n", "last_n"}
    lines = [{name: line[name] for name in line.keys() - own} for line in chain.postings]
    account = book.places[acts.cause_account(CAUSE, ROUND)]
    causes = [account.id, CAUSE, ROUND, account.opens_at, account.closes_at]
    parts = {"lots": [], "postings": lines, "papers": {"causes": [causes]}}
    body = {name: row[name] for name in row.keys() - {"hash", "last_n", "prev_seq"}} | parts
    form = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    assert row["hash"] == hashlib.sha256(f"tallybrook-txn-v1\n{form}".encode()).hexdigest()


def test_each_act_of_a_chain_holds_the_hash_before():
    book = books([Piece(1, LotKind.AWARD, 50, "2027-01-01", "2027-02-01", "2026-01-01")])
    chain = Chain(PROGRAMME)
    for _ in range(3):
        act = gift(5)
        chain.add(act, decide(book, act), book, {})
    assert [txn["seq"] for txn in chain.txns] == [1, 2, 3]
    assert [txn["prev_seq"] for txn in chain.txns] == [None, 1, 2]
    hashes = ["0" * 64, *(txn["hash"] for txn in chain.txns)]
    assert [txn["prev_hash"] for txn in chain.txns] == hashes[:3]
    assert len(set(hashes)) == 4


def test_a_posting_of_another_size_has_another_hash():
    hashes = set()
    for points in (5, 6):
        book = books([Piece(1, LotKind.AWARD, 50, "2027-01-01", "2027-02-01", "2026-01-01")])
        chain = Chain(PROGRAMME)
        act = gift(5)
        decide(book, act)
        places = book.places
        line = Line(places[WALLET], 1, places[acts.cause_account(CAUSE, ROUND)], 1, points)
        chain.add(act, Draft([line], []), book, {})
        hashes.add(chain.hash)
    assert len(hashes) == 2
