"""/log/{programme}/{activity} where the portal itself sees what is done: where it is done."""

from typing import Any

from starlette.responses import Response

from pages.web import earning
from pages.web.visit import Visit
from portal import questionnaires
from portal.records import WELCOME
from portal.told import RECORDED

__all__ = ["is_recorded", "show"]


def is_recorded(what: Any) -> bool:
    """Tell whether nothing but a record counts for it."""
    return what.code in RECORDED and what.evidence == "A"


def show(visit: Visit, what: Any, status: int = 200) -> Response:
    """The page of the programme, or its quizzes or surveys, that log it by themselves."""
    found = questionnaires.list_open(visit.session, what.programme_id)
    return visit.page(
        "claims/recorded.html",
        status=status,
        what=what,
        found=[one for one in found if one.kind == what.code and one.state == "open"],
        is_welcome=what.code == WELCOME,
        earning=earning,
    )
