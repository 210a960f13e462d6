"""Bookings over REST, as a booking system reports them."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Cursor, Key, Limit, Listed, One, Several, answer, paging
from sambruk_crm.models import Booking, BookingLink
from sambruk_crm.services import bookings
from sambruk_crm.services.bookings import BookingFilter, BookingInput
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.values.validation import Id, Input

router = noun("bookings")


class BookingOut(BaseModel):
    """A booking, and whether its customer is linked with a person of ours, or why not."""

    id: int
    version: int
    sender: str
    booking_id: str
    activity: str
    starts_at: datetime | None
    is_trial: bool
    is_member: bool
    is_cancelled: bool
    customer_name: str
    customer_email: str
    customer_phone: str
    customer_role: str
    link: BookingLink
    person_id: int | None
    history_entry_id: int | None


class BookingPerson(Input):
    """Whom a booking is linked with."""

    person_id: Id


@router.get("")
def list_bookings(
    caller: Caller,
    *,
    link: Annotated[list[BookingLink], Several, Query()] = [],
    person: One = None,
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[BookingOut]:
    """List bookings, the newest first."""
    with db.reading() as session:
        found = bookings.search(session, caller, BookingFilter(tuple(link), person), paging=paging(limit, cursor))
    return Listed[BookingOut](**answer(found, [_out(booking) for booking in found.items]))


@router.post(
    "",
    status_code=201,
    responses={200: {"description": "This booking was known; it is as told now.", "model": BookingOut}},
)
def report_booking(caller: Caller, body: BookingInput, response: Response) -> BookingOut:
    """Report a booking; told again with the same `sender` and `booking_id` it is the same one."""
    with db.transaction(caller.user_id) as session:
        booking, is_new = bookings.report(session, caller, body)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/bookings/{booking.key}"
    return _out(booking)


@router.get("/{booking_id}")
def get_booking(caller: Caller, booking_id: Key) -> BookingOut:
    """Return a booking."""
    with db.reading() as session:
        return _out(bookings.get(session, caller, booking_id))


@router.post("/{booking_id}/link")
def link_booking(caller: Caller, booking_id: Key, body: BookingPerson) -> BookingOut:
    """Link a booking with a person by hand."""
    with db.transaction(caller.user_id) as session:
        return _out(bookings.link(session, caller, booking_id, body.person_id))


def _out(booking: Booking) -> BookingOut:
    return BookingOut.model_validate(booking.model_dump() | {"booking_id": booking.sender_key})
