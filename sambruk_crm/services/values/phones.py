"""Telephone numbers: read as they are dialled in a country, kept as +46701234567 or +46701234567;ext=12 (RFC 3966)."""

import re
from functools import lru_cache

import phonenumbers

from sambruk_crm.errors import FieldError, Message, say

USUAL_COUNTRY = "SE"
EXTENSION = ";ext="
_CUT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?i)[\s,;(]*(?:\bankn(?:ytning|\.)?|\banknytn\.?|\bext(?:ension|\.)?|;ext=|\blinje|\bdurchwahl|\bdw\.?|\bintern(?:nummer|nr\.?)?"
    r"|\bapparat|\bx|(?<=\d)x|#)\s*[:.=]?\s*(\d{1,8})\)?\s*$"
)


@lru_cache(maxsize=4096)
def read(text: str, country: str = USUAL_COUNTRY) -> str:
    """Return a number as it is kept.

    Raises:
        FieldError: it is none, or a spreadsheet has cut it.
    """
    if is_cut(text):
        raise FieldError(say("A spreadsheet has cut this number. Write it anew, as text."))
    found = _EXTENSION.search(text)
    number, extension = (text[: found.start()], found[1]) if found else (text, "")
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        raise FieldError(say("This is not a phone number.")) from None
    if not phonenumbers.is_possible_number(parsed):
        raise FieldError(say("This is not a phone number."))
    own, extension = parsed.extension or "", extension or parsed.extension or ""
    parsed.extension = None
    kept = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{kept}{EXTENSION}{extension or own}" if extension or own else kept


def is_cut(text: str) -> bool:
    """Whether a spreadsheet has made a number of few digits of it: 4,67012E+10."""
    return _CUT.fullmatch(text.strip()) is not None


def shown(number: str) -> str | Message:
    """Return a kept number as people read it: in groups, its extension in words."""
    kept, _, extension = number.partition(EXTENSION)
    try:
        parsed = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return number
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return say("{number} ext. {extension}", number=text, extension=extension) if extension else text


def plain(number: str) -> str:
    """Return a kept number without its extension, as it is compared."""
    return number.partition(EXTENSION)[0]
