"""`portal people`: who may come in when nobody is inside yet."""

from datetime import UTC, datetime

import typer

from db import migrate
from db.engine import open_session
from portal import invitations, people, second_step, ways
from portal.commands import closed_after, open_engine, read_settings, stop

__all__ = ["people_commands"]

people_commands = typer.Typer(no_args_is_help=True, help="People of this installation.")


@people_commands.command("add-operator")
def add_operator(email: str) -> None:
    """Offer the operator's role to an address: prints a link that works once, for a day."""
    settings, now = read_settings(), datetime.now(UTC)
    office = settings.operator_words
    with closed_after(open_engine(settings)) as engine:
        if migrate.applied(engine) != migrate.newest():
            stop("The database is not ready. Run this first: portal migrate")
        try:
            with open_session(engine, writes=True) as session:
                token = invitations.call_operator(session, email=email, office=office, now=now)
                session.commit()
        except invitations.BadAddress:
            stop("Write an e-mail address like name@example.org. Nothing was done.")
    print(f"{settings.base_url.rstrip('/')}/invitations/{token}")
    print("Open this within 24 hours to choose a name and a password. It works once.")


@people_commands.command("drop-second-step")
def drop_second_step(email: str) -> None:
    """Take app, passkeys and recovery codes from somebody who lost them; their password stays."""
    now = datetime.now(UTC)
    with closed_after(open_engine(read_settings())) as engine:
        try:
            with open_session(engine, writes=True) as session:
                person_id = people.find_by_email_or_none(session, email)
                if person_id is None:
                    stop("Nobody here has this address. Nothing was done.")
                second_step.drop(session, person_id, now=now)
                session.commit()
        except ways.LastWay:
            stop("They would have no way in left: print a code for them first. Nothing was done.")
    print("Their second step is gone, every sign-in has ended, and a letter tells them.")
