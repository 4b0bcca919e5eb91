"""Calls outward: the one way in which the portal asks another machine on the web.

Only https on its own port; the name is looked up once, and every address it has must be a public
one; we connect to that very address. No redirects, five seconds in all, 64 kB.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["NotReached", "ask", "post"]

SECONDS = 5
MOST_BYTES = 64_000
_PORT = 443
_AT_ONCE = 8_192
_TRANSLATED = (  # addresses in which another one is hidden
    *(ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")),
    *(ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32")),
    *(ipaddress.ip_network("::/96"), ipaddress.ip_network("::ffff:0:0/96")),
    *(ipaddress.ip_network("::ffff:0:0:0/96"), ipaddress.ip_network("fec0::/10")),
    ipaddress.ip_network("192.88.99.0/24"),
)


class NotReached(Exception):
    """The other side was not asked, or did not answer as it should."""


def post(url: str, text: str, *, kind: str = "text/plain") -> tuple[int, str]:
    """Send a text and return status and answer; raises NotReached."""
    return ask(url, text, {"Content-Type": kind})


def ask(
    url: str, text: str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Read an address, or send it a text; return status and answer. Raises NotReached."""
    host, path = read(url)
    until = time.monotonic() + SECONDS
    try:
        address = look_up(host)
        with (
            socket.create_connection((address, _PORT), timeout=SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as line,
        ):
            return _talk(line, host, path, text, headers or {}, until)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise NotReached(f"{host}: {type(error).__name__}") from None


def read(url: str) -> tuple[str, str]:
    """Return the host and the path of an address we may ask; raises NotReached."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotReached("this is not an address") from None
    is_plain = parts.username is None and parts.password is None and not parts.fragment
    if parts.scheme != "https" or port not in {None, _PORT} or not host or not is_plain:
        raise NotReached("an address of the form https://name/path is needed")
    if any(sign <= " " or sign == "\x7f" for sign in url) or not url.isascii():
        raise NotReached("this is not an address")
    path = parts.path or "/"
    return host, f"{path}?{parts.query}" if parts.query else path


def look_up(host: str) -> str:
    """Return the address of a host, all of whose addresses are public; raises NotReached."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)}
    if not found or not all(map(is_public, found)):
        raise NotReached(f"{host} is not on the public network")
    return min(found)


def is_public(written: str) -> bool:
    """Tell whether an address is somebody's on the public network, and no other in disguise."""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    is_hidden = any(address in network for network in _TRANSLATED)
    return address.is_global and not address.is_multicast and not is_hidden


def _talk(
    line: ssl.SSLSocket,
    host: str,
    path: str,
    text: str | None,
    headers: Mapping[str, str],
    until: float,
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, timeout=SECONDS)
    connection.sock = line
    own = {"Connection": "close", "User-Agent": "tallybrook", **headers}
    if text is None:
        connection.request("GET", path, headers=own)
    else:
        connection.request("POST", path, text.encode(), own)
    answer = connection.getresponse()
    return answer.status, _limited(answer, line, until).decode()


def _limited(answer: http.client.HTTPResponse, line: socket.socket, until: float) -> bytes:
    """Read so much and so long, and no more."""
    found = b""
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise NotReached("the answer took too long")
        line.settimeout(left)
        if not (part := answer.read1(_AT_ONCE)):
            return found
        found += part
        if len(found) > MOST_BYTES:
            raise NotReached("the answer is too long")
