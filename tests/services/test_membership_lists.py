"""Memberships in one list, and how many came and went each year."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import Session, select

from sambruk_crm.models import Membership, MembershipStatus, OrganisationKind
from sambruk_crm.services import memberships, organisations
from sambruk_crm.services.lists import option_counts
from sambruk_crm.services.memberships import MembershipFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation, today

ON = date(2024, 6, 1)


@pytest.fixture(autouse=True)
def _periods(session: Session, anna: Actor) -> None:
    """Ale is a member since 2020; Bjuv was one and comes back in 2025; Croft, a company, has two in a row."""
    periods: Sequence[tuple[str, OrganisationKind, list[tuple[date, date | None]]]] = (
        ("Ale", OrganisationKind.MUNICIPALITY, [(date(2020, 1, 1), None)]),
        ("Bjuv", OrganisationKind.MUNICIPALITY, [(date(2020, 7, 1), date(2022, 7, 1)), (date(2025, 1, 1), None)]),
        ("Croft", OrganisationKind.COMPANY, [(date(2021, 1, 1), date(2023, 1, 1)), (date(2023, 1, 1), None)]),
    )
    for name, kind, days in periods:
        place = make_organisation(session, anna, name, kind=kind)
        for joined, left in days:
            make_membership(session, place, joined, left)


def _found(session: Session, anna: Actor, sort: str = "joined", **wanted: object) -> list[tuple[str, int]]:
    page = memberships.lists.search(session, anna, MembershipFilter(on=ON, **wanted), sort=sort)  # pyright: ignore[reportArgumentType]
    return [(row.organisation, int(row.joined_on[:4])) for row in page.items]


def test_a_period_lasts_has_ended_or_is_to_come_on_the_day_that_is_asked_for(session: Session, anna: Actor) -> None:
    assert _found(session, anna, status=(MembershipStatus.MEMBER,)) == [("Ale", 2020), ("Croft", 2023)]
    assert _found(session, anna, status=(MembershipStatus.FORMER,)) == [("Bjuv", 2020), ("Croft", 2021)]
    assert _found(session, anna, status=(MembershipStatus.FUTURE,)) == [("Bjuv", 2025)]


def test_periods_are_found_by_year_kind_and_name_and_sorted(session: Session, anna: Actor) -> None:
    assert _found(session, anna, joined=("2020",)) == [("Ale", 2020), ("Bjuv", 2020)]
    assert _found(session, anna, left=("2022", "2023")) == [("Bjuv", 2020), ("Croft", 2021)]
    assert _found(session, anna, kind=(OrganisationKind.COMPANY,), sort="-joined") == [("Croft", 2023), ("Croft", 2021)]
    assert _found(session, anna, text="bjuv") == [("Bjuv", 2020), ("Bjuv", 2025)]
    assert [name for name, _ in _found(session, anna, sort="-organisation")] == [
        "Croft",
        "Croft",
        "Bjuv",
        "Bjuv",
        "Ale",
    ]


def test_the_values_of_a_filter_say_how_many_they_leave(session: Session, anna: Actor) -> None:
    counted = option_counts.count(session, anna, "membership", "joined", MembershipFilter())
    assert {year: count for year, count in counted.items() if count} == {"2020": 2, "2021": 1, "2023": 1, "2025": 1}


def test_those_in_the_trash_are_no_members(session: Session, anna: Actor, maria: Actor) -> None:
    ale = memberships.lists.search(session, anna, MembershipFilter(text="ale")).items[0].organisation_id
    organisations.delete(session, maria, ale)

    assert [name for name, _ in _found(session, anna)] == ["Bjuv", "Croft", "Croft", "Bjuv"]
    assert memberships.by_year(session, anna)[0].joined == 1


def test_whoever_goes_on_in_another_period_has_neither_left_nor_joined(session: Session, anna: Actor) -> None:
    told = {each.year: (each.joined, each.left, each.members) for each in memberships.by_year(session, anna)}

    assert [told[year] for year in range(2020, 2026)] == [
        (2, 0, 2), (1, 0, 3), (0, 1, 2), (0, 0, 2), (0, 0, 2), (1, 0, 3),
    ]  # fmt: skip
    assert max(told) == today().year
    assert told[today().year][2] == 3


def test_without_members_there_are_no_years(session: Session, anna: Actor) -> None:
    for period in session.exec(select(Membership)):
        session.delete(period)
    session.flush()

    assert memberships.by_year(session, anna) == []
