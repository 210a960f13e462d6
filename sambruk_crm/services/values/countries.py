"""The countries of the world: two letters, and their names in our languages."""

import re
from functools import cache

from babel import Locale

from sambruk_crm.errors import FieldError, say
from sambruk_crm.i18n import LOCALES
from sambruk_crm.services.values import folding

NEAREST = ("SE", "NO", "DK", "FI", "DE", "GB")
"""Those that stand first where one is chosen."""
_PARTED_CODES, _FIVE = frozenset({"SE", "CZ", "SK", "GR"}), 5
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_OTHER_NAMES = {
    "uk": "GB",
    "england": "GB",
    "suomi": "FI",
    "deutschland": "DE",
    "sverige": "SE",
    "norge": "NO",
    "usa": "US",
}


@cache
def codes() -> tuple[str, ...]:
    """Return the two letters of every country."""
    known = (str(code) for code in Locale("en").territories)
    return tuple(sorted(code for code in known if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES))


@cache
def in_order() -> tuple[str, ...]:
    """Return the two letters of every country, the nearest ones first and the others by their English names."""
    known = Locale("en").territories
    others = sorted((code for code in codes() if code not in NEAREST), key=lambda code: folding.fold(known[code]))
    return (*NEAREST, *others)


@cache
def _by_name() -> dict[str, str]:
    found = {
        folding.fold(name): code
        for locale in LOCALES
        for code, name in Locale.parse(locale).territories.items()
        if code in codes()
    }
    return found | {code.lower(): code for code in codes()} | _OTHER_NAMES


def code_of(text: str) -> str:
    """Return the two letters of a country, from them or from its name in any of our languages.

    Raises:
        FieldError: there is none of that name.
    """
    found = _by_name().get(folding.fold(text))
    if found is None:
        raise FieldError(say("There is no country {name}. Choose one from the list.", name=text))
    return found


def postal_code_shown(code: str, country: str) -> str:
    """Return a postal code as people of the country write it: 66231 is 662 31 where five digits are parted so."""
    digits = code.replace(" ", "")
    if country in _PARTED_CODES and digits.isdecimal() and len(digits) == _FIVE:
        return f"{digits[:3]} {digits[3:]}"
    return code
