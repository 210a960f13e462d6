"""Telephone numbers: read as they are dialled in a country, kept as +46701234567 or +46701234567;ext=12 (RFC 3966).

A word that people write beside a number, such as *vx* for a switchboard, is kept with it: +4658648100;note=vx.
"""

import re
from functools import lru_cache

import phonenumbers

from sambruk_crm.errors import FieldError, Message, say

USUAL_COUNTRY = "SE"
EXTENSION = ";ext="
NOTE = ";note="
LONGEST_NOTE = 16
_CUT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?i)[\s,;(]*(?:\bankn(?:ytning|\.)?|\banknytn\.?|\bext(?:ension|\.)?|;ext=|\blinje|\bdurchwahl|\bdw\.?|\bintern(?:nummer|nr\.?)?"
    r"|\bapparat|\bx|(?<=\d)x|#)\s*[:.=]?\s*(\d{1,8})\)?\s*$"
)
_WORD = rf"[^\W\d_][^\W\d_. ]{{0,{LONGEST_NOTE - 1}}}"
_BESIDE = re.compile(rf"^\s*(?P<before>{_WORD})[.:]?\s+(?=[+\d(])|(?<=[\d)])[\s,]+\(?(?P<after>{_WORD})\.?\)?\s*$")
_LETTERS = re.compile(r"[^\W\d_]")
_OF_LINKS = re.compile(r"^\s*tel:|;[a-z-]+=[^;]*", re.IGNORECASE)
"""What links to telephones are written with, which is not lost."""
_SAYS_NOTHING = frozenset({"t", "tel", "tele", "telefon", "telefonnr", "tfn", "tlf", "phone", "fon", "nr"})


@lru_cache(maxsize=4096)
def read(text: str, country: str = USUAL_COUNTRY) -> str:
    """Return a number as it is kept.

    Raises:
        FieldError: it is none, or a spreadsheet has cut it.
    """
    if is_cut(text):
        raise FieldError(say("A spreadsheet has cut this number. Write it anew, as text."))
    text, note = _parted(text)
    found = _EXTENSION.search(text)
    number, extension = (text[: found.start()], found[1]) if found else (text, "")
    if any(sign.isdigit() for sign in number) and _LETTERS.search(_OF_LINKS.sub("", number)):
        raise FieldError(say("Letters in the middle of a number would be lost. Write them before or after it."))
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        raise FieldError(say("This is not a phone number.")) from None
    if not phonenumbers.is_possible_number(parsed):
        raise FieldError(say("This is not a phone number."))
    own, extension = parsed.extension or "", extension or parsed.extension or ""
    parsed.extension = None
    kept = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    kept = f"{kept}{EXTENSION}{extension or own}" if extension or own else kept
    return f"{kept}{NOTE}{note}" if note else kept


def _parted(text: str) -> tuple[str, str]:
    """Return a number and the word that stands beside it, if one does that says more than that it is a number."""
    text, _, note = text.partition(NOTE)
    found = None if note else _BESIDE.search(text)
    if found is None:
        return text, note
    note = found["before"] or found["after"]
    rest = f"{text[: found.start()]}{text[found.end() :]}"
    return rest, "" if note.casefold() in _SAYS_NOTHING else note


def is_cut(text: str) -> bool:
    """Whether a spreadsheet has made a number of few digits of it: 4,67012E+10."""
    return _CUT.fullmatch(text.strip()) is not None


def local(number: str, country: str = USUAL_COUNTRY) -> str | Message:
    """Return a kept number as people of a country write it: without its own country's sign."""
    return _in_words(number, country)


def shown(number: str) -> str | Message:
    """Return a kept number as people everywhere read it: in groups, its extension in words, and its note."""
    return _in_words(number, "")


@lru_cache(maxsize=4096)
def _in_words(number: str, country: str) -> str | Message:
    kept, _, note = number.partition(NOTE)
    kept, _, extension = kept.partition(EXTENSION)
    try:
        parsed = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return number
    is_at_home = phonenumbers.region_code_for_number(parsed) == country
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    text = phonenumbers.format_number(parsed, form)
    if not extension:
        return f"{text} {note}".strip()
    return say("{number} ext. {extension}", number=text, extension=f"{extension} {note}".strip())


def dialled(number: str) -> str:
    """Return a kept number as a telephone dials it, with its extension."""
    return number.partition(NOTE)[0]


def plain(number: str) -> str:
    """Return a kept number alone, without extension and note, as it is compared."""
    return number.partition(";")[0]
