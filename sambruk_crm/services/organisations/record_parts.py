"""An organisation as its page and the API show it, with what hangs directly on it."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from sambruk_crm.models import (
    Address,
    AddressKind,
    MembershipStatus,
    Organisation,
    Tag,
)
from sambruk_crm.services import clock, memberships, responsibilities, tags
from sambruk_crm.services.organisations.rules import get
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.responsibilities import Responsible


@dataclass(frozen=True)
class OrganisationRecord:
    """An organisation as its page and REST show it, with what hangs directly on it."""

    organisation: Organisation
    membership: MembershipStatus
    tags: list[Tag]
    responsible: list[Responsible]
    addresses: dict[AddressKind, Address] = field(default_factory=dict[AddressKind, Address])


def record(session: Session, actor: Actor, organisation_id: int) -> OrganisationRecord:
    """Return an organisation with its tags, responsible users, addresses and membership of today."""
    return records(session, actor, [get(session, actor, organisation_id)])[0]


def records(session: Session, actor: Actor, organisations: list[Organisation]) -> list[OrganisationRecord]:
    """Return organisations with what hangs on them, in as many queries as one would take."""
    require(actor, Permission.VIEW)
    ids = [organisation.key for organisation in organisations]
    statuses = memberships.statuses(session, ids, clock.today(session))
    carried = tags.of_records(session, "organisation", ids)
    people = responsibilities.of_records(session, "organisation", ids)
    rows = session.exec(select(Address).where(col(Address.organisation_id).in_(ids)))
    places = group_by_id((address.organisation_id, address) for address in rows)
    return [
        OrganisationRecord(
            organisation,
            statuses[organisation.key],
            carried.get(organisation.key, []),
            people.get(organisation.key, []),
            {address.kind: address for address in places.get(organisation.key, [])},
        )
        for organisation in organisations
    ]
