"""What columns hold for records, for many at once: in exports as values, in lists as texts."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.errors import Message
from sambruk_crm.i18n import translate
from sambruk_crm.services import catalogue, own_fields, own_values
from sambruk_crm.services.catalogue import Listed, Noun, listed
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.sheets import Cell


def cells(
    session: Session, actor: Actor, noun: Noun[Any], names: Sequence[str], keys: Sequence[int]
) -> Iterator[tuple[int, list[Cell]]]:
    """Give what records hold in these columns, in the reader's language; those that are not there are left out."""
    columns = own_fields.columns_of(session, actor, noun) if any(map(own_values.is_own, names)) else noun.columns
    used = [columns[name] for name in names]
    table = sa.inspect(noun.table).local_table
    found = {row.id: row for row in session.execute(sa.select(table).where(among(table.c.id, keys)))}
    rows = list(found.values())
    links = {column.link: column.link(session, actor, rows) for column in used if column.link is not None}
    for key in keys:
        if key in found:
            yield key, [_cell(column.value(found[key], links), actor) for column in used]


def texts(
    session: Session, actor: Actor, noun: str, names: Sequence[str], keys: Sequence[int]
) -> dict[int, dict[str, str]]:
    """Return what records hold in these columns, by key and column: days and moments as ISO writes them."""
    require(actor, Permission.VIEW)
    found = cells(session, actor, catalogue.get(noun), names, keys)
    return {key: dict(zip(names, map(_text, values), strict=True)) for key, values in found}


def _cell(value: Cell | Message | Listed, actor: Actor) -> Cell:
    if isinstance(value, Listed):
        return listed(str(_cell(each, actor)) for each in value.values)
    return translate(value, actor.locale) if isinstance(value, Message) else value


def _text(value: Cell) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
