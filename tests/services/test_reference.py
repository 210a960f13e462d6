"""The reference data that ships."""

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from sambruk_crm.models import (
    Coverage,
    LostReason,
    Membership,
    MembershipStatus,
    Organisation,
    OrganisationKind,
    Phase,
    PopulationFigure,
    TodoType,
)
from sambruk_crm.services import memberships, reference
from tests.factories import today


def of_code(session: Session, code: str) -> Organisation:
    """Find a municipality."""
    return session.exec(select(Organisation).where(Organisation.municipality_code == code)).one()


def count(session: Session, table: type) -> int:
    """Count the rows of a table."""
    return session.scalar(sa.select(func.count()).select_from(table)) or 0


def test_there_are_290_municipalities_and_20_regions_beside_them(session: Session) -> None:
    reference.load(session)

    kinds = session.exec(select(Organisation.kind, func.count()).group_by(col(Organisation.kind))).all()
    assert dict(iter(kinds)) == {OrganisationKind.MUNICIPALITY: 290, OrganisationKind.REGION: 20}


def test_a_municipality_comes_with_what_is_publicly_known(session: Session) -> None:
    reference.load(session)

    place = of_code(session, "0114")
    assert (place.name, place.official_name) == ("Upplands Väsby", "Upplands Väsby kommun")
    assert (place.organisation_number, place.county_code) == ("2120000019", "01")
    assert (place.population, str(place.population_on)) == (50_495, "2025-12-31")
    assert (place.area_km2, place.email_domain) == (75.01, "upplandsvasby.se")


def test_gotland_is_one_organisation_found_as_municipality_and_as_region(session: Session) -> None:
    reference.load(session)

    gotland = of_code(session, "0980")
    assert (gotland.kind, gotland.official_name) == (OrganisationKind.MUNICIPALITY, "Region Gotland")
    assert "region gotland" in gotland.fold


def test_nobody_is_a_member_until_someone_says_so(session: Session) -> None:
    reference.load(session)

    assert count(session, Membership) == 0
    clause = memberships.status_clause(MembershipStatus.NEVER, today())
    assert session.scalar(sa.select(func.count(col(Organisation.id))).where(clause)) == 310


def test_every_municipality_but_gotland_is_covered_by_its_region(session: Session) -> None:
    reference.load(session)

    assert count(session, Coverage) == 289
    stockholm = select(Organisation.id).where(Organisation.name == "Region Stockholm")
    assert len(session.exec(select(Coverage).where(col(Coverage.coverer_id).in_(stockholm))).all()) == 26


def test_a_second_run_adds_nothing_and_keeps_what_people_wrote(session: Session) -> None:
    reference.load(session)
    place = of_code(session, "0114")
    place.name, place.organisation_number, place.population = "Väsby", None, 1
    phase = session.exec(select(Phase)).first()
    assert phase is not None
    phase.name, phase.probability = "Nyfiken", 1
    session.delete(session.exec(select(LostReason)).first())
    session.flush()

    again = reference.load(session)

    assert again == reference.Loaded(0, 0, 0)
    assert (place.name, place.organisation_number, place.population) == ("Väsby", None, 1)
    assert (phase.name, phase.probability) == ("Nyfiken", 1)
    assert (count(session, LostReason), count(session, PopulationFigure)) == (5, 310)


def test_only_what_is_missing_is_added(session: Session) -> None:
    reference.load(session)
    place = of_code(session, "0114")
    session.delete(place)
    session.flush()

    assert reference.load(session) == reference.Loaded(1, 1, 0)
    assert of_code(session, "0114").population == 50_495


def test_an_organisation_somebody_wrote_before_is_not_made_twice(session: Session) -> None:
    session.add(Organisation(name="Väsby", organisation_number="2120000019"))
    session.flush()

    assert reference.load(session).organisations == 309


def test_the_first_pipeline_has_six_phases_and_ends_closed(session: Session) -> None:
    phases = session.exec(select(Phase).order_by(col(Phase.position))).all()

    assert [phase.probability for phase in phases] == [10, 20, 30, 50, 80, 0]
    assert [phase.is_closed for phase in phases] == [False] * 5 + [True]
    assert [phase.rotting_days for phase in phases] == [30, 30, 21, 30, 21, None]


def test_the_first_todo_types_are_those_of_the_seed(session: Session) -> None:
    types = session.exec(select(TodoType.default_name).order_by(col(TodoType.position))).all()

    assert types == ["Call customer", "Visit customer", "Send contract", "Follow up", "Other"]
