"""What persons can be shown and taken out with."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import Message, say
from sambruk_crm.models import (
    Affiliation,
    CustomerStatus,
    HistoryEntry,
    Organisation,
    PersonEmail,
    PersonPhone,
    PersonResponsibility,
    PersonTag,
    Todo,
)
from sambruk_crm.services import clock
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    Links,
    Listed,
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
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons.sorts import current
from sambruk_crm.services.sheets import Cell, CellKind
from sambruk_crm.services.values import numbers, phones


def _emails(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return each person's first e-mail address, and all of them."""
    query = sa.select(PersonEmail.person_id, PersonEmail.email).where(col(PersonEmail.person_id).in_(ids(rows)))
    found = group_by_id(session.execute(query.order_by(col(PersonEmail.position), col(PersonEmail.id))))
    return {key: (values[0], listed(values)) for key, values in found.items()}


def _phones(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return each person's first phone number, and all of them."""
    query = sa.select(PersonPhone.person_id, PersonPhone.phone).where(col(PersonPhone.person_id).in_(ids(rows)))
    found = group_by_id(session.execute(query.order_by(col(PersonPhone.position), col(PersonPhone.id))))
    return {key: (values[0], values) for key, values in found.items()}


def _places_of_work(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return the first organisation each person represents today, its number, the title there, and all of them."""
    query = (
        sa.select(
            Affiliation.person_id,
            Organisation.name,
            Organisation.organisation_number,
            Organisation.country,
            Affiliation.title,
        )
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(ids(rows)), current(clock.today(session)))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    found: dict[int, Any] = {}
    for key, places in group_by_id(session.execute(query)).items():
        name, number, country, title = places[0]
        found[key] = (name, numbers.shown(number, country), title, listed(place[0] for place in places))
    return found


def _first_phone(row: Any, found: Links) -> Cell | Message:
    held = found[_phones].get(row.id)
    return phones.shown(held[0]) if held else ""


def _all_phones(row: Any, found: Links) -> Cell | Listed:
    held = found[_phones].get(row.id)
    return Listed(tuple(phones.shown(number) for number in held[1])) if held else ""


COLUMNS: dict[str, Column] = {
    "name": Column(say("Name"), own("name")),
    **fact("first_name", say("First name"), is_usual=True),
    **fact("last_name", say("Last name"), is_usual=True),
    **fact("status", say("Status"), words=CustomerStatus, is_usual=True),
    "organisation": part(say("Organisation"), _places_of_work, 0, is_usual=True),
    "organisation_number": part(say("Organisation number"), _places_of_work, 1),
    "title": part(say("Title"), _places_of_work, 2, is_usual=True),
    "organisations": part(say("All organisations"), _places_of_work, 3),
    "email": part(say("E-mail"), _emails, 0, is_usual=True),
    "emails": part(say("All e-mails"), _emails, 1),
    "phone": Column(say("Phone"), _first_phone, link=_phones, is_usual=True),
    "phones": Column(say("All phones"), _all_phones, link=_phones),
    "responsible": linked(
        say("Responsible"), responsible_of(PersonResponsibility, PersonResponsibility.person_id), is_usual=True
    ),
    "tags": linked(say("Tags"), tags_of(PersonTag, PersonTag.person_id), is_usual=True),
    **fact("note", say("Note"), control=Control.LONG),
    "consent_on": Column(say("Consent on"), own("consent_on"), CellKind.DATE),
    **fact("consent_source", say("Source of the consent"), part="consent"),
    "opted_out_at": Column(say("Wants no mailings since"), own("opted_out_at"), CellKind.TIME),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.person_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.person_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
    "updated_at": Column(say("Changed"), own("updated_at"), CellKind.TIME),
}
