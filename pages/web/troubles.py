"""When the database cannot: say what is known, and hand the form back with its key."""

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from pages.web.photos import KEPT, kept_unasked
from pages.web.render import render_page
from portal.errors import Away, Busy, Trouble, Unknown, Unsaved

__all__ = ["answer"]

UNAVAILABLE = 503
SECRET = {"password"}  # never written into a page
PAGES: dict[type[Trouble], tuple[str, int]] = {  # and the seconds after which to try again
    Busy: ("busy", 5),
    Away: ("busy", 5),
    Unsaved: ("unsaved", 60),
    Unknown: ("unknown", 5),
}


def answer(request: Request, trouble: Exception, form: FormData | None = None) -> Response:
    """Say what became of a request; nothing here asks the database."""
    assert isinstance(trouble, Trouble)
    name, wait = PAGES[type(trouble)]
    form = form or FormData()
    photo = kept_unasked(request, form)
    context = {
        "is_form": bool(form),
        "target": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "kept": _typed(form) + photo,
        "is_photo_lost": _has_photo(form) and not photo,
        "key": getattr(request.state, "key", ""),
    }
    response = render_page(request, f"layout/{name}.html", context, UNAVAILABLE)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _typed(form: FormData) -> list[tuple[str, str]]:
    """Return everything that was typed and chosen, and the form's key."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in SECRET
    ]


def _has_photo(form: FormData) -> bool:
    """Tell whether a photo was sent now, rather than kept by an earlier try."""
    values = [value for _, value in form.multi_items()]
    return KEPT not in form and any(isinstance(v, UploadFile) and v.filename for v in values)
