"""Own fields as filters, sorts and numbers of lists: each is served by the index of its kind of values."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import OwnField, OwnFieldOption, OwnKind, OwnValue, User
from sambruk_crm.services.own_values import kinds
from sambruk_crm.services.own_values.definitions import PREFIX, Field, of_noun
from sambruk_crm.services.own_values.kinds import NUMBERS, TEXTS
from sambruk_crm.services.own_values.values import colleagues
from sambruk_crm.services.values import folding

FILLED, EMPTY = ":filled", ":empty"
"""Values of a filter that ask whether something stands in the field at all."""
BETWEEN = ".."
"""What stands between the least and the most of a range; either may be left out."""
COUNTED = frozenset({OwnKind.YES_NO, OwnKind.ONE_OF, OwnKind.SEVERAL_OF, OwnKind.USER})
"""Kinds whose values are few enough to be counted one by one."""
_RANGED = frozenset({*NUMBERS, OwnKind.DATE})
_LEAST_NUMBER, _LEAST_DAY = Decimal(-100_000_000_000), date(1, 1, 1)
_TRIGRAM = 3
Clause = ColumnElement[bool]
_COLUMNS = sa.inspect(OwnValue).c


def is_own(name: str) -> bool:
    """Return whether a column's name is that of an own field."""
    return name.startswith(PREFIX)


def named(session: Session, noun: str, name: str) -> Field:
    """Return the field of a column's name.

    Raises:
        InvalidError: there is none that is in sight.
    """
    found = of_noun(session, noun).get(name.removeprefix(PREFIX))
    if found is None:
        raise InvalidError({name: say("There is no such field.")})
    return found


def fits(field: Field, value: str, users: kinds.Colleagues) -> bool:
    """Return whether a field can be asked for a value."""
    try:
        _clause(None, field, value, users)
    except InvalidError:
        return False
    return True


def where(
    session: Session, noun: str, key: ColumnElement[int], name: str, values: tuple[str, ...]
) -> ColumnElement[bool]:
    """Return the condition that one of the values stands in a field of a record.

    Texts contain a value; numbers and days are one, or lie between two (`10..20`, `..20`, `10..`); options are asked
    for by key or name, users by key, yes and no as `true` and `false`; `:filled` and `:empty` ask for anything.

    Raises:
        InvalidError: there is no such field, or a value cannot be read.
    """
    field = named(session, noun, name)
    users = colleagues(session) if field.kind is OwnKind.USER else {}
    mine = _COLUMNS.field_id == field.id
    parts: list[Clause] = []
    if wanted := [value for value in values if value not in (FILLED, EMPTY)]:
        clauses = [_clause(session, field, value, users) for value in wanted]
        parts.append(key.in_(sa.select(_COLUMNS.record_id).where(mine, sa.or_(*clauses))))
    anything = sa.select(_COLUMNS.record_id).where(mine)
    if FILLED in values:
        parts.append(key.in_(anything))
    if EMPTY in values:
        parts.append(key.not_in(anything))
    return sa.or_(*parts)


def sorting(session: Session, noun: str, key: ColumnElement[int], name: str) -> ColumnElement[Any]:
    """Return what sorts by a field: options in their own order, users by name; nothing comes first.

    Raises:
        InvalidError: there is no such field.
    """
    field = named(session, noun, name)
    held = _COLUMNS.field_id == field.id, _COLUMNS.record_id == key
    if field.kind in TEXTS:
        return sa.func.coalesce(sa.select(_COLUMNS.sort_text).where(*held).scalar_subquery(), "")
    if field.kind in NUMBERS:
        return sa.func.coalesce(sa.select(_COLUMNS.number).where(*held).scalar_subquery(), _LEAST_NUMBER)
    if field.kind is OwnKind.DATE:
        return sa.func.coalesce(sa.select(_COLUMNS.day).where(*held).scalar_subquery(), _LEAST_DAY)
    if field.kind is OwnKind.YES_NO:
        flag = sa.case((_COLUMNS.flag, 1), else_=0)
        return sa.func.coalesce(sa.select(flag).where(*held).scalar_subquery(), -1)
    if field.kind is OwnKind.USER:
        person = sa.inspect(User).c
        name_of = sa.select(sa.func.lower(person.name)).join(OwnValue, _COLUMNS.user_id == person.id)
        return sa.func.coalesce(name_of.where(*held).scalar_subquery(), "")
    option = sa.inspect(OwnFieldOption).c
    first = sa.select(sa.func.min(option.position)).join(OwnValue, _COLUMNS.option_id == option.id)
    return sa.func.coalesce(first.where(*held).scalar_subquery(), -1)


def numbers(session: Session, noun: str, key: ColumnElement[int]) -> dict[str, ColumnElement[Any]]:
    """Return the fields of numbers and amounts by the names of their columns, NULL where nothing stands."""
    return {
        field.column: sa.select(_COLUMNS.number)
        .where(_COLUMNS.field_id == field.id, _COLUMNS.record_id == key)
        .scalar_subquery()
        for field in of_noun(session, noun).values()
        if field.kind in NUMBERS
    }


def counts(session: Session, noun: str, key: ColumnElement[int], name: str, rest: Clause) -> dict[str, int]:
    """Count the records that fit `rest` by what stands in a field; how many have anything, and nothing, too."""
    field = named(session, noun, name)
    table, mine = key.table, _COLUMNS.field_id == field.id
    held = sa.select(_COLUMNS.record_id).join(table, key == _COLUMNS.record_id).where(mine, rest)
    every = session.scalar(sa.select(sa.func.count()).select_from(table).where(rest)) or 0
    found: dict[str, int] = {}
    if field.kind in COUNTED:
        column, keys = _COLUMNS[kinds.COLUMNS[field.kind]], {option.id: option.key for option in field.options}
        grouped = held.with_only_columns(column, sa.func.count()).group_by(column)
        for value, count in session.execute(grouped):
            found[keys.get(value, str(value)) if field.options else str(value).lower()] = count
    if field.kind in COUNTED and field.kind is not OwnKind.SEVERAL_OF:
        filled = sum(found.values())
    else:
        distinct = sa.func.count(sa.distinct(_COLUMNS.record_id))
        filled = session.scalar(held.with_only_columns(distinct)) or 0
    told = {FILLED: filled, EMPTY: every - filled, **found}
    return {value: count for value, count in told.items() if count}


def containing(session: Session, noun: str, text: str) -> sa.Select[tuple[int]]:
    """Return the keys of a noun's records in one of whose texts every word typed stands, by its search index."""
    field, words = sa.inspect(OwnField).c, folding.plain_words_of(text)
    mine = sa.select(field.id).where(field.noun == noun, field.archived_at.is_(None), field.kind.in_(TEXTS))
    parts: list[Clause] = [_COLUMNS.fold.like(f"%{word}%") for word in words]
    if session.get_bind().dialect.name == "sqlite":
        parts += folding.trigrams_match(OwnValue, words)
    return sa.select(_COLUMNS.record_id).where(_COLUMNS.field_id.in_(mine), *parts)


def _clause(session: Session | None, field: Field, value: str, users: kinds.Colleagues) -> Clause:
    if field.kind in TEXTS:
        return _contains(session, value)
    if field.kind in _RANGED and BETWEEN in value:
        least, _, most = value.partition(BETWEEN)
        bounds = [kinds.read(field, bound.strip(), users) for bound in (least, most)]
        column = _COLUMNS[kinds.COLUMNS[field.kind]]
        return sa.and_(
            column.is_not(None),
            column >= bounds[0] if bounds[0] is not None else sa.true(),
            column <= bounds[1] if bounds[1] is not None else sa.true(),
        )
    if field.kind in kinds.CHOSEN:
        every = tuple(option.id for option in field.options)
        found = kinds.read_option(field, value, every)
        return _COLUMNS.option_id == found
    read = kinds.read(field, value, users, int(value) if value.isdecimal() else None)
    return _COLUMNS[kinds.COLUMNS[field.kind]] == read


def _contains(session: Session | None, text: str) -> Clause:
    """Return the condition that a text contains another, without case and diacritics, by its search index."""
    wanted = folding.fold(text.replace("%", " ").replace("_", " ").replace("\\", " "))
    parts: list[Clause] = [_COLUMNS.fold.like(f"%{wanted}%")]
    if session is not None and session.get_bind().dialect.name == "sqlite" and len(wanted) >= _TRIGRAM:
        parts += folding.trigrams_match(OwnValue, [wanted])
    return sa.and_(*parts)
