"""One audit, from the first row to the last."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.audit import book as books
from portal.audit import kept, recount
from portal.audit.book import Reader
from portal.audit.findings import Breach, Findings
from portal.audit.lists import MOVES
from portal.audit.log_rows import Head
from portal.audit.rows import TABLES, Book
from portal.audit.seals import Log, last_day
from portal.audit.signatures import Checkpoint, read_checkpoint
from portal.audit.source import Source, Unreadable
from portal.audit.state import Homes
from portal.audit.sums import Sums, sums_of

__all__ = ["Progress", "Result", "audit", "in_silence"]

Progress = Callable[[int, int], None]
EVERY = 1000  # acts between two words about progress
ONCE = (  # keys that no two rows may share, and what it breaks if they do
    ("txn", "idem", "I16", "a key was used twice"),
    ("txn", "top_up_id", "I4", "a top-up was funded twice"),
    ("txn", "claim_code", "I5", "a claim was awarded twice"),
    ("txn", "voucher_id, kind", "I14", "a voucher was held or ended twice"),
    ("txn", "vote_id", "I9", "a vote was used twice"),
    ("txn", "statement_id", "I15", "a statement was settled twice"),
    ("approval", "evidence_tag", "I5", "a photo supports two awards"),
    *(
        (table, key, "I2", f"{table}: a row is there twice")
        for table, key in (
            *(("account", "id"), ("roundopening", "round_id"), ("topup", "id"), ("voucher", "id")),
            *(
                ("groupvote", "id"),
                ("causestatement", "id"),
                ("lot", "id"),
                ("book", "programme_id"),
            ),
            *(("approval", "claim_code"), ("posting", "seq, n"), ("txn", "seq")),
            *(("holding", "account_id, lot_id"), ("quotause", "subject_id, rule, period")),
            *(("pointtotal", "awarded_on, move"), ("claim", "code"), ("leaf", "seq")),
            ("sample", "claim_code, revision"),
            ("acttotal", "period, activity, replaced, year, evidence_class"),
            *(("periodtotal", "period, counted"), ("presence", "period, kind, subject_id")),
        )
    ),
)
UNNAMED = (  # papers that are written together with their act, or not at all
    ("topup", "id", "top_up_id"),
    ("approval", "claim_code", "claim_code"),
    ("voucher", "id", "voucher_id"),
    ("causestatement", "id", "statement_id"),
)
NO_BOOK = {  # these name none, or are there before it is opened
    *("programme", "householdmember", "guardianship", "move", "ruleset", "claim", "sample"),
    *("lognode", "logkey", "treehead", "cosignature", "clockok"),
}


@dataclass(frozen=True)
class Result:
    """What an audit found."""

    source: str
    acts: int
    breach_count: int
    breaches: list[Breach]  # the first thousand
    by_invariant: dict[str, int]
    sums: list[Sums]
    head: Head | None  # the newest

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breach_count


def in_silence(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def audit(source: Source, *, against: str = "", progress: Progress = in_silence) -> Result:
    """Check every invariant on every row; raises Unreadable."""
    kept = _checkpoint(against) if against else None
    try:
        return _audit(source, kept, progress)
    except Exception as fault:
        if not (source.read_anyhow and "Could not decode to UTF-8" in str(fault)):
            raise
        source.read_anyhow()  # slower, and never needed where nobody changed a byte
        source.complaints.append("there is text that is not UTF-8")
        return _audit(source, kept, progress)


def _audit(source: Source, kept: Checkpoint | None, progress: Progress) -> Result:
    findings, total = Findings(), source.count("txn")
    done, damage = _Done(progress, total), source.damage()
    for told in source.complaints:
        findings.add("I2", "", 0, f"the file is damaged: {told}")
    whole = Reader(source, findings)
    if sorted(tuple(row) for row in whole.rows("move")) != sorted(MOVES):
        findings.add("I8", "", 0, "the list of moves was changed")
    codes = {row.id: row.code for row in whole.rows("programme")}
    homes = _homes(whole)
    log = Log(whole)
    log.check(kept)
    until = last_day(log.newest_day)
    listed = list(whole.rows("book", order="programme_id"))
    sums = [
        _check(Reader(source, findings, codes.get(row.programme_id, "?")), row, homes, until, done)
        for row in listed
    ]
    _whole_tables(source, findings, codes, {row.programme_id for row in listed})
    for told in damage.result():
        findings.add("I2", "", 0, f"the file is damaged: {told}")
    progress(total, total)
    return Result(
        source.name,
        total,
        findings.total,
        findings.kept,
        dict(findings.counts),
        sums,
        log.heads[-1] if log.heads else None,
    )


def _checkpoint(note: str) -> Checkpoint:
    try:
        return read_checkpoint(note)
    except ValueError as fault:
        raise Unreadable(f"the checkpoint: {fault}") from fault


class _Done:
    """Counts acts, and says how far it is now and then."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.count = 0
        self._progress, self._total = progress, total

    def __call__(self) -> None:
        self.count += 1
        if not self.count % EVERY:
            self._progress(self.count, self._total)


def _check(reader: Reader, row: Book, homes: Homes, until: str, done: _Done) -> Sums:
    before = done.count
    state = books.opened(reader, row, homes, until)
    books.walk(reader, state, done)
    sums = sums_of(state, done.count - before)
    kept.check(reader, state, sums)
    recount.check(reader, state)
    return sums


def _homes(reader: Reader) -> Homes:
    joined: dict[tuple[str, str], str] = {}
    for row in reader.rows("householdmember", order="joined_at"):
        joined.setdefault((row.household_id, row.person_id), row.joined_at)
    guardians: dict[tuple[str, str], str] = {}
    for row in reader.rows("guardianship", order="since"):
        guardians.setdefault((row.guardian_id, row.child_id), row.since)
    return Homes(joined, guardians)


def _whole_tables(
    source: Source, findings: Findings, codes: dict[str, str], listed: set[str]
) -> None:
    """Look for what only a whole table shows: rows twice, rows of no book, papers of no act."""
    for table, key, invariant, told in ONCE:
        for book, value, times in source.twice(table, key):
            findings.add(invariant, codes.get(book, "?"), 0, f"{told}: {value}, {times} times")
    for table in TABLES.keys() - NO_BOOK:
        for book in source.books_of(table) - listed:
            findings.add("I2", codes.get(book, "?"), 0, f"{table}: rows of no book")
    for table, key, column in UNNAMED:
        for book, name in source.unnamed(table, key, column):
            findings.add("I15", codes.get(book, "?"), 0, f"{table}: no act rests on {name}")
