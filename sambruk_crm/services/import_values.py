"""The texts of a row, read into facts as they are typed on the screens; what is empty says nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.models import Organisation, User
from sambruk_crm.services import folding, import_columns, numbers
from sambruk_crm.services.audit import plain
from sambruk_crm.services.import_facts import ADDRESSES, PARTS, PLAIN, Facts
from sambruk_crm.services.organisations import AddressInput, OrganisationInput
from sambruk_crm.services.persons import PersonInput
from sambruk_crm.services.validation import name_beside, parse, phone_in

_SEVERAL = re.compile(r":::|[;,\n|]")
_SEVERAL_PHONES = re.compile(r":::|[;\n|]|,(?!\s*\D*\d{1,6}\s*$)|(?<=\d{5})\s*/\s*(?=[+\d])|(?<=\d{2})\s+/\s+(?=[+\d])")
"""A comma before an extension, and a stroke after an area code, part nothing."""
_NOTHING = frozenset(
    "- – — saknas okänd okänt ingen inget ukjent mangler ingenting keine keiner unbekannt k.a. n/a none null nil".split()  # noqa: SIM905, E501 -- shorter
)
"""What people write into a cell where there is nothing."""
COUNTED = frozenset({"employees", "credit_days"})
DATED = frozenset({"consent_on"})


@dataclass(frozen=True)
class Known:
    """Whom and what the rows can name: users by e-mail and name, organisations by number and name."""

    users: dict[str, list[int]]
    places_by_number: dict[str, list[int]]
    places_by_name: dict[str, list[int]]


def known(session: Session, noun: str, columns: list[str], rows: list[list[str]]) -> Known:
    """Look up what a part of a file names, at once."""
    users: dict[str, list[int]] = {}
    for user in session.exec(select(User).where(col(User.is_active))):
        for name in {user.email.lower(), folding.fold(user.name)} - {""}:
            users.setdefault(name, []).append(user.key)
    if noun == "organisation":
        return Known(users, {}, {})
    found = [dict(zip(columns, cells, strict=True)) for cells in rows]
    wanted = {folding.digits(row.get("organisation_number", "")) for row in found} - {""}
    names = {_folded(row.get("organisation", "")) for row in found} - {""}
    return Known(users, _places(session, "organisation_number", wanted), _places(session, "sort_fold", names))


def facts_of(noun: str, columns: list[str], cells: list[str], names: Known) -> Facts:
    """Read a row.

    Raises:
        InvalidError: naming the field that cannot be read, and why.
    """
    row = _row(columns, cells)
    faults = Faults()
    facts = _organisation(row, faults) if noun == "organisation" else _person(row, names, faults)
    if "tags" in row:
        facts["tags"] = list({name.lower(): name for name in _several(row["tags"])}.values())
    if "responsible" in row:
        with faults.collected():
            facts["responsible"] = [_user(name, names) for name in _several(row["responsible"])]
    faults.end()
    return facts


class Faults:
    """All that is wrong with a row: each part is read, whatever was wrong with those before it."""

    def __init__(self) -> None:
        self._fields: dict[str, Message] = {}

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


def _row(columns: list[str], cells: list[str]) -> dict[str, str]:
    """Return the cells by their fields; several columns of one field are lines of one text."""
    row: dict[str, str] = {}
    for name, text in zip(columns, cells, strict=True):
        if name and text and text.casefold() not in _NOTHING:
            row[name] = f"{row[name]}\n{text}" if name in row else text
    return row


def _organisation(row: dict[str, str], faults: Faults) -> Facts:
    own = _own("organisation", row, faults)
    facts: Facts = {}
    with faults.collected():
        facts = _read(OrganisationInput, own)
    with faults.collected():
        if facts.get("phone"):
            facts["phone"] = phone_in(facts["phone"], facts.get("country", ""))
    with faults.collected():
        if number := facts.get("organisation_number") or own.get("organisation_number"):
            facts["organisation_number"] = numbers.canonical(number, facts.get("country") or "SE")
    for name in ADDRESSES:
        given = {part: row[f"{name}_{part}"] for part in PARTS if f"{name}_{part}" in row}
        if given:
            with faults.collected():
                facts[name] = _read(AddressInput, given)
    return facts


def _person(row: dict[str, str], names: Known, faults: Faults) -> Facts:
    own = _own("person", row, faults)
    if "name" in row and not {"first_name", "last_name"} & own.keys():
        own["first_name"], own["last_name"] = _parted(row["name"])
    for name, parted in (("emails", _SEVERAL), ("phones", _SEVERAL_PHONES)):
        if name in row:
            own[name] = _several(row[name], parted)
    facts: Facts = {}
    beside = name_beside(own["emails"][0]) if own.get("emails") else ""
    if beside and not {"first_name", "last_name"} & own.keys():
        own["first_name"], own["last_name"] = _parted(beside)
    with faults.collected():
        facts = _read(PersonInput, own)
    with faults.collected():
        if "phones" in facts:
            facts["phones"] = [phone_in(phone, "", "phones") for phone in facts["phones"]]
    with faults.collected():
        if "organisation" in row or "organisation_number" in row:
            facts["works_at"] = {str(_place(row, names)): row.get("title", "")}
        elif "title" in row:
            raise InvalidError({"title": say("A title needs an organisation.")})
    return facts


def _own(noun: str, row: dict[str, str], faults: Faults) -> dict[str, Any]:
    own: dict[str, Any] = {name: text for name, text in row.items() if name in PLAIN[noun]}
    if noun == "person":
        own.pop("organisation_number", None)
    for name in import_columns.VOCABULARIES.keys() & own.keys():
        own[name] = import_columns.member(name, own[name])
        if own[name] is None:
            del own[name]
            with faults.collected():
                raise InvalidError({name: say("{value} is not one of the choices.", value=row[name])})
    return own


def _read(kind: Any, values: dict[str, Any]) -> Facts:
    return {name: plain(value) for name, value in parse(kind, values).sent().items()}


def _parted(name: str) -> tuple[str, str]:
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return (first.strip(), last.strip()) if first else (name, "")


def _several(text: str, parted: re.Pattern[str] = _SEVERAL) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in parted.split(text) if part.strip()))


def _user(name: str, names: Known) -> int:
    found = names.users.get(name.lower()) or names.users.get(folding.fold(name)) or []
    if len(found) != 1:
        reason = say("Nobody here is called {name}.", name=name)
        raise InvalidError({"responsible": say("Several are called {name}.", name=name) if found else reason})
    return found[0]


def _place(row: dict[str, str], names: Known) -> int:
    number, name = row.get("organisation_number", ""), row.get("organisation", "")
    found = names.places_by_number.get(folding.digits(number)) if number else None
    found = found or names.places_by_name.get(_folded(name)) or []
    if len(found) != 1:
        shown = name or number
        reason = say("There is no organisation {name}.", name=shown)
        several = say("Several organisations are called {name}.", name=shown)
        raise InvalidError({"organisation": several if found else reason})
    return found[0]


def _places(session: Session, column: str, values: set[str]) -> dict[str, list[int]]:
    by = getattr(Organisation, column)
    query = sa.select(by, Organisation.id).where(by.in_(values), col(Organisation.deleted_at).is_(None))
    found: dict[str, list[int]] = {}
    for value, key in session.execute(query):
        found.setdefault(value, []).append(key)
    return found


def _folded(name: str) -> str:
    return folding.sort_keys(name.strip())["sort_fold"]
