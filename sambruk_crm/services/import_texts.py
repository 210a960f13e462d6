"""What an import does to each row, in the reader's words."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Batch, BatchItem, Organisation, Person, User
from sambruk_crm.services import import_columns, import_facts, imports
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.vocabulary_texts import word

TITLES: dict[str, Message] = {
    "visiting": say("Visiting address"),
    "invoice": say("Invoice address"),
    "works_at": say("Organisation"),
}


@dataclass(frozen=True)
class Likely:
    """A record that a row is likely the same as."""

    id: int
    name: str


@dataclass(frozen=True)
class RowShown:
    """A row of an import: what stands in it, what changes, or why it is not taken."""

    line: int
    outcome: str
    record_id: int
    text: str
    changes: list[tuple[str, str, str]]
    """Title, before and after of each fact that changes."""
    reason: str
    likely: list[Likely]
    choice: str
    """What was chosen for a likely duplicate: new, skip, or link and the key, as link:7."""
    is_undone: bool
    notes: str = ""
    """Which cells were left empty, and why."""


def shown(session: Session, actor: Actor, batch: Batch, items: list[BatchItem]) -> list[RowShown]:
    """Show rows, looking the names in them up at once."""
    users = dict(session.execute(sa.select(User.id, User.name)).tuples().all())
    places = _names(session, Organisation, {int(key) for item in items for key in _places(item)})
    table: Any = import_facts.TABLES[batch.noun]
    likely = _names(session, table, {key for item in items for key in (item.given or {}).get("likely", [])})
    reader = _Reader(actor, batch.noun, users, places)
    return [_row(batch, item, reader, likely) for item in items]


@dataclass(frozen=True)
class _Reader:
    actor: Actor
    noun: str
    users: dict[Any, str]
    places: dict[int, str]

    def title(self, name: str) -> str:
        return translate(TITLES.get(name) or import_columns.FIELDS[self.noun][name].title, self.actor.locale)

    def value(self, name: str, value: Any) -> str:
        if name in import_columns.VOCABULARIES and value:
            return translate(word(import_columns.VOCABULARIES[name](value)), self.actor.locale)
        return ", ".join(filter(None, self._parts(name, value))) or "–"

    def _parts(self, name: str, value: Any) -> list[str]:
        match value:
            case dict() if name == "works_at":
                named = [(self.places.get(int(key), ""), title) for key, title in value.items()]
                return [f"{place} ({title})" if title else place for place, title in named]
            case dict():
                return [str(part) for part in value.values()]
            case list() if name == "responsible":
                return [self.users.get(key, "") for key in value]
            case list():
                return [str(part) for part in value]
            case _:
                return ["" if value is None else str(value)]


def _row(batch: Batch, item: BatchItem, reader: _Reader, likely: dict[int, str]) -> RowShown:
    given, before = item.given or {}, item.before or {}
    choice = given.get("choice", "")
    return RowShown(
        line=item.position,
        outcome=item.outcome.value,
        record_id=item.row_id or 0,
        text=" · ".join(cell for cell in given.get("cells", []) if cell)[:200],
        changes=[
            (reader.title(name), reader.value(name, old), reader.value(name, (item.after or {}).get(name)))
            for name, old in before.items()
        ],
        reason=imports.reason_of(batch, item, reader.actor.locale),
        likely=[Likely(key, likely[key]) for key in given.get("likely", []) if key in likely],
        choice=f"link:{given.get('link_id')}" if choice == "link" else choice,
        is_undone=item.undone_at is not None,
        notes=imports.notes_of(batch, item, reader.actor.locale),
    )


def _places(item: BatchItem) -> set[str]:
    return {key for facts in (item.before, item.after) for key in (facts or {}).get("works_at", {})}


def _names(session: Session, table: type[Organisation | Person], keys: set[int]) -> dict[int, str]:
    query = sa.select(table.id, table.name).where(col(table.id).in_(keys))
    return {key: name for key, name in session.execute(query).tuples() if key is not None}
