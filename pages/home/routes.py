"""/, /river.svg : the district's river, its numbers, its tasks, and what points became."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.speech import gettext, said
from pages.web import takeaway
from pages.web.formats import FILTERS
from pages.web.gates import anyone
from pages.web.plates import Plate
from pages.web.scenes import Flow
from pages.web.visit import Visit, open_to
from portal import overview, progress
from portal.errors import NotFound
from portal.tallies import Tallies

_OPEN_SHOWN = 3  # programmes; the others are one link away
FEWEST_WEEKS = 2  # that a river needs
_MARKS = 4  # words below the river
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Strand:
    """A programme in the river: what had been checked by the end of each week.

    Of weeks that are not shown only their sum is known, and each has as much as the others.
    """

    programme: Any
    colour: int
    totals: tuple[int, ...]


@dataclass(frozen=True)
class River:
    """All programmes since the first of their seasons began."""

    strands: tuple[Strand, ...]
    mondays: tuple[date, ...]
    checked: int
    last_week: int | None  # checked in the last whole week; None where that is not shown
    waiting: int
    is_hidden: bool  # whether all of what was done is not shown

    @property
    def marks(self) -> tuple[tuple[int, date], ...]:
        """Return which weeks get a word: the first of each month, at most a few."""
        firsts = [
            (at, monday)
            for at, monday in enumerate(self.mondays)
            if at and monday.month != self.mondays[at - 1].month
        ]
        return tuple(firsts[-_MARKS:])


def add_up(programmes: Sequence[Any], days: Sequence[date], kept: Tallies) -> River:
    """Turn weekly totals into strands that only grow."""
    strands = [
        Strand(row, at % 5 + 1, tuple(accumulate(_grown(row, days, kept))))
        for at, row in enumerate(programmes)
    ]
    together = overview.weeks_together(programmes, days, kept)
    checked = sum(strand.totals[-1] for strand in strands)
    return River(
        strands=tuple(strands),
        mondays=tuple(days),
        checked=checked,
        last_week=together[-2].checked if len(together) > 1 else 0,
        waiting=sum(week.waiting for week in together),
        is_hidden=not checked and any(week.checked is None for week in together),
    )


def _grown(row: Any, days: Sequence[date], kept: Tallies) -> list[int]:
    """Return by how much a strand grows each week: no more than reports show can be seen in it."""
    found = [week.checked for week in overview.weeks_of(row, days, kept)]
    mine = [at for at, monday in enumerate(days) if monday + _WEEK > row.starts_on]
    gaps = [at for at in mine if found[at] is None]
    rest = (overview.checked_in_season(row, kept) or 0) - sum(found[at] or 0 for at in mine)
    for number, at in enumerate(gaps):
        found[at] = max(rest, 0) * (number + 1) // len(gaps) - max(rest, 0) * number // len(gaps)
    return [checked or 0 for checked in found]


def _flow(visit: Visit) -> tuple[Sequence[Any], date, River]:
    """Return every programme, since when, and the river they make."""
    programmes, kept = overview.list_strands(visit.session, now=visit.now)
    since = min((row.starts_on for row in programmes), default=visit.now.date())
    days = overview.mondays(min(since, visit.now.date()), visit.now.date())
    return programmes, since, add_up(programmes, days, kept)


@open_to(anyone)
def home(visit: Visit) -> Response:
    """The first page."""
    programmes, since, river = _flow(visit)
    outcomes = overview.read_outcomes(visit.session, now=visit.now)
    return visit.page(
        "home/home.html",
        river=river,
        since=since,
        open_now=[row for row in programmes if row.ends_on >= visit.now.date()][:_OPEN_SHOWN],
        programme_count=len(programmes),
        told=outcomes.told,
        counted=outcomes.counted,
        progress=progress.of(outcomes.counted) if outcomes.counted else None,
    )


@open_to(anyone)
def river_svg(visit: Visit) -> Response:
    """The river as a drawing."""
    return _river(visit, "svg")


@open_to(anyone, is_slow=True)
def river_png(visit: Visit) -> Response:
    """The river as a picture of dots."""
    return _river(visit, "png")


def _river(visit: Visit, ending: str) -> Response:
    """Send the river that stands by itself; there is none in the first week."""
    _, since, river = _flow(visit)
    if len(river.mondays) < FEWEST_WEEKS or not river.checked:
        raise NotFound
    return takeaway.send(visit, _plate(river, since, takeaway.credit(visit)), ending)


def _plate(river: River, since: date, credit: str) -> Plate:
    strands = [(said(it.programme.programme_name), it.colour, it.totals) for it in river.strands]
    marks = [(at, FILTERS["short_month"](monday)) for at, monday in river.marks]
    title = gettext("The river of checked actions since %(day)s")
    return Plate(
        name="river",
        title=title % {"day": FILTERS["day"](since)},
        unit=gettext("Each strand is a programme. The wider it is, the more was checked."),
        desc="; ".join(f"{name}: {FILTERS['number'](sums[-1])}" for name, _, sums in strands),
        body=Flow(strands, marks),
        credit=[credit],
    )


routes = [
    Route("/", home, name="home"),
    Route("/river.svg", river_svg, name="river_svg"),
    Route("/river.png", river_png, name="river_png"),
]
