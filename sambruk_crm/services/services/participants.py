"""Who takes part in a service: the parties of its contracts, and whom people have written down besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Contract, ContractParty, Organisation, ParticipantRole, ServiceParticipant
from sambruk_crm.services import clock
from sambruk_crm.services.permissions import Actor, Permission, require
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
    found = [*_by_contract(session, service_ids), *_by_hand(session, service_ids)]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def counts(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Count the organisations that take part today, by service."""
    today = clock.today(session)
    present = [each for each in of_services(session, [row.id for row in rows]) if each.lasts_on(today)]
    return {row.id: len({each.organisation_id for each in present if each.service_id == row.id}) for row in rows}


def add(
    session: Session, actor: Actor, service_id: int, values: dict[str, Any] | ServiceParticipantInput
) -> Participant:
    """Write down that an organisation takes part."""
    require(actor, Permission.EDIT_DEALS)
    rules.get(session, actor, service_id, for_update=True)
    wanted = parse(ServiceParticipantInput, values)
    place = session.get(Organisation, wanted.organisation_id) if wanted.organisation_id else None
    if place is None or place.deleted_at is not None:
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
    return next(each for _, each in _by_hand(session, [row.service_id]) if each.id == row.key)


def _by_hand(session: Session, service_ids: Sequence[int]) -> Iterator[tuple[str, Participant]]:
    query = (
        sa.select(ServiceParticipant, Organisation.name, Organisation.sort_sv)
        .join(Organisation, col(Organisation.id) == ServiceParticipant.organisation_id)
        .where(col(ServiceParticipant.service_id).in_(service_ids), col(Organisation.deleted_at).is_(None))
    )
    for row, name, order in session.execute(query.order_by(col(ServiceParticipant.id))):
        yield (
            order,
            Participant(
                row.key,
                row.version,
                None,
                row.service_id,
                row.organisation_id,
                name,
                row.role,
                row.from_on,
                row.to_on,
            ),
        )


def _by_contract(session: Session, service_ids: Sequence[int]) -> Iterator[tuple[str, Participant]]:
    """Yield the parties that have signed; a contract's last day is one with, so the next is the first without."""
    begins = sa.func.coalesce(ContractParty.from_on, Contract.from_on)
    ends = sa.func.coalesce(ContractParty.to_on, Contract.to_on)
    query = (
        sa.select(
            Contract.id, Contract.service_id, Organisation.id, Organisation.name, Organisation.sort_sv, begins, ends
        )
        .join(ContractParty, col(ContractParty.contract_id) == Contract.id)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(
            col(Contract.service_id).in_(service_ids),
            col(Contract.deleted_at).is_(None),
            col(ContractParty.signed_on).is_not(None),
            col(Organisation.deleted_at).is_(None),
        )
    )
    for contract_id, service_id, key, name, order, from_on, to_on in session.execute(query.order_by(ContractParty.id)):
        without = to_on and date.fromordinal(to_on.toordinal() + 1)
        yield (
            order,
            Participant(None, None, contract_id, service_id, key, name, ParticipantRole.USER, from_on, without),
        )
