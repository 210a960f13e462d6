"""Organisations: finding, knowing and changing any body we have to do with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    CustomerStatus,
    InvoiceDelivery,
    Organisation,
    OrganisationKind,
    TagScope,
    utc_now,
)
from sambruk_crm.services import bulk, own_values, responsibilities, tags
from sambruk_crm.services.organisations import also_called
from sambruk_crm.services.organisations.columns import COLUMNS
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding, numbers
from sambruk_crm.services.values.validation import (
    Blank,
    Count,
    Country,
    Email,
    Fielded,
    Id,
    Key,
    Line,
    Name,
    NationalPhone,
    Text,
    Url,
    check_version,
    merge,
    parse,
    phone_in,
)


class OrganisationInput(Fielded):
    """What can be written of an organisation. No field is mandatory."""

    name: Name = ""
    official_name: Name = ""
    other_names: Annotated[Line, Field(max_length=1000)] = ""
    country: Country = "SE"
    organisation_number: Line | None = None
    kind: Annotated[OrganisationKind | None, Blank] = None
    status: Annotated[CustomerStatus | None, Blank] = None
    legal_form: Annotated[Line, Field(max_length=100)] = ""
    industry_code: Annotated[Line, Field(max_length=16)] = ""
    employees: Count = None
    website: Url = ""
    email: Email = ""
    phone: NationalPhone = ""
    note: Text = ""
    parent_id: Key = None
    invoice_delivery: Annotated[InvoiceDelivery | None, Blank] = None
    invoice_email: Email = ""
    peppol_id: Annotated[Line, Field(max_length=60)] = ""
    buyer_reference: Annotated[Line, Field(max_length=120)] = ""
    gln: Annotated[Line, Field(pattern=r"^(\d{13})?$")] = ""
    credit_days: Count = None
    county_code: Annotated[Annotated[Line, Field(max_length=4)] | None, Blank] = None
    tags: list[Id] = []
    responsible: list[Id] = []


LINKED = frozenset({"tags", "responsible", "fields"})


def get(session: Session, actor: Actor, organisation_id: int, *, for_update: bool = False) -> Organisation:
    """Return an organisation that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Organisation, organisation_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This organisation does not exist."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | OrganisationInput) -> Organisation:
    """Add an organisation.

    Raises:
        InvalidError: there is nothing to show it by, or a field cannot be read.
    """
    (key,) = create_many(session, actor, [values])
    return session.get_one(Organisation, key)


def create_many(session: Session, actor: Actor, wanted: Sequence[dict[str, Any] | OrganisationInput]) -> list[int]:
    """Add organisations at once, with a handful of statements; returns their keys.

    Raises:
        InvalidError: the first that cannot be made, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    made = [_Change(bulk.draft(Organisation), parse(OrganisationInput, values)) for values in wanted]
    _fill(session, made)
    keys = bulk.insert(session, Organisation, [change.organisation for change in made])
    _link(session, made)
    return keys


def update(
    session: Session,
    actor: Actor,
    organisation_id: int,
    values: dict[str, Any] | OrganisationInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Organisation:
    """Change what was sent and nothing else.

    Args:
        version: refuse the change if the organisation is not at this version (programs).
        base: the values the editor saw; refuse only where somebody else changed the same field (screens).

    Raises:
        StaleError: with the current values.
    """
    require(actor, Permission.EDIT_RECORDS)
    organisation = get(session, actor, organisation_id, for_update=True)
    check_version(organisation, version, organisation.model_dump(mode="json"))
    _change(session, [_Change(organisation, parse(OrganisationInput, values), base)])
    return organisation


def update_many(session: Session, actor: Actor, wanted: Mapping[int, dict[str, Any] | OrganisationInput]) -> None:
    """Change organisations at once, each by what is sent for it.

    Raises:
        NotFoundError: one of them is not there.
        InvalidError: the first that cannot be changed, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    found = bulk.hold(session, Organisation, wanted.keys())
    if any(key not in found or found[key].deleted_at is not None for key in wanted):
        raise NotFoundError(say("This organisation does not exist."))
    _change(session, [_Change(found[key], parse(OrganisationInput, values)) for key, values in wanted.items()])


def delete(session: Session, actor: Actor, organisation_id: int, *, version: int | None = None) -> None:
    """Put an organisation in the trash."""
    require(actor, Permission.DELETE_RECORDS)
    organisation = get(session, actor, organisation_id)
    check_version(organisation, version, organisation.model_dump(mode="json"))
    organisation.deleted_at = utc_now()
    session.flush()


def refresh_findable(organisation: Organisation) -> None:
    """Set what the organisation is found and sorted by."""
    folding.make_findable(
        organisation,
        organisation.name or organisation.email or organisation.organisation_number or "",
        organisation.official_name,
        organisation.other_names,
        organisation.email,
        organisation.web_domain,
        organisation.municipality_code,
        numbers=(organisation.organisation_number, organisation.phone, *_found_by(organisation)),
    )


def _found_by(organisation: Organisation) -> list[str | None]:
    """Return the facts that the search finds organisations by, as their columns say."""
    names = (name for name, column in COLUMNS.items() if column.fact is not None and column.fact.is_found)
    return [getattr(organisation, name) for name in names]


@dataclass(frozen=True)
class _Change:
    """An organisation, or one to be, with what is wanted of it."""

    organisation: Any
    wanted: OrganisationInput
    base: dict[str, Any] | None = None

    @property
    def sent(self) -> dict[str, Any]:
        return {name: value for name, value in self.wanted.sent().items() if name not in LINKED}


def _change(session: Session, changes: list[_Change]) -> None:
    _fill(session, changes)
    session.flush()
    _link(session, changes)
    session.flush()


def _fill(session: Session, changes: list[_Change]) -> None:
    """Write what is wanted on the organisations, and what they are shown and found by."""
    values = [_canonical(change) for change in changes]
    _refuse_taken_numbers(session, changes, values)
    counties = _counties(session) if any("county_code" in sent for sent in values) else {}
    for change, sent in zip(changes, values, strict=True):
        organisation = change.organisation
        country = sent.get("country", organisation.country)
        if "phone" in sent:
            sent["phone"] = phone_in(sent["phone"], country)
        if sent.get("parent_id") is not None:
            _refuse_ring(session, organisation, sent["parent_id"])
        merge(organisation, sent, _with_canonical_number(change.base, country))
        if "county_code" in sent:
            organisation.county_name = counties.get(sent["county_code"] or "", "")
        if not (organisation.name or organisation.email or organisation.organisation_number):
            told = say("Write a name, an e-mail address or an organisation number to show it by.")
            raise InvalidError({"name": told})
        refresh_findable(organisation)


def _counties(session: Session) -> dict[str, str]:
    """Return what counties are called, by code, as municipalities and regions tell it."""
    query = select(Organisation.county_code, Organisation.county_name).where(
        col(Organisation.county_code).is_not(None), col(Organisation.county_name) != ""
    )
    return {code or "": name for code, name in session.exec(query.distinct())}


def _canonical(change: _Change) -> dict[str, Any]:
    sent = change.sent
    if "organisation_number" in sent:
        country = sent.get("country", change.organisation.country)
        sent["organisation_number"] = numbers.canonical(sent["organisation_number"], country)
    return sent


def _with_canonical_number(base: dict[str, Any] | None, country: str) -> dict[str, Any] | None:
    """Read the number that the editor saw, which is written as people do, the way it is stored."""
    if base is None or "organisation_number" not in base:
        return base
    try:
        return {**base, "organisation_number": numbers.canonical(base["organisation_number"], country)}
    except InvalidError:
        return base


def _link(session: Session, changes: list[_Change]) -> None:
    """Write what hangs on the organisations, as far as it was sent."""
    for name, put_on in (("tags", tags.put_on), ("responsible", responsibilities.put_on)):
        sent = [each for each in changes if name in each.wanted.model_fields_set]
        put_on(session, TagScope.ORGANISATION, {each.organisation.id: getattr(each.wanted, name) for each in sent})
    own_values.put_on(session, Organisation, {each.organisation.id: each.wanted.fields for each in changes})
    also_called.keep(
        session, [each.organisation for each in changes if also_called.NAMING & each.wanted.model_fields_set]
    )


def _refuse_taken_numbers(session: Session, changes: list[_Change], values: list[dict[str, Any]]) -> None:
    """Refuse a number that another organisation of its country has, one in the trash included."""
    wanted = {number for sent in values if (number := sent.get("organisation_number"))}
    query = select(Organisation).where(col(Organisation.organisation_number).in_(wanted))
    with session.no_autoflush:
        found = list(session.exec(query)) if wanted else []
    held: dict[Any, Any] = {(other.country, other.organisation_number): other for other in found}
    for change, sent in zip(changes, values, strict=True):
        number, organisation = sent.get("organisation_number"), change.organisation
        if number is None:
            continue
        other = held.setdefault((sent.get("country", organisation.country), number), organisation)
        if other is organisation or (other.id is not None and other.id == organisation.id):
            continue
        if other.deleted_at is not None:
            told = say("{name}, which is in the trash, has this number. Bring it back from there.", name=other.name)
            raise InvalidError({"organisation_number": told})
        raise InvalidError({"organisation_number": say("{name} already has this number.", name=other.name)})


def _refuse_ring(session: Session, organisation: Organisation, parent_id: int) -> None:
    above: int | None = parent_id
    while above is not None:
        if above == organisation.id:
            raise InvalidError({"parent_id": say("An organisation cannot be part of itself.")})
        parent = session.get(Organisation, above)
        if parent is None:
            raise InvalidError({"parent_id": say("This organisation does not exist.")})
        above = parent.parent_id
