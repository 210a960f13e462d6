"""The command `sambruk-crm`."""

import logging
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from sambruk_crm import db, migrate
from sambruk_crm.config import settings
from sambruk_crm.errors import CrmError, InvalidError, Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.installing import explain
from sambruk_crm.integrations import scb
from sambruk_crm.models import Locale, Role, User
from sambruk_crm.services import demo, organisations, reference, users
from sambruk_crm.services.permissions import Actor

LONGEST_LIST = 20
"""Lines of one sort that a report prints before it only counts."""

SYSTEM = Actor(0, "sambruk-crm", "", Role.ADMINISTRATOR, Locale.EN, ZoneInfo("UTC"))
"""Who acts on the command line: whoever can start it owns the database."""

app = typer.Typer(help="Sambruk CRM. Settings come from the environment; docs/configuration.md lists them.")
user_app = typer.Typer(help="The people who sign in.", no_args_is_help=True)
key_app = typer.Typer(help="Keys for the REST API.", no_args_is_help=True)
import_app = typer.Typer(help="Take in data from files.", no_args_is_help=True)
app.add_typer(user_app, name="user")
app.add_typer(key_app, name="api-key")
app.add_typer(import_app, name="import")


@app.callback(no_args_is_help=True)
def main() -> None:
    """Check the settings before anything is done with them."""
    settings()


@app.command()
def build(
    resolve: Annotated[bool, typer.Option("--resolve", help="Look for newer packages and write reflex.lock/.")] = False,  # noqa: FBT002 -- a switch
) -> None:
    """Build the front end if its sources changed since the last build, from exactly the packages that are locked."""
    from sambruk_crm.build import BuildError, build_if_changed

    try:
        build_if_changed(resolve=resolve)
    except BuildError as error:
        _fail(str(error))
    except OSError as error:
        _fail(explain([str(error)]))
    except KeyboardInterrupt:
        _fail("interrupted. The same command goes on where it must.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of SAMBRUK_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, instead of SAMBRUK_PORT.", min=1, max=65535)] = None,
) -> None:
    """Migrate, load the reference data and serve. Without any user it prints the link for setting up."""
    from sambruk_crm import serve as server

    for name, value in (("SAMBRUK_HOST", host), ("SAMBRUK_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)
    settings.cache_clear()
    with _one_line_errors():
        _bring_up_to_date()
        notice = _set_up_notice()
    db.engine().dispose()
    db.engine.cache_clear()
    try:
        server.serve(settings(), notice=notice)
    except server.ServeError as error:
        _fail(str(error))


@app.command("worker")
def worker_command() -> None:
    """Do the jobs (mail, bulk work, imports) until told to stop, where the server runs with SAMBRUK_JOBS=off."""
    from sambruk_crm import worker

    doing = worker.Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: doing.stop())
    logging.basicConfig(level=settings().log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with _one_line_errors():
        db.engine().connect().close()
    typer.echo("Sambruk CRM does its jobs here.")
    with worker.hearing():
        doing.run()


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest revision and add reference data that is missing."""
    with _one_line_errors():
        loaded = _bring_up_to_date()
    _say_loaded(loaded)


@app.command("demo")
def demo_command(
    size: Annotated[demo.Size, typer.Option(help="A believable association, or a crowd on top of it.")] = "small",
    seed: Annotated[int, typer.Option(help="The same seed gives the same data on the same day.")] = 1,
) -> None:
    """Load example data and print how to sign in to it. Where it is already, it stays and only gets a new password."""
    password = secrets.token_urlsafe(9)
    with _one_line_errors():
        _bring_up_to_date()
        password_hash = users.passwords.make_hash(password)
        with db.transaction() as session:
            if demo.loaded_size(session) == size:
                typer.echo("Example data is already loaded; nothing was added.")
                emails = demo.renew_passwords(session, password_hash)
            else:
                made = demo.load(session, size=size, seed=seed, password_hash=password_hash)
                typer.echo(
                    f"Loaded {made.organisations} organisations, {made.persons} persons, {made.deals} deals, "
                    f"{made.todos} to-dos and {made.history_entries} history entries."
                )
                emails = made.emails
    typer.echo(f"Sign in with the password {password} as one of {', '.join(emails)}")


@user_app.command("add")
def add_user(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="The name that colleagues see.")],
    role: Annotated[Role, typer.Option(help="What the user may do.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,  # noqa: FBT002 -- a switch
) -> None:
    """Add a user. Without a terminal and --password-stdin a password is made up and printed."""
    password, is_made_up = _password(from_stdin=password_stdin)
    with _one_line_errors():
        migrate.upgrade()
        password_hash = users.passwords.make_hash(password)
        with db.transaction() as session:
            user = users.add(session, {"email": email, "name": name, "role": role}, password_hash)
    typer.echo(f"Added {user.email} as {user.role.value}.")
    if is_made_up:
        typer.echo(f"The password is {password}")


@key_app.command("add")
def add_key(
    user: Annotated[str, typer.Option(help="The address of the user whose rights the key has.")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "command line",
) -> None:
    """Make a key and print it. It cannot be shown again."""
    with _one_line_errors():
        migrate.upgrade()
        with db.transaction() as session:
            secret = users.api_keys.create(session, _actor(session, user), name=name)
    typer.echo(secret)


@import_app.command("municipalities")
def import_municipalities() -> None:
    """Add the municipalities and regions that are missing, and nothing else."""
    with _one_line_errors():
        loaded = _bring_up_to_date()
    _say_loaded(loaded)


@import_app.command("population")
def import_population(
    file: Annotated[Path, typer.Argument(help="Our CSV, or JSON from Statistics Sweden.", exists=True, dir_okay=False)],
    apply: Annotated[bool, typer.Option("--apply", help="Write what is new; without it only tell.")] = False,  # noqa: FBT002 -- a switch
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of figures that name none.")
    ] = None,
) -> None:
    """Compare population figures with what is known. No figure of ours is ever overwritten."""
    with _one_line_errors():
        _bring_up_to_date()
        figures = scb.parse(file.read_bytes(), counted_on=day.date() if day else None)
        with db.transaction() as session:
            told = organisations.population.apply if apply else organisations.population.compare
            diff = told(session, SYSTEM, figures)
    _print_diff(diff)
    typer.echo(f"{len(diff.new)} figures were added." if apply else "Nothing was written. Add --apply to write it.")


def _plain(amount: Decimal) -> str:
    """Write an amount without the decimals that say nothing."""
    return f"{amount.normalize():f}"


def _print_diff(diff: organisations.population.PopulationDiff) -> None:
    kept = "differ from what we have of that day; ours were kept"
    _list("new", [f"{c.code} {c.name}: {c.known or '–'} → {c.inhabitants} ({c.counted_on})" for c in diff.new])
    _list(kept, [f"{c.code} {c.name}: {c.known}, not {c.inhabitants} ({c.counted_on})" for c in diff.changed])
    _list("known already", [], count=diff.same)
    _list("unknown codes", list(diff.unknown))
    crossings = [
        f"{c.code} {c.name}: {_plain(c.before.yearly)} → {_plain(c.after.yearly)} SEK a year" for c in diff.crossings
    ]
    _list("in another fee band", crossings)


def _list(title: str, lines: list[str], *, count: int | None = None) -> None:
    typer.echo(f"{len(lines) if count is None else count} {title}")
    for line in lines[:LONGEST_LIST]:
        typer.echo(f"  {line}")
    if len(lines) > LONGEST_LIST:
        typer.echo(f"  and {len(lines) - LONGEST_LIST} more")


def _bring_up_to_date() -> reference.Loaded:
    migrate.upgrade()
    with db.transaction() as session:
        return reference.load(session)


def _say_loaded(loaded: reference.Loaded) -> None:
    typer.echo(
        f"The database is up to date: {loaded.organisations} organisations, {loaded.figures} population figures"
        f" and {loaded.list_entries} list entries were added."
    )


def _set_up_notice() -> str:
    with db.transaction() as session:
        token = users.set_up_token(session)
    return f"Set up the first administrator here, once: {settings().url}/setup?token={token}" if token else ""


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    """Return a password, and whether it was made up here."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if sys.stdin.isatty():
        return typer.prompt("Password", hide_input=True, confirmation_prompt=True), False
    return secrets.token_urlsafe(12), True


def _actor(session: db.CrmSession, email: str) -> Actor:
    user = session.exec(select(User).where(User.email == users.canonical(email))).first()
    if user is None or not user.is_active:
        raise NotFoundError(say("There is no active user {email}.", email=email))
    return users.sessions.actor_of(session, user)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Tell an expected error on one line and end with code 1."""
    try:
        yield
    except InvalidError as error:
        _fail("; ".join(f"{name}: {_text(message)}" for name, message in error.fields.items()))
    except CrmError as error:
        _fail(_text(error.message))
    except DBAPIError as error:
        _fail(f"the database did not do it: {str(error.orig).strip().splitlines()[0]}")
    except migrate.MigrationError as error:
        _fail(str(error))
    except OSError as error:
        _fail(str(error))


def _text(message: Message) -> str:
    return translate(message, Locale.EN)


def _fail(reason: str) -> NoReturn:
    sys.stderr.write(f"sambruk-crm: {reason}\n")
    raise typer.Exit(1)
