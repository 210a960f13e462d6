"""The tables of membership fees: bands, days, what is fixed, and what a change would do."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, StaleError
from sambruk_crm.models import PopulationFigure, Role
from sambruk_crm.services import fees
from sambruk_crm.services.fees.previews import histogram
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_membership, make_organisation

BANDS = [
    {"from_inhabitants": 0, "entrance": 5_000, "yearly": 6_000},
    {"from_inhabitants": 15_000, "entrance": 10_000, "yearly": "30 000"},
]
TABLE: dict[str, Any] = {
    "valid_from": "2027-01-01",
    "others_entrance": 5_000,
    "others_yearly": 26_000,
    "bands": BANDS,
}


@pytest.fixture
def ada(session: Session) -> Actor:
    """Ada, an administrator."""
    return make_actor(session, "Ada Rosén", Role.ADMINISTRATOR)


def member(session: Session, actor: Actor, name: str, people: int) -> None:
    """Make a municipality that has long been a member."""
    place = make_organisation(session, actor, name)
    session.add(PopulationFigure(organisation_id=place.key, counted_on=date(2020, 12, 31), inhabitants=people))
    make_membership(session, place, date(2015, 1, 1))


def faults(session: Session, actor: Actor, **values: Any) -> set[str]:
    """Return which fields are refused."""
    with pytest.raises(InvalidError) as refused:
        fees.tables.create(session, actor, TABLE | values)
    return set(refused.value.fields)


def test_a_new_table_holds_from_its_day_on(session: Session, ada: Actor) -> None:
    member(session, ada, "Ale", 31_000)
    made = fees.tables.create(session, ada, TABLE)

    assert made.tariff.bands[0].below == 15_000
    assert [row.tariff.valid_from for row in fees.tables.search(session, ada)] == [date(2027, 1, 1), date(2020, 1, 1)]
    assert [fees.of_year(session, ada, year)[0].amount for year in (2026, 2027)] == [35_000, 30_000]


def test_a_table_from_the_middle_of_a_year_charges_the_next_one(session: Session, ada: Actor) -> None:
    member(session, ada, "Ale", 31_000)
    fees.tables.create(session, ada, TABLE | {"valid_from": "2026-07-01"})

    assert [fees.of_year(session, ada, year)[0].amount for year in (2026, 2027)] == [35_000, 30_000]


def test_what_is_wrong_with_a_table_is_told_beside_its_field(session: Session, ada: Actor) -> None:
    first, second = BANDS

    assert faults(session, ada, valid_from=None) == {"valid_from"}
    assert faults(session, ada, valid_from="2020-01-01") == {"valid_from"}
    assert faults(session, ada, others_yearly=None) == {"others_yearly"}
    assert faults(session, ada, bands=[]) == {"bands"}
    assert faults(session, ada, bands=[second]) == {"bands.0.from_inhabitants"}
    assert faults(session, ada, bands=[first, first]) == {"bands.1.from_inhabitants"}
    assert faults(session, ada, bands=[first, second | {"yearly": None}]) == {"bands.1.yearly"}
    assert faults(session, ada, bands=[first | {"yearly": -1}]) == {"bands.0.yearly"}
    assert faults(session, ada, bands=[first | {"from_inhabitants": "many"}]) == {"bands.0.from_inhabitants"}


def test_bands_are_replaced_and_the_rest_stays(session: Session, ada: Actor) -> None:
    made = fees.tables.create(session, ada, TABLE)

    changed = fees.tables.update(session, ada, made.id, {"bands": [BANDS[0] | {"yearly": 7_000}]}, version=made.version)

    assert [(band.from_inhabitants, band.yearly) for band in changed.tariff.bands] == [(0, 7_000)]
    assert (changed.tariff.others_yearly, changed.version) == (26_000, made.version + 1)
    with pytest.raises(StaleError):
        fees.tables.update(session, ada, made.id, {"others_yearly": 1}, version=made.version)


def test_the_last_table_stays_and_others_can_go(session: Session, ada: Actor) -> None:
    made = fees.tables.create(session, ada, TABLE)
    fees.tables.delete(session, ada, made.id)
    [last] = fees.tables.search(session, ada)

    with pytest.raises(InUseError):
        fees.tables.delete(session, ada, last.id)


def test_a_table_that_an_approved_year_rests_on_is_fixed(session: Session, ada: Actor) -> None:
    member(session, ada, "Ale", 31_000)
    [first] = fees.tables.search(session, ada)
    run = fees.runs.begin(session, ada, 2026)
    fees.runs.approve(session, ada, run.key)

    assert fees.tables.get(session, ada, first.id).fixed_years == (2026,)
    for deed in (fees.tables.update, fees.tables.delete):
        with pytest.raises(InUseError, match="approved by this table"):
            deed(session, ada, first.id, *([{"others_yearly": 1}] if deed is fees.tables.update else []))
    assert faults(session, ada, valid_from="2026-01-01") == {"valid_from"}
    assert fees.tables.create(session, ada, TABLE | {"valid_from": "2026-01-02"}).id
    fees.runs.reopen(session, ada, run.key)
    assert fees.tables.update(session, ada, first.id, {"others_yearly": 1}).tariff.others_yearly == 1


def test_managers_do_not_change_tables_and_readers_see_them(session: Session, maria: Actor, reader: Actor) -> None:
    with pytest.raises(ForbiddenError):
        fees.tables.create(session, maria, TABLE)
    with pytest.raises(ForbiddenError):
        fees.preview(session, maria, TABLE)
    assert len(fees.tables.search(session, reader)) == 1


def test_a_preview_tells_who_gains_and_who_loses_and_writes_nothing(session: Session, ada: Actor) -> None:
    for name, people in (("Ale", 31_000), ("Boden", 14_000), ("Dals-Ed", 4_800)):
        member(session, ada, name, people)

    found = fees.preview(session, ada, TABLE)

    assert (found.year, found.members, found.winners, found.losers) == (2027, 3, 2, 1)
    assert (found.before, found.after) == (50_000, 42_000)
    assert [(row.name, row.difference) for row in found.rows] == [
        ("Ale", -5_000),
        ("Boden", -4_000),
        ("Dals-Ed", 1_000),
    ]
    assert sum(each.count for each in found.histogram) == 3
    assert len(fees.tables.search(session, ada)) == 1


def test_a_preview_of_a_change_has_it_in_the_place_of_the_table(session: Session, ada: Actor) -> None:
    member(session, ada, "Ale", 31_000)
    made = fees.tables.create(session, ada, TABLE)

    found = fees.preview(session, ada, {"bands": [BANDS[0]]}, table_id=made.id)

    assert (found.before, found.after) == (30_000, 6_000)
    for kind in ("xlsx", "csv"):
        kept = fees.files.of_preview(session, ada, {"bands": [BANDS[0]]}, kind, table_id=made.id)
        assert kept.name == f"What if, fees 2027.{kind}"
        assert kept.size > 20


@given(st.lists(st.decimals(-1_000_000, 1_000_000, places=2), max_size=50))
def test_every_difference_is_in_one_bar_of_its_side(differences: list[Decimal]) -> None:
    bars = histogram(differences)

    assert sum(bar.count for bar in bars) == len(differences)
    assert len(bars) <= 13
    assert sum(bar.count for bar in bars if bar.high <= 0 and bar.low < 0) == sum(each < 0 for each in differences)
    assert sum(bar.count for bar in bars if bar.low == bar.high) == sum(each == 0 for each in differences)
