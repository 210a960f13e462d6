"""What records can be taken out with: the columns of each noun, and how many rows of them are read at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from sambruk_crm.errors import Message, say
from sambruk_crm.models import AddressKind, Contract, Deal, Lead, Organisation, Person, Todo
from sambruk_crm.services import export_links as links
from sambruk_crm.services import numbers, phones
from sambruk_crm.services.export_links import Links
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import Cell, CellKind
from sambruk_crm.services.vocabulary_texts import word

Value = Callable[[Any, Links], "Cell | Message | Listed"]
Loaded = tuple[dict[int, Any], Links]


@dataclass(frozen=True)
class Listed:
    """Several values of one cell, each in the reader's language."""

    values: tuple[str | Message, ...]


@dataclass(frozen=True)
class Column:
    """A column: its title, what a record has there, and the linked facts that takes."""

    title: Message
    value: Value
    kind: CellKind = CellKind.TEXT
    link: str = ""
    is_usual: bool = False


@dataclass(frozen=True)
class Noun:
    """A noun whose records can be taken out."""

    title: Message
    table: type[SQLModel]
    columns: dict[str, Column]
    links: dict[str, links.Loader]

    def load(self, session: Session, actor: Actor, ids: list[int], wanted: set[str]) -> Loaded:
        """Read records by key, with the linked facts that are wanted."""
        table = sa.inspect(self.table).local_table
        found = {row.id: row for row in session.execute(sa.select(table).where(table.c.id.in_(ids)))}
        return found, {name: self.links[name](session, actor, list(found.values())) for name in wanted}


def own(name: str) -> Value:
    """Give a value of the record's own."""
    return lambda row, _: getattr(row, name)


def worded(name: str) -> Value:
    """Give the word for a record's member of a fixed vocabulary."""
    return lambda row, _: word(getattr(row, name))


def linked(link: str, name: str = "id") -> Value:
    """Give a linked fact, found by the record's key or by another value of it."""
    return lambda row, found: found[link].get(getattr(row, name), "")


def part(link: str, at: int) -> Value:
    """Give one part of a linked fact that has several."""

    def value(row: Any, found: Links) -> Cell:
        fact = found[link].get(row.id)
        return fact[at] if fact else ""

    return value


def _first_phone(row: Any, found: Links) -> Cell | Message:
    held = found["phones"].get(row.id)
    return phones.shown(held[0]) if held else ""


def _all_phones(row: Any, found: Links) -> Cell | Listed:
    held = found["phones"].get(row.id)
    return Listed(tuple(phones.shown(number) for number in held[1])) if held else ""


_WHOLE, _DATE, _TIME, _NUMBER = CellKind.WHOLE, CellKind.DATE, CellKind.TIME, CellKind.NUMBER

ORGANISATIONS = Noun(
    say("Organisations"),
    Organisation,
    {
        "name": Column(say("Name"), own("name"), is_usual=True),
        "official_name": Column(say("Official name"), own("official_name")),
        "organisation_number": Column(
            say("Organisation number"),
            lambda row, _: numbers.shown(row.organisation_number, row.country),
            is_usual=True,
        ),
        "country": Column(say("Country"), own("country")),
        "kind": Column(say("Kind"), worded("kind"), is_usual=True),
        "status": Column(say("Status"), worded("status"), is_usual=True),
        "membership": Column(say("Membership"), linked("membership"), link="membership", is_usual=True),
        "joined_on": Column(say("Member from"), part("periods", 0), _DATE, link="periods"),
        "left_on": Column(say("Member until"), part("periods", 1), _DATE, link="periods"),
        "municipality_code": Column(say("Municipality code"), own("municipality_code")),
        "county": Column(say("County"), own("county_name"), is_usual=True),
        "population": Column(say("Inhabitants"), own("population"), _WHOLE, is_usual=True),
        "population_on": Column(say("Inhabitants on"), own("population_on"), _DATE),
        "legal_form": Column(say("Legal form"), own("legal_form")),
        "industry_code": Column(say("Industry code"), own("industry_code")),
        "employees": Column(say("Employees"), own("employees"), _WHOLE),
        "website": Column(say("Website"), own("website")),
        "email": Column(say("E-mail"), own("email"), is_usual=True),
        "phone": Column(say("Phone"), lambda row, _: phones.shown(row.phone), is_usual=True),
        "visiting_street": Column(say("Visiting address"), part("visiting", 0), link="visiting"),
        "visiting_postal_code": Column(say("Postal code"), part("visiting", 1), link="visiting"),
        "visiting_city": Column(say("City"), part("visiting", 2), link="visiting"),
        "postal_street": Column(say("Postal address"), part("postal", 0), link="postal"),
        "postal_postal_code": Column(say("Postal code of the postal address"), part("postal", 1), link="postal"),
        "postal_city": Column(say("City of the postal address"), part("postal", 2), link="postal"),
        "invoice_street": Column(say("Invoice address"), part("invoice", 0), link="invoice"),
        "invoice_postal_code": Column(say("Invoice postal code"), part("invoice", 1), link="invoice"),
        "invoice_city": Column(say("Invoice city"), part("invoice", 2), link="invoice"),
        "delivery_street": Column(say("Delivery address"), part("delivery", 0), link="delivery"),
        "delivery_postal_code": Column(say("Delivery postal code"), part("delivery", 1), link="delivery"),
        "delivery_city": Column(say("Delivery city"), part("delivery", 2), link="delivery"),
        "invoice_delivery": Column(say("Invoices by"), worded("invoice_delivery")),
        "invoice_email": Column(say("E-mail for invoices"), own("invoice_email")),
        "peppol_id": Column(say("Peppol id"), own("peppol_id")),
        "buyer_reference": Column(say("Buyer reference"), own("buyer_reference")),
        "credit_days": Column(say("Credit days"), own("credit_days"), _WHOLE),
        "departments": Column(say("Departments"), linked("departments"), link="departments"),
        "responsible": Column(say("Responsible"), linked("responsible"), link="responsible", is_usual=True),
        "tags": Column(say("Tags"), linked("tags"), link="tags", is_usual=True),
        "note": Column(say("Note"), own("note")),
        "created_at": Column(say("Created"), own("created_at"), _TIME),
        "updated_at": Column(say("Changed"), own("updated_at"), _TIME),
    },
    {
        "membership": links.memberships_of,
        **{kind.value: links.addresses(kind) for kind in AddressKind},
        "periods": links.periods_of,
        "departments": links.departments_of,
        "responsible": links.responsible_for_organisations,
        "tags": links.tags_of_organisations,
    },
)

PERSONS = Noun(
    say("Persons"),
    Person,
    {
        "name": Column(say("Name"), own("name")),
        "first_name": Column(say("First name"), own("first_name"), is_usual=True),
        "last_name": Column(say("Last name"), own("last_name"), is_usual=True),
        "status": Column(say("Status"), worded("status"), is_usual=True),
        "organisation": Column(say("Organisation"), part("place", 0), link="place", is_usual=True),
        "organisation_number": Column(say("Organisation number"), part("place", 1), link="place"),
        "title": Column(say("Title"), part("place", 2), link="place", is_usual=True),
        "organisations": Column(say("All organisations"), part("place", 3), link="place"),
        "email": Column(say("E-mail"), part("emails", 0), link="emails", is_usual=True),
        "emails": Column(say("All e-mails"), part("emails", 1), link="emails"),
        "phone": Column(say("Phone"), _first_phone, link="phones", is_usual=True),
        "phones": Column(say("All phones"), _all_phones, link="phones"),
        "responsible": Column(say("Responsible"), linked("responsible"), link="responsible", is_usual=True),
        "tags": Column(say("Tags"), linked("tags"), link="tags", is_usual=True),
        "note": Column(say("Note"), own("note")),
        "consent_on": Column(say("Consent on"), own("consent_on"), _DATE),
        "consent_source": Column(say("Source of the consent"), own("consent_source")),
        "opted_out_at": Column(say("Wants no mailings since"), own("opted_out_at"), _TIME),
        "created_at": Column(say("Created"), own("created_at"), _TIME),
        "updated_at": Column(say("Changed"), own("updated_at"), _TIME),
    },
    {
        "place": links.places_of_work,
        "emails": links.emails_of,
        "phones": links.phones_of,
        "responsible": links.responsible_for_persons,
        "tags": links.tags_of_persons,
    },
)

DEALS = Noun(
    say("Deals"),
    Deal,
    {
        "title": Column(say("Title"), own("title"), is_usual=True),
        "organisation": Column(
            say("Organisation"), linked("organisation", "organisation_id"), link="organisation", is_usual=True
        ),
        "person": Column(say("Person"), linked("person", "person_id"), link="person"),
        "service": Column(say("Service"), linked("service", "service_id"), link="service", is_usual=True),
        "phase": Column(say("Phase"), linked("phase", "phase_id"), link="phase", is_usual=True),
        "deal_type": Column(say("Type"), worded("deal_type"), is_usual=True),
        "value": Column(say("Value"), own("value"), _NUMBER, is_usual=True),
        "currency": Column(say("Currency"), own("currency"), is_usual=True),
        "probability": Column(say("Probability"), own("probability"), _WHOLE),
        "owner": Column(say("Owner"), linked("owner", "owner_id"), link="owner", is_usual=True),
        "expected_close_on": Column(say("Expected close"), own("expected_close_on"), _DATE, is_usual=True),
        "waits_until": Column(say("Waits until"), own("waits_until"), _DATE),
        "outcome": Column(say("Outcome"), worded("outcome"), is_usual=True),
        "lost_reason": Column(say("Lost because"), own("lost_reason_text")),
        "closed_at": Column(say("Closed"), own("closed_at"), _TIME),
        "note": Column(say("Note"), own("note")),
        "phase_since": Column(say("In the phase since"), own("phase_since"), _TIME),
        "created_at": Column(say("Created"), own("created_at"), _TIME),
    },
    {
        "organisation": links.named(Organisation, "organisation_id"),
        "person": links.named(Person, "person_id"),
        "service": links.services_of,
        "phase": links.phases_of,
        "owner": links.users_of("owner_id"),
    },
)

LEADS = Noun(
    say("Leads"),
    Lead,
    {
        "name": Column(say("Name"), own("name"), is_usual=True),
        "organisation_name": Column(say("Organisation"), own("organisation_name"), is_usual=True),
        "title": Column(say("Title"), own("title")),
        "email": Column(say("E-mail"), own("email"), is_usual=True),
        "phone": Column(say("Phone"), lambda row, _: phones.shown(row.phone), is_usual=True),
        "source": Column(say("Source"), own("source"), is_usual=True),
        "state": Column(say("Status"), worded("state"), is_usual=True),
        "owner": Column(say("Responsible"), linked("owner", "owner_id"), link="owner", is_usual=True),
        "note": Column(say("Note"), own("note")),
        "became_person": Column(say("Became the person"), linked("person", "person_id"), link="person"),
        "became_organisation": Column(
            say("Became the organisation"), linked("organisation", "organisation_id"), link="organisation"
        ),
        "became_deal": Column(say("Became the deal"), linked("deal", "deal_id"), link="deal"),
        "converted_at": Column(say("Converted"), own("converted_at"), _TIME),
        "created_at": Column(say("Created"), own("created_at"), _TIME, is_usual=True),
    },
    {
        "owner": links.users_of("owner_id"),
        "person": links.named(Person, "person_id"),
        "organisation": links.named(Organisation, "organisation_id"),
        "deal": links.named(Deal, "deal_id", "title"),
    },
)

CONTRACTS = Noun(
    say("Contracts"),
    Contract,
    {
        "title": Column(say("Title"), own("title"), is_usual=True),
        "parties": Column(say("Parties"), linked("parties"), link="parties", is_usual=True),
        "state": Column(say("Status"), linked("state"), link="state", is_usual=True),
        "service": Column(say("Service"), linked("service", "service_id"), link="service", is_usual=True),
        "contract_type": Column(say("Type"), worded("contract_type"), is_usual=True),
        "value": Column(say("Value"), own("value"), _NUMBER, is_usual=True),
        "currency": Column(say("Currency"), own("currency"), is_usual=True),
        "from_on": Column(say("From"), own("from_on"), _DATE, is_usual=True),
        "to_on": Column(say("To"), own("to_on"), _DATE, is_usual=True),
        "notice_on": Column(say("Notice by"), own("notice_on"), _DATE, is_usual=True),
        "owner": Column(say("Owner"), linked("owner", "owner_id"), link="owner", is_usual=True),
        "deal": Column(say("Deal"), linked("deal", "deal_id"), link="deal"),
        "note": Column(say("Note"), own("note")),
        "created_at": Column(say("Created"), own("created_at"), _TIME),
    },
    {
        "parties": links.parties_of,
        "state": links.contract_states_of,
        "service": links.services_of,
        "owner": links.users_of("owner_id"),
        "deal": links.named(Deal, "deal_id", "title"),
    },
)

TODOS = Noun(
    say("To-dos"),
    Todo,
    {
        "remind_at": Column(say("When"), own("remind_at"), _TIME, is_usual=True),
        "type": Column(say("Type"), linked("type", "type_id"), link="type", is_usual=True),
        "note": Column(say("Note"), own("note"), is_usual=True),
        "scope": Column(say("Concerns"), worded("scope"), is_usual=True),
        "organisation": Column(
            say("Organisation"), linked("organisation", "organisation_id"), link="organisation", is_usual=True
        ),
        "person": Column(say("Person"), linked("person", "person_id"), link="person", is_usual=True),
        "deal": Column(say("Deal"), linked("deal", "deal_id"), link="deal"),
        "assignee": Column(say("Assigned to"), linked("assignee", "assignee_id"), link="assignee", is_usual=True),
        "author": Column(say("Written by"), linked("author", "author_id"), link="author"),
        "closed_at": Column(say("Done on"), own("closed_at"), _TIME, is_usual=True),
        "created_at": Column(say("Created"), own("created_at"), _TIME),
    },
    {
        "type": links.todo_types_of,
        "organisation": links.named(Organisation, "organisation_id"),
        "person": links.named(Person, "person_id"),
        "deal": links.named(Deal, "deal_id", "title"),
        "assignee": links.users_of("assignee_id"),
        "author": links.users_of("author_id"),
    },
)

NOUNS = {
    "organisation": ORGANISATIONS,
    "person": PERSONS,
    "lead": LEADS,
    "deal": DEALS,
    "contract": CONTRACTS,
    "todo": TODOS,
}
