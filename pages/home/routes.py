"""/, /river.svg : the district's river, its numbers, its tasks, and what points became."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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

_OPEN_SHOWN = 3  # programmes; the others are one link away
FEWEST_WEEKS = 2  # that a river needs
_MARKS = 4  # words below the river


@dataclass(frozen=True)
class Strand:
    """A programme in the river: what had been checked by the end of each week."""

    programme: Any
    colour: int
    totals: tuple[int, ...]


@dataclass(frozen=True)
class River:
    """All programmes since the first of their seasons began."""

    strands: tuple[Strand, ...]
    mondays: tuple[date, ...]
    checked: int
    last_week: int  # checked in the last whole week
    waiting: int

    @property
    def marks(self) -> tuple[tuple[int, date], ...]:
        """Return which weeks get a word: the first of each month, at most a few."""
        firsts = [
            (at, monday)
            for at, monday in enumerate(self.mondays)
            if at and monday.month != self.mondays[at - 1].month
        ]
        return tuple(firsts[-_MARKS:])


def add_up(programmes: Sequence[Any], days: Sequence[date]) -> River:
    """Turn weekly totals into strands that only grow."""
    weeks = [overview.weeks_of(programme, days) for programme in programmes]
    strands = [
        Strand(programme, at % 5 + 1, tuple(accumulate(week.checked for week in of_one)))
        for at, (programme, of_one) in enumerate(zip(programmes, weeks, strict=True))
    ]
    whole = [of_one[-2] for of_one in weeks if len(of_one) > 1]
    return River(
        strands=tuple(strands),
        mondays=tuple(days),
        checked=sum(strand.totals[-1] for strand in strands),
        last_week=sum(week.checked for week in whole),
        waiting=sum(week.waiting for of_one in weeks for week in of_one),
    )


def _flow(visit: Visit) -> tuple[Sequence[Any], date, River]:
    """Return every programme, since when, and the river they make."""
    programmes = overview.list_strands(visit.session, now=visit.now)
    since = min((row.starts_on for row in programmes), default=visit.now.date())
    days = overview.mondays(min(since, visit.now.date()), visit.now.date())
    return programmes, since, add_up(programmes, days)


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
    strands = [(said(it.programme.programme_name), it.colour, it.totals) for it in river.strands]
    marks = [(at, FILTERS["short_month"](monday)) for at, monday in river.marks]
    title = gettext("The river of checked actions since %(day)s")
    plate = Plate(
        name="river",
        title=title % {"day": FILTERS["day"](since)},
        unit=gettext("Each strand is a programme. The wider it is, the more was checked."),
        desc="; ".join(f"{name}: {FILTERS['number'](sums[-1])}" for name, _, sums in strands),
        body=Flow(strands, marks),
        credit=[takeaway.credit(visit)],
    )
    return takeaway.send(visit, plate, ending)


routes = [
    Route("/", home, name="home"),
    Route("/river.svg", river_svg, name="river_svg"),
    Route("/river.png", river_png, name="river_png"),
]
