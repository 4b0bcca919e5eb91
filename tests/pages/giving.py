"""What the tests of giving's pages share."""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import Session


def htmx(target, page):
    """Return the headers of a request that htmx makes from `page` for `target`."""
    return {
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "HX-Target": target,
        "HX-Current-URL": f"http://testserver{page}",
    }


def done(session: Session, what: Callable[..., Any], *args: Any, **facts: Any) -> Any:
    """Do something and let go of the database, so that a page can be looked at."""
    found = what(session, *args, **facts)
    session.commit()
    return found


def title(answer):
    """Return the page's title without the name of the instance."""
    return re.search(r"<title>(.*?)(?: – [^<]*)?</title>", answer.text)[1]


def flat(answer):
    """Return a page's text without tags, with single spaces."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
