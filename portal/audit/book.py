"""One book, read in the order of its acts. What it needs of memory ends with it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portal.audit import acts
from portal.audit.findings import Findings
from portal.audit.report_rows import Claimant
from portal.audit.rows import TABLES, Approval, Book, Row
from portal.audit.shapes import sounder
from portal.audit.source import Source
from portal.audit.state import Homes, Item, Place, State

__all__ = ["Reader", "opened", "walk"]

PAPERS = ("topup", "voucher", "groupvote", "causestatement")


class Reader:
    """Rows that make sense; those that do not are breaches. `code` names the book in them."""

    def __init__(self, source: Source, findings: Findings, code: str = "") -> None:
        self.source = source
        self.findings = findings
        self.code = code

    def rows(self, table: str, book: str = "", order: str = "") -> Iterator[Any]:
        """Yield the rows of a table, of one book or of all."""
        return self._sound(table, self.source.rows(table, book=book, order=order))

    def leaves(self) -> Iterator[tuple[Any, str | None]]:
        """Yield the leaves of the log, each with the hash of its act."""
        make, is_sound = TABLES["leaf"]._make, sounder("leaf")
        for row in self.source.leaves():
            if is_sound(row[:-1]):
                yield make(row[:-1]), row[-1]
            else:
                self._senseless("leaf")

    def approvals(self, book: str) -> Iterator[tuple[int, Approval]]:
        """Yield the papers of awards, each with the number of its act."""
        is_sound = sounder("approval")
        for number, *row in self.source.approvals(book):
            if type(number) is int and is_sound(row):
                yield number, Approval._make(row)
            else:
                self._senseless("approval")

    def claimants(self, book: str) -> Iterator[tuple[int, Claimant]]:
        """Yield whose claims were awarded, each with the number of its act."""
        for number, *row in self.source.claimants(book):
            if type(number) is int:  # the claims themselves are looked at in recount.py
                yield number, Claimant._make(row)

    def _sound(self, table: str, rows: Iterable[Row]) -> Iterator[Any]:
        make, is_sound = TABLES[table]._make, sounder(table)
        for row in rows:
            if is_sound(row):
                yield make(row)
            else:
                self._senseless(table)

    def _senseless(self, table: str) -> None:
        self.findings.add("I22", self.code, 0, f"{table}: a row that makes no sense")


class Beside:
    """Rows that belong to acts, handed out act after act; what belongs to none is counted."""

    def __init__(self, numbered: Iterable[tuple[int, Any]]) -> None:
        self._rows = iter(numbered)
        self._next = next(self._rows, None)
        self._strays = 0

    def of(self, number: int) -> list[Any]:
        """Return the rows of an act; acts must be asked for in order."""
        found = []
        while self._next and self._next[0] <= number:
            if self._next[0] == number:
                found.append(self._next[1])
            else:
                self._strays += 1
            self._next = next(self._rows, None)
        return found

    def rest(self) -> int:
        """Return how many rows belonged to no act."""
        return self._strays + (self._next is not None) + sum(1 for _ in self._rows)


def opened(reader: Reader, book: Book, homes: Homes, last_day: str) -> State:
    """Read what stands beside the acts of a book: accounts, rounds, papers."""
    id_ = book.programme_id
    return State(
        code=reader.code,
        limits=book,
        findings=reader.findings,
        homes=homes,
        last_day=last_day,
        places={
            row.id: Place(row.kind, row.cause_id, row.round_id)
            for row in reader.rows("account", id_)
        },
        openings={row.round_id: row for row in reader.rows("roundopening", id_)},
        papers={table: {row.id: row for row in reader.rows(table, id_)} for table in PAPERS},
        undone_acts=reader.source.undone(id_),
    )


def walk(reader: Reader, state: State, done: Callable[[], None]) -> None:
    """Check every act of a book, in order; `done` hears of each."""
    for item in _items(reader, state):
        acts.check(state, item)
        done()


def _items(reader: Reader, state: State) -> Iterator[Item]:
    """Yield the acts of a book with all that belongs to them."""
    book = state.limits.programme_id
    postings = Beside((row.seq, row) for row in reader.rows("posting", book, "seq, n"))
    lots = Beside((row.born_seq, row) for row in reader.rows("lot", book, "born_seq, id"))
    approvals = Beside(reader.approvals(book))
    claims = Beside(reader.claimants(book))
    for act in reader.rows("txn", book, "seq"):
        approval, claim = (next(iter(beside.of(act.seq)), None) for beside in (approvals, claims))
        yield Item(act, postings.of(act.seq), lots.of(act.seq), approval, claim)
    for name, beside in (("posting", postings), ("lot", lots)):
        if strays := beside.rest():
            state.breach("I18", f"{name}: {strays} rows belong to no act")
