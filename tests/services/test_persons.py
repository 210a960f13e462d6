"""Persons: found, reached, and linked to the organisations they represent."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Affiliation, Person, utc_now
from sambruk_crm.services import duplicates, persons
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import PersonFilter
from tests.factories import make_organisation, make_person, make_tag, today


def names(session: Session, actor: Actor, **wanted: object) -> list[str]:
    """List the names of the persons that fit."""
    return [row.name for row in persons.search(session, actor, PersonFilter(**wanted)).items]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("text", ["asa oberg", "Öberg", "asa@example.test", "070-123 45 67", "0701234567", "berg ås"])
def test_a_person_is_found_by_name_mail_and_phone(session: Session, anna: Actor, text: str) -> None:
    make_person(session, anna, emails=["asa@example.test"], phones=["070-123 45 67"])
    make_person(session, anna, "Nils", "Dahl")

    assert names(session, anna, text=text) == ["Åsa Öberg"]


def test_a_person_needs_no_name_where_there_is_an_address(session: Session, anna: Actor) -> None:
    person = persons.create(session, anna, {"emails": ["info@example.test"]})

    assert person.name == "info@example.test"


def test_a_person_with_nothing_to_be_shown_by_is_refused(session: Session, anna: Actor) -> None:
    with pytest.raises(InvalidError):
        persons.create(session, anna, {"note": "tall"})


def test_a_wrong_mail_address_is_refused_beside_its_field(session: Session, anna: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        persons.create(session, anna, {"first_name": "Åsa", "emails": ["not an address"]})

    assert list(refused.value.fields) == ["emails"]


def test_changing_the_name_keeps_the_addresses_searchable(session: Session, anna: Actor) -> None:
    person = make_person(session, anna, emails=["asa@example.test"])

    persons.update(session, anna, person.key, {"last_name": "Ek"})

    assert names(session, anna, text="asa@example") == ["Åsa Ek"]


def test_persons_are_filtered_by_tag_and_by_the_organisation_they_represent_today(
    session: Session, anna: Actor
) -> None:
    town, tag = make_organisation(session, anna), make_tag(session)
    here = make_person(session, anna, "Här", tags=[tag.key])
    gone = make_person(session, anna, "Gick", tags=[tag.key])
    make_person(session, anna, "Annan", tags=[tag.key])
    persons.affiliations.create(session, anna, here.key, town.key, {"title": "IT-chef"})
    persons.affiliations.create(
        session, anna, gone.key, town.key, {"title": "IT-chef", "to_on": today() - timedelta(days=1)}
    )

    assert names(session, anna, tag=(tag.key,), organisation=(town.key,)) == ["Här Öberg"]


def test_a_post_outlives_its_holder(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    first, second = make_person(session, anna, "Första"), make_person(session, anna, "Andra")

    left = persons.affiliations.create(session, anna, first.key, town.key, {"title": "IT-chef", "to_on": today()})
    came = persons.affiliations.create(session, anna, second.key, town.key, {"title": "IT-chef", "from_on": today()})

    assert left.post_id == came.post_id
    assert [p.first_name for _, p in persons.affiliations.of_organisation(session, anna, town.key)] == ["Andra"]


def test_likely_duplicates_are_shown_by_mail_and_name(session: Session, anna: Actor) -> None:
    person = make_person(session, anna, emails=["asa@example.test"])

    assert duplicates.of_person(session, anna, {"emails": ["ASA@example.test"]}) == [person]
    assert duplicates.of_person(session, anna, {"first_name": "asa", "last_name": "oberg"}) == [person]


@pytest.mark.parametrize(("first", "last"), [("Anna", "Svenson"), ("Svensson", "Anna"), ("ANNA ", "Svennsson")])
def test_a_person_called_nearly_so_is_a_likely_duplicate(session: Session, anna: Actor, first: str, last: str) -> None:
    same = make_person(session, anna, "Anna", "Svensson")
    make_person(session, anna, "Anna", "Johansson")
    make_person(session, anna, "Svante", "Svensson")

    assert duplicates.of_person(session, anna, {"first_name": first, "last_name": last}) == [same]


def test_short_names_and_other_names_are_no_duplicates(session: Session, anna: Actor) -> None:
    for name in ("Berg", "Jansson", "Pettersson"):
        make_person(session, anna, "Anna", name)

    for name in ("Borg", "Jönsson", "Persson", ""):
        assert duplicates.of_person(session, anna, {"first_name": "Anna", "last_name": name}) == []


def test_whoever_has_the_same_address_comes_before_whoever_is_called_so(session: Session, anna: Actor) -> None:
    called = make_person(session, anna, "Anna", "Svensson")
    reached = make_person(session, anna, "A", "S", emails=["anna@example.test"])

    told = {"first_name": "Anna", "last_name": "Svensson", "emails": ["anna@example.test"]}
    assert duplicates.of_person(session, anna, told) == [reached, called]
    assert duplicates.of_person(session, anna, told, but=reached.key) == [called]


def test_an_organisation_has_one_first_contact_and_whoever_becomes_it_takes_it_over(
    session: Session, anna: Actor
) -> None:
    town = make_organisation(session, anna)
    places = persons.affiliations
    first, second = (
        places.create(session, anna, make_person(session, anna, name).key, town.key, {}) for name in ("Åsa", "Bo")
    )
    assert (first.is_primary, second.is_primary) == (True, False)

    places.update(session, anna, second.key, {"is_primary": True})

    session.refresh(first)
    assert (first.is_primary, second.is_primary) == (False, True)


def test_whoever_comes_after_the_first_contact_has_gone_becomes_it(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    gone, in_trash, here = (make_person(session, anna, name).key for name in ("Gick", "Bort", "Här"))
    places = persons.affiliations
    ended = places.create(session, anna, gone, town.key, {"to_on": today().isoformat()})
    follower = places.create(session, anna, in_trash, town.key, {})
    session.get_one(Person, in_trash).deleted_at = utc_now()

    last = places.create(session, anna, here, town.key, {})

    assert (ended.is_primary, follower.is_primary, last.is_primary) == (False, False, True)


def test_persons_made_at_an_organisation_leave_its_first_contact(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    persons.create_many(session, anna, [{"first_name": "Åsa"}, {"first_name": "Bo"}], organisation_id=town.key)
    persons.create(session, anna, {"first_name": "Cia"}, organisation_id=town.key)

    found = persons.affiliations.of_organisation(session, anna, town.key)
    assert [(person.first_name, affiliation.is_primary) for affiliation, person in found] == [
        ("Åsa", True),
        ("Bo", False),
        ("Cia", False),
    ]


def test_the_database_refuses_a_second_first_contact(session: Session, anna: Actor) -> None:
    town, person = make_organisation(session, anna), make_person(session, anna)
    session.add(Affiliation(person_id=person.key, organisation_id=town.key, is_primary=True))
    session.flush()
    session.add(Affiliation(person_id=person.key, organisation_id=town.key, is_primary=True))

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
