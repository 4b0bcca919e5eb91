"""Jobs: everything the portal does by itself, and when. The verbs decide; this says when."""

import smtplib
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from portal import (
    audits,
    card_sign_ins,
    class_tallies,
    evidence,
    home_codes,
    joining,
    keepers,
    lapse_notices,
    lapses,
    letter_choices,
    letters,
    links,
    mail,
    safekeeping,
    school_years,
    sign_ins,
    throttle,
    tickets,
)
from portal.lapses import NOBODY
from portal.mail import Envelope, NotSent, PostOffice, Undeliverable
from portal.programmes import local_day
from portal.work import Job, Work

__all__ = ["JOBS", "OF_BACKUPS", "JobName"]


HOLD_AGAIN = timedelta(seconds=10)  # a long look holds its job for another while


class JobName(StrEnum):
    """What the portal does by itself."""

    LINKS = links.JOB
    LETTERS = letters.JOB
    SEAL = "seal"
    PHOTOS = "photos"
    LAPSE = "lapse"
    LAPSE_NOTICES = "lapse_notices"
    AUDIT = "audit"
    SIGN_INS = "sign_ins"
    BACKUP = "backup"
    RESTORE_DRILL = "restore_drill"


def seal(work: Work) -> None:
    """Seal the day's acts, and give the head away."""
    assert work.crew.keys
    with work.step("seal") as session:
        keepers.seal(session, now=work.now, key=work.crew.keys())


def forget_sign_ins(work: Work) -> None:
    """Delete sign-ins and links that have ended, and tries that no longer count."""
    with work.step("sign-ins") as session:
        sign_ins.forget_old(session, now=work.now)
        throttle.forget_old(session, now=work.now)
        links.forget_old(session, now=work.now)
        tickets.forget_old(session, now=work.now)
        joining.forget_old(session, now=work.now)
        home_codes.forget_old(session, now=work.now)
        card_sign_ins.forget_old(session, now=work.now)
        class_tallies.forget_old(session, now=work.now)
        school_years.erase_past(session, now=work.now)


def forget_photos(work: Work) -> None:
    """Delete photos whose time is over."""
    assert work.programme
    left = 1
    while left:
        with work.step("photos") as session:
            left = evidence.forget_past(session, work.crew.shelf, work.programme.id, now=work.now)


def lapse(work: Work) -> None:
    """Announce what will lapse, and let lapse what is due."""
    assert work.programme
    programme = work.programme
    with work.step("announcement") as session:
        run = lapses.find_run(session, programme.id, programme.time_zone, now=work.now)
        lapses.announce(session, run, now=work.now)
    after = NOBODY if run.may_begin else None
    while after is not None:
        with work.step(f"{run.day} {after}") as session:
            after = lapses.lapse_some(session, run, after=after, now=work.now)


def tell_of_lapses(work: Work) -> None:
    """Write the notices that are due."""
    assert work.programme
    today = local_day(work.programme.time_zone, work.now)
    after: UUID | None = NOBODY
    while after is not None:
        with work.step(f"{today} {after}") as session:
            after = lapse_notices.tell_some(
                session, work.programme, today=today, after=after, now=work.now
            )


def audit_ledger(work: Work) -> None:
    """Check every row of the ledger, and keep what was found for /audit and /status."""
    audits.check(work.crew.sessions, progress=_holding(work), now=work.now)


def back_up(work: Work) -> None:
    """Make a backup, where a folder is set for them."""
    if folder := work.crew.backups:
        safekeeping.back_up(work.crew.sessions, folder, beat=_holding(work), now=work.now)


def prove_backup(work: Work) -> None:
    """Restore the newest backup into a database of its own, and audit it."""
    if folder := work.crew.backups:
        safekeeping.prove(work.crew.sessions, folder, beat=_holding(work), now=work.now)


def _holding(work: Work) -> Callable[[int, int], None]:
    """Return what a long look calls now and then, so that it holds its job for another while."""
    held = work.crew.clock()

    def still_at_it(done: int, total: int) -> None:
        nonlocal held
        if work.crew.clock() - held >= HOLD_AGAIN:
            held = work.crew.clock()
            with work.step(f"{done} of {total}"):
                pass

    with work.step("begun"):
        pass
    return still_at_it


def answer_links(work: Work) -> None:
    """Write to those who asked for a link and are known here, and to those who want to join."""
    left = 1
    while left:
        with work.step("links") as session:
            now = work.crew.clock()
            left = links.answer_some(session, now=now) + joining.answer_some(session, now=now)


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


JOBS = (
    Job(JobName.LETTERS, send_letters),
    Job(JobName.LINKS, answer_links),
    Job(JobName.SEAL, seal, hour=23),
    Job(JobName.SIGN_INS, forget_sign_ins, hour=1),
    Job(JobName.PHOTOS, forget_photos, hour=2, each_programme=True),
    Job(JobName.LAPSE, lapse, hour=3, each_programme=True),
    Job(JobName.AUDIT, audit_ledger, hour=4),
    Job(JobName.BACKUP, back_up, every=timedelta(hours=1)),
    Job(JobName.RESTORE_DRILL, prove_backup, hour=5),
    Job(JobName.LAPSE_NOTICES, tell_of_lapses, hour=8, each_programme=True),
)
OF_BACKUPS = (JobName.BACKUP, JobName.RESTORE_DRILL)
