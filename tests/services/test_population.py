"""Taking in population figures, and the fees that follow from them."""

from datetime import date

import pytest
from sqlmodel import Session, select

from sambruk_crm.errors import ForbiddenError
from sambruk_crm.integrations.scb import Figure
from sambruk_crm.models import Organisation, PopulationFigure
from sambruk_crm.services import fees, organisations, reference
from sambruk_crm.services.permissions import Actor

KNOWN_DAY, NEXT_DAY, EARLIER_DAY = date(2025, 12, 31), date(2026, 12, 31), date(2024, 12, 31)
VASBY = "0114"


@pytest.fixture
def vasby(session: Session) -> Organisation:
    """Upplands Väsby with its 50 495 inhabitants, among all the municipalities."""
    reference.load(session)
    return session.exec(select(Organisation).where(Organisation.municipality_code == VASBY)).one()


def told(session: Session, place: Organisation) -> dict[date, int]:
    """Return the stored figures of a place."""
    query = select(PopulationFigure).where(PopulationFigure.organisation_id == place.key)
    return {figure.counted_on: figure.inhabitants for figure in session.exec(query)}


def test_a_new_figure_is_added_beside_the_old_one(session: Session, anna: Actor, vasby: Organisation) -> None:
    diff = organisations.population.apply(session, anna, [Figure(VASBY, 51_000, NEXT_DAY)])

    assert [(change.known, change.inhabitants) for change in diff.new] == [(50_495, 51_000)]
    assert told(session, vasby) == {KNOWN_DAY: 50_495, NEXT_DAY: 51_000}
    assert (vasby.population, vasby.population_on) == (51_000, NEXT_DAY)


def test_comparing_writes_nothing(session: Session, anna: Actor, vasby: Organisation) -> None:
    diff = organisations.population.compare(session, anna, [Figure(VASBY, 51_000, NEXT_DAY)])

    assert len(diff.new) == 1
    assert told(session, vasby) == {KNOWN_DAY: 50_495}


def test_a_second_run_changes_nothing(session: Session, anna: Actor, vasby: Organisation) -> None:
    figures = [Figure(VASBY, 51_000, NEXT_DAY), Figure("01", 2_500_000, NEXT_DAY)]
    organisations.population.apply(session, anna, figures)
    version = vasby.version

    again = organisations.population.apply(session, anna, figures)

    assert (again.new, again.changed, again.same) == ((), (), 2)
    assert vasby.version == version


def test_another_figure_for_a_day_we_have_is_told_and_ours_is_kept(
    session: Session, anna: Actor, vasby: Organisation
) -> None:
    diff = organisations.population.apply(session, anna, [Figure(VASBY, 60_000, KNOWN_DAY)])

    assert [(change.known, change.inhabitants) for change in diff.changed] == [(50_495, 60_000)]
    assert (diff.new, told(session, vasby)) == ((), {KNOWN_DAY: 50_495})


def test_an_older_figure_joins_the_series_and_leaves_the_present_one(
    session: Session, anna: Actor, vasby: Organisation
) -> None:
    diff = organisations.population.apply(session, anna, [Figure(VASBY, 49_000, EARLIER_DAY)])

    assert [figure.inhabitants for figure in organisations.population.series(session, anna, vasby.key)] == [
        49_000,
        50_495,
    ]
    assert (vasby.population, vasby.population_on, diff.crossings) == (50_495, KNOWN_DAY, ())


@pytest.mark.usefixtures("vasby")
def test_codes_of_nobody_are_told(session: Session, anna: Actor) -> None:
    diff = organisations.population.apply(session, anna, [Figure("9999", 1, NEXT_DAY), Figure(VASBY, 51_000, NEXT_DAY)])

    assert (diff.unknown, len(diff.new)) == (("9999",), 1)


@pytest.mark.usefixtures("vasby")
def test_who_gets_another_fee_is_told(session: Session, anna: Actor) -> None:
    diff = organisations.population.compare(session, anna, [Figure(VASBY, 49_999, NEXT_DAY)])

    assert [(c.code, c.before.yearly, c.after.yearly) for c in diff.crossings] == [(VASBY, 50_000, 35_000)]


def test_readers_cannot_import(session: Session, reader: Actor) -> None:
    with pytest.raises(ForbiddenError):
        organisations.population.apply(session, reader, [])


@pytest.mark.parametrize(
    ("inhabitants", "entrance", "yearly"),
    [
        (0, 5_000, 5_000),
        (6_999, 5_000, 5_000),
        (7_000, 5_000, 10_000),
        (14_999, 5_000, 10_000),
        (15_000, 10_000, 25_000),
        (25_000, 10_000, 35_000),
        (49_999, 10_000, 35_000),
        (50_000, 10_000, 50_000),
        (100_000, 20_000, 65_000),
        (149_999, 20_000, 65_000),
        (150_000, 25_000, 80_000),
        (990_000, 25_000, 80_000),
    ],
)
def test_a_band_begins_with_its_first_figure(session: Session, inhabitants: int, entrance: int, yearly: int) -> None:
    found = fees.current(session, NEXT_DAY).band(inhabitants)

    assert (found.entrance, found.yearly) == (entrance, yearly)
