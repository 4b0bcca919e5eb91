"""/desk/{org}/school/{group} : one class, its lesson, its tally, its slots."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.school.forms import MoreForm, SlotForm, WindowForm
from pages.speech import said
from pages.web.forms import plain_number
from pages.web.gates import at_desk
from pages.web.photos import shelf
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import class_tallies, class_windows, earners, school_classes, slots
from portal.desks import Role
from portal.errors import NotFound, Refused

KEEPS = at_desk(Role.ORGANISER)
MOST_DAYS = 7  # back; what is older can no longer be sent


@open_to(KEEPS)
def show(visit: Visit, org: str, group: UUID) -> Response:
    """The class now."""
    return _page(visit, group)


@open_to(KEEPS)
def act(visit: Visit, org: str, group: UUID) -> Response:
    """Do what the pressed button says, and show the class again."""
    verb = ACTS.get(str(visit.form.get("act")))
    if verb is None:
        raise NotFound
    try:
        target = verb(visit, group)
    except (NotFound, school_classes.ClassClosed):
        raise
    except Refused as error:
        return _page(visit, group, mistake=refusal(error), status=422)
    return visit.go_to(target or visit.url("school_class", org=org, group=group))


def _open(visit: Visit, group: UUID) -> None:
    minutes = _number(visit, "minutes")
    class_windows.open_(visit.session, visit.me, visit.desk, group, minutes=minutes, now=visit.now)


def _close(visit: Visit, group: UUID) -> None:
    class_windows.close(visit.session, visit.me, visit.desk, group, now=visit.now)


def _more(visit: Visit, group: UUID) -> None:
    facts = {"count": _number(visit, "count"), "after": _number(visit, "after")}
    school_classes.add_slots(visit.session, visit.me, visit.desk, group, **facts, now=visit.now)


def _cards(visit: Visit, group: UUID) -> str:
    school_classes.make_cards(
        visit.session, vault_of(visit), visit.me, visit.desk, group, now=visit.now
    )
    return visit.url("school_cards", org=visit.desk.slug, group=group)


def _reissue(visit: Visit, group: UUID) -> str:
    number = _number(visit, "number")
    school_classes.reissue(
        visit.session, vault_of(visit), visit.me, visit.desk, group, number, now=visit.now
    )
    return visit.url("school_cards", org=visit.desk.slug, group=group) + f"?number={number}"


def _end(visit: Visit, group: UUID) -> None:
    number = _number(visit, "number")
    school_classes.remove(visit.session, visit.me, visit.desk, group, number, now=visit.now)


def _move(visit: Visit, group: UUID) -> str:
    try:
        to = UUID(str(visit.form.get("to")))
    except ValueError:
        raise NotFound from None
    number = _number(visit, "number")
    new = school_classes.move(visit.session, visit.me, visit.desk, group, number, to, now=visit.now)
    return visit.url("school_class", org=visit.desk.slug, group=to) + f"?new={new}"


def _send(visit: Visit, group: UUID) -> None:
    counts = {}
    for name, typed in visit.form.multi_items():
        programme, slash, activity = name.partition("/")
        if slash and str(typed).strip():
            counts[programme, activity] = _whole(str(typed))
    class_tallies.send(
        *(visit.session, visit.me, visit.desk, group, counts),
        ago=_ago(str(visit.form.get("ago", ""))),
        shelf=shelf(visit),
        idem=visit.idem,
        now=visit.now,
    )


ACTS: dict[str, Callable[[Visit, UUID], str | None]] = {
    "open": _open,
    "close": _close,
    "more": _more,
    "cards": _cards,
    "reissue": _reissue,
    "end": _end,
    "move": _move,
    "send": _send,
}


def _page(visit: Visit, group: UUID, mistake: str = "", status: int = 200) -> Response:
    it, others = school_classes.find_with_others(visit.session, visit.desk, group, now=visit.now)
    live = slots.list_live(visit.session, group)
    ago = _ago(visit.query.get("ago", ""))
    facts: dict[str, Any] = {"columns": [], "slot_form": None}
    if it.closed_at is None:
        columns = class_tallies.list_columns(visit.session, group, ago=ago, now=visit.now)
        facts = {"columns": columns, "slot_form": _slot_form(live, others)}
    return visit.page(
        "school/class.html",
        code=earners.code_of_class(group),
        status=status,
        desk=visit.desk,
        it=it,
        live=live,
        ago=ago,
        most_days=MOST_DAYS,
        minutes_left=_minutes(it.window_ends_at, visit.now),
        new=visit.query.get("new", ""),
        bare=[row.number for row in live if row.card_hash is None],
        window_form=WindowForm(),
        more_form=MoreForm(),
        mistake=mistake,
        **facts,
    )


def _minutes(ends_at: datetime | None, now: datetime) -> int:
    """Return how long the class stays open, in minutes that have begun."""
    return math.ceil((ends_at - now).total_seconds() / 60) if ends_at else 0


def _slot_form(live: Any, others: Any) -> SlotForm:
    classes = [(str(row.group_id), said(row.name)) for row in others]
    return SlotForm().offer([row.number for row in live], classes)


def _number(visit: Visit, name: str) -> int:
    """Return a whole number of the form; what is none names nothing: nought."""
    return _whole(str(visit.form.get(name, "")))


def _whole(typed: str) -> int:
    found = plain_number(typed)
    return int(found) if found.isdecimal() else 0


def _ago(typed: str) -> int:
    return min(_whole(typed), MOST_DAYS)


routes = [
    Route("/desk/{org}/school/{group:uuid}", show, name="school_class"),
    Route("/desk/{org}/school/{group:uuid}", act, methods=["POST"]),
]
