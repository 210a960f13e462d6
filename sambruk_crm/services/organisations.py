"""Organisations: finding, knowing and changing any body we have to do with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Address,
    AddressKind,
    CustomerStatus,
    Deal,
    InvoiceDelivery,
    MembershipStatus,
    Organisation,
    OrganisationDepartment,
    OrganisationKind,
    OrganisationResponsibility,
    OrganisationTag,
    Tag,
    TagScope,
    Todo,
    User,
    utc_now,
)
from sambruk_crm.services import (
    bulk,
    clock,
    files,
    folding,
    memberships,
    numbers,
    organisation_sorts,
    responsibilities,
    tags,
)
from sambruk_crm.services.paging import Order, Page, Paging, fetch, group_by_id, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.validation import (
    Blank,
    Count,
    Country,
    Email,
    Id,
    Input,
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


class OrganisationInput(Input):
    """What can be written of an organisation. No field is mandatory."""

    name: Name = ""
    official_name: Name = ""
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
    credit_days: Count = None
    county_code: Annotated[Line, Field(max_length=4)] | None = None
    tags: list[Id] = []
    responsible: list[Id] = []


LINKED = frozenset({"tags", "responsible"})


class AddressInput(Input):
    """An address as it is written on an envelope."""

    street: Line = ""
    postal_code: Annotated[Line, Field(max_length=16)] = ""
    city: Annotated[Line, Field(max_length=120)] = ""
    country: Country = "SE"


@dataclass(frozen=True)
class OrganisationFilter:
    """Which organisations are wanted: all that fit every part that is given; within a part any of its values."""

    text: str = ""
    kind: tuple[OrganisationKind, ...] = ()
    status: tuple[CustomerStatus, ...] = ()
    membership: tuple[MembershipStatus, ...] = ()
    membership_on: date | None = None
    tag: tuple[int, ...] = ()
    responsible: tuple[int, ...] = ()
    county: tuple[str, ...] = ()
    department: tuple[int, ...] = ()


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as a list shows it."""

    id: int
    version: int
    name: str
    organisation_number: str
    kind: str
    status: str
    membership: str
    county: str
    population: int | None
    responsible: list[str]
    tags: list[tuple[str, str]]
    open_deals: int
    open_todos: int
    logo: str = ""
    """Where its logo is fetched."""


@dataclass(frozen=True)
class OrganisationRecord:
    """An organisation as its page and REST show it, with what hangs directly on it."""

    organisation: Organisation
    membership: MembershipStatus
    tags: list[Tag]
    responsible: list[User]
    addresses: dict[AddressKind, Address] = field(default_factory=dict[AddressKind, Address])


def sort_columns(actor: Actor) -> dict[str, ColumnElement[Any]]:
    """Name what lists of organisations can be sorted by; names follow the reader's alphabet."""
    columns = sa.inspect(Organisation).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "population": sa.func.coalesce(Organisation.population, -1),
        "county": sa.func.coalesce(Organisation.county_name, ""),
        "kind": sa.func.coalesce(sa.cast(Organisation.kind, sa.String), ""),
        "status": sa.func.coalesce(sa.cast(Organisation.status, sa.String), ""),
        "created": columns.created_at,
        "id": columns.id,
    }


def where(session: Session, wanted: OrganisationFilter) -> ColumnElement[bool]:
    """Turn a filter into SQL; the same for lists, counts, bulk work and reports."""
    parts: list[ColumnElement[bool]] = [col(Organisation.deleted_at).is_(None)]
    if wanted.text:
        parts.append(folding.matches(session, Organisation, wanted.text))
    if wanted.kind:
        parts.append(col(Organisation.kind).in_(wanted.kind))
    if wanted.status:
        parts.append(col(Organisation.status).in_(wanted.status))
    if wanted.county:
        parts.append(col(Organisation.county_code).in_(wanted.county))
    if wanted.membership:
        on = wanted.membership_on or clock.today(session)
        parts.append(sa.or_(*(memberships.status_clause(status, on) for status in wanted.membership)))
    if wanted.tag:
        link = sa.select(OrganisationTag.organisation_id).where(col(OrganisationTag.tag_id).in_(wanted.tag))
        parts.append(col(Organisation.id).in_(link))
    if wanted.responsible:
        who = sa.select(OrganisationResponsibility.organisation_id).where(
            col(OrganisationResponsibility.user_id).in_(wanted.responsible)
        )
        parts.append(col(Organisation.id).in_(who))
    if wanted.department:
        mine = sa.select(OrganisationDepartment.organisation_id).where(
            col(OrganisationDepartment.department_id).in_(wanted.department)
        )
        parts.append(col(Organisation.id).in_(mine))
    return sa.and_(*parts)


def search(
    session: Session, actor: Actor, wanted: OrganisationFilter, *, sort: str = "name", paging: Paging | None = None
) -> Page[OrganisationRow]:
    """List the organisations that fit, as rows."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    return Page(_rows(session, page.items, wanted.membership_on), page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: OrganisationFilter, *, sort: str = "name", paging: Paging | None = None
) -> Page[Organisation]:
    """List the organisations that fit, as they are stored."""
    require(actor, Permission.VIEW)
    on = wanted.membership_on or clock.today(session)
    order: Order = order_of(sort, sort_columns(actor) | organisation_sorts.columns(on))
    return fetch(session, Organisation, where(session, wanted), order, paging or Paging())


def suggest(session: Session, actor: Actor, text: str, limit: int = 10) -> list[tuple[int, str]]:
    """Propose organisations while someone types: those that begin so first."""
    require(actor, Permission.VIEW)
    begins = col(Organisation.fold).like(f"{' '.join(folding.words_of(text))}%")
    query = (
        select(Organisation.id, Organisation.name)
        .where(where(session, OrganisationFilter(text=text)))
        .order_by(sa.desc(begins), sort_columns(actor)["name"])
        .limit(limit)
    )
    return [(row_id or 0, name) for row_id, name in session.exec(query)]


def names(session: Session, actor: Actor, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Give what organisations are called, by key."""
    require(actor, Permission.VIEW)
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    return [(row_id or 0, name) for row_id, name in session.exec(query)]


def get(session: Session, actor: Actor, organisation_id: int, *, for_update: bool = False) -> Organisation:
    """Give an organisation that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Organisation, organisation_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This organisation does not exist."))
    return found


def record(session: Session, actor: Actor, organisation_id: int) -> OrganisationRecord:
    """Give an organisation with its tags, responsible users, addresses and membership of today."""
    return records(session, actor, [get(session, actor, organisation_id)])[0]


def records(session: Session, actor: Actor, organisations: list[Organisation]) -> list[OrganisationRecord]:
    """Give organisations with what hangs on them, in as many queries as one would take."""
    require(actor, Permission.VIEW)
    ids = [organisation.key for organisation in organisations]
    statuses = memberships.statuses(session, ids, clock.today(session))
    carried = _tags_of(session, ids)
    people = responsibilities.of_organisations(session, ids)
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


def create(session: Session, actor: Actor, values: dict[str, Any] | OrganisationInput) -> Organisation:
    """Add an organisation.

    Raises:
        InvalidError: there is nothing to show it by, or a field cannot be read.
    """
    (key,) = create_many(session, actor, [values])
    return session.get_one(Organisation, key)


def create_many(session: Session, actor: Actor, wanted: Sequence[dict[str, Any] | OrganisationInput]) -> list[int]:
    """Add organisations at once, with a handful of statements; gives their keys.

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


def confirm(session: Session, actor: Actor, organisation_id: int, source: str = "") -> Organisation:
    """Say that what we know of the organisation still holds."""
    require(actor, Permission.EDIT_RECORDS)
    organisation = get(session, actor, organisation_id)
    organisation.confirmed_at = utc_now()
    organisation.confirmed_by_id = actor.user_id
    organisation.confirmed_source = source
    session.flush()
    return organisation


def delete(session: Session, actor: Actor, organisation_id: int, *, version: int | None = None) -> None:
    """Put an organisation in the trash."""
    require(actor, Permission.DELETE_RECORDS)
    organisation = get(session, actor, organisation_id)
    check_version(organisation, version, organisation.model_dump(mode="json"))
    organisation.deleted_at = utc_now()
    session.flush()


def counties(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """List the counties that organisations lie in, as (code, name)."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(Organisation.county_code, sa.func.max(Organisation.county_name))
        .where(col(Organisation.county_code).is_not(None))
        .group_by(Organisation.county_code)
        .order_by(Organisation.county_code)
    )
    return [(code, name) for code, name in session.execute(query)]


def refresh_findable(organisation: Organisation) -> None:
    """Set what the organisation is found and sorted by."""
    folding.make_findable(
        organisation,
        organisation.name or organisation.email or organisation.organisation_number or "",
        organisation.official_name,
        organisation.email,
        organisation.web_domain,
        organisation.municipality_code,
        numbers=(organisation.organisation_number, organisation.phone),
    )


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
    for change, sent in zip(changes, values, strict=True):
        organisation = change.organisation
        country = sent.get("country", organisation.country)
        if "phone" in sent:
            sent["phone"] = phone_in(sent["phone"], country)
        if sent.get("parent_id") is not None:
            _refuse_ring(session, organisation, sent["parent_id"])
        merge(organisation, sent, _with_canonical_number(change.base, country))
        if not (organisation.name or organisation.email or organisation.organisation_number):
            told = say("Write a name, an e-mail address or an organisation number to show it by.")
            raise InvalidError({"name": told})
        refresh_findable(organisation)


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
            raise InvalidError({"parent_id": say("An organisation cannot lie below itself.")})
        parent = session.get(Organisation, above)
        if parent is None:
            raise InvalidError({"parent_id": say("This organisation does not exist.")})
        above = parent.parent_id


def _tags_of(session: Session, ids: list[int]) -> dict[int, list[Tag]]:
    query = (
        sa.select(OrganisationTag.organisation_id, Tag)
        .join(Tag, col(Tag.id) == OrganisationTag.tag_id)
        .where(col(OrganisationTag.organisation_id).in_(ids))
        .order_by(sa.func.lower(Tag.name))
    )
    return group_by_id(session.execute(query))


def _rows(session: Session, organisations: list[Organisation], on: date | None) -> list[OrganisationRow]:
    ids = [organisation.key for organisation in organisations]
    statuses = memberships.statuses(session, ids, on or clock.today(session))
    carried = _tags_of(session, ids)
    people = responsibilities.of_organisations(session, ids)
    deals = _count(session, Deal, ids, col(Deal.closed_at).is_(None), col(Deal.deleted_at).is_(None))
    open_todos = _count(session, Todo, ids, col(Todo.closed_at).is_(None))
    return [
        OrganisationRow(
            id=row.key,
            version=row.version,
            name=row.name or row.email or row.organisation_number or "",
            organisation_number=numbers.shown(row.organisation_number, row.country),
            kind=row.kind or "",
            status=row.status or "",
            membership=statuses[row.key],
            county=row.county_name,
            population=row.population,
            responsible=[user.name for user in people.get(row.key, [])],
            tags=[(tag.name, tag.color) for tag in carried.get(row.key, [])],
            open_deals=deals.get(row.key, 0),
            open_todos=open_todos.get(row.key, 0),
            logo=files.address_of(row.logo) if row.logo else "",
        )
        for row in organisations
    ]


def _count(session: Session, table: Any, ids: list[int], *where: ColumnElement[bool]) -> dict[int, int]:
    query = sa.select(table.organisation_id, sa.func.count()).where(table.organisation_id.in_(ids), *where)
    return {key: count for key, count in session.execute(query.group_by(table.organisation_id))}
