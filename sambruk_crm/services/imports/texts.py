"""What an import does to each row, in the reader's words."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.errors import Message
from sambruk_crm.i18n import translate
from sambruk_crm.models import Batch, BatchItem, Deal, HistoryType, Organisation, Person, Phase, Service, User
from sambruk_crm.services import vocabularies
from sambruk_crm.services.imports import own, results
from sambruk_crm.services.imports.nouns.parts import Holds, ImportNoun
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import phones
from sambruk_crm.services.vocabularies import word

PLACES = ("works_at", "parties")
"""Facts that tell something of organisations, by their keys."""
WORDED = ("membership_kinds",)
"""Facts whose parts are words of a list, in no language."""
TABLES: dict[Holds, Any] = {
    Holds.USERS: User,
    Holds.ORGANISATIONS: Organisation,
    Holds.PERSON: Person,
    Holds.SERVICE: Service,
    Holds.PHASE: Phase,
    Holds.DEAL: Deal,
    Holds.TYPE: HistoryType,
}
"""Where what facts refer to by key is called by name."""


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
    noun = own.noun_of(session, batch.noun, actor.locale)
    told = [pair for item in items for facts in (item.before, item.after) for pair in (facts or {}).items()]
    wanted: dict[Holds, set[int]] = {}
    for name, value in told:
        wanted.setdefault(_holds(noun, name), set()).update(_keys(name, value))
    names = {
        holds: _names(session, actor, TABLES[holds], keys) for holds, keys in wanted.items() if holds in TABLES and keys
    }
    likely = _names(session, actor, noun.table, {key for item in items for key in (item.given or {}).get("likely", [])})
    reader = _Reader(actor, noun, names)
    return [_row(batch, item, reader, likely) for item in items]


@dataclass(frozen=True)
class _Reader:
    actor: Actor
    noun: ImportNoun
    names: dict[Holds, dict[int, str]]

    def title(self, name: str) -> str:
        return translate(self.noun.title(name), self.actor.locale)

    def value(self, name: str, value: Any) -> str:
        if name in self.noun.own.fields:
            told = own.shown(self.noun.own, name, value, self.actor.locale)
            return (translate(told, self.actor.locale) if isinstance(told, Message) else told) or "–"
        field = self.noun.fields.get(name)
        if field is not None and field.words and value:
            return translate(word(field.words(value)), self.actor.locale)
        return ", ".join(filter(None, self._parts(name, value))) or "–"

    def _parts(self, name: str, value: Any) -> list[str]:
        names = self.names.get(_holds(self.noun, name), {})
        match value:
            case dict():
                if name in WORDED:
                    value = {key: translate(told, self.actor.locale) for key, told in value.items() if told}
                return [_part_of(name, key, told, names) for key, told in value.items()]
            case list() if name == "phones":
                return [translate(phones.shown(number), self.actor.locale) for number in value]
            case list():
                return [_one_of(part, names) for part in value]
            case int() if names:
                return [names.get(value, "")]
            case _:
                return ["" if value is None else str(value)]


def _part_of(name: str, key: str, told: Any, names: dict[int, str]) -> str:
    if name in PLACES:
        return _with(names.get(int(key), ""), told)
    if name == "memberships":
        return _span(key, told)
    return _with(str(told), key) if name in {"populations", *WORDED} and told else str(told)


def _one_of(part: Any, names: dict[int, str]) -> str:
    if isinstance(part, list):
        place, title, begun, ended = part
        return _with(names.get(place, ""), title, _span(begun, ended))
    return names.get(part, "") if isinstance(part, int) else str(part)


def _with(name: str, *told: str) -> str:
    more = ", ".join(filter(None, told))
    return f"{name} ({more})" if more else name


def _span(begun: str, ended: str) -> str:
    return f"{begun} – {ended}".strip() if begun or ended else ""


def _holds(noun: ImportNoun, name: str) -> Holds:
    if name in PLACES or name == "periods":
        return Holds.ORGANISATIONS
    return noun.fields[name].holds if name in noun.fields else Holds.TEXT


def _keys(name: str, value: Any) -> set[int]:
    match value:
        case dict() if name in PLACES:
            return {int(key) for key in value}
        case list() if name == "periods":
            return {period[0] for period in value}
        case list():
            return {key for key in value if isinstance(key, int)}
        case int():
            return {value}
        case _:
            return set()


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
        reason=results.reason_of(batch, item, reader.actor.locale),
        likely=[Likely(key, likely[key]) for key in given.get("likely", []) if key in likely],
        choice=f"link:{given.get('link_id')}" if choice == "link" else choice,
        is_undone=item.undone_at is not None,
        notes=results.notes_of(batch, item, reader.actor.locale),
    )


def _names(session: Session, actor: Actor, table: Any, keys: set[int]) -> dict[int, str]:
    found = session.scalars(sa.select(table).where(table.id.in_(keys)))
    return {row.id: _name(row, actor.locale) for row in found}


def _name(row: Any, locale: str) -> str:
    if isinstance(row, (Phase, HistoryType)):
        return vocabularies.shown(row, locale)
    return next((str(text) for name in ("name", "title", "text", "email") if (text := getattr(row, name, ""))), "")
