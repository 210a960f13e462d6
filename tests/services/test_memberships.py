"""Membership as dated periods."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import Coverage, MembershipCategory, MembershipStatus, Organisation, PopulationFigure
from sambruk_crm.services import memberships, vocabularies
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation

YEAR_2020, YEAR_2022, YEAR_2024 = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
DAY = timedelta(days=1)


def status(session: Session, organisation: Organisation, on: date) -> MembershipStatus:
    """Return the status by SQL, after seeing that exactly one fits and that the row tells the same."""
    fitting = [
        status
        for status in MembershipStatus
        if session.scalar(
            sa.select(col(Organisation.id)).where(
                memberships.status_clause(status, on), col(Organisation.id) == organisation.key
            )
        )
    ]
    assert fitting == [memberships.statuses(session, [organisation.key], on)[organisation.key]]
    return fitting[0]


def test_membership_begins_on_the_first_day_and_ends_before_the_day_of_leaving(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    make_membership(session, place, YEAR_2020, YEAR_2022)

    assert status(session, place, YEAR_2020 - DAY) is MembershipStatus.FUTURE
    assert status(session, place, YEAR_2020) is MembershipStatus.MEMBER
    assert status(session, place, YEAR_2022 - DAY) is MembershipStatus.MEMBER
    assert status(session, place, YEAR_2022) is MembershipStatus.FORMER


def test_an_organisation_without_periods_was_never_a_member(session: Session, anna: Actor) -> None:
    assert status(session, make_organisation(session, anna), YEAR_2020) is MembershipStatus.NEVER


def test_a_former_member_who_joins_again_later_is_a_future_one(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    make_membership(session, place, YEAR_2020, YEAR_2022)
    memberships.join(session, anna, place.key, YEAR_2024)

    assert status(session, place, date(2023, 1, 1)) is MembershipStatus.FUTURE
    assert status(session, place, YEAR_2024) is MembershipStatus.MEMBER


def test_leaving_ends_the_open_period_and_reopening_takes_it_back(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    period = memberships.join(session, anna, place.key, YEAR_2020)

    memberships.leave(session, anna, place.key, YEAR_2022, reason="Sparbeslut")
    assert (status(session, place, YEAR_2022), period.left_reason) == (MembershipStatus.FORMER, "Sparbeslut")

    memberships.reopen(session, anna, period.key)
    assert status(session, place, YEAR_2022) is MembershipStatus.MEMBER


def test_who_is_no_member_cannot_leave(session: Session, anna: Actor) -> None:
    with pytest.raises(InvalidError):
        memberships.leave(session, anna, make_organisation(session, anna).key, YEAR_2022)


@pytest.mark.parametrize("joined_on", [date(2019, 1, 1), YEAR_2020, date(2021, 6, 1)])
def test_periods_never_overlap(session: Session, anna: Actor, joined_on: date) -> None:
    place = make_organisation(session, anna)
    make_membership(session, place, YEAR_2020, YEAR_2022)

    with pytest.raises(InvalidError):
        memberships.join(session, anna, place.key, joined_on)


def test_a_period_may_begin_the_day_another_ended(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    make_membership(session, place, YEAR_2020, YEAR_2022)

    memberships.join(session, anna, place.key, YEAR_2022)

    assert len(memberships.periods_of(session, anna, place.key)) == 2


def test_a_period_cannot_be_reopened_into_the_next(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    first = make_membership(session, place, YEAR_2020, YEAR_2022)
    make_membership(session, place, YEAR_2024)

    with pytest.raises(InvalidError):
        memberships.reopen(session, anna, first.key)


def test_a_period_ends_after_it_begins(session: Session, anna: Actor) -> None:
    period = make_membership(session, make_organisation(session, anna), YEAR_2020)

    with pytest.raises(InvalidError) as caught:
        memberships.update(session, anna, period.key, {"left_on": "2020-01-01"})
    assert list(caught.value.fields) == ["left_on"]


def test_a_stale_correction_is_refused_with_what_holds_now(session: Session, anna: Actor) -> None:
    period = make_membership(session, make_organisation(session, anna), YEAR_2020)
    seen = period.version
    memberships.update(session, anna, period.key, {"joined_on": "2020-02-01"}, version=seen)

    with pytest.raises(StaleError) as caught:
        memberships.update(session, anna, period.key, {"joined_on": "2020-03-01"}, version=seen)
    assert caught.value.current["joined_on"] == "2020-02-01"


def test_a_period_written_by_mistake_can_be_removed(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    memberships.delete(session, anna, make_membership(session, place, YEAR_2020).key)

    assert status(session, place, YEAR_2022) is MembershipStatus.NEVER


def test_readers_read_and_nothing_else(session: Session, anna: Actor, reader: Actor) -> None:
    place = make_organisation(session, anna)

    assert memberships.periods_of(session, reader, place.key) == []
    with pytest.raises(ForbiddenError):
        memberships.join(session, reader, place.key, YEAR_2020)


def test_joining_needs_an_organisation(session: Session, anna: Actor) -> None:
    with pytest.raises(NotFoundError):
        memberships.join(session, anna, 999_999, YEAR_2020)


def test_members_of_a_day_are_counted_with_the_inhabitants_of_that_day(session: Session, anna: Actor) -> None:
    early, late = make_organisation(session, anna, "Ale"), make_organisation(session, anna, "Boden")
    make_membership(session, early, YEAR_2020)
    make_membership(session, late, YEAR_2024)
    for counted_on, inhabitants in ((date(2019, 12, 31), 100), (date(2023, 12, 31), 130)):
        session.add(PopulationFigure(organisation_id=early.key, counted_on=counted_on, inhabitants=inhabitants))
    session.flush()

    now = {"municipality": 2}
    before = {"municipality": 1}
    assert memberships.members_on(session, anna, YEAR_2022) == memberships.MemberCount(YEAR_2022, 1, 100, 0, before, 1)
    assert memberships.members_on(session, anna, YEAR_2024) == memberships.MemberCount(YEAR_2024, 2, 130, 1, now, 2)


def test_a_region_and_a_municipality_in_it_count_nobody_twice(session: Session, anna: Actor) -> None:
    region, first, second = (make_organisation(session, anna, name) for name in ("Regionen", "Ale", "Boden"))
    for place, inhabitants in ((region, 310), (first, 100), (second, 200)):
        figure = PopulationFigure(organisation_id=place.key, counted_on=YEAR_2020, inhabitants=inhabitants)
        session.add(figure)
    for place in (first, second):
        session.add(Coverage(coverer_id=region.key, covered_id=place.key, from_on=YEAR_2020))
    make_membership(session, region, YEAR_2020)
    make_membership(session, first, YEAR_2020)

    counted = memberships.members_on(session, anna, YEAR_2022)

    assert (counted.members, counted.inhabitants, counted.municipalities_covered) == (2, 300, 2)


def test_a_union_that_covers_a_region_stands_for_the_municipalities_in_it(session: Session, anna: Actor) -> None:
    union, region, town = (make_organisation(session, anna, name) for name in ("Förbundet", "Regionen", "Ale"))
    for place, inhabitants in ((region, 310), (town, 100)):
        session.add(PopulationFigure(organisation_id=place.key, counted_on=YEAR_2020, inhabitants=inhabitants))
    for coverer, covered in ((union, region), (region, town)):
        session.add(Coverage(coverer_id=coverer.key, covered_id=covered.key, from_on=YEAR_2020))
    session.add(
        Coverage(coverer_id=region.key, covered_id=make_organisation(session, anna, "Boden").key, from_on=YEAR_2020)
    )
    make_membership(session, union, YEAR_2020)
    make_membership(session, region, YEAR_2020)

    counted = memberships.members_on(session, anna, YEAR_2022)

    assert (counted.members, counted.municipalities_covered) == (2, 2)


def test_a_period_is_of_a_kind_and_tells_why_it_began_and_ended(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    kind = vocabularies.entries(session, anna, MembershipCategory)[1]

    period = memberships.join(
        session, anna, place.key, YEAR_2020, category_id=kind.key, decision="KS § 41", reason="EGIL"
    )
    memberships.leave(session, anna, place.key, YEAR_2024, reason="Sparar")

    told = (period.category_id, period.decision, period.reason, period.left_reason)
    assert told == (kind.key, "KS § 41", "EGIL", "Sparar")
    with pytest.raises(InvalidError) as caught:
        memberships.update(session, anna, period.key, {"category_id": 999_999})
    assert list(caught.value.fields) == ["category_id"]
