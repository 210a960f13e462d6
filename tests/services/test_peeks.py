"""A record in short, as it is looked at beside its list."""

import pytest
from sqlmodel import Session

from sambruk_crm.errors import NotFoundError
from sambruk_crm.services import catalogue, persons
from sambruk_crm.services.lists import peeks
from sambruk_crm.services.permissions import Actor
from tests.factories import make_organisation, make_person


def test_a_record_is_told_by_its_name_and_the_usual_facts_that_are_filled(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör", email="kommun@kungsor.example", population=8700)

    seen = peeks.peek(session, anna, "organisation", town.key)

    assert (seen.name, seen.path) == ("Kungsör", f"/organisations/{town.key}")
    told = {line.name: line.text for line in seen.lines}
    assert told["email"] == "kommun@kungsor.example"
    assert "phone" not in told
    assert "name" not in told


def test_every_noun_that_has_a_list_and_a_page_can_be_looked_at(session: Session, anna: Actor) -> None:
    nouns = [name for name in catalogue.in_lists() if catalogue.get(name).is_recalled]

    assert nouns
    for noun in nouns:
        with pytest.raises(NotFoundError):
            peeks.peek(session, anna, noun, 2_000_000_000)


def test_what_lies_in_the_trash_is_not_looked_at(session: Session, anna: Actor, maria: Actor) -> None:
    person = make_person(session, anna, "Bo", "Ek")
    persons.delete(session, maria, person.key)

    with pytest.raises(NotFoundError):
        peeks.peek(session, anna, "person", person.key)
