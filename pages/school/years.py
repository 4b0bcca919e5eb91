"""/desk/{org}/school/years/{begins} : let a year roll over, and erase what stood for its pupils."""

import re
from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.school.forms import NamesForm
from pages.speech import language, said
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import names, school_years
from portal.desks import Role
from portal.errors import NotFound, Refused

KEEPS = at_desk(Role.ORGANISER)


@open_to(KEEPS)
def next_page(visit: Visit, org: str, begins: str) -> Response:
    """Every class, and what it may be called next year."""
    return _rolling(visit, _year(begins), NamesForm(), {})


@open_to(KEEPS)
def roll_over(visit: Visit, org: str, begins: str) -> Response:
    """Make next year's classes, and close this year's."""
    form, typed = NamesForm(visit.form), _typed(visit)
    facts: dict[str, Any] = {"is_meant": form.meant.data, "now": visit.now}
    try:
        wanted = _wanted(visit, _year(begins), typed)
        school_years.roll_over(visit.session, visit.me, visit.desk, _year(begins), wanted, **facts)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _rolling(visit, _year(begins), form, typed, 422)
    return visit.go("school", org=org)


@open_to(KEEPS)
def erasure(visit: Visit, org: str, begins: str) -> Response:
    """What is deleted and what stays; afterwards the receipt."""
    rows = school_years.find(visit.session, visit.desk, _year(begins))
    return visit.page("school/erasure.html", desk=visit.desk, rows=rows, year=rows[0])


@open_to(proved(KEEPS))
def erase(visit: Visit, org: str, begins: str) -> Response:
    """Delete slots, cards and windows of the year."""
    school_years.erase(visit.session, visit.me, visit.desk, _year(begins), now=visit.now)
    return visit.go("school_erasure", org=org, begins=begins)


def _year(begins: str) -> int:
    """Return the year an address names; raises NotFound."""
    if not re.fullmatch(r"[0-9]{4}", begins):
        raise NotFound
    return int(begins)


def _typed(visit: Visit) -> dict[str, str]:
    found = ((name.partition("name-")[2], value) for name, value in visit.form.multi_items())
    return {group: str(value) for group, value in found if group}


def _wanted(visit: Visit, begins: int, typed: dict[str, str]) -> dict[UUID, dict[str, str]]:
    """Return the names that were typed; one that was only offered keeps its other languages."""
    wanted = {}
    for row in _classes(visit, begins):
        offered = school_years.next_name(row.name)
        name = typed.get(str(row.group_id), "").strip()
        if name:
            kept = name == said(offered)
            wanted[row.group_id] = offered if kept else {language(): names.tidy(name)}
    return wanted


def _classes(visit: Visit, begins: int) -> list[Any]:
    rows = school_years.find(visit.session, visit.desk, begins)
    mine = (row for row in rows if row.group_id and not row.closed_at)
    return sorted(mine, key=lambda row: said(row.name))


def _rolling(
    visit: Visit, begins: int, form: NamesForm, typed: dict[str, str], status: int = 200
) -> Response:
    classes = [
        (row, typed.get(str(row.group_id), said(school_years.next_name(row.name))))
        for row in _classes(visit, begins)
    ]
    facts = {"classes": classes, "begins": begins, "form": form}
    return visit.page("school/next.html", status=status, desk=visit.desk, **facts)


_YEAR = "/desk/{org}/school/years/{begins}"
routes = [
    Route(f"{_YEAR}/next", next_page, name="school_next"),
    Route(f"{_YEAR}/next", roll_over, methods=["POST"]),
    Route(f"{_YEAR}/erasure", erasure, name="school_erasure"),
    Route(f"{_YEAR}/erasure", erase, methods=["POST"]),
]
