"""Deals: written, shared and moved through the phases."""

from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, OutcomeRequiredError, StaleError
from sambruk_crm.models import DealType, Outcome, ShareKind, utc_now
from sambruk_crm.services import deals, history
from sambruk_crm.services.deals import DealFilter, MoveInput
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_phases, make_todo, noon, today


def order(session: Session, actor: Actor, phase: str) -> list[str]:
    """List the titles of a column from the top."""
    columns = deals.boards.board(session, actor, DealFilter())
    return [card.title for column in columns if column.name == phase for card in column.cards]


def test_a_new_deal_starts_in_the_first_phase(session: Session, anna: Actor) -> None:
    deal = deals.create(session, anna, {"title": "EGIL i Kungsör"})

    assert deals.phases.get(session, anna, deal.phase_id).default_name == "Interested"
    assert deal.owner_id == anna.user_id


def test_a_deal_moves_above_another_card(session: Session, anna: Actor) -> None:
    first, second, third = (make_deal(session, anna, title) for title in ("first", "second", "third"))

    deals.move(session, anna, third.key, MoveInput(phase_id=first.phase_id, before_id=second.key))

    assert order(session, anna, "Interested") == ["first", "third", "second"]


def test_a_deal_moves_last_in_another_phase(session: Session, anna: Actor) -> None:
    there = make_deal(session, anna, "there", phase="Pitch done")
    moved = make_deal(session, anna, "moved")

    deals.move(session, anna, moved.key, MoveInput(phase_id=there.phase_id))

    assert order(session, anna, "Pitch done") == ["there", "moved"]
    assert [change.to_phase_id for change, _ in deals.phase_changes(session, anna, moved.key)][-1] == there.phase_id


def test_a_hundred_moves_to_the_top_keep_the_order(session: Session, anna: Actor) -> None:
    made = [make_deal(session, anna, str(number)) for number in range(5)]

    for turn in range(100):
        top = deals.boards.board(session, anna, DealFilter())[0].cards[0]
        mover = made[turn % 5]
        if top.id != mover.key:
            deals.move(session, anna, mover.key, MoveInput(phase_id=mover.phase_id, before_id=top.id))

    assert order(session, anna, "Interested") == ["4", "3", "2", "1", "0"]


def test_the_closed_phase_asks_for_an_outcome_before_anything_is_saved(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna)
    closed = make_phases(session)["Closed: won/lost"]

    with pytest.raises(OutcomeRequiredError):
        deals.move(session, anna, deal.key, MoveInput(phase_id=closed.key))

    assert deals.get(session, anna, deal.key).phase_id != closed.key


def test_a_lost_deal_needs_a_reason(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna)

    with pytest.raises(InvalidError) as refused:
        deals.close(session, anna, deal.key, outcome=Outcome.LOST)

    assert "lost_reason" in refused.value.fields


def test_a_lost_deal_goes_straight_to_the_closed_phase(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna, phase="Remind the municipality")

    deals.close(session, anna, deal.key, outcome=Outcome.LOST, lost_reason="Chose another supplier")

    assert deals.phases.get(session, anna, deal.phase_id).is_closed
    assert deal.closed_at is not None
    told = history.search(session, anna, HistoryFilter(deal_id=deal.key)).items[0]
    assert "Chose another supplier" in told.text


def test_a_reopened_deal_forgets_its_outcome_but_not_its_steps(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna)
    first = deal.phase_id
    deals.close(session, anna, deal.key, outcome=Outcome.WON)

    deals.move(session, anna, deal.key, MoveInput(phase_id=first))

    assert (deal.outcome, deal.closed_at) == (None, None)
    assert len(deals.phase_changes(session, anna, deal.key)) == 3


def test_a_move_can_be_taken_back(session: Session, anna: Actor) -> None:
    first, second = make_deal(session, anna, "first"), make_deal(session, anna, "second")
    moved = deals.move(session, anna, first.key, MoveInput(phase_id=make_phases(session)["Pitch done"].key))

    deals.undo_move(session, anna, first.key, version=first.version, was=moved.was)

    assert order(session, anna, "Interested") == ["first", "second"]
    assert second.title == "second"


def test_a_move_is_not_taken_back_over_a_later_change(session: Session, anna: Actor, bo: Actor) -> None:
    deal = make_deal(session, anna)
    moved = deals.move(session, anna, deal.key, MoveInput(phase_id=make_phases(session)["Pitch done"].key))
    seen = deal.version
    deals.update(session, bo, deal.key, {"title": "EGIL 2"})

    with pytest.raises(StaleError):
        deals.undo_move(session, anna, deal.key, version=seen, was=moved.was)


def test_a_card_that_has_left_the_phase_cannot_be_dropped_above(session: Session, anna: Actor) -> None:
    deal, other = make_deal(session, anna), make_deal(session, anna, "other", phase="Pitch done")

    with pytest.raises(NotFoundError):
        deals.move(session, anna, deal.key, MoveInput(phase_id=deal.phase_id, before_id=other.key))


def test_a_reader_cannot_move_a_deal(session: Session, anna: Actor, reader: Actor) -> None:
    deal = make_deal(session, anna)

    with pytest.raises(ForbiddenError):
        deals.move(session, reader, deal.key, MoveInput(phase_id=deal.phase_id))


def test_the_shares_of_a_split_deal_add_up_and_the_largest_takes_the_rounding(session: Session, anna: Actor) -> None:
    towns = [
        make_organisation(session, anna, name, population=size) for name, size in (("A", 10), ("B", 30), ("C", 20))
    ]
    participants = [{"organisation_id": town.key} for town in towns]

    deal = make_deal(
        session, anna, deal_type=DealType.SPLIT, share_kind=ShareKind.EQUAL, value="100", participants=participants
    )

    parts = {town.name: part.amount for part, town in deals.participants(session, anna, deal.key)}
    assert parts == {"A": Decimal("33.33"), "B": Decimal("33.34"), "C": Decimal("33.33")}


def test_shares_follow_the_population_and_the_value(session: Session, anna: Actor) -> None:
    towns = [make_organisation(session, anna, name, population=size) for name, size in (("A", 10), ("B", 30))]
    deal = make_deal(
        session,
        anna,
        share_kind=ShareKind.BY_POPULATION,
        value="100",
        participants=[{"organisation_id": town.key} for town in towns],
    )

    deals.update(session, anna, deal.key, {"value": "200"})

    assert [part.amount for part, _ in deals.participants(session, anna, deal.key)] == [Decimal(50), Decimal(150)]


def test_whoever_shares_a_deal_shares_it_with_its_organisation_and_it_becomes_a_split_one(
    session: Session, anna: Actor
) -> None:
    vallentuna, kungsor = (make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör"))
    deal = make_deal(session, anna, organisation_id=vallentuna.key, value="222000", deal_type=DealType.ONE_TIME)

    deals.update(session, anna, deal.key, {"participants": [{"organisation_id": kungsor.key}]})

    parts = {town.name: part.amount for part, town in deals.participants(session, anna, deal.key)}
    assert parts == {"Vallentuna": Decimal(111_000), "Kungsör": Decimal(111_000)}
    assert deal.deal_type is DealType.SPLIT
    with pytest.raises(InvalidError) as refused:
        deals.update(session, anna, deal.key, {"deal_type": DealType.ONE_TIME})
    assert list(refused.value.fields) == ["deal_type"]


def test_a_deal_that_only_its_organisation_is_left_of_is_shared_no_longer(session: Session, anna: Actor) -> None:
    vallentuna, kungsor = (make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör"))
    both = [{"organisation_id": town.key} for town in (vallentuna, kungsor)]
    deal = make_deal(session, anna, organisation_id=vallentuna.key, value="100", participants=both)

    deals.update(session, anna, deal.key, {"participants": both[:1]})

    assert deals.participants(session, anna, deal.key) == []


def test_the_deals_organisation_takes_what_fixed_shares_leave(session: Session, anna: Actor) -> None:
    vallentuna, kungsor = (make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör"))
    deal = make_deal(session, anna, organisation_id=vallentuna.key, value="100", share_kind=ShareKind.FIXED)

    deals.update(session, anna, deal.key, {"participants": [{"organisation_id": kungsor.key, "amount": "30"}]})

    parts = {town.name: part.amount for part, town in deals.participants(session, anna, deal.key)}
    assert parts == {"Vallentuna": Decimal(70), "Kungsör": Decimal(30)}


def test_a_shared_deal_that_gets_another_organisation_is_shared_by_it_too(session: Session, anna: Actor) -> None:
    own, second, third = (make_organisation(session, anna, name) for name in ("A", "B", "C"))
    both = [{"organisation_id": town.key} for town in (own, second)]
    deal = make_deal(session, anna, organisation_id=own.key, value="90", participants=both)

    deals.update(session, anna, deal.key, {"organisation_id": third.key})

    parts = {town.name: part.amount for part, town in deals.participants(session, anna, deal.key)}
    assert parts == {"A": Decimal(30), "B": Decimal(30), "C": Decimal(30)}


def test_what_if_somebody_joins_or_leaves_is_told_and_changes_nothing(session: Session, anna: Actor) -> None:
    sizes = (("A", 10), ("B", 30), ("C", 60))
    own, second, third = (make_organisation(session, anna, name, population=size) for name, size in sizes)
    both = [{"organisation_id": town.key} for town in (own, second)]
    deal = make_deal(
        session,
        anna,
        organisation_id=own.key,
        value="100",
        share_kind=ShareKind.BY_POPULATION,
        participants=both,
    )

    seen = deals.preview(session, anna, deal.key, join=[third.key], leave=[second.key])

    assert seen.before == {own.key: Decimal(25), second.key: Decimal(75)}
    assert seen.after == {own.key: Decimal("14.29"), third.key: Decimal("85.71")}
    parts = {town.name: part.amount for part, town in deals.participants(session, anna, deal.key)}
    assert parts == {"A": Decimal(25), "B": Decimal(75)}
    for wrong in ({"join": [second.key]}, {"join": [999_999]}, {"leave": [third.key]}, {"leave": [own.key]}):
        with pytest.raises(InvalidError) as refused:
            deals.preview(session, anna, deal.key, **wrong)
        assert list(refused.value.fields) == list(wrong)


def test_a_deal_without_a_title_is_called_as_is_proposed_and_with_one_as_is_written(
    session: Session, anna: Actor
) -> None:
    town = make_organisation(session, anna, "Kungsör").key

    untitled = deals.create(session, anna, {"organisation_id": town, "deal_type": "split"})
    titled = deals.create(session, anna, {"organisation_id": town, "title": "EGIL"})

    assert [deal.title for deal in (untitled, titled)] == ["Service agreement (Split), Kungsör", "EGIL"]


def test_what_would_be_is_kept_as_a_note_and_the_shares_stay(session: Session, anna: Actor) -> None:
    own, second = (make_organisation(session, anna, name) for name in ("Vallentuna", "Kungsör"))
    deal = make_deal(session, anna, organisation_id=own.key, value="1000")

    kept = deals.previews.note(session, anna, deal.key, join=[second.key])

    assert kept.deal_id == deal.key
    assert kept.text.splitlines()[1:] == ["Vallentuna: 1,000 SEK → 500 SEK", "Kungsör: – → 500 SEK"]
    assert deals.participants(session, anna, deal.key) == []


def test_of_fixed_shares_the_deals_organisation_takes_what_a_leaver_had(session: Session, anna: Actor) -> None:
    own, second, third = (make_organisation(session, anna, name) for name in ("A", "B", "C"))
    shares = [{"organisation_id": second.key, "amount": "30"}, {"organisation_id": third.key, "amount": "50"}]
    deal = make_deal(
        session, anna, organisation_id=own.key, value="100", share_kind=ShareKind.FIXED, participants=shares
    )

    seen = deals.preview(session, anna, deal.key, leave=[third.key])

    assert seen.after == {own.key: Decimal(70), second.key: Decimal(30)}


def test_fixed_shares_that_do_not_add_up_are_refused(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)

    with pytest.raises(InvalidError) as refused:
        make_deal(
            session,
            anna,
            share_kind=ShareKind.FIXED,
            value="100",
            participants=[{"organisation_id": town.key, "amount": "90"}],
        )

    assert "participants" in refused.value.fields


def test_the_board_counts_and_sums_what_it_does_not_show(session: Session, anna: Actor) -> None:
    for number in range(4):
        make_deal(session, anna, str(number), value="100")
    phase = make_phases(session)["Interested"]

    column = deals.boards.board(session, anna, DealFilter(), sizes={phase.key: 2})[0]

    assert (column.count, column.total, column.weighted_total) == (4, 400.0, 40.0)
    assert len(column.cards) == 2
    assert column.has_more


def test_the_board_is_filtered_by_county_and_owner(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna, county_code="19")
    make_deal(session, anna, "kept", organisation_id=town.key)
    make_deal(session, anna, "elsewhere")
    make_deal(session, bo, "of Bo", organisation_id=town.key)

    board = deals.boards.board(session, anna, DealFilter(county=("19",), owner=(anna.user_id,)))

    assert [card.title for column in board for card in column.cards] == ["kept"]


def test_two_people_who_change_different_fields_both_keep_their_change(
    session: Session, anna: Actor, bo: Actor
) -> None:
    deal = make_deal(session, anna, note="old")

    deals.update(session, anna, deal.key, {"title": "new title"}, base={"title": "EGIL"})
    deals.update(session, bo, deal.key, {"note": "new note"}, base={"note": "old"})

    assert (deal.title, deal.note) == ("new title", "new note")


def test_two_people_who_change_the_same_field_are_told(session: Session, anna: Actor, bo: Actor) -> None:
    deal = make_deal(session, anna)
    deals.update(session, anna, deal.key, {"title": "Anna's"}, base={"title": "EGIL"})

    with pytest.raises(StaleError) as refused:
        deals.update(session, bo, deal.key, {"title": "Bo's"}, base={"title": "EGIL"})

    assert refused.value.current == {"title": "Anna's"}


def test_a_deal_rots_only_when_nothing_is_planned_and_it_waits_for_nobody(session: Session, anna: Actor) -> None:
    still = utc_now() - timedelta(days=60)
    kinds: dict[str, dict[str, Any]] = {
        "rots": {},
        "has a plan": {},
        "plan passed": {},
        "waits": {"waits_until": today() + timedelta(days=5)},
        "closed": {},
    }
    made = {title: make_deal(session, anna, title, **values) for title, values in kinds.items()}
    make_todo(session, anna, days=3, deal_id=made["has a plan"].key)
    make_todo(session, anna, days=9, deal_id=made["has a plan"].key)
    make_todo(session, anna, days=-3, deal_id=made["plan passed"].key)
    deals.close(session, anna, made["closed"].key, outcome=Outcome.WON)
    for deal in made.values():
        deal.touched_at = still
    session.flush()

    cards = {card.title: card for card in deals.lists.search(session, anna, DealFilter()).items}

    assert sorted(title for title, card in cards.items() if card.is_rotting) == ["plan passed", "rots"]
    assert cards["has a plan"].next_activity == noon(3).astimezone(UTC).isoformat()
    assert {card.title for card in deals.lists.needing(session, anna)} == {"plan passed", "rots"}


def test_a_note_on_a_deal_is_a_sign_of_life(session: Session, anna: Actor) -> None:
    deal = make_deal(session, anna)
    deal.touched_at = utc_now() - timedelta(days=60)

    history.write(session, anna, {"text": "De ringde", "deal_id": deal.key})

    assert not deals.lists.search(session, anna, DealFilter()).items[0].is_rotting
