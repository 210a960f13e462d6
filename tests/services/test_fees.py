"""What members pay for a year: bands, twelfths, the entrance fee, and why."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from sambruk_crm.models import OrganisationKind, PopulationFigure
from sambruk_crm.services import fees
from sambruk_crm.services.fees import Tariff, YearFee
from sambruk_crm.services.fees.tariffs import bands_of
from sambruk_crm.services.fees.years import months_of, part_of_year
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation

AMOUNTS = st.decimals(0, 1_000_000, places=2)


def paid(session: Session, actor: Actor, year: int) -> dict[str, YearFee]:
    return {fee.name: fee for fee in fees.of_year(session, actor, year)}


def member(
    session: Session,
    actor: Actor,
    name: str,
    people: int | None,
    *periods: tuple[date, date | None],
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY,
) -> None:
    place = make_organisation(session, actor, name, kind=kind)
    if people is not None:
        session.add(PopulationFigure(organisation_id=place.key, counted_on=date(2020, 12, 31), inhabitants=people))
    for joined, left in periods:
        make_membership(session, place, joined, left)
    session.flush()


@pytest.mark.parametrize(
    ("people", "yearly"), [(6_999, 5_000), (7_000, 10_000), (14_999, 10_000), (15_000, 25_000), (150_000, 80_000)]
)
def test_a_municipality_pays_by_its_inhabitants(session: Session, anna: Actor, people: int, yearly: int) -> None:
    member(session, anna, "Ale", people, (date(2020, 1, 1), None))

    fee = paid(session, anna, 2026)["Ale"]

    assert (fee.amount, fee.entrance, fee.months, fee.previous) == (yearly, 0, 12, yearly)


def test_the_first_year_is_charged_from_the_month_of_joining_with_the_entrance_fee(
    session: Session, anna: Actor
) -> None:
    member(session, anna, "Ale", 41_420, (date(2026, 3, 17), None))

    fee = paid(session, anna, 2026)["Ale"]

    assert (fee.months, fee.amount, fee.entrance, fee.previous) == (10, Decimal("29166.67"), 10_000, None)
    assert fees.sentence(fee, "en").replace("\xa0", " ") == (
        "41,420 inhabitants on Dec 31, 2020: 25,000 to 49,999 cost 35,000 SEK a year. "
        "Joined on Mar 17, 2026: 10 of 12 months, 29,166.67 SEK. Entrance fee: 10,000 SEK."
    )


def test_coming_back_costs_half_the_entrance_fee(session: Session, anna: Actor) -> None:
    member(session, anna, "Ale", 41_420, (date(2010, 1, 1), date(2020, 1, 1)), (date(2026, 1, 1), None))

    fee = paid(session, anna, 2026)["Ale"]

    assert (fee.amount, fee.entrance, fee.is_return) == (35_000, 5_000, True)


def test_who_left_before_the_year_pays_nothing_and_who_leaves_during_it_has_paid(session: Session, anna: Actor) -> None:
    member(session, anna, "Ale", 5_000, (date(2010, 1, 1), date(2026, 1, 1)))
    member(session, anna, "Boden", 5_000, (date(2010, 1, 1), date(2026, 1, 2)))

    assert {name: fee.amount for name, fee in paid(session, anna, 2026).items()} == {"Boden": 5_000}


def test_others_pay_one_fee_and_a_municipality_without_a_figure_is_named(session: Session, anna: Actor) -> None:
    member(session, anna, "Bolaget", None, (date(2020, 1, 1), None), kind=OrganisationKind.COMPANY)
    member(session, anna, "Nyby", None, (date(2026, 1, 1), None))

    found = paid(session, anna, 2026)

    assert (found["Bolaget"].amount, found["Bolaget"].band) == (25_000, None)
    assert (found["Nyby"].amount, found["Nyby"].entrance) == (None, 0)
    assert "no fee yet" in fees.sentence(found["Nyby"], "en")


@given(yearly=AMOUNTS, months=st.integers(0, 12))
def test_the_parts_of_a_year_add_up_to_it(yearly: Decimal, months: int) -> None:
    before = yearly - part_of_year(yearly, months)

    assert 0 <= part_of_year(yearly, months) <= yearly
    assert before + part_of_year(yearly, months) == yearly
    assert part_of_year(yearly, 12) == yearly


@given(yearly=AMOUNTS, months=st.integers(0, 11))
def test_one_month_more_never_costs_less(yearly: Decimal, months: int) -> None:
    assert part_of_year(yearly, months) <= part_of_year(yearly, months + 1)


@st.composite
def rising_tariffs(draw: st.DrawFn) -> Tariff:
    """Make tables in which nobody pays less for more inhabitants."""
    starts = [0, *sorted(draw(st.sets(st.integers(1, 500_000), max_size=8)))]
    entrances, yearlies = (sorted(draw(st.lists(AMOUNTS, min_size=len(starts), max_size=len(starts)))) for _ in "ab")
    rows = list(zip(starts, entrances, yearlies, strict=True))
    return Tariff(date(2020, 1, 1), bands_of(rows), Decimal(0), Decimal(0))


@given(tariff=rising_tariffs(), people=st.integers(0, 600_000), more=st.integers(0, 600_000))
def test_more_inhabitants_never_cost_less(tariff: Tariff, people: int, more: int) -> None:
    small, large = tariff.band(people), tariff.band(people + more)

    assert 0 <= small.yearly <= large.yearly
    assert 0 <= small.entrance <= large.entrance


@given(tariff=rising_tariffs(), people=st.integers(0, 600_000))
def test_everybody_is_in_exactly_one_band(tariff: Tariff, people: int) -> None:
    fits = [
        band for band in tariff.bands if band.from_inhabitants <= people and (band.below is None or people < band.below)
    ]

    assert fits == [tariff.band(people)]


@given(joined=st.dates(date(2025, 1, 1), date(2027, 12, 31)), days=st.integers(1, 800) | st.none())
def test_a_year_has_no_more_than_twelve_months_and_only_of_members(joined: date, days: int | None) -> None:
    left = None if days is None else date.fromordinal(joined.toordinal() + days)
    months = months_of([(joined, left)], 2026)

    assert 0 <= months <= 12
    assert (months > 0) == (joined.year <= 2026 and (left is None or left > date(2026, 1, 1)))
