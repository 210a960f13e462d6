"""Bookings that another system reports: kept as told, and linked with a person of ours as the settings say."""

from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Booking,
    BookingLink,
    CustomerStatus,
    HistoryKind,
    HistoryType,
    Person,
    PersonEmail,
    Tag,
    TagScope,
    utc_now,
)
from sambruk_crm.services import history, persons, settings, tags
from sambruk_crm.services.paging import Order, Page, Paging, fetch
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.settings import AssociationSettings
from sambruk_crm.services.values.validation import Email, Input, Line, Moment, parse

LINKED = (BookingLink.LINKED, BookingLink.CREATED)


class BookingCustomer(Input):
    """Who booked, as the sender knows them; `role` is what the sender calls such a customer."""

    role: Annotated[Line, Field(max_length=80)] = ""
    name: Annotated[Line, Field(max_length=240)] = ""
    email: Email = ""
    phone: Annotated[Line, Field(max_length=40)] = ""


class BookingInput(Input):
    """A booking. Told again with the same `sender` and `booking_id`, it is the same booking, perhaps changed."""

    sender: Annotated[Line, Field(max_length=80)] = ""
    booking_id: Annotated[Line, Field(max_length=120)] = ""
    activity: Annotated[Line, Field(max_length=300)] = ""
    starts_at: Moment = None
    is_trial: bool = False
    is_member: bool = False
    is_cancelled: bool = False
    customer: BookingCustomer = BookingCustomer()


@dataclass(frozen=True)
class BookingFilter:
    """Which bookings are wanted: any of these outcomes; of this person."""

    link: tuple[BookingLink, ...] = ()
    person: int | None = None


def report(session: Session, actor: Actor, values: dict[str, Any] | BookingInput) -> tuple[Booking, bool]:
    """Take a booking in and return whether it is new; however often it comes, the person's history gets one entry.

    Raises:
        InvalidError: it has no id of its sender's.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(BookingInput, values)
    if not wanted.booking_id:
        raise InvalidError({"booking_id": say("Give the booking’s own id, so that it is taken only once.")})
    booking, is_new = _row(session, wanted)
    _write(booking, wanted)
    if booking.person_id is None:
        booking.link, booking.person_id = _link(session, actor, wanted, settings.read(session))
    _tell(session, actor, booking)
    session.flush()
    return booking, is_new


def link(session: Session, actor: Actor, booking_id: int, person_id: int) -> Booking:
    """Link a booking with a person by hand; their history gets its entry."""
    require(actor, Permission.EDIT_RECORDS)
    booking = get(session, actor, booking_id)
    booking.person_id = persons.get(session, actor, person_id).key
    booking.link = BookingLink.LINKED
    _tell(session, actor, booking)
    session.flush()
    return booking


def get(session: Session, actor: Actor, booking_id: int) -> Booking:
    """Return a booking."""
    require(actor, Permission.VIEW)
    found = session.get(Booking, booking_id)
    if found is None:
        raise NotFoundError
    return found


def search(session: Session, actor: Actor, wanted: BookingFilter, *, paging: Paging | None = None) -> Page[Booking]:
    """List bookings, the newest first."""
    require(actor, Permission.VIEW)
    parts = [sa.true()]
    if wanted.link:
        parts.append(col(Booking.link).in_(wanted.link))
    if wanted.person is not None:
        parts.append(col(Booking.person_id) == wanted.person)
    order = Order(sa.inspect(Booking).c.id, descending=True, name="-id")
    return fetch(session, Booking, sa.and_(*parts), order, paging or Paging())


def trial_tag(session: Session) -> Tag | None:
    """Return the tag for whoever books on trial, unless none is chosen or it is gone."""
    key = settings.read(session).trial_tag
    return session.get(Tag, key) if key else None


def history_type(session: Session) -> HistoryType | None:
    """Return what a booking is called in the history, unless nothing is chosen or it is gone."""
    key = settings.read(session).booking_history_type
    return session.get(HistoryType, key) if key else None


def _row(session: Session, wanted: BookingInput) -> tuple[Booking, bool]:
    query = select(Booking).where(Booking.sender == wanted.sender, Booking.sender_key == wanted.booking_id)
    known = session.exec(query.with_for_update(**HELD)).first()
    if known is not None:
        return known, False
    booking = Booking(sender=wanted.sender, sender_key=wanted.booking_id, link=BookingLink.NOT_WANTED)
    try:
        with session.begin_nested():
            session.add(booking)
            session.flush()
    except IntegrityError:
        return session.exec(query.with_for_update(**HELD)).one(), False
    return booking, True


def _write(booking: Booking, wanted: BookingInput) -> None:
    for name in ("activity", "starts_at", "is_trial", "is_member", "is_cancelled"):
        setattr(booking, name, getattr(wanted, name))
    for name, value in wanted.customer.model_dump().items():
        setattr(booking, f"customer_{name}", value)
    booking.given = wanted.model_dump(mode="json")


def _link(
    session: Session, actor: Actor, wanted: BookingInput, chosen: AssociationSettings
) -> tuple[BookingLink, int | None]:
    role = chosen.synchronised_role.casefold()
    is_guest = wanted.is_trial or not wanted.is_member
    if role and wanted.customer.role and wanted.customer.role.casefold() != role:
        return BookingLink.OTHER_ROLE, None
    if not (chosen.adds_trials if is_guest else chosen.links_customers):
        return BookingLink.NOT_WANTED, None
    if not wanted.customer.email:
        return BookingLink.NO_EMAIL, None
    known = _with_address(session, wanted.customer.email)
    if len(known) > 1:
        return BookingLink.SEVERAL_MATCH, None
    person_id = known[0] if known else _make_person(session, actor, wanted.customer, is_guest=is_guest)
    if is_guest:
        _tag(session, actor, person_id)
    return (BookingLink.LINKED if known else BookingLink.CREATED), person_id


def _with_address(session: Session, email: str) -> list[int]:
    query = (
        sa.select(PersonEmail.person_id)
        .join(Person, col(Person.id) == PersonEmail.person_id)
        .where(col(PersonEmail.email) == email, col(Person.deleted_at).is_(None))
    )
    return list(session.scalars(query.distinct().limit(2)))


def _make_person(session: Session, actor: Actor, customer: BookingCustomer, *, is_guest: bool) -> int:
    first, _, last = customer.name.partition(" ")
    status = CustomerStatus.PROSPECT if is_guest else CustomerStatus.CUSTOMER
    values = {"first_name": first[:120], "last_name": last[:120], "status": status, "emails": [customer.email]}
    try:
        return persons.create(session, actor, {**values, "phones": [customer.phone] if customer.phone else []}).key
    except InvalidError:
        return persons.create(session, actor, {**values, "note": customer.phone}).key


def _tag(session: Session, actor: Actor, person_id: int) -> None:
    tag = trial_tag(session)
    if tag is not None and tag.scope == TagScope.PERSON:
        tags.add(session, actor, TagScope.PERSON, person_id, tag.key)


def _tell(session: Session, actor: Actor, booking: Booking) -> None:
    if booking.person_id is None:
        return
    chosen = settings.read(session)
    told: dict[str, Any] = {
        "text": booking.activity,
        "result": translate(say("The booking was cancelled."), chosen.default_locale) if booking.is_cancelled else "",
        "happened_at": booking.starts_at or booking.created_at or utc_now(),
        "person_id": booking.person_id,
    }
    if booking.history_entry_id is None:
        known = history_type(session)
        type_id = known.key if known else None
        entry = history.record(session, actor, kind=HistoryKind.BOOKING, type_id=type_id, **told)
        booking.history_entry_id = entry.key
    else:
        history.correct(session, booking.history_entry_id, **told)
