"""An organisation as its page and the API show it, with what hangs directly on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from sambruk_crm.models import (
    Address,
    AddressKind,
    MembershipStatus,
    Organisation,
)
from sambruk_crm.services import clock, memberships, own_values, responsibilities, tags
from sambruk_crm.services.organisations.lists import LIST, OrganisationFilter
from sambruk_crm.services.organisations.rules import get
from sambruk_crm.services.paging import Page, Paging, among, group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.responsibilities import Responsible
from sambruk_crm.services.tags import Carried


@dataclass(frozen=True)
class OrganisationRecord:
    """An organisation as its page and REST show it, with what hangs directly on it."""

    organisation: Organisation
    membership: MembershipStatus
    tags: list[Carried]
    responsible: list[Responsible]
    addresses: dict[AddressKind, Address] = field(default_factory=dict[AddressKind, Address])
    fields: dict[str, Any] = field(default_factory=dict[str, Any])
    """What stands in the association's own fields, by their keys."""


def record(session: Session, actor: Actor, organisation_id: int) -> OrganisationRecord:
    """Return an organisation with its tags, responsible users, addresses and membership of today."""
    organisation, ids = get(session, actor, organisation_id), [organisation_id]
    addresses = session.exec(select(Address).where(Address.organisation_id == organisation_id))
    return OrganisationRecord(
        organisation,
        memberships.statuses(session, ids, clock.today(session))[organisation_id],
        tags.of_records(session, "organisation", ids).get(organisation_id, []),
        responsibilities.of_records(session, "organisation", ids).get(organisation_id, []),
        {address.kind: address for address in addresses},
        own_values.told_of_records(session, "organisation", ids)[organisation_id],
    )


_PLACE = ("version", "street", "postal_code", "city", "country")


def read(
    session: Session,
    actor: Actor,
    wanted: OrganisationFilter,
    names: Sequence[str],
    *,
    sort: str = "",
    paging: Paging | None = None,
) -> Page[dict[str, Any]]:
    """Return a page of organisations as plain values: these columns, and what hangs on them.

    `tags` and `responsible` are keys, `membership` is its status today, `addresses` are by kind.
    """
    page = LIST.read(session, actor, wanted, [*names, "logo"], sort=sort, paging=paging)
    ids = [row["id"] for row in page.items]
    statuses, places = memberships.statuses(session, ids, clock.today(session)), _addresses(session, ids)
    carried = tags.of_records(session, "organisation", ids)
    people = responsibilities.of_records(session, "organisation", ids)
    fields = own_values.told_of_records(session, "organisation", ids)
    for row in page.items:
        key = row["id"]
        row["has_logo"], row["membership"] = bool(row.pop("logo")), statuses[key]
        row["tags"] = [tag.id for tag in carried.get(key, [])]
        row["responsible"] = [user.key for user in people.get(key, [])]
        row["addresses"], row["fields"] = dict(places.get(key, [])), fields[key]
    return page


def _addresses(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[AddressKind, dict[str, Any]]]]:
    columns = sa.inspect(Address).c
    query = sa.select(columns.organisation_id, columns.kind, *(columns[name] for name in _PLACE))
    found = session.execute(query.where(among(columns.organisation_id, ids)))
    return group_by_id((key, kind, dict(zip(_PLACE, place, strict=True))) for key, kind, *place in found)
