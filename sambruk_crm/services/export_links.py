"""Facts that hang on records, read for many records at once as plain values, by key."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import (
    Address,
    AddressKind,
    Affiliation,
    Contract,
    ContractState,
    Membership,
    Organisation,
    OrganisationResponsibility,
    OrganisationTag,
    PersonEmail,
    PersonPhone,
    PersonResponsibility,
    PersonTag,
    Phase,
    Service,
    Tag,
    TodoType,
    User,
)
from sambruk_crm.services import clock, contracts, departments, memberships, numbers, persons, vocabularies
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.vocabulary_texts import word

Links = dict[str, dict[int, Any]]
Loader = Callable[[Session, Actor, Sequence[Any]], dict[int, Any]]


def memberships_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the word for each organisation's membership today."""
    found = memberships.statuses(session, _ids(rows), clock.today(session))
    return {key: word(status) for key, status in found.items()}


def listed(values: Iterable[str]) -> str:
    """Write several values into one cell; a comma may stand in each of them."""
    return "; ".join(values)


def addresses(kind: AddressKind) -> Loader:
    """Give what finds street, postal code and city of the addresses of a kind."""
    return lambda session, _actor, rows: _addresses(session, rows, kind)


def periods_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the days on which organisations joined and left last."""
    query = sa.select(Membership.organisation_id, Membership.joined_on, Membership.left_on)
    query = query.where(col(Membership.organisation_id).in_(_ids(rows))).order_by(col(Membership.joined_on))
    return {key: (joined_on, left_on) for key, joined_on, left_on in session.execute(query)}


def departments_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the departments that look after organisations, as a list."""
    found = departments.of_organisations(session, _ids(rows))
    return {key: listed(each.name for each in held) for key, held in found.items()}


def responsible_for_organisations(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give who is responsible for each organisation, as a list."""
    return _responsible(session, OrganisationResponsibility, OrganisationResponsibility.organisation_id, rows)


def responsible_for_persons(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give who is responsible for each person, as a list."""
    return _responsible(session, PersonResponsibility, PersonResponsibility.person_id, rows)


def tags_of_organisations(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the tags of each organisation, as a list."""
    return _tags(session, OrganisationTag, OrganisationTag.organisation_id, rows)


def tags_of_persons(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the tags of each person, as a list."""
    return _tags(session, PersonTag, PersonTag.person_id, rows)


def emails_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give each person's first e-mail address, and all of them."""
    query = sa.select(PersonEmail.person_id, PersonEmail.email).where(col(PersonEmail.person_id).in_(_ids(rows)))
    found = group_by_id(session.execute(query.order_by(col(PersonEmail.position), col(PersonEmail.id))))
    return {key: (values[0], listed(values)) for key, values in found.items()}


def phones_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give each person's first phone number, and all of them."""
    query = sa.select(PersonPhone.person_id, PersonPhone.phone).where(col(PersonPhone.person_id).in_(_ids(rows)))
    found = group_by_id(session.execute(query.order_by(col(PersonPhone.position), col(PersonPhone.id))))
    return {key: (values[0], values) for key, values in found.items()}


def places_of_work(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the first organisation each person represents today, its number, the title there, and all of them."""
    query = (
        sa.select(
            Affiliation.person_id,
            Organisation.name,
            Organisation.organisation_number,
            Organisation.country,
            Affiliation.title,
        )
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(_ids(rows)), persons.current(clock.today(session)))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    found: dict[int, Any] = {}
    for key, places in group_by_id(session.execute(query)).items():
        name, number, country, title = places[0]
        found[key] = (name, numbers.shown(number, country), title, listed(place[0] for place in places))
    return found


def named(table: Any, column: str, name: str = "name") -> Loader:
    """Give what finds the names of records that rows point to by a column."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        wanted = {getattr(row, column) for row in rows} - {None}
        query = sa.select(table.id, getattr(table, name)).where(table.id.in_(wanted))
        return {key: value for key, value in session.execute(query)}

    return load


def users_of(column: str) -> Loader:
    """Give what finds the names of users that rows point to by a column."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        wanted = {getattr(row, column) for row in rows} - {None}
        query = sa.select(User.id, User.name, User.email).where(col(User.id).in_(wanted))
        return {key: name or email for key, name, email in session.execute(query)}

    return load


def services_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the services that deals are about."""
    return named(Service, "service_id")(session, _actor, rows)


def phases_of(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the phases that deals are in, as the reader calls them."""
    wanted = {row.phase_id for row in rows}
    found = session.scalars(sa.select(Phase).where(col(Phase.id).in_(wanted)))
    return {phase.key: vocabularies.shown(phase, actor.locale) for phase in found}


def todo_types_of(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the types of to-dos, as the reader calls them."""
    wanted = {row.type_id for row in rows} - {None}
    found = session.scalars(sa.select(TodoType).where(col(TodoType.id).in_(wanted)))
    return {kind.key: vocabularies.shown(kind, actor.locale) for kind in found}


def parties_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Give the parties of contracts."""
    found = contracts.party_names(session, _ids(rows))
    return {key: listed(name for _, name in parties) for key, parties in found.items()}


def contract_states_of(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Say where contracts stand today."""
    today = clock.today(session)
    state = sa.case(*((contracts.state_clause(state, today), state.value) for state in ContractState))
    query = sa.select(Contract.id, state).where(col(Contract.id).in_(_ids(rows)))
    return {key: word(ContractState(value)) for key, value in session.execute(query)}


def _ids(rows: Sequence[Any]) -> list[int]:
    return [row.id for row in rows]


def _addresses(session: Session, rows: Sequence[Any], kind: AddressKind) -> dict[int, Any]:
    query = sa.select(Address.organisation_id, Address.street, Address.postal_code, Address.city)
    query = query.where(col(Address.organisation_id).in_(_ids(rows)), col(Address.kind) == kind)
    return {key: tuple(parts) for key, *parts in session.execute(query)}


def _responsible(session: Session, table: Any, owner: Any, rows: Sequence[Any]) -> dict[int, Any]:
    query = sa.select(owner, User.name, User.email).join(User, col(User.id) == table.user_id)
    query = query.where(owner.in_(_ids(rows))).order_by(table.position, table.id)
    found = group_by_id(session.execute(query))
    return {key: listed(name or email for name, email in people) for key, people in found.items()}


def _tags(session: Session, table: Any, owner: Any, rows: Sequence[Any]) -> dict[int, Any]:
    query = sa.select(owner, Tag.name).join(Tag, col(Tag.id) == table.tag_id)
    found = group_by_id(session.execute(query.where(owner.in_(_ids(rows))).order_by(sa.func.lower(Tag.name))))
    return {key: listed(names) for key, names in found.items()}
