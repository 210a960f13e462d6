"""Bring a database to the newest revision; safe when several processes start at once."""

import re
from pathlib import Path
from typing import Any

from alembic.config import Config

from alembic import command

INI = Path(__file__).parent.parent / "alembic.ini"
_SEARCH_INDEX = re.compile(r"\w+_fts(_\w+)?|ix_\w+_fold_(trgm|start)")


def upgrade(database_url: str | None = None, revision: str = "head") -> None:
    """Migrate up, by default the configured database to the newest revision. The second of two at once waits."""
    command.upgrade(_config(database_url), revision)


def downgrade(revision: str, database_url: str | None = None) -> None:
    """Migrate down to a revision; "base" removes every table of ours and all data in them."""
    command.downgrade(_config(database_url), revision)


def is_described_by_models(_item: Any, name: str | None, _kind: str, _is_reflected: bool, _model: Any) -> bool:  # noqa: FBT001 -- Alembic calls it so
    """Tell whether the models know of a table or index: the search indexes live in migrations alone."""
    return _SEARCH_INDEX.fullmatch(name or "") is None


def _config(database_url: str | None) -> Config:
    config = Config(str(INI))
    config.attributes["database_url"] = database_url
    return config
