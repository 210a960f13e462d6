"""Fields that the association has added, as columns of files: named in any language, read, compared and shown."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.models import Locale, OwnKind
from sambruk_crm.services import own_values
from sambruk_crm.services.imports.nouns import NOUNS
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, OwnColumns
from sambruk_crm.services.imports.nouns.reading import Faults, several

_HOLDS = {OwnKind.NUMBER: Holds.COUNT, OwnKind.MONEY: Holds.AMOUNT, OwnKind.DATE: Holds.DAY}


def columns_of(session: Session, noun: str) -> OwnColumns:
    """Return the fields of a noun that are in sight, and whom they can name."""
    fields = {field.column: field for field in own_values.of_noun(session, noun).values()}
    names_users = any(field.kind is OwnKind.USER for field in fields.values())
    return OwnColumns(fields, own_values.colleagues(session) if names_users else {})


def noun_of(session: Session, noun: str, locale: str = Locale.SV) -> ImportNoun:
    """Return a noun with its own fields among its columns, titled for a reader."""
    return with_own(NOUNS[noun], columns_of(session, noun), locale)


def with_own(noun: ImportNoun, own: OwnColumns, locale: str = Locale.SV) -> ImportNoun:
    """Return a noun that reads these fields too; it writes them by its own rules."""
    if not own.fields:
        return noun

    def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
        found = noun.read(row, known, faults)
        for name in own.fields.keys() & row.keys():
            with faults.collected():
                found[name] = own_values.told(own.fields[name], _read(own, name, row[name]))
        return found

    def facts(session: Session, ids: Any) -> dict[int, Facts]:
        found = noun.facts(session, ids)
        held = own_values.of_records(session, own.fields.values(), list(found))
        for key, values in held.items():
            found[key] |= {name: own_values.told(field, values[field.key]) for name, field in own.fields.items()}
        return found

    columns = {name: _column(field, locale) for name, field in own.fields.items()}
    return replace(noun, fields={**noun.fields, **columns}, read=read, facts=facts, own=own)


def refused(own: OwnColumns, before: Facts, after: Facts) -> dict[str, Message]:
    """Return why values cannot be written that records do not hold yet: what is archived only stays where it is."""
    found: dict[str, Message] = {}
    for name in own.fields.keys() & after.keys():
        now = _read(own, name, before.get(name))
        try:
            own_values.read_value(own.fields[name], after[name], own.colleagues, now)
        except InvalidError as error:
            found |= error.fields
    return found


def shown(own: OwnColumns, name: str, value: Any, locale: str) -> str | Message:
    """Return a value as people read it."""
    held = own_values.shown_value(own.fields[name], _read(own, name, value), locale, own.colleagues)
    if isinstance(held, bool):
        return say("Yes") if held else say("No")
    return "" if held is None else str(held)


def understood(own: OwnColumns, name: str, text: str, locale: str) -> str | Message:
    """Return what is understood of a cell.

    Raises:
        InvalidError: nothing is.
    """
    return shown(own, name, own_values.told(own.fields[name], _read(own, name, text)), locale)


def _column(field: own_values.Field, locale: str) -> Field:
    title = Message("{name}", {"name": field.name(locale)})
    others = (field.key, *filter(None, field.names.values()))
    return Field(title, others, _HOLDS.get(field.kind, Holds.TEXT), is_several=field.kind is OwnKind.SEVERAL_OF)


def _read(own: OwnColumns, name: str, value: Any) -> own_values.Value:
    """Read a value; what is archived, and users who have left, where nothing else is meant."""
    field = own.fields[name]
    if field.kind is OwnKind.SEVERAL_OF and isinstance(value, str):
        options = field.options
        value = several(value, {text.lower(): None for each in options for text in (each.key, *each.names.values())})
    try:
        return own_values.read_value(field, value, own.colleagues)
    except InvalidError:
        options = tuple(replace(option, is_archived=False) for option in field.options)
        everybody: Mapping[int, own_values.Colleague] = {
            key: replace(user, is_active=True) for key, user in own.colleagues.items()
        }
        return own_values.read_value(replace(field, options=options), value, everybody)
