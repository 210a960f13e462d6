"""Days as people of our countries write them; what could be two days is asked, never guessed."""

import re
from datetime import UTC, datetime, tzinfo

from sambruk_crm.errors import FieldError, say
from sambruk_crm.services.values.amounts import AmbiguousError

_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_PARTED = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})")
_TIME = re.compile(r"[T ]\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*Z|[+-]\d{2}:?\d{2})?$")
_MONTHS = 12


def read(text: str, *, day_first: bool | None = None) -> str:
    """Return a day as 2026-11-26, without a time that stands behind it, or the text as it is where it is none.

    Args:
        day_first: whether `03/04/2026` is in April, where the rest of a column tells it.

    Raises:
        AmbiguousError: `03/04/2026`, where nothing tells.
    """
    plain = _TIME.sub("", text.strip()).strip()
    if found := _ISO.fullmatch(plain):
        return "-".join(found.groups())
    found = _PARTED.fullmatch(plain)
    if found is None:
        return text
    first, sign, second, year = int(found[1]), found[2], int(found[3]), found[4]
    if sign == "." or first > _MONTHS or day_first or first == second:
        return f"{year}-{second:02}-{first:02}"
    if second > _MONTHS or day_first is False:
        return f"{year}-{first:02}-{second:02}"
    one, other = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
    raise AmbiguousError(say("Is this {one} or {other}? Write the year first.", one=one, other=other))


def settle(text: str, *, day_first: bool) -> str:
    """Return a day in the one way that cannot be misread, with the time that stands behind it."""
    found = _TIME.search(text.strip())
    return read(text, day_first=day_first) + (f" {found[0].strip(' T')}" if found else "")


def moment(text: str, zone: tzinfo) -> datetime:
    """Return the moment at which something happened, on the clock of a zone unless it says its own.

    Where only the day is known it is noon.

    Raises:
        AmbiguousError: as `read`.
        FieldError: it is none.
    """
    day, found = read(text), _TIME.search(text.strip())
    clock = found[0].strip(" T").replace(".", ":", 2).replace(",", ".").replace(" ", "") if found else "12:00"
    hours, colon, rest = clock.partition(":")
    try:
        told = datetime.fromisoformat(f"{day}T{hours:0>2}{colon}{rest}")
    except ValueError:
        raise FieldError(say("Write a date and a time.")) from None
    return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)


def order_of(texts: list[str]) -> bool | None:
    """Return whether the days of a column have the day first, as far as they agree on it."""
    found = set[bool]()
    for text in texts:
        parts = _PARTED.fullmatch(_TIME.sub("", text.strip()).strip())
        if parts and parts[2] != "." and (int(parts[1]) > _MONTHS) != (int(parts[3]) > _MONTHS):
            found.add(int(parts[1]) > _MONTHS)
    return found.pop() if len(found) == 1 else None
