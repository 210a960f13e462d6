"""Whom and what the rows of a file can name, looked up for a part of the file at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.models import (
    Deal,
    Department,
    HistoryType,
    Locale,
    MembershipCategory,
    Organisation,
    Person,
    PersonEmail,
    Phase,
    Service,
    Tag,
    TagScope,
    User,
)
from sambruk_crm.services import clock, organisations, vocabularies
from sambruk_crm.services.imports.nouns import reading
from sambruk_crm.services.values import folding

Found = dict[str, list[int]]


@dataclass(frozen=True, order=True)
class Named:
    """An organisation as a row names it."""

    name: str
    number: str = ""


@dataclass
class Known:
    """Users, organisations and whatever else rows can name, by the folded text that names it.

    What is in the trash is left out here and not in SQL: without statistics SQLite takes the index of `deleted_at`,
    and reads the whole table for a handful of names.
    """

    users: Found = field(default_factory=dict[str, list[int]])
    authors: Found = field(default_factory=dict[str, list[int]])
    """Users, and those who were."""
    deals: Found = field(default_factory=dict[str, list[int]])
    types: Found = field(default_factory=dict[str, list[int]])
    by_number: Found = field(default_factory=dict[str, list[int]])
    by_name: Found = field(default_factory=dict[str, list[int]])
    persons: Found = field(default_factory=dict[str, list[int]])
    services: Found = field(default_factory=dict[str, list[int]])
    phases: Found = field(default_factory=dict[str, list[int]])
    membership_categories: dict[str, str] = field(default_factory=dict[str, str])
    """Kinds of membership in no language, by what they are called in each."""
    departments: dict[str, str] = field(default_factory=dict[str, str])
    counties: dict[str, str] = field(default_factory=dict[str, str])
    """Names of counties, by name, name without *län*, and code."""
    tags: dict[str, str] = field(default_factory=dict[str, str])
    countries: dict[int, str] = field(default_factory=dict[int, str])
    zone: Any = None
    makes_organisations: bool = False
    called: set[str] = field(default_factory=set[str])
    missing: dict[Named, None] = field(default_factory=dict[Named, None])
    """Organisations that rows name and that are not here; they are made first, when that was chosen."""

    def user(self, name: str, column: str) -> int:
        """Return the user who is called so, or has this address."""
        return _user(self.users, name, column)

    def author(self, name: str, column: str = "author") -> int:
        """Return the user who is or was called so, or has this address."""
        return _user(self.authors, name, column)

    def organisation(self, name: str, number: str = "", column: str = "organisation") -> int:
        """Return the organisation with this number, else the one that is called so."""
        found = self.by_number.get(folding.digits(number)) if number else None
        found = found or self.by_name.get(folding.tight(name)) or []
        shown = name or number
        if not found and name:
            self.missing[Named(name, number)] = None
            if self.makes_organisations:
                return 0
        nobody = say("There is no organisation {name}.", name=shown)
        return _one(found, column, nobody, say("Several organisations are called {name}.", name=shown))

    def person(self, text: str, column: str = "person") -> int:
        """Return the person with this e-mail address or name."""
        found = self.persons.get(text.strip().lower()) or self.persons.get(_person_sign(text)) or []
        nobody = say("There is no person {name}.", name=text)
        return _one(found, column, nobody, say("Several persons are called {name}.", name=text))

    def service(self, name: str, column: str = "service") -> int:
        """Return the service that is called so."""
        nobody = say("There is no service {name}.", name=name)
        return _one(self.services.get(folding.tight(name), []), column, nobody, nobody)

    def phase(self, name: str, column: str = "phase") -> int:
        """Return the phase that is called so in any of our languages."""
        nobody = say("There is no phase {name}.", name=name)
        return _one(self.phases.get(folding.fold(name), []), column, nobody, nobody)

    def deal(self, title: str, column: str = "deal") -> int:
        """Return the deal with this title."""
        nobody = say("There is no deal {name}.", name=title)
        several = say("Several deals are called {name}.", name=title)
        return _one(self.deals.get(folding.tight(title), []), column, nobody, several)

    def history_type(self, name: str, column: str = "type") -> int:
        """Return the type of history entries that is called so in any of our languages."""
        told = say("{value} is not one of the choices.", value=name)
        return _one(self.types.get(folding.fold(name), []), column, told, told)

    def membership_category(self, name: str, column: str = "membership_category") -> str:
        """Return the kind of membership that is called so in any of our languages."""
        found = self.membership_categories.get(folding.fold(name))
        if found is None:
            raise InvalidError({column: say("There is no kind of membership {name}.", name=name)})
        return found

    def names(self) -> set[str]:
        """Return what the organisations are called that rows name, in lower case."""
        return self.called

    def county(self, text: str, column: str = "county") -> str:
        """Return what the county is called that a name or code means."""
        sign = folding.tight(text)
        found = self.counties.get(sign) or self.counties.get(sign.removesuffix("lan").removesuffix("s"))
        if not found:
            raise InvalidError({column: say("There is no county {name}.", name=text)})
        return found

    def department(self, name: str, column: str = "departments") -> str:
        """Return a department's name as it is written here."""
        if name.lower() not in self.departments:
            raise InvalidError({column: say("There is no department {name}.", name=name)})
        return self.departments[name.lower()]


def _user(users: Found, name: str, column: str) -> int:
    found = users.get(name.lower()) or users.get(folding.fold(name)) or []
    nobody = say("Nobody here is called {name}.", name=name)
    return _one(found, column, nobody, say("Several are called {name}.", name=name))


def _one(found: list[int], column: str, nobody: Message, several: Message) -> int:
    if len(found) != 1:
        raise InvalidError({column: several if found else nobody})
    return found[0]


def _person_sign(text: str) -> str:
    return folding.tight(" ".join(reversed(reading.parted(text))))


def look_up(session: Session, noun: str, rows: Sequence[dict[str, str]], *, makes_organisations: bool = False) -> Known:
    """Look up what rows name, by their fields."""
    known = Known(makes_organisations=makes_organisations, zone=clock.zone(session))
    for key, email, called, is_active in session.execute(sa.select(User.id, User.email, User.name, User.is_active)):
        for name in {email.lower(), folding.fold(called)} - {""}:
            known.authors.setdefault(name, []).append(key)
            if is_active:
                known.users.setdefault(name, []).append(key)
    if noun != "organisation" or any("parent" in row for row in rows):
        _organisations(session, known, rows)
    named = {name for row in rows for name in row}
    for name in named & _LOOKERS.keys():
        _LOOKERS[name](session, known, {row[name] for row in rows if name in row}, noun)
    return known


def _tags(session: Session, known: Known, _wanted: set[str], noun: str) -> None:
    scope = TagScope.PERSON if noun == "person" else TagScope.ORGANISATION
    known.tags = {name.lower(): name for name in session.scalars(sa.select(Tag.name).where(col(Tag.scope) == scope))}


def _departments(session: Session, known: Known, _wanted: set[str], _noun: str) -> None:
    names = session.scalars(sa.select(Department.name).where(col(Department.archived_at).is_(None)))
    known.departments = {name.lower(): name for name in names}


def _counties(session: Session, known: Known, _wanted: set[str], _noun: str) -> None:
    query = sa.select(Organisation.county_code, Organisation.county_name).where(col(Organisation.county_name) != "")
    for code, name in session.execute(query.distinct()):
        for sign in (code or "", name, name.removesuffix(" län").removesuffix("s")):
            known.counties[folding.tight(sign)] = name


def _services(session: Session, known: Known, _wanted: set[str], _noun: str) -> None:
    for key, name in session.execute(sa.select(Service.id, Service.name)):
        known.services.setdefault(folding.tight(name), []).append(key or 0)


def _phases(session: Session, known: Known, _wanted: set[str], _noun: str) -> None:
    known.phases = _worded(session.exec(select(Phase).where(col(Phase.archived_at).is_(None))))


def _types(session: Session, known: Known, _wanted: set[str], _noun: str) -> None:
    known.types = _worded(session.exec(select(HistoryType).where(col(HistoryType.archived_at).is_(None))))


def _membership_categories(session: Session, known: Known, _wanted: set[str], _noun: str) -> None:
    for kind in session.exec(select(MembershipCategory).where(col(MembershipCategory.archived_at).is_(None))):
        for locale in Locale:
            known.membership_categories[folding.fold(vocabularies.shown(kind, locale))] = unworded(kind)


def unworded(entry: Any) -> str:
    """Return what an entry of a vocabulary is called in no language: its own name, or the text of its default one."""
    return entry.name or entry.default_name


def _deals(session: Session, known: Known, wanted: set[str], _noun: str) -> None:
    titles = {folding.tight(text) for text in wanted}
    query = sa.select(Deal.tight, Deal.id, Deal.deleted_at).where(col(Deal.tight).in_(titles))
    for title, key, deleted_at in session.execute(query):
        if deleted_at is None:
            known.deals.setdefault(title, []).append(key)


def _worded(rows: Iterable[Any]) -> Found:
    """Return entries of a vocabulary by what they are called in each of our languages."""
    found: Found = {}
    for row in rows:
        for name in {folding.fold(vocabularies.shown(row, locale)) for locale in Locale}:
            found.setdefault(name, []).append(row.key)
    return found


def _organisations(session: Session, known: Known, rows: Sequence[dict[str, str]]) -> None:
    numbers = {folding.digits(row.get("organisation_number", "")) for row in rows} - {""}
    texts = {row.get(name, "") for row in rows for name in ("organisation", "parent")}
    texts |= {part for row in rows for part in reading.pieces(row.get("parties", ""))}
    names = {folding.tight(text) for text in texts} - {""}
    shown = (Organisation.id, Organisation.country, Organisation.name, Organisation.deleted_at)
    number = col(Organisation.organisation_number)
    for wanted, found, query in (
        (numbers, known.by_number, sa.select(number, *shown).where(number.in_(numbers))),
        (names, known.by_name, organisations.called(names, *shown)),
    ):
        for value, key, country, name, deleted_at in session.execute(query) if wanted else ():
            if deleted_at is None and key not in found.get(value, ()):
                found.setdefault(value, []).append(key)
                known.countries[key] = country
                known.called.add(name.lower())


def _persons(session: Session, known: Known, wanted: set[str], _noun: str) -> None:
    emails, names = {text.strip().lower() for text in wanted if "@" in text}, {_person_sign(text) for text in wanted}
    by_email = sa.select(PersonEmail.email, Person.id, Person.deleted_at)
    by_email = by_email.join(Person, col(Person.id) == PersonEmail.person_id)
    for query in (
        by_email.where(col(PersonEmail.email).in_(emails)),
        sa.select(Person.tight, Person.id, Person.deleted_at).where(col(Person.tight).in_(names)),
    ):
        for sign, key, deleted_at in session.execute(query):
            found = known.persons.setdefault(sign, [])
            if deleted_at is None and key not in found:
                found.append(key)


_LOOKERS: dict[str, Callable[[Session, Known, set[str], str], None]] = {
    "tags": _tags,
    "county": _counties,
    "departments": _departments,
    "membership_category": _membership_categories,
    "service": _services,
    "phase": _phases,
    "type": _types,
    "deal": _deals,
    "person": _persons,
}
"""How what a column names is looked up, by the column."""
