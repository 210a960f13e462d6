"""Whom a person represents, and when; a post at an organisation outlives its holder."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Affiliation, Organisation, Person, Post
from sambruk_crm.services import bulk, clock, organisations
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons import first_contacts, rules
from sambruk_crm.services.values.validation import Day, Input, Line, check_version, parse


class AffiliationInput(Input):
    """A title, a role and the period; `is_primary` marks the first contact of the organisation, one at most.

    Whoever becomes it takes it over; where nobody is, the first person who comes is, unless it is said not to be.
    """

    title: Line = ""
    role: Annotated[Line, Field(max_length=100)] = ""
    is_primary: bool = False
    from_on: Day = None
    to_on: Day = None


class Place(NamedTuple):
    """Whom a person represents, as what, and when."""

    organisation_id: int
    title: str = ""
    from_on: date | None = None
    to_on: date | None = None

    @classmethod
    def of(cls, organisation_id: int, title: str, from_on: str, to_on: str) -> "Place":
        """Read a place from what JSON holds of it."""
        begun, ended = (date.fromisoformat(text) if text else None for text in (from_on, to_on))
        return cls(organisation_id, title, begun, ended)


def of_organisation(
    session: Session, actor: Actor, organisation_id: int, *, ended: bool = False
) -> list[tuple[Affiliation, Person]]:
    """List who represents an organisation today, or with `ended` who once did too; first contacts first."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(Affiliation, Person)
        .join(Person, col(Person.id) == Affiliation.person_id)
        .where(col(Affiliation.organisation_id) == organisation_id, col(Person.deleted_at).is_(None))
        .order_by(col(Affiliation.is_primary).desc(), col(Person.sort_sv), col(Affiliation.id))
    )
    if not ended:
        query = query.where(rules.current(clock.today(session)))
    return [(affiliation, person) for affiliation, person in session.execute(query)]


def of_organisations(
    session: Session, actor: Actor, organisation_ids: Sequence[int], *, limit: int | None = None
) -> list[tuple[Person, str, str]]:
    """List who represents some organisations today, as what and where, first contacts first; each person once."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(Person, Affiliation.title, Organisation.name)
        .join(Affiliation, col(Affiliation.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.organisation_id).in_(organisation_ids), col(Person.deleted_at).is_(None))
        .where(rules.current(clock.today(session)))
        .order_by(col(Affiliation.is_primary).desc(), col(Organisation.sort_sv), col(Person.sort_sv))
        .limit(limit)
    )
    found: dict[int, tuple[Person, str, str]] = {}
    for person, title, name in session.execute(query):
        found.setdefault(person.key, (person, title, name))
    return list(found.values())


def create(session: Session, actor: Actor, person_id: int, organisation_id: int, values: dict[str, Any]) -> Affiliation:
    """Say that a person represents an organisation; a title that is a post there is linked to it."""
    require(actor, Permission.EDIT_RECORDS)
    rules.get(session, actor, person_id)
    organisations.get(session, actor, organisation_id)
    affiliation = Affiliation(person_id=person_id, organisation_id=organisation_id)
    _write(session, affiliation, parse(AffiliationInput, values))
    return affiliation


def put_on(
    session: Session, actor: Actor, wanted: Mapping[int, Sequence[Place]], *, only_current: bool = False
) -> None:
    """Make exactly these the places of persons; a place that was there keeps what else is known of it.

    Args:
        only_current: leave what has ended or has not begun, and the days of what holds today.
    """
    require(actor, Permission.EDIT_RECORDS)
    if not wanted:
        return
    query = select(Affiliation).where(col(Affiliation.person_id).in_(wanted))
    if only_current:
        query = query.where(rules.current(clock.today(session)))
    present = group_by_id((row.person_id, row) for row in session.exec(query.order_by(col(Affiliation.id))))
    new: list[tuple[int, int, dict[str, Any]]] = []
    for person_id, places in wanted.items():
        left = list(present.get(person_id, []))
        for place in places:
            values = {"title": place.title} if only_current else place._asdict()
            values.pop("organisation_id", None)
            same = min((row for row in left if row.organisation_id == place.organisation_id),
                       key=lambda row: _distance(row, place), default=None)  # fmt: skip
            if same is None:
                new.append((person_id, place.organisation_id, values))
                continue
            left.remove(same)
            if any(getattr(same, name) != value for name, value in values.items()):
                _write(session, same, parse(AffiliationInput, values))
        for row in left:
            session.delete(row)
    session.flush()
    create_many(session, actor, new)


def change(
    session: Session, actor: Actor, _scope: str, person_id: int, *, on: Sequence[int], off: Sequence[int]
) -> None:
    """Say that a person represents some organisations too, and from today others no longer.

    Raises:
        InvalidError: one of those that are added is not there.
    """
    require(actor, Permission.EDIT_RECORDS)
    today = clock.today(session)
    there = sa.select(Organisation.id).where(col(Organisation.id).in_(on), col(Organisation.deleted_at).is_(None))
    if set(on) - set(session.scalars(there)):
        raise InvalidError({"organisations": say("Choose one from the list.")})
    query = select(Affiliation).where(Affiliation.person_id == person_id, rules.current(today))
    held = list(session.exec(query))
    for affiliation in held:
        if affiliation.organisation_id in off:
            _fill(affiliation, parse(AffiliationInput, {"to_on": today}))
    session.flush()
    present = {affiliation.organisation_id for affiliation in held} - set(off)
    create_many(session, actor, [(person_id, key, {}) for key in dict.fromkeys(on) if key not in present])


def create_many(session: Session, actor: Actor, wanted: Sequence[tuple[int, int, dict[str, Any]]]) -> list[int]:
    """Say for many persons, by person, organisation and the rest, that they represent organisations that are there."""
    require(actor, Permission.EDIT_RECORDS)
    made: list[Any] = []
    unsaid: list[Any] = []
    for person_id, organisation_id, values in wanted:
        made.append(bulk.draft(Affiliation, person_id=person_id, organisation_id=organisation_id))
        _fill(made[-1], parse(AffiliationInput, values))
        if "is_primary" not in values:
            unsaid.append(made[-1])
    first_contacts.settle(session, made, unsaid=unsaid)
    _link_posts(session, made)
    return bulk.insert(session, Affiliation, made)


def update(
    session: Session, actor: Actor, affiliation_id: int, values: dict[str, Any], *, version: int | None = None
) -> Affiliation:
    """Change an affiliation, for instance end it."""
    require(actor, Permission.EDIT_RECORDS)
    affiliation = session.get(Affiliation, affiliation_id)
    if affiliation is None:
        raise NotFoundError
    check_version(affiliation, version, affiliation.model_dump(mode="json"))
    _write(session, affiliation, parse(AffiliationInput, values))
    return affiliation


def _write(session: Session, affiliation: Affiliation, wanted: AffiliationInput) -> None:
    _fill(affiliation, wanted)
    unsaid = [affiliation] if affiliation.id is None and "is_primary" not in wanted.model_fields_set else []
    first_contacts.settle(session, [affiliation], unsaid=unsaid)
    _link_posts(session, [affiliation])
    session.add(affiliation)
    session.flush()


def _distance(row: Affiliation, place: Place) -> int:
    """Return how much of a place is another than that of a row, the day of beginning first."""
    return 4 * (row.from_on != place.from_on) + 2 * (row.title != place.title) + (row.to_on != place.to_on)


def _fill(affiliation: Any, wanted: AffiliationInput) -> None:
    for name, value in wanted.sent().items():
        setattr(affiliation, name, value)
    if affiliation.from_on and affiliation.to_on and affiliation.to_on < affiliation.from_on:
        raise InvalidError({"to_on": say("The end is before the beginning.")})


def _link_posts(session: Session, affiliations: Sequence[Any]) -> None:
    """Have each affiliation with a title hold the post of that name, made where there is none."""
    titled = [each for each in affiliations if each.title]
    wanted = {(each.organisation_id, each.title): None for each in titled}
    query = select(Post).where(col(Post.organisation_id).in_({place for place, _ in wanted}))
    query = query.where(col(Post.title).in_({title for _, title in wanted}))
    held = {(post.organisation_id, post.title): post.key for post in session.exec(query)} if wanted else {}
    new = [
        bulk.draft(Post, organisation_id=place, title=title) for place, title in wanted if (place, title) not in held
    ]
    bulk.insert(session, Post, new)
    held |= {(post.organisation_id, post.title): post.id for post in new}
    for each in titled:
        each.post_id = held[each.organisation_id, each.title]
