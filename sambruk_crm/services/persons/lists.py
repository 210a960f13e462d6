"""Persons as people look at them: the list, what it can be asked, and a record with what hangs on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import (
    Affiliation,
    CustomerStatus,
    Organisation,
    Person,
    PersonEmail,
    PersonPhone,
    PersonResponsibility,
    PersonTag,
)
from sambruk_crm.services import clock, responsibilities, tags
from sambruk_crm.services.catalogue import In, ListFilter, NounList, Through, facts_of, kept, written
from sambruk_crm.services.paging import Page, Paging, among, group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons import sorts
from sambruk_crm.services.persons.columns import COLUMNS
from sambruk_crm.services.persons.sorts import current
from sambruk_crm.services.values import folding


@dataclass(frozen=True, kw_only=True)
class PersonFilter(ListFilter):
    """Which persons are wanted: all that fit every part that is given; within a part any of its values."""

    status: tuple[CustomerStatus, ...] = ()
    tag: tuple[int, ...] = ()
    responsible: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()


@dataclass(frozen=True)
class PersonRow:
    """A person as a list shows it."""

    id: int
    version: int
    name: str
    status: str
    email: str
    phone: str
    organisations: list[tuple[int, str, str]]
    """Whom the person represents today: key, name and title."""
    responsible: list[str]
    tags: list[tuple[str, str]]
    held: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    """What it has several of: keys of organisations, tags and users, and all e-mails and phones."""
    sorted_name: str = ""
    """As the list is sorted by name: the last name first."""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """Plain facts by their columns' names, those that were asked for."""


_SHOWN = ("id", "version", "name", "status", "first_name", "last_name")


def sort_columns(actor: Actor) -> dict[str, ColumnElement[Any]]:
    """Return the columns that lists of persons can be sorted by; names follow the reader's alphabet."""
    columns = sa.inspect(Person).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "status": sa.func.coalesce(sa.cast(Person.status, sa.String), ""),
        "created": columns.created_at,
        "id": columns.id,
    }


LIST = NounList(
    table=Person,
    filter=PersonFilter,
    present=kept(Person),
    criteria={
        "status": In(Person.status),
        "tag": Through(PersonTag.tag_id, PersonTag.person_id, Person.id),
        "responsible": Through(PersonResponsibility.user_id, PersonResponsibility.person_id, Person.id),
        "organisation": Through(
            Affiliation.organisation_id,
            Affiliation.person_id,
            Person.id,
            holds=lambda session: current(clock.today(session)),
            is_countable=False,
        ),
    },
    sorts=lambda session, actor, _: sort_columns(actor) | sorts.columns(actor, clock.today(session)),
    facts=facts_of(COLUMNS),
    usual_sort="name",
)


def search(
    session: Session,
    actor: Actor,
    wanted: PersonFilter,
    *,
    sort: str = "name",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[PersonRow]:
    """Return a page of the persons that fit, as rows, with the plain facts that are asked for."""
    page = LIST.read(session, actor, wanted, [*_SHOWN, *facts], sort=sort, paging=paging)
    return Page(_rows(session, page.items, facts), page.total, page.next_cursor)


def suggest(session: Session, actor: Actor, text: str, limit: int = 10) -> list[tuple[int, str]]:
    """Propose persons while someone types: those that begin so first."""
    require(actor, Permission.VIEW)
    begins = col(Person.fold).like(f"{' '.join(folding.words_of(text))}%")
    query = (
        sa.select(*(sa.inspect(Person).c[name] for name in _SHOWN))
        .where(LIST.where(session, actor, PersonFilter(text=text)))
        .order_by(sa.desc(begins), sort_columns(actor)["name"])
        .limit(limit)
    )
    rows = _rows(session, session.execute(query).mappings().all())
    return [(row.id, ", ".join([row.name, *(name for _, name, _ in row.organisations)])) for row in rows]


def emails_of(session: Session, ids: list[int]) -> dict[int, list[str]]:
    """Return the e-mail addresses of persons, the one to use first."""
    query = sa.select(PersonEmail.person_id, PersonEmail.email).where(among(col(PersonEmail.person_id), ids))
    return group_by_id(session.execute(query.order_by(col(PersonEmail.position), col(PersonEmail.id))))


def phones_of(session: Session, ids: list[int]) -> dict[int, list[str]]:
    """Return the telephone numbers of persons, the one to use first."""
    query = sa.select(PersonPhone.person_id, PersonPhone.phone).where(among(col(PersonPhone.person_id), ids))
    return group_by_id(session.execute(query.order_by(col(PersonPhone.position), col(PersonPhone.id))))


def names(session: Session, actor: Actor, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Return what persons are called, by key."""
    require(actor, Permission.VIEW)
    query = sa.select(Person.id, Person.name).where(among(col(Person.id), ids))
    return [(row_id, name) for row_id, name in session.execute(query)]


def reach(session: Session, actor: Actor, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return the e-mail address and the telephone number to use of each person; empty where there is none."""
    require(actor, Permission.VIEW)
    emails, phones = emails_of(session, ids), phones_of(session, ids)
    return {key: (next(iter(emails.get(key, [])), ""), next(iter(phones.get(key, [])), "")) for key in ids}


def affiliations_of(session: Session, ids: list[int], on: date | None) -> dict[int, list[tuple[Affiliation, str]]]:
    """Return the affiliations of persons that hold on a day, or all, each with the name of the organisation."""
    query = (
        sa.select(Affiliation.person_id, Affiliation, Organisation.name)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(among(col(Affiliation.person_id), ids))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    return group_by_id(session.execute(query if on is None else query.where(current(on))))


def _rows(session: Session, persons: Sequence[Mapping[str, Any]], facts: Sequence[str] = ()) -> list[PersonRow]:
    ids = [person["id"] for person in persons]
    emails, phones = emails_of(session, ids), phones_of(session, ids)
    carried, people = tags.of_records(session, "person", ids), responsibilities.of_records(session, "person", ids)
    held = affiliations_of(session, ids, clock.today(session))
    return [
        PersonRow(
            id=key,
            version=person["version"],
            name=person["name"],
            status=person["status"] or "",
            email=next(iter(emails.get(key, [])), ""),
            phone=next(iter(phones.get(key, [])), ""),
            organisations=[(a.organisation_id, name, a.title) for a, name in held.get(key, [])],
            responsible=[user.name for user in people.get(key, [])],
            tags=[(tag.name, tag.color) for tag in carried.get(key, [])],
            held={
                "organisations": list(dict.fromkeys(a.organisation_id for a, _ in held.get(key, []))),
                "responsible": [user.key for user in people.get(key, [])],
                "tags": [tag.id for tag in carried.get(key, [])],
                "emails": emails.get(key, []),
                "phones": phones.get(key, []),
            },
            sorted_name=", ".join(filter(None, (person["last_name"], person["first_name"]))) or person["name"],
            facts={name: written(person[name]) for name in facts},
        )
        for key, person in zip(ids, persons, strict=True)
    ]
