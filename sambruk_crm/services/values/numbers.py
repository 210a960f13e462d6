"""Organisation numbers: checked by country, kept in canonical form, shown as people write them."""

import re
from importlib import import_module
from types import ModuleType

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

from sambruk_crm.errors import InvalidError, Message, say

COUNTRIES = ("SE", "NO", "DK", "GB", "DE")
"""Those whose numbers are written in a way of their own."""
_CHECKERS: dict[str, ModuleType] = {"SE": se_orgnr, "NO": no_orgnr, "DK": cvr}
_OF_REGISTERS = {
    "AT": ("at.uid",),
    "BE": ("be.vat",),
    "CH": ("ch.uid",),
    "EE": ("ee.registrikood", "ee.kmkr"),
    "ES": ("es.cif", "es.nif"),
    "FI": ("fi.ytunnus", "fi.alv"),
    "FR": ("fr.siren", "fr.siret", "fr.tva"),
    "IS": ("is_.kennitala", "is_.vsk"),
    "IT": ("it.iva",),
    "LT": ("lt.pvm",),
    "LV": ("lv.pvn",),
    "NL": ("nl.btw",),
    "PL": ("pl.nip", "pl.regon"),
}
"""Where a number of another country can be checked, by what its register and its tax agency write."""
_GB = re.compile(r"([0-9]{8}|(SC|NI|OC|SO|NC|R0|FC|SL|LP|NL|GE|IP|SP|RC|CE|CS)[0-9]{6}|R[0-9]{7})")
_GB_DIGITS = 8
_DE = re.compile(r"[A-Z0-9 ./ÄÖÜ-]{2,60}")
_SPREADSHEET = re.compile(r"(\d+)[.,]0")
"""A number that a spreadsheet took for an amount."""
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


def canonical(number: str | None, country: str) -> str | None:
    """Check a number, as registers, VAT and people write it, and return it without separators; nothing stays nothing.

    German registers number by court, so theirs are only tidied, like those of countries whose numbers nobody checks.

    Raises:
        InvalidError: it is not a number of that country.
    """
    if number is None or not number.strip():
        return None
    number = _SPREADSHEET.sub(r"\1", _DASHES.sub("-", number.strip()))
    if country == "GB":
        return _british(number)
    if country == "DE":
        return _german(number)
    if country in _CHECKERS:
        try:
            return str(_CHECKERS[country].validate(_without_additions(number, country)))
        except ValidationError:
            raise InvalidError({"organisation_number": _refusal(country)}) from None
    return _of_register(number, country)


def written(text: str) -> tuple[str, ...]:
    """Return the ways in which a number that somebody looks for may be kept."""
    plain = re.sub(r"[\s.-]", "", _DASHES.sub("-", text)).upper()
    found = {_without_additions(text, country) for country in _CHECKERS}
    return tuple(dict.fromkeys((plain, *sorted(found))))


def _without_additions(number: str, country: str) -> str:
    """Take away what VAT, registers and tax agencies write around a number: SE…01, a leading 16, NO…MVA, a century."""
    plain = re.sub(r"[^A-Z0-9+]", "", number.upper())
    if country == "NO":
        return plain.removeprefix("NO").removesuffix("MVA")
    if country == "DK":
        return plain.removeprefix("DK")
    plain = plain.replace("+", "")
    if (found := re.fullmatch(r"SE(\d{10})01", plain)) or (found := re.fullmatch(r"(?:16|18|19|20)(\d{10})", plain)):
        return found[1]
    return plain


def _of_register(number: str, country: str) -> str:
    tidy = " ".join(number.upper().split())
    for name in _OF_REGISTERS.get(country, ()):
        try:
            return str(import_module(f"stdnum.{name}").validate(tidy))
        except ValidationError:
            continue
    if country in _OF_REGISTERS:
        raise InvalidError({"organisation_number": say("This is not a number of that country’s register.")})
    return tidy


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
    plain = plain.removeprefix("GB")
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
        "DK": say("A Danish CVR number has eight digits; these do not fit."),
        "GB": say("A British company number has eight characters, such as 01234567 or SC123456."),
        "DE": say("A German register number looks like HRB 12345."),
    }[country]
