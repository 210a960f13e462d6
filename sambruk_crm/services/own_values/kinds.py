"""The kinds of values: how each is read from what is sent, stored in its column, told to programs and to people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Limit

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.models import OwnKind
from sambruk_crm.services.own_values.definitions import Field, Option
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Amount, Day, Input, Line, Number, Text, Url, YesNo, parse

Value = str | Decimal | date | bool | int | tuple[int, ...] | None
"""What stands in a field; an option and a user by their keys, nothing as None, an empty text or no options."""
COLUMNS = {
    OwnKind.TEXT: "text",
    OwnKind.LONG_TEXT: "text",
    OwnKind.LINK: "text",
    OwnKind.NUMBER: "number",
    OwnKind.MONEY: "number",
    OwnKind.DATE: "day",
    OwnKind.YES_NO: "flag",
    OwnKind.ONE_OF: "option_id",
    OwnKind.SEVERAL_OF: "option_id",
    OwnKind.USER: "user_id",
}
TEXTS = frozenset({OwnKind.TEXT, OwnKind.LONG_TEXT, OwnKind.LINK})
NUMBERS = frozenset({OwnKind.NUMBER, OwnKind.MONEY})
CHOSEN = frozenset({OwnKind.ONE_OF, OwnKind.SEVERAL_OF})
_SORT_LENGTH = 400
_BETWEEN = re.compile(r"[;\n]")


@dataclass(frozen=True)
class Colleague:
    """A user as a value; one who no longer signs in only stays where they are."""

    id: int
    name: str
    email: str
    is_active: bool


Colleagues = Mapping[int, Colleague]


class _Line(Input):
    value: Annotated[Line, Limit(max_length=400)] = ""


class _Text(Input):
    value: Text = ""


class _Link(Input):
    value: Url = ""


class _Number(Input):
    value: Number = None


class _Amount(Input):
    value: Amount = None


class _Day(Input):
    value: Day = None


class _YesNo(Input):
    value: YesNo = None


_INPUTS: dict[OwnKind, type[Input]] = {
    OwnKind.TEXT: _Line,
    OwnKind.LONG_TEXT: _Text,
    OwnKind.LINK: _Link,
    OwnKind.NUMBER: _Number,
    OwnKind.MONEY: _Amount,
    OwnKind.DATE: _Day,
    OwnKind.YES_NO: _YesNo,
}


def empty(field: Field) -> Value:
    """Return what a field holds where nothing was written."""
    if field.kind is OwnKind.SEVERAL_OF:
        return ()
    return "" if field.kind in TEXTS else None


def read(field: Field, sent: Any, colleagues: Colleagues, now: Value = None) -> Value:
    """Read what was typed or sent; options by key or name in any language, users by key, name or e-mail address.

    Args:
        now: what stands there, which stays possible though it is archived.

    Raises:
        InvalidError: it cannot be read, told beside `fields.<key>`.
    """
    if sent is None or sent == "":
        return empty(field)
    if field.kind is OwnKind.SEVERAL_OF:
        return _several(field, sent, now if isinstance(now, tuple) else ())
    if field.kind is OwnKind.ONE_OF:
        return _option(field, sent, (now,)).id
    if field.kind is OwnKind.USER:
        return _user(field, sent, colleagues, now)
    try:
        found: Any = parse(_INPUTS[field.kind], {"value": sent})
    except InvalidError as error:
        raise refusal(field, error.message) from None
    return empty(field) if found.value is None else found.value


def read_option(field: Field, sent: str, possible: Sequence[Value]) -> int:
    """Return the key of the option that is meant, an archived one too where it is `possible`.

    Raises:
        InvalidError: there is none.
    """
    return _option(field, sent, possible).id


def refusal(field: Field, message: Message) -> InvalidError:
    """Return the refusal of a value, told beside its field."""
    return InvalidError({field.column: message})


def stored(field: Field, record_id: int, value: Value) -> list[dict[str, Any]]:
    """Return the rows that hold a value; none for nothing."""
    values = value if isinstance(value, tuple) else () if value is None or value == "" else (value,)
    rows: list[dict[str, Any]] = []
    for each in values:
        place = each if field.kind is OwnKind.SEVERAL_OF else 0
        row: dict[str, Any] = dict.fromkeys(COLUMNS.values()) | {"sort_text": None, "fold": ""}
        row |= {"field_id": field.id, "record_id": record_id, "place": place, COLUMNS[field.kind]: each}
        if field.kind in TEXTS:
            row["fold"] = folding.searchable(str(each))
            row["sort_text"] = folding.fold(str(each))[:_SORT_LENGTH]
        rows.append(row)
    return rows


def loaded(field: Field, found: Sequence[Any]) -> Value:
    """Return the value that rows of its column hold; several options in their own order."""
    if field.kind is OwnKind.SEVERAL_OF:
        return tuple(option.id for option in field.options if option.id in found)
    return found[0] if found else empty(field)


def told(field: Field, value: Value) -> Any:
    """Return a value as programs get it and the audit log keeps it: options by their keys, numbers as numbers."""
    match value:
        case tuple():
            return [option.key for option in field.options if option.id in value]
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case int() if field.kind is OwnKind.ONE_OF:
            return next((option.key for option in field.options if option.id == value), None)
        case _:
            return value


def typed(field: Field, value: Value) -> str:
    """Return a value as its control holds it: several options one to a line, yes and no as `true` and `false`."""
    match told(field, value):
        case None:
            return ""
        case bool() as flag:
            return "true" if flag else "false"
        case list() as keys:
            return "\n".join(keys)
        case float():
            return format(_plain(value), "f")
        case other:
            return str(other)


def shown(field: Field, value: Value, locale: str, colleagues: Colleagues) -> Any:
    """Return a value as people read it in lists and files: names of options and users, numbers and days as such."""
    if field.kind in CHOSEN:
        chosen = value if isinstance(value, tuple) else (value,)
        return "; ".join(option.name(locale) for option in field.options if option.id in chosen)
    if field.kind is OwnKind.USER:
        found = colleagues.get(value) if isinstance(value, int) else None
        return (found.name or found.email) if found else ""
    if field.kind in NUMBERS and isinstance(value, Decimal):
        return _plain(value)
    return value


def _plain(value: Any) -> Decimal:
    """Return a number without the zeros that nobody wrote."""
    whole = Decimal(value).normalize()
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole


def _several(field: Field, sent: Any, now: tuple[int, ...]) -> tuple[int, ...]:
    parts = [part.strip() for part in _BETWEEN.split(sent)] if isinstance(sent, str) else sent
    if not isinstance(parts, list | tuple):
        raise refusal(field, say("Write a list."))
    chosen = {_option(field, part, now).id for part in parts if part not in ("", None)}
    return tuple(option.id for option in field.options if option.id in chosen)


def _option(field: Field, sent: Any, now: Sequence[Value]) -> Option:
    text = str(sent).strip()
    open_ones = [option for option in field.options if not option.is_archived or option.id in now]
    for option in open_ones:
        if text == option.key:
            return option
    folded = text.casefold()
    for option in open_ones:
        if folded and folded in (name.casefold() for name in option.names.values()):
            return option
    raise refusal(field, say("Choose one from the list."))


def _user(field: Field, sent: Any, colleagues: Colleagues, now: Value) -> int:
    text = str(sent).strip().casefold()
    open_ones = [user for user in colleagues.values() if user.is_active or user.id == now]
    for user in open_ones:
        if text in (str(user.id), user.email.casefold()):
            return user.id
    called = [user.id for user in open_ones if user.name.casefold() == text]
    if len(called) != 1:
        raise refusal(field, say("Choose one from the list."))
    return called[0]
