"""Mail: one letter as a message, handed to the server that PORTAL_SMTP_URL names."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = [
    "Envelope",
    "NotSent",
    "PostOffice",
    "Undeliverable",
    "compose",
    "find_office",
    "hand_in",
]

PORTS = {"smtp": 587, "smtps": 465}
PATIENCE = 20  # seconds
FINAL = range(500, 600)  # answers that will be the same tomorrow
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
MISTAKEN = (
    "PORTAL_SMTP_URL must look like smtp://name:password@mail.example:587 or smtps://…, "
    "with ?from=portal@mail.example where letters come from another address."
)


class _Whole(EmailPolicy):
    """Mail's own policy, but an address in a header stays in one piece, however long it is."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Write one header as lines."""
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _Whole(linesep="\r\n")


class NotSent(Exception):
    """The server did not take it now; it may tomorrow. Its one word says why."""


class Undeliverable(NotSent):
    """The server will never take it: there is no such address."""


@dataclass(frozen=True)
class PostOffice:
    """Where letters are handed in, and from whom they come."""

    host: str
    port: int
    is_tls: bool  # from the first byte; otherwise as soon as the server offers it
    user: str
    password: str
    sender: str

    def __repr__(self) -> str:
        """Name the place and never the password."""
        return f"PostOffice({self.host}:{self.port})"

    def connect(self) -> smtplib.SMTP:
        """Connect, and sign in where there is a name; raises NotSent, without a trace of why."""
        try:
            server = self._reached()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_why(error)) from None
        try:
            self._enter(server)
        except NotSent:
            server.close()
            raise
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            server.close()
            raise NotSent(_why(error)) from None
        return server

    def _reached(self) -> smtplib.SMTP:
        if not self.is_tls:
            return smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        safe = ssl.create_default_context()
        return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=safe)

    def _enter(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        is_private = self.is_tls or self.host in THIS_MACHINE
        if not self.is_tls and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            is_private = True
        if self.user and not is_private:
            raise NotSent("no TLS")
        if self.user:
            server.login(self.user, self.password)


@dataclass(frozen=True)
class Envelope:
    """What stands around a letter."""

    sender: str  # in words
    to: str
    number: str  # the same letter sent again has the same
    language: str
    written_at: datetime
    off: str = ""  # the address at which its reader refuses such letters, with one press


def find_office(smtp_url: str, base_url: str) -> PostOffice:
    """Read PORTAL_SMTP_URL; raises ValueError with a sentence for who set it."""
    try:
        parts = urlsplit(smtp_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(MISTAKEN) from None
    if parts.scheme not in PORTS or not host:
        raise ValueError(MISTAKEN)
    domain = urlsplit(base_url).hostname or host
    sender = parse_qs(parts.query).get("from", [f"no-reply@{domain}"])[0]
    try:
        Address(addr_spec=sender)
    except Exception:  # whatever the library finds wrong with it
        raise ValueError(MISTAKEN) from None
    return PostOffice(
        host=host,
        port=port or PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def compose(
    office: PostOffice, envelope: Envelope, *, subject: str, text: str, html: str
) -> EmailMessage:
    """Return the message; raises Undeliverable where an address or a line cannot be one."""
    if set("\r\n") & set(f"{envelope.sender}{envelope.to}{subject}"):
        raise Undeliverable("line break")
    user, _, domain = office.sender.rpartition("@")
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(envelope.sender, user, domain)
        message["To"] = Address(addr_spec=envelope.to)
        message["Subject"] = subject
    except Exception as error:  # the library names a dozen kinds
        raise Undeliverable("address") from error
    message["Date"] = format_datetime(envelope.written_at)
    message["Message-ID"] = f"<{envelope.number}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # so that no absent reader's machine answers
    if envelope.off:  # RFC 8058: the mail programme has a button of its own
        message["List-Unsubscribe"] = f"<{envelope.off}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = envelope.language  # last: a new content takes such lines away
    return message


def hand_in(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand one message over; raises NotSent, or Undeliverable when trying again is in vain."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, _words)] = error.recipients.values()
        raise (Undeliverable if code in FINAL else NotSent)(str(code)) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(str(error.smtp_code)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_why(error)) from error


def _why(error: Exception) -> str:
    """Return the kind of a failure: what a server says may hold a name or an address."""
    code = getattr(error, "smtp_code", None)
    return str(code) if code else type(error).__name__
