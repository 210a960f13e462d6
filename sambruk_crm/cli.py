"""The command `sambruk-crm`."""

import sys

import typer

from sambruk_crm.config import settings

app = typer.Typer(help="Sambruk CRM", no_args_is_help=True)


@app.command()
def build() -> None:
    """Build the front end if its sources changed since the last build."""
    from sambruk_crm.build import BuildError, build_if_changed  # noqa: PLC0415 -- loads Reflex, which takes a second

    try:
        build_if_changed()
    except BuildError as error:
        _fail(str(error))


@app.command()
def serve() -> None:
    """Serve the application on SAMBRUK_HOST and SAMBRUK_PORT."""
    chosen = settings()
    from sambruk_crm import serve as server  # noqa: PLC0415 -- loads Reflex, which takes a second

    try:
        server.serve(chosen)
    except server.ServeError as error:
        _fail(str(error))


def _fail(reason: str) -> None:
    sys.stderr.write(f"sambruk-crm: {reason}\n")
    raise typer.Exit(1)
