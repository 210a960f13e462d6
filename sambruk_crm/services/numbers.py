"""Organisation numbers: checked by country, kept in canonical form, shown as people write them."""

import re
from types import ModuleType

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

from sambruk_crm.errors import InvalidError, Message, say

COUNTRIES = ("SE", "NO", "DK", "GB", "DE")
_CHECKERS: dict[str, ModuleType] = {"SE": se_orgnr, "NO": no_orgnr, "DK": cvr}
_GB = re.compile(r"([0-9]{8}|(SC|NI|OC|SO|NC|R0|FC|SL|LP|NL|GE|IP|SP|RC|CE|CS)[0-9]{6}|R[0-9]{7})")
_GB_DIGITS = 8
_DE = re.compile(r"[A-Z0-9 ./ÄÖÜ-]{2,32}")


def canonical(number: str | None, country: str) -> str | None:
    """Check a number and give it without separators; nothing stays nothing.

    German registers number by court, so theirs are only tidied.

    Raises:
        InvalidError: it is not a number of that country, or we do not know the country.
    """
    if number is None or not number.strip():
        return None
    if country not in COUNTRIES:
        raise InvalidError({"country": say("Choose one of {countries}.", countries=", ".join(COUNTRIES))})
    if country == "GB":
        return _british(number)
    if country == "DE":
        return _german(number)
    try:
        return str(_CHECKERS[country].validate(number))
    except ValidationError:
        raise InvalidError({"organisation_number": _refusal(country)}) from None


def shown(number: str | None, country: str) -> str:
    """Write a canonical number as people of its country do."""
    if not number:
        return ""
    if country == "SE":
        return str(se_orgnr.format(number))
    if country == "NO":
        return " ".join(number[i : i + 3] for i in range(0, len(number), 3))
    return number


def _british(number: str) -> str:
    plain = re.sub(r"[\s-]", "", number).upper()
    plain = plain.zfill(_GB_DIGITS) if plain.isdigit() else plain
    if not _GB.fullmatch(plain):
        raise InvalidError({"organisation_number": _refusal("GB")})
    return plain


def _german(number: str) -> str:
    plain = " ".join(number.upper().split())
    if not _DE.fullmatch(plain):
        raise InvalidError({"organisation_number": _refusal("DE")})
    return plain


def _refusal(country: str) -> Message:
    return {
        "SE": say("A Swedish organisation number has ten digits, such as 212000-1439; the last one does not fit."),
        "NO": say("A Norwegian organisation number has nine digits; the last one does not fit."),
        "DK": say("A Danish CVR number has eight digits; they do not fit."),
        "GB": say("A British company number has eight characters, such as 01234567 or SC123456."),
        "DE": say("A German register number looks like HRB 12345."),
    }[country]
