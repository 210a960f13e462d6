"""A record in short, as it is looked at beside its list: what it is called, and its usual facts that are filled."""

from dataclasses import dataclass

from sqlmodel import Session

from sambruk_crm.errors import NotFoundError
from sambruk_crm.i18n import translate
from sambruk_crm.services import catalogue
from sambruk_crm.services.lists import cells
from sambruk_crm.services.permissions import Actor, Permission, require

_ALSO = ("last_contact", "next_todo", "body")
"""Columns that are no usual ones of an export, and are what one looks for in a record."""


@dataclass(frozen=True)
class PeekLine:
    """A fact: the column's name and title in the reader's language, and what is there; days and moments in ISO."""

    name: str
    title: str
    text: str
    kind: str


@dataclass(frozen=True)
class Peek:
    """A record in short. `path` is the address of its page."""

    noun: str
    id: int
    name: str
    detail: str
    path: str
    lines: list[PeekLine]


def peek(session: Session, actor: Actor, noun: str, record_id: int) -> Peek:
    """Return a record in short.

    Raises:
        NotFoundError: there is none, or it is in the trash.
    """
    require(actor, Permission.VIEW)
    about = catalogue.get(noun)
    if about.rules is None or about.search is None:
        raise NotFoundError
    about.rules.get(session, actor, record_id)
    hit = next(iter(about.search.show(session, actor, [record_id], "")), None)
    if hit is None:
        raise NotFoundError
    names = [n for n, column in about.columns.items() if n != about.shown and (column.is_usual or n in _ALSO)]
    found = cells.texts(session, actor, noun, names, [record_id])[record_id]
    lines = [
        PeekLine(name, translate(about.columns[name].title, actor.locale), found[name], about.columns[name].kind.value)
        for name in names
        if found[name]
    ]
    return Peek(noun, record_id, hit.name, hit.detail, about.page(record_id), lines)
