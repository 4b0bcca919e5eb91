"""Photos in forms: read the one that was chosen, keep it while the form has mistakes."""

from obstore.exceptions import BaseError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from pages.web.visit import Visit
from pages.words import refusal
from portal import disks, files
from portal.errors import Refused
from portal.files import Draft, Picture, Shelf

__all__ = [
    "KEPT",
    "ChosenPhoto",
    "answer_to_all",
    "answer_with_photo",
    "kept_in_form",
    "kept_unasked",
    "shelf",
]

KEPT = "photo-kept"  # the hidden field that refers to a photo the server holds already
_MOST_BYTES = (files.MOST_MEGABYTES + 1) * 1024 * 1024


def shelf(visit: Visit) -> Shelf:
    """Return where this installation keeps its photos."""
    return files.open_shelf(visit.settings.files_url, visit.settings.secret_key)


class ChosenPhoto:
    """The photo of a form: sent now, or kept from an earlier try. `mistake` says what is wrong."""

    def __init__(self, visit: Visit, name: str = "photo") -> None:
        self._visit = visit
        self.mistake = ""
        self.picture: Picture | None = None
        self._draft: Draft | None = None
        self._called = ""
        sent = visit.form.get(name)
        if isinstance(sent, UploadFile) and sent.filename:
            self._read(sent)
        elif reference := str(visit.form.get(KEPT) or ""):
            self._find(reference)

    def kept(self) -> Draft | None:
        """Put the photo aside until the form is right; return it with what refers to it."""
        if self.picture and not self._draft:
            person = self._visit.person
            self._draft = shelf(self._visit).keep_draft(
                self.picture,
                self._called,
                person.id if person else None,
                now=self._visit.now,
            )
        return self._draft

    def _read(self, sent: UploadFile) -> None:
        self._called = sent.filename or ""
        settings = self._visit.settings
        try:
            disks.require_room(settings.files_url, settings.photo_room)
            self.picture = files.read_picture(sent.file.read(_MOST_BYTES))
        except Refused as error:
            self.mistake = refusal(error)

    def _find(self, reference: str) -> None:
        self._draft = shelf(self._visit).find_draft_or_none(
            reference, self._visit.me.id, now=self._visit.now
        )
        self.picture = self._draft.picture if self._draft else None


def kept_in_form(visit: Visit) -> list[tuple[str, str]]:
    """Return what a form refers to a photo by that was sent while nobody was signed in."""
    draft = ChosenPhoto(visit).kept() if not visit.form.get(KEPT) else None
    return [(KEPT, draft.reference)] if draft else []


def kept_unasked(request: Request, form: FormData) -> list[tuple[str, str]]:
    """Return what a form refers to a photo by that came while nobody could be asked whose it is.

    Where the disk is the trouble it cannot be kept: then there is nothing to refer to.
    """
    sent = form.get("photo")
    if form.get(KEPT) or not isinstance(sent, UploadFile) or not sent.filename:
        return []
    state = request.app.state
    sent.file.seek(0)
    try:
        disks.require_room(state.settings.files_url, state.settings.photo_room)
        picture = files.read_picture(sent.file.read(_MOST_BYTES))
        place = files.open_shelf(state.settings.files_url, state.settings.secret_key)
        draft = place.keep_draft(picture, sent.filename, None, now=state.clock())
    except (Refused, OSError, BaseError):
        return []
    return [(KEPT, draft.reference)]


def answer_with_photo(data: bytes) -> Response:
    """Send a photo to who may see it: never kept by a browser or anything in between."""
    return _photo(data, "private, no-store")


def answer_to_all(data: bytes) -> Response:
    """Send a photo that everybody may see."""
    return _photo(data, "public, max-age=3600")


def _photo(data: bytes, keeping: str) -> Response:
    headers = {
        "Cache-Control": keeping,
        "Content-Disposition": 'inline; filename="photo.jpg"',
    }
    return Response(data, media_type="image/jpeg", headers=headers)
