"""Sending: letters that are due are put into words and handed in, one after the other."""

import smtplib
from contextlib import closing
from typing import Any

from sqlalchemy import Row

from portal import letter_choices, letters, mail
from portal.mail import Envelope, NotSent, PostOffice, Undeliverable
from portal.work import Work

__all__ = ["send_letters"]


def send_letters(work: Work) -> None:
    """Send what is due, and delete what was sent long ago."""
    with work.step("old letters") as session:
        letters.forget_old(session, now=work.now)
    office = work.crew.post_office
    while office and _is_waiting(work):
        with closing(office.connect()) as server:
            with work.step("take") as session:
                taken = letters.take(session, now=work.crew.clock())
            for letter in taken:
                _send(work, office, server, letter)


def _is_waiting(work: Work) -> bool:
    """Whether it is worth while to go to the post office."""
    with work.reading() as session:
        return letters.is_due(session, now=work.crew.clock())


def _send(work: Work, office: PostOffice, server: smtplib.SMTP, letter: Row[Any]) -> None:
    """Put one letter into words and hand it in; remember what became of it."""
    crew = work.crew
    language, off = letter.language or crew.language, ""
    facts = letter.facts
    if crew.vault and (path := letter_choices.link_of(crew.vault, letter)):
        facts = {**facts, "off": path}
        off = f"{crew.base_url.rstrip('/')}/{language}{path}"
    written = crew.render(letter.kind, language, facts)
    envelope = Envelope(
        sender=crew.sender_name,
        to=letter.email,
        number=str(letter.id),
        language=language,
        written_at=letter.written_at,
        off=off,
    )
    try:
        words = {"subject": written.subject, "text": written.text, "html": written.html}
        message = mail.compose(office, envelope, **words)
        mail.hand_in(server, message)
    except Undeliverable as error:
        with work.step("given up") as session:
            letters.give_up(session, letter.id, str(error))
    except NotSent as error:
        with work.step("not sent") as session:
            letters.note_failed(session, letter, str(error))
    else:
        with work.step("sent") as session:
            letters.note_sent(session, letter.id, now=crew.clock())
