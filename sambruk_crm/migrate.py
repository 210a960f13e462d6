"""Bring a database to the newest revision; safe when several processes start at once."""

import re
from typing import Any

from alembic.config import Config
from alembic.util import CommandError

from alembic import command
from sambruk_crm.places import ROOT

INI = ROOT / "alembic.ini"
_SEARCH_INDEX = re.compile(r"\w+_fts(_\w+)?|ix_\w+_fold_(trgm|start)")


class MigrationError(Exception):
    """The database cannot be brought to this version; the text says why, on one line."""


def upgrade(database_url: str | None = None, revision: str = "head") -> None:
    """Migrate up, by default the configured database to the newest revision. The second of two at once waits.

    Raises:
        MigrationError: a newer version has written this database.
    """
    try:
        command.upgrade(_config(database_url), revision)
    except CommandError as error:
        if "Can't locate revision" not in str(error):
            raise
        msg = "this database was written by a newer version of Sambruk CRM. Install that version; nothing was changed."
        raise MigrationError(msg) from error


def downgrade(revision: str, database_url: str | None = None) -> None:
    """Migrate down to a revision; "base" removes every table of ours and all data in them."""
    command.downgrade(_config(database_url), revision)


def is_described_by_models(_item: Any, name: str | None, _kind: str, _is_reflected: bool, _model: Any) -> bool:  # noqa: FBT001 -- Alembic calls it so
    """Return whether the models know of a table or index: the search indexes live in migrations alone."""
    return _SEARCH_INDEX.fullmatch(name or "") is None


def _config(database_url: str | None) -> Config:
    config = Config(str(INI))
    config.attributes["database_url"] = database_url
    return config
