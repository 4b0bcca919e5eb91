"""Jobs: everything the portal does by itself, and when. The verbs decide; this says when."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from portal import (
    absences,
    audits,
    card_sign_ins,
    class_tallies,
    closings,
    erasures,
    events,
    evidence,
    forgetting,
    habits,
    home_codes,
    joining,
    keepers,
    lapse_notices,
    lapses,
    leases,
    letters,
    links,
    own_address,
    paired_tills,
    safekeeping,
    school_years,
    sign_ins,
    throttle,
    tickets,
    voucher_ends,
)
from portal.lapses import NOBODY
from portal.programmes import local_day
from portal.purposes import Clock
from portal.sending import send_letters
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
    ERASURES = erasures.JOB
    SCRUB = "scrub"
    ABSENCES = "absences"
    CLOSE_REPORTS = "close_reports"
    CHECK_BACKS = "check_backs"
    VOUCHERS = "vouchers"


def seal(work: Work) -> None:
    """Seal the day's acts, and give the head away."""
    assert work.crew.keys
    with work.step("seal") as session:
        keepers.seal(session, now=work.now, key=work.crew.keys())


def forget_sign_ins(work: Work) -> None:
    """Delete or end what is over: sign-ins, links, tries, lessons, tills, years, old events."""
    with work.step("sign-ins") as session:
        sign_ins.forget_old(session, now=work.now)
        throttle.forget_old(session, now=work.now)
        links.forget_old(session, now=work.now)
        tickets.forget_old(session, now=work.now)
        joining.forget_old(session, now=work.now)
        home_codes.forget_old(session, now=work.now)
        card_sign_ins.forget_old(session, now=work.now)
        paired_tills.forget_old(session, now=work.now)
        class_tallies.forget_old(session, now=work.now)
        school_years.erase_past(session, now=work.now)
        events.forget_old(session)


def forget_photos(work: Work) -> None:
    """Delete photos whose time is over, and those of forms that nobody finished."""
    assert work.programme
    while work.crew.shelf.sweep(work.now):
        pass
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


def end_absences(work: Work) -> None:
    """Ask who was away for a year, and erase who was away for two."""
    left = 1
    while left:
        with work.step("ask") as session:
            left = absences.ask_some(session, now=work.now)
    with work.reading() as session:
        gone = absences.list_gone(session, now=work.now)
    for person_id in gone:
        with work.step(f"erase {person_id}") as session:
            absences.erase_one(session, person_id, shelf=work.crew.shelf, now=work.now)


def close_reports(work: Work) -> None:
    """Keep the figures of periods that are over, and count closed ones again."""
    with work.reading() as session:
        codes = closings.list_over(session, now=work.now)
    for code in codes:
        with work.step(code) as session:
            closings.close_some(session, code, now=work.now)


def note_habits(work: Work) -> None:
    """Write down who began with what, so that they are asked two months later."""
    assert work.programme
    with work.step(f"{work.now:%Y-%m-%d}") as session:
        habits.note_begun(session, work.programme.id, now=work.now)


def list_erasures(work: Work) -> None:
    """Write who was forgotten beside the backups, where a folder is set for them."""
    if folder := work.crew.backups:
        forgetting.keep_list(work.crew.sessions, folder)


def scrub(work: Work) -> None:
    """Let what was forgotten since the last time be gone from the file of the database, too."""
    with work.step("look") as session:
        standings = leases.list_standings(session, now=work.now)
    last = next(one.finished_at for one in standings if one.name == JobName.SCRUB)
    forgetting.scrub_since(work.crew.sessions, last)


def end_vouchers(work: Work) -> None:
    """Use up what was taken at tills, bring home what nobody collected, tell who waits."""
    assert work.programme
    left = 1
    while left:
        with work.step("vouchers") as session:
            left = voucher_ends.end_some(session, work.programme, now=work.now)


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
    """Write to those who asked for a link, who want to join, or to be written to elsewhere."""
    left = 1
    while left:
        with work.step("links") as session:
            now = work.crew.clock()
            of_all = (links, joining, own_address)
            left = sum(one.answer_some(session, now=now) for one in of_all)


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
    Job(JobName.ERASURES, list_erasures, hour=1),
    Job(JobName.SCRUB, scrub, hour=2),
    Job(JobName.ABSENCES, end_absences, hour=0),
    Job(JobName.CLOSE_REPORTS, close_reports, hour=6),
    Job(JobName.CHECK_BACKS, note_habits, hour=7, each_programme=True),
    Job(JobName.VOUCHERS, end_vouchers, every=timedelta(minutes=5), each_programme=True),
    Job(JobName.LAPSE_NOTICES, tell_of_lapses, hour=8, each_programme=True),
)
OF_BACKUPS = (JobName.BACKUP, JobName.RESTORE_DRILL)
CLOCKS = {  # which job sees to it that nothing is kept longer: see portal/purposes.py
    Clock.ERASED: JobName.ABSENCES,  # at the latest; earlier whenever they want it
    Clock.TAKEN_AWAY: JobName.ABSENCES,
    **dict.fromkeys((Clock.NIGHT, Clock.DAY_AFTER, Clock.TALLY, Clock.YEAR), JobName.SIGN_INS),
    Clock.EVENTS: JobName.SIGN_INS,
    Clock.BACKUPS: JobName.BACKUP,
    Clock.SECONDS: JobName.LINKS,
    Clock.LETTERS: JobName.LETTERS,
    Clock.PHOTOS: JobName.PHOTOS,
}
