"""The board: what its columns hold, by phase and otherwise, what cards say, and whom one turns to."""

from decimal import Decimal

import pytest
from sqlmodel import Session

from sambruk_crm.models import Outcome, Role, Service, utc_now
from sambruk_crm.services import deals, persons
from sambruk_crm.services.deals import BoardColumn, BoardGroup, DealFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_person, make_todo, make_user


def columns(session: Session, actor: Actor, by: BoardGroup, **wanted: object) -> dict[str, BoardColumn]:
    """Return the columns of a board by name."""
    shown = deals.boards.board(session, actor, DealFilter(**wanted), by)  # pyright: ignore[reportArgumentType]
    return {column.name: column for column in shown}


def titles(column: BoardColumn) -> list[str]:
    """List the titles of a column from the top."""
    return [card.title for card in column.cards]


def test_the_closed_phase_tells_won_and_lost_apart_each_with_its_sum(session: Session, anna: Actor) -> None:
    for title, outcome, value in (("A", Outcome.LOST, "10"), ("B", Outcome.WON, "20"), ("C", Outcome.WON, "30")):
        deal = make_deal(session, anna, title, value=value)
        deals.close(session, anna, deal.key, outcome=outcome, lost_reason="Price")

    closed = deals.boards.board(session, anna, DealFilter())[-1]

    assert titles(closed) == ["B", "C", "A"]
    assert closed.won
    assert closed.lost
    assert (closed.won.count, closed.won.total, closed.lost.count, closed.lost.total) == (2, 50.0, 1, 10.0)
    assert (closed.count, closed.total) == (3, 60.0)


def test_the_first_of_the_lost_are_shown_however_many_are_won(session: Session, anna: Actor) -> None:
    for title, outcome in (("A", Outcome.WON), ("B", Outcome.WON), ("C", Outcome.LOST)):
        deal = make_deal(session, anna, title)
        deals.close(session, anna, deal.key, outcome=outcome, lost_reason="Price")

    closed = deals.boards.board(session, anna, DealFilter(), size=1)[-1]

    assert titles(closed) == ["A", "C"]
    assert closed.has_more


def test_by_owner_the_open_deals_stand_under_whose_they_are_the_furthest_first(
    session: Session, anna: Actor, bo: Actor
) -> None:
    make_deal(session, anna, "early", value="10")
    make_deal(session, anna, "late", phase="Contract sent", value="20")
    make_deal(session, bo, "his")
    nobodys = make_deal(session, anna, "nobody's", owner_id=None)
    ended = make_deal(session, anna, "ended")
    deals.close(session, anna, ended.key, outcome=Outcome.WON)

    shown = columns(session, anna, BoardGroup.OWNER)

    assert titles(shown[anna.name]) == ["late", "early"]
    assert (shown[anna.name].count, shown[anna.name].total) == (2, 30.0)
    assert titles(shown[bo.name]) == ["his"]
    assert [card.id for card in shown[""].cards] == [nobodys.key]


def test_by_owner_there_is_a_column_for_everybody_who_may_have_deals(session: Session, anna: Actor) -> None:
    make_user(session, "Cecilia Ek")
    make_user(session, "Rut Holm", role=Role.READER)
    gone = make_user(session, "Gun Alm", is_active=False)
    make_deal(session, anna, "left behind", owner_id=gone.key)

    shown = columns(session, anna, BoardGroup.OWNER)

    assert [name for name in shown if name in ("Cecilia Ek", "Rut Holm", "Gun Alm")] == ["Cecilia Ek", "Gun Alm"]
    assert list(columns(session, anna, BoardGroup.OWNER, owner=(anna.user_id,))) == [anna.name]


def test_by_service_and_county_there_are_the_columns_that_have_deals(session: Session, anna: Actor) -> None:
    egil = Service(name="EGIL", sort_sv="egil")
    session.add(egil)
    session.flush()
    town = make_organisation(session, anna, "Kungsör", county_code="19")
    town.county_name = "Västmanland"
    make_deal(session, anna, "with both", service_id=egil.key, organisation_id=town.key)
    make_deal(session, anna, "with neither")

    by_service, by_county = (columns(session, anna, by) for by in (BoardGroup.SERVICE, BoardGroup.COUNTY))

    assert {name: titles(column) for name, column in by_service.items()} == {
        "": ["with neither"],
        "EGIL": ["with both"],
    }
    assert {name: titles(column) for name, column in by_county.items()} == {
        "": ["with neither"],
        "Västmanland": ["with both"],
    }


@pytest.mark.parametrize("by", [BoardGroup.OWNER, BoardGroup.SERVICE, BoardGroup.COUNTY])
def test_a_long_column_shows_its_first_cards_and_counts_them_all(session: Session, anna: Actor, by: BoardGroup) -> None:
    for number in range(4):
        make_deal(session, anna, str(number), value="10")

    shown = deals.boards.board(session, anna, DealFilter(owner=(anna.user_id,)), by, size=2)

    assert [(titles(column), column.count, column.has_more) for column in shown] == [(["0", "1"], 4, True)]
    more = deals.boards.board(session, anna, DealFilter(), by, size=2, sizes={shown[0].id: 3})
    assert next(titles(column) for column in more if column.id == shown[0].id) == ["0", "1", "2"]


def test_a_card_says_what_it_is_about_beside_its_organisation(session: Session, anna: Actor) -> None:
    egil = Service(name="EGIL", sort_sv="egil")
    session.add(egil)
    session.flush()
    town = make_organisation(session, anna, "Vallentuna kommun")
    make_deal(session, anna, "Vallentunas e-tjänster", organisation_id=town.key)
    make_deal(session, anna, "Vallentuna", organisation_id=town.key, service_id=egil.key)
    make_deal(session, anna, "Vallentuna", organisation_id=town.key)

    shown = deals.boards.board(session, anna, DealFilter())[0].cards

    assert [card.what for card in shown] == ["E-tjänster", "EGIL", "Vallentuna"]


def test_a_card_says_since_when_a_to_do_is_overdue_also_when_another_is_planned(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna)
    overdue = make_todo(session, anna, days=-3, deal_id=deal.key)
    planned = make_todo(session, anna, days=3, deal_id=deal.key)

    card = deals.boards.board(session, anna, DealFilter())[0].cards[0]

    assert overdue.remind_at
    assert planned.remind_at
    assert card.overdue_since is not None
    assert card.overdue_since[:10] == overdue.remind_at.date().isoformat()
    assert card.next_activity is not None
    assert card.next_activity > utc_now().isoformat()


def test_whoever_a_deal_is_about_is_called_first_and_the_organisation_last(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Sala", phone="+4622455000", email="kommun@sala.example")
    deal = make_deal(session, anna, value=Decimal(1), organisation_id=town.key)
    assert deals.contacts.of(session, anna, deal.key).phone == "+4622455000"

    first = make_person(session, anna, "Åsa", "Öberg", phones=["+46705550101"], emails=["asa@sala.example"])
    persons.affiliations.create(session, anna, first.key, town.key, {})
    found = deals.contacts.of(session, anna, deal.key)
    assert (found.name, found.phone, found.email) == ("Åsa Öberg", "+46705550101", "asa@sala.example")

    own = make_person(session, anna, "Bo", "Ek", emails=["bo@sala.example"])
    deals.update(session, anna, deal.key, {"person_id": own.key})
    found = deals.contacts.of(session, anna, deal.key)
    assert (found.person_id, found.name, found.phone, found.email) == (
        own.key,
        "Bo Ek",
        "+4622455000",
        "bo@sala.example",
    )
