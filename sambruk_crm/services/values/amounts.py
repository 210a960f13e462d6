"""Numbers as people of our countries write them; what could be two numbers is asked, never guessed."""

import re

from sambruk_crm.errors import FieldError, say

_AROUND = re.compile(r"(?i)^(?:sek|nok|dkk|eur|gbp|kr|€|£|\$)?\s*|\s*(?:sek|nok|dkk|eur|gbp|kr|€|£|\$|:-|,-|;-)?\.?$")
_GROUPED = re.compile(r"\d{1,3}(?P<sign>[ '’.,])\d{3}(?:(?P=sign)\d{3})*")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
DECIMAL_SIGNS = (",", ".")


class AmbiguousError(FieldError):
    """A number or a day that can be read in two ways, and nothing says which."""


def read(text: str, *, decimal: str = "") -> str:
    """Return a number's digits with a point before its decimals, or the text as it is where it is no number.

    Args:
        decimal: the sign before decimals, where the rest of a column tells it.

    Raises:
        AmbiguousError: `12.500` and `12,500`, where nothing tells.
    """
    plain = re.sub(r"\s", " ", text.replace("\u2212", "-")).strip()
    plain = _AROUND.sub("", plain).strip()
    if plain.count(" ") or "'" in plain or "’" in plain:
        plain = _without_groups(plain, " '’")
    if "." in plain and "," in plain:
        decimal = max(DECIMAL_SIGNS, key=plain.rindex)
    elif plain.count(".") > 1 or plain.count(",") > 1:
        return _without_groups(plain, ".,")
    elif not decimal and _AMBIGUOUS.fullmatch(plain):
        whole = re.sub(r"[.,]", "", plain)
        raise AmbiguousError(
            say(
                "Is this {thousands} or {decimals}? Write it without the separator, or with two decimals.",
                thousands=f"{int(whole):,}".replace(",", "\u00a0"),
                decimals=plain.replace(".", ","),
            )
        )
    if decimal:
        whole, sign, rest = plain.rpartition(decimal) if decimal in plain else (plain, "", "")
        whole = _without_groups(whole, ".,".replace(decimal, ""))
        return f"{whole}.{rest}" if sign else whole
    return plain.replace(",", ".")


def decimal_sign_of(texts: list[str]) -> str:
    """Return the sign before decimals that the numbers of a column agree on, or nothing."""
    found = set[str]()
    for text in texts:
        plain = _AROUND.sub("", re.sub(r"\s", "", text)).strip()
        if "." in plain and "," in plain:
            found.add(max(DECIMAL_SIGNS, key=plain.rindex))
        elif re.fullmatch(r"\d+[.,]\d{1,2}|\d{4,}[.,]\d+|0[.,]\d+", plain):
            found.add("," if "," in plain else ".")
        elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}|\d{1,3}(,\d{3}){2,}", plain):
            found.add("." if "," in plain else ",")
    return found.pop() if len(found) == 1 else ""


def _without_groups(text: str, signs: str) -> str:
    """Take the signs between thousands out, if they stand where they should; else leave the text as it is."""
    whole, comma, rest = text, "", ""
    if " " in signs and (found := re.fullmatch(r"(.*\d)([.,])(\d+)", text)):
        whole, comma, rest = found.groups()
    grouped = _GROUPED.fullmatch(whole)
    if grouped is None or grouped["sign"] not in signs:
        return text
    return whole.replace(grouped["sign"], "") + comma + rest
