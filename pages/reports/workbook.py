"""A report as a workbook: what it says, its sums and its lines, in the reader's language.

Every number is a number and every word a text: nothing in it is a formula. Amounts are doubles in
this format, good for fifteen digits; CSV and JSON have every digit.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pages.labels import label
from pages.speech import direction, gettext, language, said
from pages.web import kinds
from pages.web.formats import FILTERS
from portal.figures import Report

__all__ = ["as_xlsx"]

Row = Iterable[object]
WIDEST = 48  # signs
ROOM = 2


def as_xlsx(report: Report) -> bytes:
    """Return the whole report as a workbook."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": report.generated_at.replace(tzinfo=None)})
        for name, columns, rows in _sheets(report):
            _write(book, book.add_worksheet(name), [columns, *rows])
    return file.getvalue()


def _sheets(report: Report) -> Iterator[tuple[str, Row, list[Row]]]:
    yield gettext("Report"), [gettext("What"), gettext("Value")], list(_facts(report))
    sums = [gettext("What"), gettext("Unit"), gettext("Reported"), gettext("Counted")]
    ends = [gettext("Lowest"), gettext("Highest"), gettext("From weak factors")]
    yield gettext("Sums"), [*sums, *ends], list(_sums(report))
    columns = [
        *(gettext("Action"), gettext("Unit"), gettext("Region"), gettext("Amount")),
        *(gettext("Factor"), gettext("Result"), gettext("What"), gettext("Row")),
    ]
    evidence = [f"{rank} · {words}" for rank, words in kinds.EVIDENCE.items()]
    yield gettext("Lines"), [*columns, *evidence, gettext("Note")], list(_lines(report))


def _facts(report: Report) -> Iterator[Row]:
    """Yield what the report is about, and how much there was; what is hidden is a dash."""
    yield gettext("Time"), f"{report.period.first} – {report.period.last}"
    yield gettext("Programme"), said(report.programme.name) if report.programme else gettext("All")
    if report.organisation:
        yield gettext("Run by"), said(report.organisation.name)
    yield gettext("Data set"), report.method_version
    for one in report.factor_sets:
        yield gettext("Own factors"), f"{one.code}: {one.name} ({one.digest})"
    if report.published:
        yield gettext("Counted on"), f"{report.published.made_at:%Y-%m-%d %H:%M} UTC"
        yield gettext("Why"), label(report.published.reason)
        yield gettext("Fingerprint"), report.published.digest
    claims = report.claims
    yield gettext("Checked actions"), claims and claims.approved
    yield gettext("Waiting"), claims and claims.waiting
    yield gettext("People"), report.people
    yield gettext("Households"), report.households
    yield gettext("Classes and groups"), report.groups
    yield gettext("Licence"), "CC BY 4.0"


def _sums(report: Report) -> Iterator[Row]:
    for it in report.impacts:
        name = f"{kinds.NAMES[it.metric, it.impact_class]} {it.own}".strip()
        unit = FILTERS["unit"](kinds.UNITS[it.metric])
        ends = it.counted.central, it.counted.low, it.counted.high
        yield name, unit, it.reported, *ends, it.weak


def _lines(report: Report) -> Iterator[Row]:
    for it in report.lines:
        name, unit = kinds.NAMES[it.factor.metric, it.factor.impact_class], it.kind.unit
        about = [said(it.kind.name), FILTERS["unit"](unit), it.region, it.quantity]
        result = [it.factor.value, it.reported, name, it.factor.id]
        notes = [str(kinds.REPLACED.get(it.replaced, ""))]
        notes += [str(kinds.FLAGS[flag]) for flag in it.flags]
        evidence = [it.evidence[rank] for rank in it.evidence]
        yield *about, *result, *evidence, "; ".join(filter(None, notes))


def _write(book: Workbook, sheet: Worksheet, rows: Iterable[Row]) -> None:
    """Write rows, the first in bold, with columns as wide as their words."""
    bold, widths = book.add_format({"bold": True, "text_wrap": True}), dict[int, int]()
    if direction(language()) == "rtl":
        sheet.right_to_left()
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            widths[across] = max(widths.get(across, 0), min(WIDEST, len(str(cell)) + ROOM))
            _put(sheet, down, across, cell, None if down else bold)
    for across, width in widths.items():
        sheet.set_column(across, across, width)
    sheet.freeze_panes(1, 0)


def _put(sheet: Worksheet, down: int, across: int, cell: object, look: object) -> None:
    if isinstance(cell, int | Decimal):
        sheet.write_number(down, across, cell, look)
    else:
        sheet.write_string(down, across, "–" if cell is None else str(cell), look)
