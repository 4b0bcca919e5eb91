"""The last step of every way in: the browser gets its cookie and goes where it wanted to."""

from uuid import UUID

from starlette.responses import Response

from pages.speech import language
from pages.web.cookies import welcomed
from pages.web.visit import Visit
from portal import sign_ins

__all__ = ["enter", "onward"]


def enter(
    visit: Visit,
    person_id: UUID,
    *,
    is_shared: bool,
    target: str = "",
    kept: list[tuple[str, str]] | None = None,
) -> Response:
    """Sign somebody in who was asked who they are."""
    token = sign_ins.start(
        visit.session,
        person_id,
        device=visit.device,
        is_shared=is_shared,
        instead_of=visit.token,
        now=visit.now,
    )
    return welcomed(visit, token, onward(visit, target, kept or []), is_shared=is_shared)


def onward(visit: Visit, target: str, kept: list[tuple[str, str]]) -> Response:
    """Go on to `target`, a path of ours; a form that was interrupted is shown with its button."""
    if kept and target:
        return visit.page("sign_in/again.html", target=f"/{language()}{target}", kept=kept)
    return visit.go_to(f"/{language()}{target}" if target else visit.url("me"))
