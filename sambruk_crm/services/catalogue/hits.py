"""What the search needs to know of a noun: where its text is, how a row begins, and how what was found is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from sambruk_crm.services.catalogue.criteria import Clause
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding

_BEFORE, _AFTER = 30, 90
"""How much of a text is shown around what was found in it."""
Start = Callable[[Session], ColumnElement[str]]


@dataclass(frozen=True)
class Hit:
    """A record as a search shows it.

    Attributes:
        detail: what else tells which one it is, in the reader's language.
        kind: the member of the noun's vocabulary it is, such as an organisation's kind or a tag's scope.
        day: when it happened or is due, as an ISO time.
        of_noun: the noun of the record it hangs on, with `of_id`, where it has no page of its own.
    """

    noun: str
    id: int
    name: str
    detail: str = ""
    kind: str = ""
    day: str = ""
    of_noun: str = ""
    of_id: int = 0


@dataclass(frozen=True)
class Signs:
    """What was typed, read as an e-mail address, a phone number in E.164 and the digits of a number."""

    email: str = ""
    phone: str = ""
    number: str = ""


Show = Callable[[Session, Actor, list[int], str], Iterable[Hit]]
"""Shows records by their keys, in as many queries as one would take; the text is what was looked for."""


@dataclass(frozen=True)
class Searched:
    """How a noun is searched.

    Attributes:
        show: how finds are shown.
        visible: what the reader may see of it.
        starts: indexed expressions that are what a row begins with.
        exact: what tells that a row is the very one that was asked for.
        is_prose: numbers stand in it as they were written.
        few: keys and names, of a noun of which there are so few that no index is needed.
    """

    show: Show
    visible: Callable[[Actor], Clause] = lambda _actor: sa.true()
    starts: tuple[Start, ...] = ()
    exact: Callable[[Signs], list[Clause]] = lambda _signs: []
    is_prose: bool = False
    few: sa.Select[Any] | None = None


def by_name(table: Any) -> tuple[Start, ...]:
    """Return what rows of a table with sort keys begin with: what they are called."""
    return (lambda _session: table.sort_fold,)


def rows_of(session: Session, table: Any, keys: Iterable[int | None]) -> list[Any]:
    """Read rows by key, without those that are not there."""
    known = sorted({key for key in keys if key is not None})
    return list(session.scalars(sa.select(table).where(table.id.in_(known)))) if known else []


def by_key(session: Session, table: Any, keys: Iterable[int | None]) -> dict[int | None, Any]:
    """Read rows by key, as a mapping."""
    return {row.id: row for row in rows_of(session, table, keys)}


def joined(*parts: str) -> str:
    """Return what there is of several details as one line."""
    return " · ".join(part for part in parts if part)


def excerpt(text: str, looked_for: str) -> str:
    """Return the part of a text where the first word looked for stands, on one line."""
    line = " ".join(text.split())
    found = [at for word in folding.plain_words_of(looked_for) if (at := folding.fold(line).find(word)) >= 0]
    at = min(found, default=0)
    start = max(0, at - _BEFORE)
    end = start + _BEFORE + _AFTER
    return ("… " if start else "") + line[start:end].strip() + (" …" if end < len(line) else "")


def subjects_of(session: Session, rows: list[Any], tables: dict[str, Any]) -> Callable[[Any], tuple[str, int, str]]:
    """Return what tells which record a row hangs on: its noun, its key and what it is called.

    Args:
        tables: the tables of the records by noun; a row points to one by `<noun>_id`.
    """
    known = {
        noun: by_key(session, table, (getattr(row, f"{noun}_id", None) for row in rows))
        for noun, table in tables.items()
    }

    def named(row: Any) -> tuple[str, int, str]:
        for noun, records in known.items():
            if subject := records.get(getattr(row, f"{noun}_id", None)):
                return noun, subject.key, getattr(subject, "name", "") or getattr(subject, "title", "")
        return "", 0, ""

    return named
