"""Commands of the log: seal now, change the keys, ask a witness, confirm a day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from portal import clock, heads, keepers, keys, outward, people, seals, witness
from portal.commands import closed_after, open_as_owner, open_engine, read_keys, read_settings, stop
from portal.errors import ClockJumped, NotAllowed, NotFound, Trouble
from portal.notes import Unreadable, Verifier
from portal.settings import Settings
from portal.transactions import commit, opener
from portal.witness import Answer, NotCosigned

__all__ = ["clock_commands", "key_commands", "seal", "witness_log"]

key_commands = typer.Typer(no_args_is_help=True, help="The keys that sign the log.")
clock_commands = typer.Typer(no_args_is_help=True, help="The days that are known to have come.")
_JUMPED = "The clock shows {day}, but only days until {until} may be sealed. Is it right? Then run:"


def seal() -> None:
    """Seal every act up to now; safe to repeat."""
    settings = read_settings()
    try:
        with _session(settings, writes=True) as session:
            head = keepers.seal(session, now=_now(), key=read_keys(settings))
    except ClockJumped as jumped:
        said = _JUMPED.format(**jumped.facts)
        stop(f"{said}\nportal clock confirm {jumped.facts['day']} --by E-MAIL --by E-MAIL")
    except seals.KeyMissing:
        stop(
            f"The key of the last seal is not in {settings.keys_dir}. Bring log.key back from a"
            " copy. If there is none, two people put another one in its place:"
            "\nportal keys replace --by E-MAIL --by E-MAIL"
        )
    keys.retire(Path(settings.keys_dir))
    print(head.note if head else "There is no book yet, so there is nothing to seal.")


def witness_log(url: str, key: Annotated[str, typer.Option(help="the witness's own key")]) -> None:
    """Ask another installation to cosign our newest head: https://its.example/witness."""
    settings = read_settings()
    asked = f"{url.rstrip('/')}/add-checkpoint"
    try:
        verifier = Verifier.read(key)
        with _session(settings, writes=False) as session:
            head, line = witness.ask(
                session, lambda text: Answer(*outward.post(asked, text)), verifier
            )
        with _session(settings, writes=True) as session:
            witness.keep(session, head, verifier, line, now=_now())
    except NotFound:
        stop("Nothing is sealed yet. Run this first: portal seal")
    except (Unreadable, NotCosigned, outward.NotReached) as error:
        stop(f"Not cosigned: {error}")
    print(line, end="")


@key_commands.command("show")
def show_keys() -> None:
    """Print the public keys: of our log, and of ours as a witness."""
    found = read_keys(read_settings())
    print(f"log      {found.log.verifier}\nwitness  {found.witness.verifier}")


@key_commands.command("rotate")
def rotate_keys() -> None:
    """Make a new key for the log; the next head is signed with both."""
    settings = read_settings()
    with _session(settings, writes=False) as session:
        known = heads.keys(session)
    try:
        if not known:
            raise keys.NotAlone
        made = keys.rotate(Path(settings.keys_dir), settings.base_url, sealed_by=known[-1].vkey)
    except keys.NotAlone:
        stop("The key in use has not signed a head yet. Run this first: portal seal")
    print(made.log.verifier)


@key_commands.command("replace")
def replace_keys(
    by: Annotated[list[str], typer.Option(help="an e-mail address; twice")],
) -> None:
    """Put the key that is in the folder in the place of one that is lost; two people say so."""
    settings = read_settings()
    try:
        with _session(settings, writes=True) as session:
            found = read_keys(settings)
            seals.replace_key(session, found, _people(session, by), now=_now())
    except NotAllowed:
        stop("It takes two different owners, treasurers, auditors or operators.")
    except seals.NotLost:
        stop("The log has its key. Nothing was changed.")
    print(f"{found.log.verifier}\nNow run: portal seal")


@key_commands.command("trust")
def trust_log(key: str) -> None:
    """Let the log with this public key ask us to witness it."""
    settings = read_settings()
    try:
        log = Verifier.read(key)
        with _session(settings, writes=True) as session:
            witness.trust(session, log)
    except Unreadable as error:
        stop(f"Not trusted: {error}")
    print(f"{log.name} may ask at {settings.base_url}/witness/add-checkpoint")


@clock_commands.command("confirm")
def confirm_day(
    day: str, by: Annotated[list[str], typer.Option(help="an e-mail address; twice")]
) -> None:
    """Write down that two people who answer for something here say this day has come."""
    try:
        meant = date.fromisoformat(day)
    except ValueError:
        stop("A day is written like 2026-06-01.")
    try:
        with _session(read_settings(), writes=True) as session:
            clock.confirm(session, meant, _people(session, by), now=_now())
    except NotAllowed:
        stop("It takes two different owners, treasurers, auditors or operators.")
    except clock.NotThatDay:
        stop("That day has not come yet, by this machine's clock.")
    print(f"{meant} has come. Points move until three days after it.")


def _people(session: Session, by: Sequence[str]) -> list[UUID]:
    found = [people.find_by_email_or_none(session, email) for email in by]
    if len(by) != 2 or None in found:  # noqa: PLR2004
        raise NotAllowed
    return [one for one in found if one]


@contextmanager
def _session(settings: Settings, *, writes: bool) -> Iterator[Session]:
    opened = open_as_owner(settings) if writes else open_engine(settings)
    try:
        with closed_after(opened) as engine, opener(engine)(writes) as session:
            yield session
            if writes:
                commit(session)
    except Trouble:
        stop("The database does not answer. Nothing was done.")


def _now() -> datetime:
    return datetime.now(UTC)
