"""The one door for what comes in: typed values, or the reason beside each field that cannot be read.

Each kind is handled in one place: texts in `lines`, numbers in `amounts`, days in `days`, telephones in `phones`,
countries in `countries`, numbers of organisations in `numbers`; e-mail and web addresses here.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
)

from sambruk_crm.errors import FieldError, InvalidError, Message, StaleError, say
from sambruk_crm.models import VersionedRow
from sambruk_crm.services.audit import plain
from sambruk_crm.services.values import amounts, countries, days, lines, phones

LARGEST_AMOUNT = Decimal(1_000_000_000_000) - Decimal("0.01")
LARGEST_KEY = 2_000_000_000
_NAMED_ADDRESS, _MAILTO = re.compile(r"<([^<>]*@[^<>]*)>"), re.compile(r"(?i)^mailto:")
_YES = frozenset({"true", "yes", "ja", "j", "y", "x", "1", "sant", "wahr", "sann"})
_NO = frozenset({"false", "no", "nej", "nei", "nein", "n", "0", "falskt", "falsch", "usann"})
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

_TEXTS: dict[str, str] = {
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "int_type": "Write a whole number.",
    "decimal_parsing": "Write an amount, such as 12500 or 12500.50.",
    "decimal_type": "Write an amount, such as 12500 or 12500.50.",
    "decimal_max_places": "Write an amount with at most two decimals.",
    "decimal_whole_digits": "This number is too large.",
    "decimal_max_digits": "This number is too large.",
    "finite_number": "Write an amount, such as 12500 or 12500.50.",
    "less_than_equal": "This number is too large.",
    "greater_than_equal": "This number is too small.",
    "date_from_datetime_parsing": "Write a date, such as 2026-11-23.",
    "date_parsing": "Write a date, such as 2026-11-23.",
    "date_type": "Write a date, such as 2026-11-23.",
    "datetime_parsing": "Write a date and a time.",
    "date_from_datetime_inexact": "Write a date, such as 2026-11-23.",
    "datetime_type": "Write a date and a time.",
    "datetime_from_date_parsing": "Write a date and a time.",
    "datetime_object_invalid": "Write a date and a time.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "list_type": "Write a list.",
    "json_invalid": "This is not JSON.",
    "model_attributes_type": "Write an object with fields.",
    "timezone_aware": "Write a date and a time with its time zone.",
    "enum": "Choose one from the list.",
    "literal_error": "Choose one from the list.",
    "string_too_long": "This text is too long.",
    "too_long": "This text is too long.",
    "string_type": "Write a text.",
    "extra_forbidden": "There is no such field.",
    "missing": "This cannot be left out.",
}
"""Our words for pydantic's error types; each is in the catalogues through `_messages` below."""


def _messages() -> tuple[Message, ...]:
    """List the texts above where the catalogues find them."""
    return (
        say("Write a whole number."),
        say("Write an amount, such as 12500 or 12500.50."),
        say("Write an amount with at most two decimals."),
        say("This number is too large."),
        say("This number is too small."),
        say("Write a date, such as 2026-11-23."),
        say("Write a date and a time."),
        say("Write a date and a time with its time zone."),
        say("Write true or false."),
        say("Write a list."),
        say("This is not JSON."),
        say("Write an object with fields."),
        say("Choose one from the list."),
        say("This text is too long."),
        say("Write a text."),
        say("There is no such field."),
        say("This cannot be left out."),
        say("This value does not fit here."),
    )


T = TypeVar("T", bound="Input")


def _whole(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FieldError(say("This text holds half a character, which cannot be stored.")) from None
    return value


def _line(value: Any) -> Any:
    return lines.line(_whole(value)) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return lines.paragraphs(_whole(value)) if isinstance(value, str) else value


def _empty_is_none(value: Any) -> Any:
    value = _line(value)
    return None if value == "" else value


def _amount(value: Any) -> Any:
    value = _empty_is_none(value)
    return amounts.read(value) if isinstance(value, str) else value


def _count(value: Any) -> Any:
    value = _amount(value)
    if isinstance(value, str) and not value.removeprefix("-").isdecimal():
        raise FieldError(say("Write a whole number."))
    return value


def _number(value: Any) -> Any:
    value = _amount(value)
    try:
        return Decimal(value) if isinstance(value, str) else value
    except ArithmeticError:
        raise FieldError(say("Write a number, such as 12 or 12.5.")) from None


def _few_decimals(value: Decimal) -> Decimal:
    if value != round(value, 4):
        raise FieldError(say("Write a number with at most four decimals."))
    return value


def _yes_no(value: Any) -> Any:
    value = _empty_is_none(value)
    if not isinstance(value, str):
        return value
    if value.casefold() in _YES:
        return True
    if value.casefold() in _NO:
        return False
    raise FieldError(say("Write yes or no."))


def _day(value: Any) -> Any:
    value = _empty_is_none(value)
    return days.read(value) if isinstance(value, str) else value


def _email(value: Any) -> Any:
    value = _line(value)
    if not isinstance(value, str) or not value:
        return value
    return _normalized(address_in(value))


@lru_cache(maxsize=4096)
def _normalized(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise FieldError(say("This is not an e-mail address.")) from None


def address_in(text: str) -> str:
    """Return the address in what mail programs give: `Bo Ek <bo@example.org>`, `mailto:bo@example.org`."""
    found = _NAMED_ADDRESS.search(text)
    address = found[1] if found else text
    return _MAILTO.sub("", address.strip(" \t\"'<>;,")).partition("?")[0].rstrip(".")


def name_beside(text: str) -> str:
    """Return the name that stands before an address in angle brackets, if one does."""
    found = _NAMED_ADDRESS.search(text)
    return lines.line(text[: found.start()]).strip("\"' ") if found else ""


def _phone(value: Any) -> Any:
    value = _line(value)
    return phones.read(value) if isinstance(value, str) and value else value


def _national_phone(value: Any) -> Any:
    """Read a number with its country; one without is only tidied, and read when the record's country is known."""
    value = _line(value)
    if not isinstance(value, str) or not value or not (value.startswith(("+", "00")) or phones.is_cut(value)):
        return value
    return phones.read(value)


def _country(value: Any) -> Any:
    value = _line(value)
    return countries.code_of(value) if isinstance(value, str) and value else value


def _url(value: Any) -> Any:
    value = _line(value)
    if not isinstance(value, str) or not value:
        return value
    if "://" not in value:
        value = f"https://{value}"
    if not value.lower().startswith(("http://", "https://")):
        raise FieldError(say("A web address starts with https:// or http://."))
    return value


def _within_reason(value: datetime) -> datetime:
    if not _EARLIEST <= value <= _LATEST:
        raise FieldError(say("Write a year between 1900 and 9000."))
    return value.astimezone(UTC)


Line = Annotated[str, BeforeValidator(_line), Field(max_length=200)]
Name = Annotated[str, BeforeValidator(_line), Field(max_length=260)]
Text = Annotated[str, BeforeValidator(_text), Field(max_length=100_000)]
Email = Annotated[str, BeforeValidator(_email), Field(max_length=320)]
Phone = Annotated[str, BeforeValidator(_phone), Field(max_length=40)]
NationalPhone = Annotated[str, BeforeValidator(_national_phone), Field(max_length=40)]
"""To be given to `phone_in` with the record's country."""
Url = Annotated[str, BeforeValidator(_url), Field(max_length=300)]
Count = Annotated[Annotated[int, Field(ge=0, le=2_000_000_000)] | None, BeforeValidator(_count)]
Months = Annotated[Annotated[int, Field(ge=0, le=1200)] | None, BeforeValidator(_count)]
Id = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
"""The key of a record, where one must be given."""
Key = Annotated[Id | None, BeforeValidator(_empty_is_none)]
Country = Annotated[str, BeforeValidator(_country), Field(max_length=2)]
"""Two letters, such as SE; names in our languages are read too."""
Amount = Annotated[
    Annotated[Decimal, Field(ge=0, le=LARGEST_AMOUNT, decimal_places=2, allow_inf_nan=False)] | None,
    BeforeValidator(_amount),
    PlainSerializer(lambda amount: None if amount is None else float(amount), return_type=float | None),
]
LARGEST_NUMBER = Decimal(99_999_999_999)
Number = Annotated[
    Annotated[Decimal, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False), AfterValidator(_few_decimals)]
    | None,
    BeforeValidator(_number),
]
YesNo = Annotated[bool | None, BeforeValidator(_yes_no)]
"""The words of our languages are read too."""
Day = Annotated[date | None, BeforeValidator(_day)]
Moment = Annotated[Annotated[AwareDatetime, AfterValidator(_within_reason)] | None, BeforeValidator(_empty_is_none)]
OwnFields = Annotated[
    dict[str, Any],
    Field(description="Values of the association's own fields, by their keys.", examples=[{"region": "north"}]),
]
Blank = BeforeValidator(_empty_is_none)
"""Put on an optional vocabulary field: an empty choice means none."""


def phone_number(text: str) -> str:
    """Return a phone number in E.164, or nothing for what is none."""
    try:
        return phones.plain(phones.read(text)) if text else ""
    except FieldError:
        return ""


def phone_in(number: str, country: str, field: str = "phone") -> str:
    """Return a number as it is kept, read as it is dialled in a country.

    Raises:
        InvalidError: it is none.
    """
    try:
        if not number:
            return ""
        return phones.read(number, country) if country else phones.read(number)
    except FieldError as error:
        raise InvalidError({field: error.message}) from None


class Input(BaseModel):
    """Values for a record, from a form or a request; what was not sent is not in `model_fields_set`."""

    model_config = ConfigDict(extra="forbid")

    def sent(self) -> dict[str, Any]:
        """Return the values that were sent, by field."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Fielded(Input):
    """Values for a record that may have fields of the association's own, which are written by their keys."""

    fields: OwnFields = {}

    def plain(self) -> dict[str, Any]:
        """Return the values that were sent, without those of own fields."""
        return {name: value for name, value in self.sent().items() if name != "fields"}


def parse(kind: type[T], values: Mapping[str, Any] | T) -> T:
    """Read values into `kind`.

    Raises:
        InvalidError: with a message for each field that cannot be read.
    """
    if isinstance(values, kind):
        return values
    try:
        return kind.model_validate(dict(values))  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        raise InvalidError(messages_of(error.errors(include_url=False))) from None


def messages_of(problems: Iterable[Any], *, skip: int = 0) -> dict[str, Message]:
    """Turn pydantic's errors into ours, by field; `skip` leaves out the first parts of where each is."""
    found: dict[str, Message] = {}
    for problem in problems:
        cause = problem.get("ctx", {}).get("error")
        message = (
            cause.message
            if isinstance(cause, FieldError)
            else Message(_TEXTS.get(problem["type"], "This value does not fit here."))
        )
        place = problem["loc"][skip:]
        found.setdefault(place[0] if place and isinstance(place[0], str) else "", message)
    return found


def check_version(row: VersionedRow, version: int | None, current: dict[str, Any]) -> None:
    """Refuse a change made from an older version of the row.

    Raises:
        StaleError: with `current`, what the row holds now.
    """
    if version is not None and version != row.version:
        raise StaleError(current)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values say the same: an amount of 1000 is one of 1000.00."""
    return one == other or plain(one) == plain(other)


def merge(row: VersionedRow, values: Mapping[str, Any], base: Mapping[str, Any] | None) -> None:
    """Set the values on the row; with `base` (what the editor saw) only where nobody else changed the same field.

    Raises:
        StaleError: naming the fields that both changed, with their values now.
    """
    if base is not None:
        both = tuple(
            name
            for name, value in values.items()
            if name in base and not (_same(getattr(row, name), base[name]) or _same(getattr(row, name), value))
        )
        if both:
            raise StaleError({name: plain(getattr(row, name)) for name in both}, both)
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
