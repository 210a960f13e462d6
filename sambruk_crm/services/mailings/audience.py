"""Whom a mailing is for: selected persons and organisations, each with an address, or with the reason for none."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Affiliation,
    MailBlock,
    MailBlockReason,
    MailingAddress,
    MailingKind,
    MailingRecipient,
    Organisation,
    Person,
    PersonEmail,
    RecipientState,
    SkipReason,
)
from sambruk_crm.services import clock, persons
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import FieldError, Input

AT_ONCE = 1000
"""How many records are read by one statement; databases limit how many values one may hold."""


def _of(noun: str) -> Callable[[Selection | None], Selection | None]:
    def check(selection: Selection | None) -> Selection | None:
        if selection is not None and selection.noun != noun:
            raise FieldError(say("Choose one from the list."))
        return selection

    return check


class Audience(Input):
    """Which persons and organisations a mailing is for, and which address of an organisation gets it."""

    persons: Annotated[Selection | None, AfterValidator(_of("person"))] = None
    organisations: Annotated[Selection | None, AfterValidator(_of("organisation"))] = None
    address: MailingAddress = MailingAddress.CONTACT


@dataclass
class Candidate:
    """Somebody whom a mailing is for, with what fills the fields of its message."""

    person_id: int | None = None
    organisation_id: int | None = None
    name: str = ""
    email: str = ""
    is_opted_out: bool = False
    is_erased: bool = False
    skipped_for: SkipReason | None = None
    same_as: str = ""
    field_values: dict[str, str] = field(default_factory=dict[str, str])

    def row(self, mailing_id: int) -> dict[str, Any]:
        """Return it as a row of the table of recipients."""
        return {
            "mailing_id": mailing_id,
            "person_id": self.person_id,
            "organisation_id": self.organisation_id,
            "name": self.name[:300],
            "email": self.email,
            "token": secrets.token_urlsafe(24),
            "field_values": self.field_values,
            "state": RecipientState.SKIPPED if self.skipped_for else RecipientState.WAITING,
            "skipped_for": self.skipped_for,
            "reason": {"same_as": self.same_as} if self.same_as else None,
        }


def gather(session: Session, actor: Actor, audience: Audience, kind: MailingKind) -> list[Candidate]:
    """List everybody the audience names, persons first; of those with the same address the first one gets the mail."""
    found: list[Candidate] = []
    if audience.persons is not None:
        found += _persons(session, selections.keys(session, actor, audience.persons))
    if audience.organisations is not None:
        keys = selections.keys(session, actor, audience.organisations)
        found += _organisations(session, keys, audience.address)
    _judge(session, found, kind)
    return found


def reasons_now(
    session: Session, chosen: Sequence[MailingRecipient], people: Mapping[int | None, Person], kind: MailingKind
) -> dict[int, SkipReason]:
    """Tell, by key, which recipients shall not get a mailing after all, as things are at this moment."""
    blocks = _blocks(session, {recipient.email for recipient in chosen})
    found: dict[int, SkipReason | None] = {}
    for recipient in chosen:
        person = people.get(recipient.person_id)
        if person is not None and (person.erased_at or person.deleted_at):
            found[recipient.key] = SkipReason.ERASED
        else:
            is_out = person is not None and person.opted_out_at is not None
            found[recipient.key] = _reason(recipient.email, blocks, kind, is_opted_out=is_out)
    return {key: reason for key, reason in found.items() if reason}


def parts(keys: list[int]) -> Iterator[list[int]]:
    """Cut keys into as many as one statement takes."""
    return (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))


def _persons(session: Session, keys: list[int]) -> list[Candidate]:
    people: dict[int, Candidate] = {}
    for some in parts(keys):
        emails = _first_emails(session, some)
        places = _places(session, some)
        for person in session.scalars(sa.select(Person).where(col(Person.id).in_(some))):
            organisation_id, place, title = places.get(person.key, (None, "", ""))
            candidate = _candidate(person, emails.get(person.key, ""))
            candidate.field_values |= {"organisation": place, "title": title}
            candidate.organisation_id = organisation_id
            people[person.key] = candidate
    return [people[key] for key in keys if key in people]


def _organisations(session: Session, keys: list[int], address: MailingAddress) -> list[Candidate]:
    bodies: dict[int, Candidate] = {}
    for some in parts(keys):
        contacts = {} if address is MailingAddress.INVOICE else _contacts(session, some)
        emails = _first_emails(session, [person.key for person, _ in contacts.values()])
        for body in session.scalars(sa.select(Organisation).where(col(Organisation.id).in_(some))):
            bodies[body.key] = _of_organisation(body, address, contacts.get(body.key), emails)
    return [bodies[key] for key in keys if key in bodies]


def _of_organisation(
    body: Organisation, address: MailingAddress, contact: tuple[Person, str] | None, emails: dict[int, str]
) -> Candidate:
    own = {MailingAddress.CONTACT: body.email, MailingAddress.INVOICE: body.invoice_email}.get(address, "")
    if own or contact is None:
        candidate = Candidate(name=body.name, email=own.lower())
        candidate.field_values = {"name": body.name, "organisation": body.name}
    else:
        person, title = contact
        candidate = _candidate(person, emails.get(person.key, ""))
        candidate.field_values |= {"organisation": body.name, "title": title}
    candidate.organisation_id = body.key
    return candidate


def _candidate(person: Person, email: str) -> Candidate:
    return Candidate(
        person_id=person.key,
        name=person.name,
        email=email.lower(),
        is_opted_out=person.opted_out_at is not None,
        is_erased=person.erased_at is not None,
        field_values={"first_name": person.first_name, "last_name": person.last_name, "name": person.name},
    )


def _first_emails(session: Session, keys: list[int]) -> dict[int, str]:
    query = (
        sa.select(PersonEmail.person_id, PersonEmail.email)
        .where(col(PersonEmail.person_id).in_(keys))
        .order_by(col(PersonEmail.position).desc(), col(PersonEmail.id).desc())
    )
    return {person_id: email for person_id, email in session.execute(query)}


def _places(session: Session, keys: list[int]) -> dict[int, tuple[int, str, str]]:
    """Return where persons work today, as their first affiliation says: key, name and title."""
    query = (
        sa.select(Affiliation.person_id, Organisation.id, Organisation.name, Affiliation.title)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(keys), persons.current(clock.today(session)))
        .where(col(Organisation.deleted_at).is_(None))
        .order_by(col(Affiliation.is_primary), col(Affiliation.id).desc())
    )
    return {person_id: (key, name, title) for person_id, key, name, title in session.execute(query)}


def _contacts(session: Session, keys: list[int]) -> dict[int, tuple[Person, str]]:
    """Return the first contact person of organisations, who has an address if any of theirs has, with the title."""
    has_address = sa.exists().where(col(PersonEmail.person_id) == Person.id)
    query = (
        sa.select(Affiliation.organisation_id, Person, Affiliation.title)
        .join(Person, col(Person.id) == Affiliation.person_id)
        .where(col(Affiliation.organisation_id).in_(keys), persons.current(clock.today(session)))
        .where(col(Person.deleted_at).is_(None), col(Person.erased_at).is_(None))
        .order_by(has_address, col(Affiliation.is_primary), col(Affiliation.id).desc())
    )
    return {organisation_id: (person, title) for organisation_id, person, title in session.execute(query)}


def _judge(session: Session, found: list[Candidate], kind: MailingKind) -> None:
    blocks = _blocks(session, {candidate.email for candidate in found if candidate.email})
    first: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.is_erased:
            candidate.skipped_for = SkipReason.ERASED
        elif not candidate.email:
            candidate.skipped_for = SkipReason.NO_ADDRESS
        else:
            candidate.skipped_for = _reason(candidate.email, blocks, kind, is_opted_out=candidate.is_opted_out)
        if candidate.skipped_for is None and candidate.email in first:
            candidate.skipped_for, candidate.same_as = SkipReason.DUPLICATE, first[candidate.email].name
        elif candidate.skipped_for is None:
            first[candidate.email] = candidate


def _reason(
    email: str, blocks: dict[str, set[MailBlockReason]], kind: MailingKind, *, is_opted_out: bool
) -> SkipReason | None:
    reasons = blocks.get(email, set())
    if kind is MailingKind.MARKETING and (is_opted_out or MailBlockReason.OPTED_OUT in reasons):
        return SkipReason.OPTED_OUT
    return SkipReason.BOUNCED if MailBlockReason.BOUNCED in reasons else None


def _blocks(session: Session, emails: Iterable[str]) -> dict[str, set[MailBlockReason]]:
    """Return what blocks these addresses; of many, all blocks there are are read, which are few beside them."""
    wanted = set(emails)
    query = sa.select(MailBlock.email, MailBlock.reason)
    if len(wanted) <= AT_ONCE:
        query = query.where(col(MailBlock.email).in_(wanted))
    found: dict[str, set[MailBlockReason]] = {}
    for email, reason in session.execute(query):
        found.setdefault(email, set()).add(reason)
    return found
