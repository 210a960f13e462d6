"""What organisations can be shown and taken out with. A new plain fact is one line here."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Address,
    AddressKind,
    CustomerStatus,
    HistoryEntry,
    InvoiceDelivery,
    Membership,
    MembershipCategory,
    Organisation,
    OrganisationKind,
    OrganisationResponsibility,
    OrganisationTag,
    Todo,
)
from sambruk_crm.services import clock, departments, memberships, vocabularies
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    Loader,
    fact,
    ids,
    last_contact,
    linked,
    listed,
    next_todo,
    own,
    part,
    responsible_of,
    tags_of,
)
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.values import numbers, phones
from sambruk_crm.services.vocabularies import word


def _memberships(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    found = memberships.statuses(session, ids(rows), clock.today(session))
    return {key: word(status) for key, status in found.items()}


def _periods(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return the days on which organisations joined and left last, and as what kind of member."""
    query = sa.select(Membership.organisation_id, Membership.joined_on, Membership.left_on, MembershipCategory)
    query = query.join(MembershipCategory, isouter=True)
    query = query.where(col(Membership.organisation_id).in_(ids(rows))).order_by(col(Membership.joined_on))
    return {
        key: (joined_on, left_on, vocabularies.shown(kind, actor.locale))
        for key, joined_on, left_on, kind in session.execute(query)
    }


def _parents(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    above = aliased(Organisation)
    query = sa.select(Organisation.id, above.name).join(above, above.id == Organisation.parent_id)  # pyright: ignore[reportArgumentType]
    return {key: name for key, name in session.execute(query.where(col(Organisation.id).in_(ids(rows))))}


def _departments(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    found = departments.of_organisations(session, ids(rows))
    return {key: listed(each.name for each in held) for key, held in found.items()}


def _address(kind: AddressKind) -> Loader:
    """Return what finds street, postal code and city of the addresses of a kind."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        query = sa.select(Address.organisation_id, Address.street, Address.postal_code, Address.city)
        query = query.where(col(Address.organisation_id).in_(ids(rows)), col(Address.kind) == kind)
        return {key: tuple(parts) for key, *parts in session.execute(query)}

    return load


_VISITING, _POSTAL, _INVOICE, _DELIVERY = (
    _address(kind) for kind in (AddressKind.VISITING, AddressKind.POSTAL, AddressKind.INVOICE, AddressKind.DELIVERY)
)
FACTS, INVOICING = "facts", "invoicing"
"""The parts of the page where plain facts stand."""
_EMAIL = ("email", "epost", "e-postadress", "mail", "mejl")
_NAME = ("organisation", "company", "företag", "kommun", "kunde", "kund", "firma", "navn")

COLUMNS: dict[str, Column] = {
    **fact("name", say("Name"), headings=_NAME, is_usual=True),
    **fact("official_name", say("Official name")),
    **fact(
        "other_names", say("Other names"), headings=("tidigare namn", "alternativa namn", "kallas", "also known as")
    ),
    **fact(
        "organisation_number",
        say("Organisation number"),
        headings=("org nr", "org.nr", "orgnr", "orgnummer", "org. number", "orgno"),
        value=lambda row, _: numbers.shown(row.organisation_number, row.country),
        is_usual=True,
    ),
    **fact("country", say("Country")),
    **fact("kind", say("Kind"), headings=("typ", "type"), words=OrganisationKind, is_usual=True),
    **fact("status", say("Status"), words=CustomerStatus, is_usual=True),
    "membership": linked(say("Membership"), _memberships, is_usual=True),
    "joined_on": part(say("Member from"), _periods, 0, CellKind.DATE),
    "left_on": part(say("Member until"), _periods, 1, CellKind.DATE),
    "membership_category": part(say("Kind of membership"), _periods, 2),
    "municipality_code": Column(say("Municipality code"), own("municipality_code")),
    "county": Column(say("County"), own("county_name"), is_usual=True),
    "parent": linked(say("Part of"), _parents),
    "population": Column(say("Inhabitants"), own("population"), CellKind.WHOLE, is_usual=True),
    "population_on": Column(say("Inhabitants on"), own("population_on"), CellKind.DATE),
    **fact("email", say("E-mail"), control=Control.EMAIL, headings=_EMAIL, is_usual=True),
    **fact(
        "phone",
        say("Phone"),
        control=Control.PHONE,
        headings=("telephone", "tel", "telefonnummer", "mobil"),
        value=lambda row, _: phones.shown(row.phone),
        is_usual=True,
    ),
    **fact("website", say("Website"), control=Control.URL, headings=("web", "url", "hemsida", "www")),
    **fact("legal_form", say("Legal form")),
    **fact("industry_code", say("Industry code"), headings=("sni",)),
    **fact("employees", say("Employees"), control=Control.NUMBER),
    "visiting_street": part(say("Visiting address"), _VISITING, 0),
    "visiting_postal_code": part(say("Postal code"), _VISITING, 1),
    "visiting_city": part(say("City"), _VISITING, 2),
    "postal_street": part(say("Postal address"), _POSTAL, 0),
    "postal_postal_code": part(say("Postal code of the postal address"), _POSTAL, 1),
    "postal_city": part(say("City of the postal address"), _POSTAL, 2),
    "invoice_street": part(say("Invoice address"), _INVOICE, 0),
    "invoice_postal_code": part(say("Invoice postal code"), _INVOICE, 1),
    "invoice_city": part(say("Invoice city"), _INVOICE, 2),
    "delivery_street": part(say("Delivery address"), _DELIVERY, 0),
    "delivery_postal_code": part(say("Delivery postal code"), _DELIVERY, 1),
    "delivery_city": part(say("Delivery city"), _DELIVERY, 2),
    **fact("invoice_delivery", say("Invoices by"), part=INVOICING, words=InvoiceDelivery),
    **fact(
        "invoice_email",
        say("E-mail for invoices"),
        part=INVOICING,
        control=Control.EMAIL,
        headings=("fakturamejl", "faktura e-post"),
    ),
    **fact("peppol_id", say("Peppol id"), part=INVOICING, headings=("peppol",)),
    **fact("buyer_reference", say("Buyer reference"), part=INVOICING, headings=("er referens",)),
    **fact("gln", say("GLN"), part=INVOICING, is_found=True),
    **fact("credit_days", say("Credit days"), part=INVOICING, control=Control.NUMBER),
    "departments": linked(say("Departments"), _departments),
    "responsible": linked(
        say("Responsible"),
        responsible_of(OrganisationResponsibility, OrganisationResponsibility.organisation_id),
        is_usual=True,
    ),
    "tags": linked(say("Tags"), tags_of(OrganisationTag, OrganisationTag.organisation_id), is_usual=True),
    **fact(
        "note",
        say("Note"),
        control=Control.LONG,
        headings=("notes", "anteckningar", "kommentar", "comment"),
    ),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.organisation_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.organisation_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
    "updated_at": Column(say("Changed"), own("updated_at"), CellKind.TIME),
}
