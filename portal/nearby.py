"""Calls to this machine: a school's sign-in for trying things out; never in production."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

from portal.outward import MOST_BYTES, SECONDS, NotReached

__all__ = ["ask"]

HOSTS = {"127.0.0.1", "localhost"}


def ask(
    url: str, text: str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Do as `outward.ask` does, on this machine and nowhere else; raises NotReached."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in HOSTS:
        raise NotReached("this is not on this machine")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    try:
        body = None if text is None else text.encode()
        method = "GET" if body is None else "POST"
        connection.request(method, f"{parts.path}?{parts.query}", body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES).decode()
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise NotReached(type(error).__name__) from None
    finally:
        connection.close()
