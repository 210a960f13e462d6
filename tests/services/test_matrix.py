"""The matrix of municipalities and services: what each cell says, who has it next door, and what begins there."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError
from sambruk_crm.models import LeadState, MatrixState, Organisation, Outcome, Role, ServiceKind
from sambruk_crm.services import contracts, deals, leads, matrix, services
from sambruk_crm.services.matrix import Cell, MatrixFilter, neighbours
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_deal, make_membership, make_organisation, make_phases, today


@pytest.fixture
def egil(session: CrmSession, anna: Actor) -> int:
    return services.create(session, anna, {"name": "EGIL"}).key


def town(session: CrmSession, actor: Actor, name: str, **values: object) -> int:
    return make_organisation(session, actor, name, kind="municipality", **values).key


def cell(session: CrmSession, actor: Actor, place: int, service: int) -> Cell:
    found = matrix.of(session, actor, MatrixFilter(service=(service,)))
    return next(row for row in found.rows if row.id == place).cells[0]


def test_a_cell_says_the_strongest_of_lead_deal_participant_and_contract(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    place = town(session, anna, "Kungsör")
    assert cell(session, anna, place, egil).state is MatrixState.NOTHING

    leads.create(session, anna, {"name": "Ulla", "organisation_id": place, "service_id": egil})
    assert cell(session, anna, place, egil).state is MatrixState.LEAD

    phases = list(make_phases(session))
    deal = make_deal(session, anna, "EGIL", phase=phases[1], organisation_id=place, service_id=egil)
    told = cell(session, anna, place, egil)
    assert (told.state, told.noun, told.id, told.phase, told.phase_name) == (
        MatrixState.DEAL, "deal", deal.key, 2, phases[1],
    )  # fmt: skip

    services.participants.add(session, anna, egil, {"organisation_id": place})
    assert cell(session, anna, place, egil).state is MatrixState.PARTICIPANT

    contract = contracts.making.create(session, anna, {"service_id": egil}, organisation_id=place)
    assert cell(session, anna, place, egil).state is MatrixState.PARTICIPANT
    party, _ = contracts.parties.of_contract(session, anna, contract.key)[0]
    contracts.parties.update(session, anna, contract.key, party.key, {"signed_on": today()})
    assert cell(session, anna, place, egil).state is MatrixState.CONTRACT


def test_of_several_deals_the_furthest_counts_and_a_shared_one_for_all_who_share_it(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    place, other = town(session, anna, "Kungsör"), town(session, anna, "Arboga")
    phases = list(make_phases(session))
    shares = [{"organisation_id": place}, {"organisation_id": other}]
    make_deal(
        session, anna, "EGIL", phase=phases[2], organisation_id=place, service_id=egil, deal_type="split",
        participants=shares,
    )  # fmt: skip
    make_deal(session, anna, "EGIL igen", phase=phases[0], organisation_id=place, service_id=egil)

    assert [cell(session, anna, each, egil).phase for each in (place, other)] == [3, 3]


def test_a_no_tells_when_and_why_until_something_new_begins(session: CrmSession, anna: Actor, egil: int) -> None:
    place = town(session, anna, "Kungsör")
    deal = make_deal(session, anna, "EGIL", organisation_id=place, service_id=egil)
    deals.close(session, anna, deal.key, outcome=Outcome.LOST, lost_reason="För dyrt")

    told = cell(session, anna, place, egil)
    assert (told.state, told.day, told.reason) == (MatrixState.DECLINED, today(), "För dyrt")
    made = matrix.begin_lead(session, anna, place, egil)
    assert (made.organisation_name, made.owner_id) == ("Kungsör", anna.user_id)
    assert cell(session, anna, place, egil).state is MatrixState.LEAD
    leads.change_state(session, anna, made.key, LeadState.DROPPED, reason="Inget intresse")
    assert cell(session, anna, place, egil).state is MatrixState.DECLINED


def test_a_deal_begins_at_a_white_spot_in_the_first_phase_called_as_the_service(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    place = town(session, anna, "Kungsör")
    make_phases(session)

    made = matrix.begin_deal(session, anna, place, egil)

    assert (made.title, made.organisation_id, made.owner_id) == (
        "EGIL, Service agreement (Standard), Kungsör",
        place,
        anna.user_id,
    )
    assert cell(session, anna, place, egil).phase == 1


def test_what_has_begun_does_not_begin_twice(session: CrmSession, anna: Actor, egil: int) -> None:
    place = town(session, anna, "Kungsör")
    make_phases(session)
    matrix.begin_lead(session, anna, place, egil)

    with pytest.raises(InUseError):
        matrix.begin_lead(session, anna, place, egil)
    matrix.begin_deal(session, anna, place, egil)
    for begin in (matrix.begin_deal, matrix.begin_lead):
        with pytest.raises(InUseError):
            begin(session, anna, place, egil)


def test_rows_are_municipalities_filtered_as_their_list_and_counted_both_ways(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    small = town(session, anna, "Kungsör", county_code="19", population=8_600)
    large = town(session, anna, "Stockholm", county_code="01", population=995_000)
    make_organisation(session, anna, "Teknikbolaget", kind="company")
    digidel = services.create(session, anna, {"name": "Digidel", "kind": "network"}).key
    closed = services.create(session, anna, {"name": "Gammal", "status": "closed"}).key
    for place in (small, large):
        services.participants.add(session, anna, egil, {"organisation_id": place})
    make_membership(session, session.get_one(Organisation, small), today())

    whole = matrix.of(session, anna, MatrixFilter())
    assert [(column.name, column.count) for column in whole.columns] == [("Digidel", 0), ("EGIL", 2)]
    assert [(row.name, row.count) for row in whole.rows] == [("Kungsör", 1), ("Stockholm", 1)]

    def names(**wanted: Any) -> list[str]:
        return [row.name for row in matrix.of(session, anna, MatrixFilter(**wanted)).rows]

    assert names(county=("19",)) == ["Kungsör"]
    assert names(membership=("member",)) == ["Kungsör"]
    assert names(inhabitants_from=8_601) == ["Stockholm"]
    assert names(inhabitants_below=8_601) == ["Kungsör"]
    assert names(kind=("company",)) == ["Teknikbolaget"]
    networks = matrix.of(session, anna, MatrixFilter(service_kind=(ServiceKind.NETWORK,)))
    assert [column.id for column in networks.columns] == [digidel]
    assert [column.id for column in matrix.of(session, anna, MatrixFilter(service=(closed,))).columns] == [closed]


def test_an_opened_cell_names_the_neighbours_those_who_have_it_first(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    codes = {"1960": "Kungsör", "1984": "Arboga", "0484": "Eskilstuna", "1983": "Köping", "0180": "Stockholm"}
    keys: dict[str, int] = {}
    for code, name in codes.items():
        keys[name] = town(session, anna, name)
        session.get_one(Organisation, keys[name]).municipality_code = code
    session.flush()
    services.participants.add(session, anna, egil, {"organisation_id": keys["Köping"]})

    found = matrix.opened(session, anna, keys["Kungsör"], egil)

    assert [(one.name, one.has_it) for one in found.neighbours] == [
        ("Köping", True), ("Arboga", False), ("Eskilstuna", False),
    ]  # fmt: skip
    assert (found.organisation, found.service) == ("Kungsör", "EGIL")


def test_borders_go_both_ways_for_all_290_municipalities() -> None:
    borders = neighbours.codes()

    assert len(borders) == 290
    assert all(code in borders[other] for code, others in borders.items() for other in others)
    assert set(borders["1960"]) == {"0484", "1983", "1984"}


def test_the_file_holds_the_matrix_in_words_for_those_who_may_take_data_out(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    place = town(session, anna, "Kungsör", population=8_600)
    services.participants.add(session, anna, egil, {"organisation_id": place})
    maria = make_actor(session, "Maria Lind", Role.MANAGER)

    with pytest.raises(ForbiddenError):
        matrix.file(session, anna, MatrixFilter())
    name, content = matrix.file(session, maria, MatrixFilter())

    assert name.endswith(".xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "Kungsör"
    assert rows[1][2:4] == [8600.0, 1.0]
    assert rows[1][4] in ("Takes part", "Deltar")


def test_a_reader_looks_at_the_matrix_and_begins_nothing(session: CrmSession, anna: Actor, egil: int) -> None:
    place = town(session, anna, "Kungsör")
    rolf = make_actor(session, "Rolf Läsare", Role.READER)

    assert matrix.of(session, rolf, MatrixFilter()).rows
    with pytest.raises(ForbiddenError):
        matrix.begin_deal(session, rolf, place, egil)
    with pytest.raises(ForbiddenError):
        matrix.begin_lead(session, rolf, place, egil)


def test_a_matrix_takes_as_many_statements_for_a_dozen_rows_as_for_one(
    session: CrmSession, anna: Actor, egil: int
) -> None:
    def statements() -> int:
        asked: list[str] = []

        def note(*told: object) -> None:
            asked.append(str(told[2]))

        event.listen(session.get_bind(), "before_cursor_execute", note)
        matrix.of(session, anna, MatrixFilter())
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(asked)

    town(session, anna, "Kungsör")
    statements()
    few = statements()
    for number in range(12):
        services.participants.add(session, anna, egil, {"organisation_id": town(session, anna, f"Ort {number}")})

    assert statements() == few
