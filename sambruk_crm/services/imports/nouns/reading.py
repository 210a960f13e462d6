"""The texts of a row as they are typed on the screens: what is empty says nothing, lists are parted, names too."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.i18n import LOCALES, translate
from sambruk_crm.services.audit import plain
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Input, parse
from sambruk_crm.services.vocabularies import word

_SEVERAL = re.compile(r"\s*(?::::|[;,\n|])\s*")
_SURE = re.compile(r":::|[;\n|]")
"""What parts a list for certain; a comma does where none of these stands."""
MOST_JOINED = 6
"""Of how many parts one name is made at most, such as `Miljö, klimat & energi`."""
_SEVERAL_PHONES = re.compile(r":::|[;\n|]|,(?!\s*\D*\d{1,6}\s*$)|(?<=\d{5})\s*/\s*(?=[+\d])|(?<=\d{2})\s+/\s+(?=[+\d])")
"""A comma before an extension, and a stroke after an area code, part nothing."""
_NOTHING = frozenset(
    "- – — saknas okänd okänt ingen inget ukjent mangler ingenting keine keiner unbekannt k.a. n/a none null nil".split()  # noqa: SIM905, E501 -- shorter
)
"""What people write into a cell where there is nothing."""


class Faults:
    """All that is wrong with a row: each part is read, whatever was wrong with those before it."""

    def __init__(self) -> None:
        self._fields: dict[str, Message] = {}
        self.doubts: dict[str, Message] = {}
        """What was taken as it stands and may be wrong, by field."""

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Keep what is wrong with one part."""
        try:
            yield
        except InvalidError as error:
            self._fields = error.fields | self._fields

    def end(self) -> None:
        """Raise InvalidError with all that was found, if anything was."""
        if self._fields:
            raise InvalidError(self._fields)


def by_field(columns: list[str], cells: list[str]) -> dict[str, str]:
    """Return the cells by their fields; several columns of one field are lines of one text."""
    row: dict[str, str] = {}
    for name, text in zip(columns, cells, strict=True):
        if name and text and text.casefold() not in _NOTHING:
            row[name] = f"{row[name]}\n{text}" if name in row else text
    return row


def own(kind: type[Input], row: Mapping[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    """Read a record's own fields, and return them as JSON can hold them.

    Raises:
        InvalidError: with what is wrong with each.
    """
    given = {name: row[name] for name in names if name in row}
    return {name: plain(value) for name, value in parse(kind, given).sent().items()}


def member(words: type[StrEnum], text: str, column: str) -> StrEnum:
    """Read a member of a fixed vocabulary from its word in any language, or as programs write it.

    Raises:
        InvalidError: it is none.
    """
    wanted = squeezed(text)
    for each in words:
        if wanted in {squeezed(each.value), *(squeezed(translate(word(each), locale)) for locale in LOCALES)}:
            return each
    raise InvalidError({column: say("{value} is not one of the choices.", value=text)})


def squeezed(text: str) -> str:
    """Return a heading or word without case, signs and the number that tells it from one of the same name."""
    return folding.digits(folding.fold(re.sub(r" \(\d+\)$", "", text)))


def amount(value: Any) -> str | None:
    """Return an amount as it is compared: with two decimals."""
    return None if value is None else f"{Decimal(value):.2f}"


def parted(name: str) -> tuple[str, str]:
    """Return first and last name of a name, written either way round."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return (first.strip(), last.strip()) if first else (name, "")


def emails(text: str) -> list[str]:
    """Part a list of e-mail addresses."""
    return list(dict.fromkeys(part for part in _SEVERAL.split(text) if part))


def phones(text: str) -> list[str]:
    """Part a list of telephone numbers."""
    return list(dict.fromkeys(part.strip() for part in _SEVERAL_PHONES.split(text) if part.strip()))


def pieces(text: str) -> set[str]:
    """Return all that can be a name in a list of names: each part, and parts side by side that may be one name."""
    cuts = [(found.start(), found.end()) for found in _SEVERAL.finditer(text)]
    begins, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    spans = ((at, begin) for at, begin in enumerate(begins))
    return {text[begin:end].strip() for at, begin in spans for end in ends[at : at + MOST_JOINED]} - {""}


def several(text: str, known: Mapping[str, Any]) -> list[str]:
    """Part a list of names; a name that is known stays whole, whatever stands in it."""
    names: list[str] = []
    rest = text.strip()
    while rest:
        cut = _longest_known(rest, known)
        if cut is None:
            found = (_SURE if _SURE.search(text) else _SEVERAL).search(rest)
            cut = (found.start(), found.end()) if found else (len(rest), len(rest))
        names.append(rest[: cut[0]].strip())
        rest = rest[cut[1] :].strip()
    return list({name.lower(): name for name in names if name}.values())


def _longest_known(text: str, known: Mapping[str, Any]) -> tuple[int, int] | None:
    ends = [*((found.start(), found.end()) for found in _SEVERAL.finditer(text)), (len(text), len(text))]
    return next((end for end in reversed(ends) if text[: end[0]].strip().lower() in known), None)
