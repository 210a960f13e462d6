"""Who takes part in a service: the parties of its contracts, and whom people have written down besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Contract, ContractParty, Organisation, ParticipantRole, Service, ServiceParticipant
from sambruk_crm.services import clock, contracts
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.records import known
from sambruk_crm.services.services import rules
from sambruk_crm.services.values.validation import Day, Input, Key, check_version, merge, parse


class ServiceParticipantInput(Input):
    """An organisation that takes part, in a role, from a day until the day before another."""

    organisation_id: Key = None
    role: ParticipantRole = ParticipantRole.USER
    from_on: Day = None
    to_on: Day = None


@dataclass(frozen=True)
class Participant:
    """An organisation in a service. A contract tells it, or it was written by hand and has an `id`.

    `to_on` is the first day without.
    """

    id: int | None
    version: int | None
    contract_id: int | None
    service_id: int
    service: str
    organisation_id: int
    organisation: str
    role: ParticipantRole
    from_on: date | None
    to_on: date | None

    def lasts_on(self, day: date) -> bool:
        """Return whether it takes part on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on > day)


def of_service(session: Session, actor: Actor, service_id: int, *, on: date | None = None) -> list[Participant]:
    """List who takes part, by name; with a day those of that day.

    Raises:
        NotFoundError: there is no such service.
    """
    rules.get(session, actor, service_id)
    return [each for each in of_services(session, [service_id]) if on is None or each.lasts_on(on)]


def of_services(session: Session, service_ids: Sequence[int]) -> list[Participant]:
    """List who takes part in some services, by name."""
    return _found(session, col(Service.id).in_(service_ids))


def of_organisation(session: Session, actor: Actor, organisation_id: int) -> list[Participant]:
    """List what an organisation takes part in and has taken part in, by service."""
    require(actor, Permission.VIEW)
    found = _found(session, sa.and_(col(Organisation.id) == organisation_id, col(Service.deleted_at).is_(None)))
    return sorted(found, key=lambda each: each.service.casefold())


def counts(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Count the organisations that take part today, by service: each once, whatever tells it."""
    today, keys = clock.today(session), [row.id for row in rows]
    by_hand = sa.select(ServiceParticipant.service_id, ServiceParticipant.organisation_id).where(
        col(ServiceParticipant.service_id).in_(keys), lasts_on(today)
    )
    by_contract = (
        sa.select(Contract.service_id, ContractParty.organisation_id)
        .join(Contract, col(Contract.id) == ContractParty.contract_id)
        .where(
            col(Contract.service_id).in_(keys),
            col(Contract.deleted_at).is_(None),
            col(ContractParty.signed_on).is_not(None),
            contracts.parties.lasts_on(today),
        )
    )
    present = sa.union(by_hand, by_contract).subquery()
    kept = sa.select(Organisation.id).where(col(Organisation.deleted_at).is_(None))
    query = sa.select(present.c.service_id, sa.func.count()).where(present.c.organisation_id.in_(kept))
    found = {key: count for key, count in session.execute(query.group_by(present.c.service_id))}
    return {key: found.get(key, 0) for key in keys}


def lasts_on(day: date) -> ColumnElement[bool]:
    """Return the SQL condition that what was written by hand holds on a day; `Participant.lasts_on` says the same."""
    begins, ends = col(ServiceParticipant.from_on), col(ServiceParticipant.to_on)
    return sa.and_(sa.or_(begins.is_(None), begins <= day), sa.or_(ends.is_(None), ends > day))


def add(
    session: Session, actor: Actor, service_id: int, values: dict[str, Any] | ServiceParticipantInput
) -> Participant:
    """Write down that an organisation takes part."""
    require(actor, Permission.EDIT_DEALS)
    rules.get(session, actor, service_id, for_update=True)
    wanted = parse(ServiceParticipantInput, values)
    place = known(session, Organisation, wanted.organisation_id, "organisation_id")
    if place is None:
        raise InvalidError({"organisation_id": say("Choose one from the list.")})
    return _write(session, ServiceParticipant(service_id=service_id, organisation_id=place.key), wanted, None)


def update(
    session: Session,
    actor: Actor,
    service_id: int,
    participant_id: int,
    values: dict[str, Any] | ServiceParticipantInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Participant:
    """Change the role or the days; who it is stays.

    Raises:
        StaleError: somebody else changed it since.
    """
    require(actor, Permission.EDIT_DEALS)
    row = _held(session, actor, service_id, participant_id)
    check_version(row, version, row.model_dump(mode="json"))
    return _write(session, row, parse(ServiceParticipantInput, values), base)


def remove(session: Session, actor: Actor, service_id: int, participant_id: int) -> None:
    """Take away what was written by hand; the audit log keeps it."""
    require(actor, Permission.EDIT_DEALS)
    session.delete(_held(session, actor, service_id, participant_id))
    session.flush()


def _held(session: Session, actor: Actor, service_id: int, participant_id: int) -> ServiceParticipant:
    rules.get(session, actor, service_id, for_update=True)
    row = session.get(ServiceParticipant, participant_id)
    if row is None or row.service_id != service_id:
        raise NotFoundError(say("This participant does not exist."))
    return row


def _write(
    session: Session, row: ServiceParticipant, wanted: ServiceParticipantInput, base: dict[str, Any] | None
) -> Participant:
    sent = {name: value for name, value in wanted.sent().items() if name != "organisation_id"}
    with session.no_autoflush:
        merge(row, sent, base)
        if row.from_on is not None and row.to_on is not None and row.to_on <= row.from_on:
            raise InvalidError({"to_on": say("The end is before the beginning.")})
    session.add(row)
    session.flush()
    return next(each for _, each in _by_hand(session, col(ServiceParticipant.id) == row.key))


def _found(session: Session, wanted: ColumnElement[bool]) -> list[Participant]:
    found = [*_by_contract(session, wanted), *_by_hand(session, wanted)]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _by_hand(session: Session, wanted: ColumnElement[bool]) -> Iterator[tuple[str, Participant]]:
    """Yield what people have written down, each with what sorts it by the organisation's name."""
    query = (
        sa.select(ServiceParticipant, Service.name, Organisation.name, Organisation.sort_sv)
        .join(Service, col(Service.id) == ServiceParticipant.service_id)
        .join(Organisation, col(Organisation.id) == ServiceParticipant.organisation_id)
        .where(wanted, col(Organisation.deleted_at).is_(None))
    )
    for row, service, name, order in session.execute(query.order_by(col(ServiceParticipant.id))):
        yield (
            order,
            Participant(
                id=row.key,
                version=row.version,
                contract_id=None,
                service_id=row.service_id,
                service=service,
                organisation_id=row.organisation_id,
                organisation=name,
                role=row.role,
                from_on=row.from_on,
                to_on=row.to_on,
            ),
        )


def _by_contract(session: Session, wanted: ColumnElement[bool]) -> Iterator[tuple[str, Participant]]:
    """Yield the parties that have signed; a contract's last day is one with, so the next is the first without."""
    begins, ends = contracts.parties.BEGINS, contracts.parties.ENDS
    query = (
        sa.select(Contract.id, Service.id, Service.name, Organisation.id, Organisation.name, begins, ends)
        .add_columns(col(Organisation.sort_sv))
        .join(ContractParty, col(ContractParty.contract_id) == Contract.id)
        .join(Service, col(Service.id) == Contract.service_id)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(
            wanted,
            col(Contract.deleted_at).is_(None),
            col(ContractParty.signed_on).is_not(None),
            col(Organisation.deleted_at).is_(None),
        )
        .order_by(col(ContractParty.id))
    )
    for contract_id, service_id, service, key, name, from_on, to_on, order in session.execute(query):
        yield (
            order,
            Participant(
                id=None,
                version=None,
                contract_id=contract_id,
                service_id=service_id,
                service=service,
                organisation_id=key,
                organisation=name,
                role=ParticipantRole.USER,
                from_on=from_on,
                to_on=to_on and to_on + timedelta(days=1),
            ),
        )
