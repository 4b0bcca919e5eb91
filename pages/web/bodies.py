"""Bodies: what a browser sends is read into a form, never more of it than is good."""

from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

__all__ = ["NUL", "SECONDS", "read_form", "read_text"]

SECONDS = 20  # within which it has to arrive
MOST_FIELDS = 200
NUL = "\x00"  # a sign nobody types and PostgreSQL cannot keep


async def read_form(request: Request, limit: int) -> FormData:
    """Read the form, but never more of it than `limit` bytes."""
    form = await _at_most(request, limit).form(max_files=1, max_fields=MOST_FIELDS)
    return FormData([(_clean(name), _clean(value)) for name, value in form.multi_items()])


async def read_text(request: Request, limit: int) -> FormData:
    """Read plain text as the one field `text` of a form."""
    sent = await _at_most(request, limit).body()
    try:
        return FormData([("text", sent.decode())])
    except UnicodeDecodeError:
        raise HTTPException(400) from None


def _at_most(request: Request, limit: int) -> Request:
    declared = request.headers.get("Content-Length", "0")
    if not declared.isdecimal() or int(declared) > limit:
        raise HTTPException(413)
    return Request(request.scope, _limited(request.receive, limit))


def _clean(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


def _limited(receive: Receive, limit: int) -> Receive:
    left = limit

    async def next_message() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413)
        return message

    return next_message
