"""The front door: the one module where db, portal and pages meet."""

import json
import os
import signal
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import chain
from multiprocessing import set_start_method
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import Route
from starlette.types import ASGIApp

from db import migrate as migrations
from db import reference
from db.engine import connect, open_session
from pages.app import build_site, create_app
from pages.letters.render import renderer
from portal import audit, audits
from portal import doctor as physician
from portal.backup_commands import backup, restore
from portal.beside import at_rest, kept_running
from portal.commands import (
    closed_after,
    let_in,
    open_as_owner,
    open_engine,
    progress_bar,
    read_keys,
    read_settings,
    stop,
)
from portal.demo import district
from portal.demo.cast import PASSWORD
from portal.errors import Trouble
from portal.files import open_shelf
from portal.import_commands import import_commands, undo_import
from portal.jobs import JOBS
from portal.log_commands import clock_commands, key_commands, seal, witness_log
from portal.people_commands import people_commands
from portal.settings import Settings
from portal.stamps import stamp
from portal.transactions import opener
from portal.vault import Vault
from portal.work import Crew, tend

main = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)
main.command()(backup)
main.command()(restore)
main.command("seal")(seal)
main.command("witness")(witness_log)
main.command("undo-import")(undo_import)
main.add_typer(import_commands, name="import")
main.add_typer(key_commands, name="keys")
main.add_typer(clock_commands, name="clock")
main.add_typer(people_commands, name="people")
console = Console()


def web() -> ASGIApp:
    """Build the web application from the environment."""
    settings = read_settings()
    return at_rest(create_app(opener(open_engine(settings)), settings))


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema and load the reference data; safe to repeat."""
    settings = read_settings()
    with closed_after(open_as_owner(settings)) as engine:
        migrations.upgrade(engine)
        with engine.begin() as connection:
            reference.load(connection)
            let_in(settings, connection)
    print(f"The database is at migration {migrations.newest()}.")


@main.command()
def demo(
    seed: int = district.SEED,
    people: int = district.PEOPLE,
    actions: int = district.ACTIONS,
    if_empty: Annotated[bool, typer.Option("--if-empty")] = False,
) -> None:
    """Fill an empty database with the demo district of Willowford; never in production."""
    settings = read_settings()
    if settings.mode == "production":
        stop("The demo district is not for production: everybody knows its password.")
    with closed_after(open_as_owner(settings)) as engine:
        if migrations.applied(engine) != migrations.newest():
            stop("The database is not ready. Run this first: portal migrate")
        with open_session(engine, writes=True) as session:
            if not district.is_empty(session):
                return None if if_empty else stop("The database is not empty. Nothing was done.")
            shelf = open_shelf(settings.files_url, settings.secret_key)
            facts: dict[str, Any] = {"seed": seed, "people": people, "actions": actions}
            with progress_bar("Willowford lives twelve weeks") as move:
                facts |= {"shelf": shelf, "key": read_keys(settings), "now": datetime.now(UTC)}
                facts["vault"] = Vault(settings.secret_key)
                district.fill(session, **facts, progress=move)
            session.commit()
        audits.check(opener(engine), now=datetime.now(UTC))
    print(f"Sign in as rosa@demo.test with the password {PASSWORD}.")


@main.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Answer web requests; a browser that dawdles over its headers is let go after 10 seconds."""
    from granian import Granian  # noqa: PLC0415  (only this command needs the server)
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.http import HTTP1Settings  # noqa: PLC0415

    from portal import __main__ as door  # noqa: PLC0415, PLW0406  (its own name, also in `-m portal`)

    settings = read_settings()
    set_start_method("spawn")  # a forked worker inherits whatever lock a thread of ours held
    server = Granian(
        "portal.__main__:web",
        host,
        port,
        factory=True,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        blocking_threads=1,
        respawn_failed_workers=True,  # one that was killed leaves nothing half done
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
    )
    with kept_running(door._work) if settings.jobs == "embedded" else nullcontext():
        server.serve()


@main.command()
def work() -> None:
    """Do what is due by itself: letters, lapses, old photos. Nothing else, until asked to stop."""
    _work()


def _work(parent: int | None = None) -> None:
    """Do jobs, as long as the process that started us is there."""
    settings = read_settings()
    crew = Crew(
        sessions=opener(open_engine(settings)),
        clock=lambda: datetime.now(UTC),
        shelf=open_shelf(settings.files_url, settings.secret_key),
        render=renderer(settings),
        post_office=settings.post_office,
        sender_name=settings.instance_words["en"],
        language=settings.languages[0],
        jobs=JOBS,
        keys=lambda: read_keys(settings),
        backups=Path(settings.backup_dir) if settings.backup_dir else None,
        vault=Vault(settings.secret_key),
        base_url=settings.base_url,
    )
    for asked_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked_to_stop, lambda *_: crew.stop.set())
    tend(crew, is_wanted=lambda: parent in {None, os.getppid()})


@main.command()
def doctor() -> None:
    """Look whether this installation is sound."""
    settings = read_settings()
    with closed_after(open_engine(settings)) as engine:
        findings = physician.examine(engine, settings, now=datetime.now(UTC))
    for finding in findings:
        print(f"{'ok  ' if finding.is_sound else 'BAD '} {finding.name}: {finding.told}")
    raise typer.Exit(0 if all(finding.is_sound for finding in findings) else 1)


@main.command("audit")
def check_ledger(
    database: Annotated[str, typer.Option(help="another database than our own")] = "",
    export: Annotated[Path | None, typer.Option(help="a file that `portal export` wrote")] = None,
    against: Annotated[Path | None, typer.Option(help="a checkpoint somebody kept")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Check every guarantee of the ledger on every row, by code that shares nothing with it.

    Without --database and --export it reads our own database, and /audit shows what it found.
    """
    try:
        checkpoint = against.read_text(encoding="utf-8") if against else ""
        with progress_bar("Acts", shown=sys.stderr.isatty()) as move:
            if export or database:
                opened = audit.open_export(export) if export else audit.open_database(database)
                with opened as source:
                    result = audit.audit(source, against=checkpoint, progress=move)
            else:
                result = _audit_ours(checkpoint, move)
    except (OSError, UnicodeDecodeError, SQLAlchemyError, Trouble, audit.Unreadable) as error:
        reason, _, _ = str(error).partition("\n")
        print(f"Cannot be read: {reason}", file=sys.stderr)
        raise typer.Exit(2) from None
    print(json.dumps(audit.plain(result)) if as_json else "\n".join(audit.told(result)))
    raise typer.Exit(0 if result.is_clean else 1)


def _audit_ours(checkpoint: str, move: audit.Progress) -> audit.Result:
    with closed_after(open_engine(read_settings(fails=2))) as engine:
        now = datetime.now(UTC)
        return audits.check(opener(engine), against=checkpoint, progress=move, now=now)


@main.command()
def export(file: Path) -> None:
    """Write the ledger without names, for `portal audit --export`; packed if it ends in .gz."""
    try:
        with audit.open_database(read_settings().database_url) as source:
            audit.write(source, file, stamp(datetime.now(UTC)))
    except (OSError, audit.Unreadable) as error:
        stop(f"Not written: {error}")


@main.command()
def routes(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """List every route: methods, path, name and gate."""
    site = build_site(opener(connect("sqlite://")), Settings())
    behind = chain.from_iterable(getattr(one, "routes", None) or [one] for one in site.routes)
    found = [
        {
            "methods": sorted(route.methods or ()),
            "path": route.path,
            "name": route.name,
            "gate": getattr(getattr(route.endpoint, "gate", None), "__name__", "anyone"),
        }
        for route in behind
        if isinstance(route, Route)
    ]
    if as_json:
        print(json.dumps(found, indent=1))
        return
    table = Table("methods", "path", "name", "gate")
    for line in found:
        table.add_row(
            *(" ".join(part) if isinstance(part, list) else part for part in line.values())
        )
    console.print(table)


if __name__ == "__main__":
    main()
