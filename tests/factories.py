"""Records for tests: each with believable values, changed by keywords where a test cares."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from sambruk_crm.models import (
    Absence,
    Deal,
    Locale,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Phase,
    Role,
    Tag,
    TagScope,
    Todo,
    User,
    utc_now,
)
from sambruk_crm.services import deals, organisations, persons, todos
from sambruk_crm.services.permissions import Actor

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_numbers = count(1)


def make_user(session: Session, name: str = "Anna Berg", role: Role = Role.STAFF, **values: Any) -> User:
    """Add a user who can act but not sign in, and who reads English as tests do."""
    values.setdefault("locale", Locale.EN)
    email = values.pop("email", f"user{next(_numbers)}@example.test")
    user = User(email=email, name=name, role=role, **values)
    session.add(user)
    session.flush()
    return user


def actor_of(user: User, locale: Locale = Locale.EN) -> Actor:
    """Let a user act, in English so that tests can read the texts."""
    return Actor(user.key, user.name, user.email, user.role, locale, STOCKHOLM)


def make_actor(session: Session, name: str = "Anna Berg", role: Role = Role.STAFF) -> Actor:
    """Add a user and let them act."""
    return actor_of(make_user(session, name, role))


def make_phases(session: Session) -> dict[str, Phase]:
    """Return the phases of the default pipeline by their default names, loading the reference lists if need be."""
    from sambruk_crm.services import reference

    if session.exec(select(Phase)).first() is None:
        reference.load_vocabularies(session)
    return {phase.default_name: phase for phase in session.exec(select(Phase))}


def make_organisation(session: Session, actor: Actor, name: str = "Kungsör", **values: Any) -> Organisation:
    """Add an organisation, a municipality unless said."""
    values.setdefault("kind", OrganisationKind.MUNICIPALITY)
    population = values.pop("population", None)
    county_code = values.pop("county_code", None)
    organisation = organisations.create(session, actor, {"name": name, **values})
    organisation.population, organisation.county_code = population, county_code
    session.flush()
    return organisation


def make_person(
    session: Session, actor: Actor, first_name: str = "Åsa", last_name: str = "Öberg", **values: Any
) -> Person:
    """Add a person."""
    return persons.create(session, actor, {"first_name": first_name, "last_name": last_name, **values})


def make_membership(
    session: Session, organisation: Organisation, joined_on: date, left_on: date | None = None
) -> Membership:
    """Add a period of membership."""
    membership = Membership(organisation_id=organisation.key, joined_on=joined_on, left_on=left_on)
    session.add(membership)
    session.flush()
    return membership


def make_tag(session: Session, name: str = "Yoga", scope: TagScope = TagScope.PERSON) -> Tag:
    """Add a tag."""
    tag = Tag(name=name, scope=scope)
    session.add(tag)
    session.flush()
    return tag


def make_deal(session: Session, actor: Actor, title: str = "EGIL", phase: str = "Interested", **values: Any) -> Deal:
    """Add a deal in a phase, named by its default name."""
    found = make_phases(session)[phase]
    return deals.create(session, actor, {"title": title, **values}, phase_id=found.key)


def make_todo(session: Session, actor: Actor, note: str = "Ring", *, days: int | None = 0, **values: Any) -> Todo:
    """Add a to-do that is due some days from now, or undated."""
    if days is not None:
        values.setdefault("remind_at", noon(days))
    return todos.create(session, actor, {"note": note, **values})


def make_absence(session: Session, user_id: int, stand_in_id: int, from_on: date, to_on: date) -> Absence:
    """Let somebody stand in for a colleague."""
    absence = Absence(user_id=user_id, stand_in_id=stand_in_id, from_on=from_on, to_on=to_on)
    session.add(absence)
    session.flush()
    return absence


def today() -> date:
    """Return the date in Stockholm."""
    return utc_now().astimezone(STOCKHOLM).date()


def noon(days: int = 0) -> datetime:
    """Return noon in Stockholm, some days from today."""
    return datetime.combine(today() + timedelta(days=days), datetime.min.time(), STOCKHOLM).replace(hour=12)
