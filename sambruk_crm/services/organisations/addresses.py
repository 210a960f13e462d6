"""The four addresses of an organisation."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.models import (
    Address,
    AddressKind,
)
from sambruk_crm.services import bulk
from sambruk_crm.services.organisations.rules import get
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import (
    Country,
    Input,
    Line,
    check_version,
    merge,
    parse,
)


class AddressInput(Input):
    """An address as it is written on an envelope."""

    street: Line = ""
    postal_code: Annotated[Line, Field(max_length=16)] = ""
    city: Annotated[Line, Field(max_length=120)] = ""
    country: Country = "SE"


def set_address(
    session: Session,
    actor: Actor,
    organisation_id: int,
    kind: AddressKind,
    values: dict[str, Any] | AddressInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Address:
    """Write the address of one kind; `version`, 0 before there is one, and `base` as for the organisation itself."""
    require(actor, Permission.EDIT_RECORDS)
    get(session, actor, organisation_id)
    wanted = parse(AddressInput, values)
    found = session.exec(
        select(Address).where(Address.organisation_id == organisation_id, Address.kind == kind)
    ).first()
    address = found or Address(organisation_id=organisation_id, kind=kind, version=0)
    check_version(address, version, address.model_dump(mode="json"))
    merge(address, wanted.sent(), base)
    session.add(address)
    session.flush()
    return address


def set_addresses(
    session: Session, actor: Actor, wanted: Mapping[tuple[int, AddressKind], dict[str, Any] | AddressInput]
) -> None:
    """Write addresses of organisations that are there, by their key and the kind, at once."""
    require(actor, Permission.EDIT_RECORDS)
    rows = session.exec(select(Address).where(col(Address.organisation_id).in_({key for key, _ in wanted})))
    present = {(address.organisation_id, address.kind): address for address in rows}
    new: list[Any] = []
    for (key, kind), values in wanted.items():
        address = present.get((key, kind)) or bulk.draft(Address, organisation_id=key, kind=kind)
        merge(address, parse(AddressInput, values).sent(), None)
        if (key, kind) not in present:
            new.append(address)
    session.flush()
    bulk.insert(session, Address, new)
