"""What the search looks through: for each noun its table, what of it the reader may see, and how it begins."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from sambruk_crm.models import (
    Contract,
    Deal,
    HistoryEntry,
    HistoryKind,
    Lead,
    Organisation,
    Person,
    PersonEmail,
    PersonPhone,
    Service,
    Todo,
)
from sambruk_crm.services import numbers, todo_lists
from sambruk_crm.services.permissions import Actor


class Noun(StrEnum):
    """What can be found, in the order in which equally good finds are shown."""

    ORGANISATION = "organisation"
    PERSON = "person"
    LEAD = "lead"
    DEAL = "deal"
    CONTRACT = "contract"
    SERVICE = "service"
    TODO = "todo"
    HISTORY = "history"
    MAILING = "mailing"
    TAG = "tag"
    USER = "user"


@dataclass(frozen=True)
class Signs:
    """What was typed, read as an e-mail address, a phone number in E.164 and the digits of a number."""

    email: str = ""
    phone: str = ""
    number: str = ""


Clause = ColumnElement[bool]


@dataclass(frozen=True)
class Source:
    """A table with folded text.

    Attributes:
        visible: what the reader may see of it.
        starts: indexed expressions that are what a row begins with.
        exact: what tells that a row is the very one that was asked for.
        is_prose: numbers stand in it as they were written.
    """

    table: type[SQLModel]
    visible: Callable[[Actor], Clause]
    starts: tuple[Callable[[Session], ColumnElement[str]], ...] = ()
    exact: Callable[[Signs], list[Clause]] = lambda _signs: []
    is_prose: bool = False


def _kept(table: Any) -> Callable[[Actor], Clause]:
    return lambda _actor: table.deleted_at.is_(None)


def _by_name(table: Any) -> tuple[Callable[[Session], ColumnElement[str]], ...]:
    return (lambda _session: table.sort_fold,)


def _first_name(session: Session) -> ColumnElement[str]:
    """Give a person's folded text as its index has it, first name first; PostgreSQL indexes no long texts."""
    if session.get_bind().dialect.name == "sqlite":
        return sa.inspect(Person).c.fold
    return sa.collate(sa.func.substr(Person.fold, sa.literal_column("1"), sa.literal_column("60")), "C")


def _organisation(signs: Signs) -> list[Clause]:
    found: list[Clause] = []
    if signs.number:
        known = col(Organisation.country).in_(numbers.COUNTRIES)
        found.append(sa.and_(known, col(Organisation.organisation_number) == signs.number))
    if signs.email:
        domain = signs.email.rpartition("@")[2]
        found.append(sa.and_(col(Organisation.email_domain) == domain, col(Organisation.email) == signs.email))
    return found


def _person(signs: Signs) -> list[Clause]:
    found: list[Clause] = []
    if signs.email:
        found.append(col(Person.id).in_(sa.select(PersonEmail.person_id).where(col(PersonEmail.email) == signs.email)))
    if signs.phone:
        found.append(col(Person.id).in_(sa.select(PersonPhone.person_id).where(col(PersonPhone.phone) == signs.phone)))
    return found


def _lead(signs: Signs) -> list[Clause]:
    return [col(Lead.email) == signs.email] if signs.email else []


def _told(_actor: Actor) -> Clause:
    """Leave out what the system noted, and what belongs to records in the trash."""
    by_people = col(HistoryEntry.kind) != HistoryKind.SYSTEM
    gone = [
        sa.exists().where(col(table.id) == column, col(table.deleted_at).is_not(None))
        for table, column in (
            (Organisation, HistoryEntry.organisation_id),
            (Person, HistoryEntry.person_id),
            (Deal, HistoryEntry.deal_id),
        )
    ]
    return sa.and_(by_people, *(~each for each in gone))


SOURCES: dict[Noun, Source] = {
    Noun.ORGANISATION: Source(Organisation, _kept(Organisation), _by_name(Organisation), _organisation),
    Noun.PERSON: Source(Person, _kept(Person), (_first_name, *_by_name(Person)), _person),
    Noun.LEAD: Source(Lead, _kept(Lead), _by_name(Lead), _lead),
    Noun.DEAL: Source(Deal, _kept(Deal), _by_name(Deal)),
    Noun.CONTRACT: Source(Contract, _kept(Contract), _by_name(Contract)),
    Noun.SERVICE: Source(Service, lambda _actor: col(Service.archived_at).is_(None), _by_name(Service)),
    Noun.TODO: Source(Todo, todo_lists.visible, is_prose=True),
    Noun.HISTORY: Source(HistoryEntry, _told, is_prose=True),
}
"""The nouns with an index; mailings, tags and users are few, and looked through by name."""
