"""Small rules that record pages rely on: one tag at a time, ended periods, addresses two people write."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError, StaleError
from sambruk_crm.models import AddressKind, TagScope
from sambruk_crm.services import deals, memberships, organisations, persons, responsibilities, tags
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import PersonFilter
from tests.factories import make_deal, make_membership, make_organisation, make_person, make_tag


def test_one_more_tag_leaves_the_others_on(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    first, second = (make_tag(session, name, TagScope.ORGANISATION).key for name in ("A", "B"))

    tags.add(session, anna, TagScope.ORGANISATION, town.key, first)
    tags.add(session, anna, TagScope.ORGANISATION, town.key, second)
    tags.remove(session, anna, TagScope.ORGANISATION, town.key, first)

    assert [tag.name for tag in organisations.record(session, anna, town.key).tags] == ["B"]


def test_the_first_one_responsible_stays_first(session: Session, anna: Actor, bo: Actor) -> None:
    asa = make_person(session, anna)

    responsibilities.add(session, anna, TagScope.PERSON, asa.key, bo.user_id)
    responsibilities.add(session, anna, TagScope.PERSON, asa.key, anna.user_id)

    assert [user.key for user in persons.record(session, anna, asa.key).responsible] == [bo.user_id, anna.user_id]


def test_a_reader_makes_nobody_responsible(session: Session, anna: Actor, reader: Actor) -> None:
    town = make_organisation(session, anna)

    with pytest.raises(ForbiddenError):
        responsibilities.add(session, reader, TagScope.ORGANISATION, town.key, reader.user_id)


def test_a_period_of_long_ago_can_be_told_while_a_new_one_lasts(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    make_membership(session, town, date(2020, 1, 1))

    memberships.join(session, anna, town.key, date(2005, 1, 1), left_on=date(2010, 1, 1))

    assert len(memberships.periods_of(session, anna, town.key)) == 2


def test_a_period_does_not_end_before_it_begins(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)

    with pytest.raises(InvalidError) as refused:
        memberships.join(session, anna, town.key, date(2010, 1, 1), left_on=date(2005, 1, 1))

    assert list(refused.value.fields) == ["left_on"]


def test_two_who_write_the_same_street_are_both_shown(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    organisations.set_address(session, anna, town.key, AddressKind.VISITING, {"street": "Theirs"})

    seen = {"street": ""}

    with pytest.raises(StaleError) as refused:
        organisations.set_address(session, anna, town.key, AddressKind.VISITING, {"street": "Mine"}, base=seen)

    assert refused.value.current == {"street": "Theirs"}


@pytest.mark.parametrize("sort", ["membership", "responsible", "open_deals", "open_todos"])
def test_every_organisation_stays_in_the_list_whatever_it_is_sorted_by(
    session: Session, anna: Actor, sort: str
) -> None:
    town, other = make_organisation(session, anna, "A"), make_organisation(session, anna, "B")
    make_membership(session, other, date(2020, 1, 1))
    responsibilities.add(session, anna, TagScope.ORGANISATION, town.key, anna.user_id)

    found = organisations.search(session, anna, OrganisationFilter(), sort=sort).items

    assert {row.id for row in found} == {town.key, other.key}


def test_members_come_first_when_sorted_by_membership(session: Session, anna: Actor) -> None:
    make_organisation(session, anna, "A never")
    member = make_organisation(session, anna, "B member")
    make_membership(session, member, date(2020, 1, 1))

    found = organisations.search(session, anna, OrganisationFilter(), sort="membership").items

    assert found[0].id == member.key


@pytest.mark.parametrize(("sort", "first"), [("-email", "Zoe"), ("-phone", "Zoe"), ("-organisation", "Zoe")])
def test_persons_are_sorted_by_how_and_where_they_are_reached(
    session: Session, anna: Actor, sort: str, first: str
) -> None:
    make_person(session, anna, "Ada", "Ek")
    town = make_organisation(session, anna)
    persons.create(
        session,
        anna,
        {"first_name": "Zoe", "emails": ["zoe@example.test"], "phones": ["070-174 06 88"]},
        organisation_id=town.key,
    )

    found = persons.search(session, anna, PersonFilter(), sort=sort).items

    assert found[0].name == first


def test_an_amount_is_the_same_with_and_without_its_decimals(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna, value="1000.00")
    session.expire(deal)

    deals.update(session, anna, deal.key, {"value": "2000"}, base={"value": Decimal(1000)})

    assert deal.value == Decimal(2000)
    with pytest.raises(StaleError):
        deals.update(session, anna, deal.key, {"value": "3000"}, base={"value": Decimal(1000)})
