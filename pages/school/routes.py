"""/desk/{org}/school : the school's years and classes, a new class, a new year."""

from datetime import date
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.school import classes, printing, years
from pages.school.forms import ClassForm, YearForm
from pages.speech import language, said
from pages.web.forms import chosen
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import names, school_classes, school_years
from portal.desks import Role
from portal.errors import Refused
from portal.names import BadName
from portal.school_classes import LooksLikeAPerson

AUGUST = 8
KEEPS = at_desk(Role.ORGANISER)
_FIELDS = {LooksLikeAPerson: "name", BadName: "name"}


@open_to(KEEPS)
def show(visit: Visit, org: str) -> Response:
    """Every year with its classes."""
    return _page(visit, ClassForm(), _next_year(visit))


@open_to(KEEPS)
def make(visit: Visit, org: str) -> Response:
    """Make a class in a year that is there."""
    form = ClassForm(visit.form)
    if not form.validate() or not str(form.year.data).isdecimal():
        return _page(visit, form, _next_year(visit), 422)
    try:
        group_id = _made(visit, form)
    except Refused as error:
        is_name = isinstance(error, LooksLikeAPerson)
        form[_FIELDS.get(type(error), "pupils")].errors = [refusal(error)]
        form.name.data = "" if is_name and error.facts.get("masked") else form.name.data
        return _page(visit, form, _next_year(visit), 422, is_name=is_name)
    return visit.go("school_class", org=org, group=group_id)


@open_to(KEEPS)
def begin(visit: Visit, org: str) -> Response:
    """Begin a school year."""
    form = YearForm(visit.form)
    if not form.validate():
        return _page(visit, ClassForm(), form, 422)
    days: dict[str, Any] = {"starts_on": form.starts_on.data, "ends_on": form.ends_on.data}
    try:
        school_years.begin(visit.session, visit.me, visit.desk, **days, now=visit.now)
    except Refused as error:
        form.ends_on.errors = [refusal(error)]
        return _page(visit, ClassForm(), form, 422)
    return visit.go("school", org=org)


@open_to(KEEPS)
def back(visit: Visit, org: str) -> Response:
    """A year is begun on the page of the school."""
    return visit.go("school", org=org)


def _made(visit: Visit, form: ClassForm) -> Any:
    name = names.tidy(form.name.data or "")
    return school_classes.make(
        *(visit.session, visit.me, visit.desk, int(form.year.data)),
        name={language(): name},
        slot_count=form.pupils.data or 0,
        is_meant=form.meant.data,
        now=visit.now,
    )


def _next_year(visit: Visit) -> YearForm:
    """Offer the school year this day falls into, as most schools have it."""
    today = visit.now.date()
    first = today.year if today.month >= AUGUST else today.year - 1
    return YearForm(starts_on=date(first, 9, 1), ends_on=date(first + 1, 7, 31))


def _page(
    visit: Visit, form: ClassForm, year_form: YearForm, status: int = 200, *, is_name: bool = False
) -> Response:
    rows = school_years.list_all(visit.session, visit.desk)
    open_ = sorted({row.begins for row in rows if row.erased_at is None}, reverse=True)
    form.year.choices = chosen(*((str(one), f"{one}/{one + 1}") for one in open_))
    return visit.page(
        "school/index.html",
        status=status,
        desk=visit.desk,
        years=_newest_first(rows),
        form=form if open_ else None,
        year_form=year_form,
        is_name=is_name,
    )


def _newest_first(rows: Any) -> list[tuple[Any, list[Any]]]:
    """Return each year with its classes in the order of their names."""
    years = {row.begins: row for row in reversed(rows)}
    return [(years[one], _of(rows, one)) for one in sorted(years, reverse=True)]


def _of(rows: Any, begins: int) -> list[Any]:
    mine = (row for row in rows if row.begins == begins and row.group_id)
    return sorted(mine, key=lambda row: said(row.name))


routes = [
    Route("/desk/{org}/school", show, name="school"),
    Route("/desk/{org}/school", make, methods=["POST"]),
    Route("/desk/{org}/school/years", back, name="school_years"),
    Route("/desk/{org}/school/years", begin, methods=["POST"]),
    *years.routes,
    *classes.routes,
    *printing.routes,
]
