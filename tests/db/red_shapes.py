"""Red lines of whole acts: rows that are fine one by one and do not fit together."""

from uuid import UUID

from sqlalchemy import select, text

from db.tables.ledger import Txn
from portal import ledger
from tests.db.ledger_world import World, named
from tests.db.red_acts import MIRROR, TWO, account, source
from tests.db.red_lines import GOOD, RedLine, Row, bent, rows_of, write_bent, write_raw
from tests.db.test_sealed_rows import NEXT_HEAD, NEXT_LEAF


def late_posting(world: World) -> None:
    world.session.execute(
        text(
            "INSERT INTO posting SELECT programme_id, seq, n, prev_n, last_n, kind, from_account,"
            " from_kind, from_lot, to_account, to_kind, to_lot, 1, undo_seq, undo_n FROM posting"
            " WHERE seq = :seq"
        ),
        {"seq": world.acts["r1"]},
    )


def late_lot(world: World) -> None:
    world.session.execute(
        text(
            "INSERT INTO lot SELECT programme_id, 999, kind, born_seq, parent_lot, expires_on,"
            " lapses_from FROM lot WHERE id = 3"
        )
    )


def younger_first(world: World) -> None:
    """Points that are good for longer are spent while others grow old."""
    sooner = {"expires_on": "2026-06-01", "lapses_from": "2026-06-08"}
    write_bent(world, GOOD["award"](world), {"lot": sooner})
    write_bent(world, GOOD["give"](world), {"posting": {"from_lot": 3, "to_lot": 3}})


def last_first(world: World) -> None:
    """The posting that is compared with the paper comes first, and a large one after it."""
    rows = list(rows_of(world, GOOD["award"](world)))
    [good] = [row for name, row in rows if name == "posting"]
    for name, row in rows[:-1]:
        write_raw(world, name, {**row, **(TWO if name == "txn" else {})})
    last = {**good, **TWO, "n": 2, "prev_n": 1}
    write_raw(world, "posting", last, {**good, **TWO, "qty": 500})


def reverse_a_reversal(world: World) -> None:
    """What was taken back is given again by taking the taking back."""
    seq = world.post(world.reverse("c3")).seq
    change = {"from_account": account_of("budget"), "from_kind": "budget", "from_lot": 1}
    change |= {"to_account": named("ben"), "to_kind": "wallet", "to_lot": 5, "qty": 1}
    write_bent(
        world,
        world.reverse("c1"),
        {"txn": {"undoes": seq}, "posting": {**change, "undo_seq": seq, "undo_n": 1}},
    )


def account_of(kind: str) -> UUID:
    return ledger.single(named("programme"), ledger.AccountKind(kind))


def again(world: World) -> None:
    """A posting that is there is written once more, and the database told to overlook it."""
    copy = "INTO posting SELECT * FROM posting WHERE seq = 20"
    said = {
        "sqlite": f"INSERT OR IGNORE {copy}",
        "postgresql": f"INSERT {copy} ON CONFLICT DO NOTHING",
    }
    connection = world.session.connection()
    connection.exec_driver_sql(said[connection.dialect.name])


def incomplete(world: World) -> None:
    """An act without its last posting; SQLite is asked at the end of its transaction only."""
    write_bent(world, GOOD["give"](world), {"txn": TWO, "posting": TWO})
    connection = world.session.connection()
    ends = {"sqlite": "COMMIT", "postgresql": "SET CONSTRAINTS ALL IMMEDIATE"}
    connection.exec_driver_sql(ends[connection.dialect.name])


def spared(act: str, guard: str, **changes: Row) -> RedLine:
    """A bent act whose postings are written so that SQLite overlooks what triggers break."""

    def cross(world: World) -> None:
        write_bent(world, GOOD[act](world), changes, how="OR IGNORE")

    return RedLine(f"{act} with {changes}, or ignore", guard, cross)


def sealed(guard: str, leaf: Row, head: Row | None = None) -> RedLine:
    """Another act takes its place in the log, and perhaps a head is made of it."""

    def cross(world: World) -> None:
        new = {**NEXT_LEAF, **leaf}
        asked = select(Txn.hash).filter_by(programme_id=world.programme, seq=new["seq"])
        made = world.session.execute(asked).scalar_one()
        write_raw(world, "leaf", {**new, "hash": made})
        if head:
            write_raw(world, "treehead", {**NEXT_HEAD, "size": 2, **head})

    return RedLine(f"a leaf with {leaf} under a head with {head}", guard, cross)


SEALS = [
    sealed("ck_treehead_root_length", {}, {"root": "ab"}),
    sealed("fk_leaf_previous", {"place": 2, "prev_place": 1}),
    sealed("fk_leaf_order", {"seq": 3, "prev_seq": 2}),
]
SHAPES = [
    RedLine("the last posting before the first", "the last posting comes last", last_first),
    RedLine("a reversal of a reversal", MIRROR, reverse_a_reversal),
    RedLine("a posting once more", "already there: posting", again),
    RedLine("an act without its last posting", "fk_txn_complete", incomplete),
    bent("give", "fk_posting_previous", txn=TWO, posting={**TWO, "n": 2, "prev_n": 1}),
    bent("give", "ck_posting_order", txn=TWO, posting={**TWO, "n": 2, "prev_n": None}),
    RedLine("a posting more in a closed act", "already there: posting", late_posting),
    RedLine("a lot more in a closed act", "the act is closed", late_lot),
    RedLine("younger points before older", "the oldest points go first", younger_first),
    bent("take_back", "the round has closed", txn={"at": "2026-07-15T12:00:00.000000Z"}),
    bent(
        "settle",
        "the round is still open",
        causestatement={"round_id": named("r1")},
        posting=source(account("elm", "r1")),
    ),
    bent("award", "ck_quotause_cap", approval={"points": 1001}, posting={"qty": 1001}),
]
WHOLE = [  # SQLite's columns would take fractions
    bent("give", "ck_posting_whole_qty", posting={"qty": 1.5}),
    bent("award", "ck_lot_whole_id", lot={"id": 1000.5}, posting={"to_lot": 1000.5}),
]
SPARED = [
    spared("give", "ck_holding_not_below_zero", posting={"qty": 10**6}),
    spared("lapse", "ck_holding_not_below_zero", posting={"from_account": named("zoe")}),
    spared("award", "ck_quotause_cap", approval={"points": 1001}, posting={"qty": 1001}),
]
PARTS = [bent("give", "invalid input syntax", posting={"qty": "1.5"})]  # PostgreSQL rounds 1.5
