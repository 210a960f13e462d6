"""Own fields as columns of their nouns, in lists and in files."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import Message, say
from sambruk_crm.models import OwnKind
from sambruk_crm.services import own_values
from sambruk_crm.services.catalogue import Column, Links, Loader, Noun
from sambruk_crm.services.own_values import Field
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import Cell, CellKind

_KINDS = {OwnKind.NUMBER: CellKind.NUMBER, OwnKind.MONEY: CellKind.NUMBER, OwnKind.DATE: CellKind.DATE}


def columns_of(session: Session, actor: Actor, noun: Noun[Any]) -> Mapping[str, Column]:
    """Return all columns of a noun: those it declares, and those of the fields that lists show, titled for a reader."""
    return {**noun.columns, **own_columns(session, actor, noun)}


def own_columns(session: Session, actor: Actor, noun: Noun[Any]) -> dict[str, Column]:
    """Return the columns of a noun's own fields that lists show, by name; what stands in them is read at once."""
    if not noun.has_own_fields:
        return {}
    fields = [field for field in own_values.of_noun(session, noun.name).values() if field.in_list]
    load = _loader(fields)
    return {field.column: _column(field, load, actor.locale) for field in fields}


def _column(field: Field, load: Loader, locale: str) -> Column:
    def value(row: Any, found: Links) -> Cell | Message:
        held = found[load].get(row.id, {}).get(field.key)
        if isinstance(held, bool):
            return say("Yes") if held else say("No")
        return "" if held is None else held

    title, kind = Message("{name}", {"name": field.name(locale)}), _KINDS.get(field.kind, CellKind.TEXT)
    return Column(title, value, kind, load, is_usual=True)


def _loader(fields: Sequence[Field]) -> Loader:
    """Return what reads the values of all fields as people read them, by record and key."""

    def load(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        people = any(field.kind is OwnKind.USER for field in fields)
        users = own_values.colleagues(session) if people else {}
        found = own_values.of_records(session, fields, [row.id for row in rows])
        return {
            record_id: {
                field.key: own_values.shown_value(field, values[field.key], actor.locale, users) for field in fields
            }
            for record_id, values in found.items()
        }

    return load
