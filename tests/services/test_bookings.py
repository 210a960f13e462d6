"""Bookings: taken once, linked as the settings say, and each setting with its effect."""

from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError
from sambruk_crm.models import Booking, BookingLink, HistoryKind, HistoryType, Role, TagScope
from sambruk_crm.services import bookings, history, persons, responsibilities, settings, tags, vocabularies
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor

CUSTOMER = {"role": "Kund", "name": "Ulla Ek", "email": "ulla@example.test", "phone": "070-123 45 67"}


@pytest.fixture
def ada(session: CrmSession) -> Actor:
    """Ada, an administrator."""
    return make_actor(session, "Ada Ek", Role.ADMINISTRATOR)


def told(session: CrmSession, actor: Actor, **values: Any) -> Booking:
    """Report a trial booking."""
    customer = {**CUSTOMER, **values.pop("customer", {})}
    given = {"sender": "gym", "booking_id": "17", "activity": "Yoga", "is_trial": True, "customer": customer, **values}
    return bookings.report(session, actor, given)[0]


def test_unless_the_settings_say_so_nobody_is_added(session: CrmSession, anna: Actor) -> None:
    booking = told(session, anna)

    assert (booking.link, booking.person_id) == (BookingLink.NOT_WANTED, None)


def test_whoever_books_a_trial_becomes_a_prospect_with_the_tag_and_history(
    session: CrmSession, anna: Actor, ada: Actor
) -> None:
    tag = tags.create(session, ada, {"name": "Prova på", "scope": TagScope.PERSON}).key
    kind = vocabularies.create(session, ada, HistoryType, {"name": "Pass"}).key
    settings.change(session, ada, adds_trials=True, trial_tag=tag, booking_history_type=kind)

    booking = told(session, anna)

    assert booking.link is BookingLink.CREATED
    assert booking.person_id is not None
    record = persons.record(session, anna, booking.person_id)
    assert (record.person.name, record.person.status, record.emails) == ("Ulla Ek", "prospect", ["ulla@example.test"])
    assert [one.name for one in record.tags] == ["Prova på"]
    [entry] = history.find(session, anna, HistoryFilter(person_id=booking.person_id)).items
    assert (entry.kind, entry.type_id, entry.text) == (HistoryKind.BOOKING, kind, "Yoga")


def test_told_again_it_is_the_same_booking_with_one_entry(session: CrmSession, anna: Actor, ada: Actor) -> None:
    settings.change(session, ada, adds_trials=True)
    first = told(session, anna)

    again, is_new = bookings.report(
        session,
        anna,
        {"sender": "gym", "booking_id": "17", "activity": "Spinning", "is_cancelled": True, "customer": CUSTOMER},
    )

    assert (again.key, is_new) == (first.key, False)
    [entry] = history.find(session, anna, HistoryFilter(person_id=first.person_id)).items
    assert entry.text == "Spinning"
    assert entry.result


def test_the_same_id_of_another_sender_is_another_booking(session: CrmSession, anna: Actor) -> None:
    assert told(session, anna).key != told(session, anna, sender="hall").key


def test_a_member_is_linked_by_address_only_when_customers_are_linked(
    session: CrmSession, anna: Actor, ada: Actor
) -> None:
    ulla = persons.create(session, anna, {"first_name": "Ulla", "emails": ["ulla@example.test"]}).key
    before = told(session, anna, is_trial=False, is_member=True)
    assert before.link is BookingLink.NOT_WANTED
    settings.change(session, ada, links_customers=True)

    after = told(session, anna, is_trial=False, is_member=True, customer={"email": "ULLA@example.test"})

    assert (after.key, after.link, after.person_id) == (before.key, BookingLink.LINKED, ulla)


@pytest.mark.parametrize(
    ("customer", "link"),
    [({"email": ""}, BookingLink.NO_EMAIL), ({"role": "Instruktör"}, BookingLink.OTHER_ROLE)],
)
def test_whoever_is_not_linked_is_listed_with_the_reason(
    session: CrmSession, anna: Actor, ada: Actor, customer: dict[str, str], link: BookingLink
) -> None:
    settings.change(session, ada, adds_trials=True, synchronised_role="kund")

    told(session, anna, customer=customer)

    [listed] = bookings.search(session, anna, bookings.BookingFilter((link,))).items
    assert listed.person_id is None


def test_an_address_of_two_persons_is_left_to_people_and_linked_by_hand(
    session: CrmSession, anna: Actor, ada: Actor
) -> None:
    settings.change(session, ada, adds_trials=True)
    both = [persons.create(session, anna, {"first_name": n, "emails": ["ulla@example.test"]}).key for n in ("A", "B")]
    booking = told(session, anna)
    assert booking.link is BookingLink.SEVERAL_MATCH

    bookings.link(session, anna, booking.key, both[1])

    assert (booking.link, booking.person_id) == (BookingLink.LINKED, both[1])
    assert history.find(session, anna, HistoryFilter(person_id=both[1])).total == 1


def test_a_booking_without_an_id_is_refused_by_name(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(InvalidError) as caught:
        told(session, anna, booking_id="")

    assert "booking_id" in caught.value.fields


def test_a_reader_reports_nothing(session: CrmSession, reader: Actor) -> None:
    with pytest.raises(ForbiddenError):
        told(session, reader)


def test_only_users_of_the_chosen_role_or_a_higher_one_can_be_responsible(
    session: CrmSession, anna: Actor, maria: Actor, ada: Actor
) -> None:
    person = persons.create(session, anna, {"first_name": "Ulla", "responsible": [anna.user_id]}).key
    settings.change(session, ada, responsible_role="manager")

    assert [name for _, name in responsibilities.candidates(session, anna)] == ["Ada Ek", "Maria Lind"]
    with pytest.raises(InvalidError) as caught:
        persons.create(session, anna, {"first_name": "Bo", "responsible": [anna.user_id]})
    assert "responsible" in caught.value.fields
    responsibilities.add(session, anna, TagScope.PERSON, person, maria.user_id)
    people = responsibilities.of_records(session, "person", [person])[person]
    assert [user.name for user in people] == ["Anna Berg", "Maria Lind"], "who was responsible before stays"


@pytest.mark.parametrize(
    "values",
    [
        {"responsible_role": "reader"},
        {"links_customers": "yes"},
        {"trial_tag": "seven"},
        {"synchronised_role": "x" * 200},
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(session: CrmSession, ada: Actor, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as caught:
        settings.change(session, ada, **values)

    assert caught.value.fields.keys() == values.keys()
