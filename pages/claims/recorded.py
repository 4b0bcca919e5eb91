"""/log/{programme}/{activity} where the portal itself sees what is done: where it is done."""

from typing import Any

from starlette.responses import Response

from pages.web import earning
from pages.web.visit import Visit
from portal import questionnaires
from portal.records import WELCOME

__all__ = ["show"]


def show(visit: Visit, what: Any, status: int = 200) -> Response:
    """The page of the programme, or its quizzes or surveys, that log it by themselves."""
    return visit.page(
        "claims/recorded.html",
        status=status,
        what=what,
        found=questionnaires.list_to_answer(visit.session, what.programme_id, what.code),
        is_welcome=what.code == WELCOME,
        earning=earning,
    )
