"""What a report is held against, in words: which time, each figure, what a reader must know."""

from decimal import Decimal

from pages.speech import gettext, lazy, ngettext, said
from pages.web import kinds
from pages.web.formats import FILTERS
from portal.comparisons import Basis, Comparison, Number, Remark, Row, Standing
from portal.factors import Metric
from portal.figures import Report
from portal.impact import MAIN_CLASS
from portal.periods import PeriodKind

__all__ = ["basis", "difference", "finding", "name", "remarks", "silence", "time_of", "value"]

COUNTS = {
    "checked": lazy("Checked actions"),
    "people": lazy("People"),
    "households": lazy("Households"),
    "groups": lazy("Classes and groups"),
}
FIRSTS = {
    PeriodKind.YEAR: lazy("The first whole year"),
    PeriodKind.MONTH: lazy("The first whole month"),
    PeriodKind.WEEK: lazy("The first whole week"),
    PeriodKind.SEASON: lazy("The first season"),
}


def basis(it: Comparison) -> str:
    """Return what the other time is to this one."""
    if it.basis is Basis.FIRST:
        return str(FIRSTS[it.report.period.kind])
    is_season = it.basis is Basis.SEASON_BEFORE
    return gettext("The season before") if is_season else gettext("A year before")


def time_of(report: Report) -> str:
    """Return what the time of a report is called."""
    return said(report.season_name) if report.season_name else FILTERS["period"](report.period.code)


def silence(it: Comparison) -> str:
    """Say why nothing is compared."""
    never = (
        gettext("It is the first season.")
        if it.basis is Basis.SEASON_BEFORE
        else gettext("That year had no such week.")
    )
    away = (
        gettext("The programme did not run then.")
        if it.report.programme
        else gettext("No programme ran then.")
    )
    return {
        Standing.NEVER: never,
        Standing.AWAY: away,
        Standing.EMPTY: gettext("No action was checked then."),
        Standing.HIDDEN: gettext(
            "Fewer than 10 people took part, or another report would show what they did. We do not show this, to protect them."  # noqa: E501
        ),
    }[it.standing]


def finding(it: Comparison) -> str:
    """Say whether there were more checked actions than then, or fewer; "" where that is open."""
    more = it.rows[0].difference
    if more is None:
        return ""
    count: int = abs(int(more))
    if not more:
        return gettext("As many checked actions as then.")
    words = (
        ngettext(
            "%(number)s more checked action than then.",
            "%(number)s more checked actions than then.",
            count,
        )
        if more > 0
        else ngettext(
            "%(number)s fewer checked action than then.",
            "%(number)s fewer checked actions than then.",
            count,
        )
    )
    return words % {"number": FILTERS["number"](count)}


def name(row: Row) -> str:
    """Return what a figure is."""
    if row.what in COUNTS:
        return str(COUNTS[row.what])
    metric = Metric(row.what)
    words = str(kinds.NAMES[metric, MAIN_CLASS[metric]])
    return f"{words} ({row.own})" if row.own else words


def value(row: Row, number: Number) -> str:
    """Return a figure with its unit; a dash where it is not told."""
    if number is None:
        return "–"
    if row.what in COUNTS:
        return FILTERS["number"](number)
    return f"{kinds.rounded(Decimal(number))} {FILTERS['unit'](kinds.UNITS[Metric(row.what)])}"


def difference(row: Row) -> str:
    """Return +14 or -40, and where the time before was not tiny, which part of it that is."""
    if row.difference is None:
        return "–"
    shown = kinds.signed(Decimal(row.difference))
    if row.share is None:
        return shown
    return f"{shown} ({FILTERS['percent'](abs(row.share))})"


def remarks(it: Comparison) -> list[str]:
    """Say what a reader must know."""
    mine, theirs = it.report, it.before
    if theirs is None:
        return []
    words = {
        Remark.UNFINISHED: gettext("This time is not over yet: no difference is told."),
        Remark.OPEN: gettext("The figures of that time may still change."),
        Remark.DATA_SET: gettext("Data set: %(then)s then, %(now)s now.")
        % {"then": theirs.method_version, "now": mine.method_version},
        Remark.METHOD: gettext("Version of our rules: %(then)s then, %(now)s now.")
        % {"then": theirs.method, "now": mine.method},
        Remark.OWN_FACTORS: gettext(
            "The programme’s own factors are not the same in both: only what rests on the same ones is compared."  # noqa: E501
        ),
        Remark.DAYS: gettext("Days in season: %(then)s then, %(now)s now.")
        % {"then": it.ran_before.days, "now": it.ran_now.days},
        Remark.PROGRAMMES: gettext("Programmes in season: %(then)s then, %(now)s now.")
        % {"then": it.ran_before.programmes, "now": it.ran_now.programmes},
    }
    return [words[remark] for remark in it.remarks]
