"""Phases: named, ordered, emptied and removed."""

import pytest
from sqlmodel import select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, StaleError
from sambruk_crm.models import Outcome, PhaseChange
from sambruk_crm.services import deals, history, vocabularies
from sambruk_crm.services.deals import DealFilter
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_phases


def names(session: CrmSession, actor: Actor) -> list[str]:
    """List the phases of the board."""
    return [phase.name or phase.default_name for phase in deals.phases.all_phases(session, actor)]


def test_a_new_phase_stands_right_before_the_closed_one(session: CrmSession, maria: Actor) -> None:
    deals.phases.create(session, maria, {"name": "Avtal hos jurist", "probability": "85", "rotting_days": "14"})

    assert names(session, maria)[-2:] == ["Avtal hos jurist", "Closed: won/lost"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "X", "probability": "101"}, "probability"),
        ({"name": "X", "rotting_days": "-1"}, "rotting_days"),
    ],
)
def test_what_a_phase_cannot_be_is_refused(
    session: CrmSession, maria: Actor, values: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        deals.phases.create(session, maria, values)

    assert field in refused.value.fields


def test_a_default_phase_renamed_to_nothing_has_its_default_name_again(session: CrmSession, maria: Actor) -> None:
    phase = make_phases(session)["Pitch done"]
    deals.phases.update(session, maria, phase.key, {"name": "Visad"})
    assert "Visad" in names(session, maria)

    deals.phases.update(session, maria, phase.key, {"name": ""})

    assert "Pitch done" in names(session, maria)


def test_a_phase_moves_among_the_open_ones_and_never_past_the_closed(session: CrmSession, maria: Actor) -> None:
    found = make_phases(session)

    deals.phases.shift(session, maria, found["Interested"].key, by=1)
    deals.phases.shift(session, maria, found["Contract sent"].key, by=1)
    deals.phases.shift(session, maria, found["Closed: won/lost"].key, by=-3)

    assert names(session, maria) == [
        "Information delivered",
        "Interested",
        "Remind the municipality",
        "Pitch done",
        "Contract sent",
        "Closed: won/lost",
    ]


def test_a_phase_with_deals_in_it_stays_on_the_board(session: CrmSession, maria: Actor) -> None:
    phase = make_phases(session)["Pitch done"]
    make_deal(session, maria, phase="Pitch done")

    assert deals.phases.uses(session, maria) == {phase.key: 1}
    with pytest.raises(InUseError):
        deals.phases.archive(session, maria, phase.key)


def test_a_phase_that_deals_passed_through_is_archived_and_not_deleted(session: CrmSession, maria: Actor) -> None:
    found = make_phases(session)
    deal = make_deal(session, maria, phase="Pitch done")
    deals.move(session, maria, deal.key, {"phase_id": found["Contract sent"].key})

    with pytest.raises(InUseError):
        deals.phases.delete(session, maria, found["Pitch done"].key)
    deals.phases.archive(session, maria, found["Pitch done"].key)

    assert "Pitch done" not in names(session, maria)


def test_the_closed_phase_stays(session: CrmSession, maria: Actor) -> None:
    with pytest.raises(InUseError):
        deals.phases.archive(session, maria, make_phases(session)["Closed: won/lost"].key)


def test_a_phase_that_no_deal_was_ever_in_can_be_deleted(session: CrmSession, maria: Actor) -> None:
    deals.phases.delete(session, maria, make_phases(session)["Pitch done"].key)

    assert "Pitch done" not in names(session, maria)


def test_different_changes_to_a_phase_are_both_kept_and_the_same_one_is_asked_about(
    session: CrmSession, maria: Actor
) -> None:
    phase = make_phases(session)["Pitch done"]
    seen = {"name": "", "probability": 50, "rotting_days": 30}
    deals.phases.update(session, maria, phase.key, {"probability": 60}, base=seen)

    deals.phases.update(session, maria, phase.key, {"rotting_days": 7}, base=seen)
    with pytest.raises(StaleError) as refused:
        deals.phases.update(session, maria, phase.key, {"probability": 70}, base=seen)

    assert (phase.probability, phase.rotting_days) == (60, 7)
    assert refused.value.current == {"probability": 60}


def test_staff_do_not_change_phases(session: CrmSession, anna: Actor) -> None:
    key = make_phases(session)["Pitch done"].key

    for change in (
        lambda: deals.phases.create(session, anna, {"name": "X"}),
        lambda: deals.phases.update(session, anna, key, {"name": "X"}),
        lambda: deals.phases.shift(session, anna, key, by=1),
        lambda: deals.phases.archive(session, anna, key),
        lambda: deals.phases.delete(session, anna, key),
        lambda: deals.phase_merges.merge_into(session, anna, key, key),
    ):
        with pytest.raises(ForbiddenError):
            change()


def test_a_phase_that_is_merged_gives_its_deals_last_to_the_other_and_loses_nothing(
    session: CrmSession, maria: Actor
) -> None:
    found = make_phases(session)
    there = make_deal(session, maria, "there", phase="Contract sent")
    moved = [make_deal(session, maria, title, phase="Pitch done") for title in ("first", "second", "thrown away")]
    deals.delete(session, maria, moved[2].key)

    count = deals.phase_merges.merge_into(session, maria, found["Pitch done"].key, found["Contract sent"].key)

    assert count == 3
    column = next(one for one in deals.boards.board(session, maria, DealFilter()) if one.name == "Contract sent")
    assert [card.title for card in column.cards] == [there.title, "first", "second"]
    assert {deal.phase_id for deal in moved} == {found["Contract sent"].key}
    assert "Pitch done" not in names(session, maria)
    changes = session.exec(select(PhaseChange).where(PhaseChange.deal_id == moved[0].key)).all()
    assert [change.to_phase_id for change in changes] == [found["Pitch done"].key, found["Contract sent"].key]
    told = history.search(session, maria, HistoryFilter(deal_id=moved[0].key)).items[0].text
    assert told == "Moved from Pitch done to Contract sent, which took its place"
    assert [step.phase for step in deals.records.record(session, maria, moved[0].key).steps] == [
        "Pitch done",
        "Contract sent",
    ]


@pytest.mark.parametrize("other", ["Pitch done", "Closed: won/lost"])
def test_a_phase_is_merged_only_into_another_open_one(session: CrmSession, maria: Actor, other: str) -> None:
    found = make_phases(session)

    with pytest.raises(InvalidError) as refused:
        deals.phase_merges.merge_into(session, maria, found["Pitch done"].key, found[other].key)

    assert set(refused.value.fields) == {"other"}


def test_the_closed_phase_is_not_merged(session: CrmSession, maria: Actor) -> None:
    found = make_phases(session)

    with pytest.raises(InUseError):
        deals.phase_merges.merge_into(session, maria, found["Closed: won/lost"].key, found["Pitch done"].key)


def test_a_reopened_deal_is_as_likely_to_be_won_as_its_phase_says_until_that_is_undone(
    session: CrmSession, maria: Actor
) -> None:
    found = make_phases(session)
    deal = make_deal(session, maria, phase="Pitch done", probability="95", value="100")
    deals.close(session, maria, deal.key, outcome=Outcome.WON)

    reopened = deals.move(session, maria, deal.key, {"phase_id": found["Interested"].key})

    [card] = deals.lists.search(session, maria, DealFilter()).items
    assert (card.probability, card.weighted) == (None, found["Interested"].probability)
    deals.undo_move(session, maria, deal.key, version=deal.version, was=reopened.was)
    assert deal.probability == 95


def test_a_phase_is_called_by_its_name_in_the_readers_language(session: CrmSession, maria: Actor) -> None:
    phase = make_phases(session)["Pitch done"]

    deals.phases.update(session, maria, phase.key, {"name": "Pitch", "name_sv": "Visad", "name_de": "Vorgestellt"})

    shown = {locale: vocabularies.shown(phase, locale) for locale in ("sv", "nb", "de", "en")}
    assert shown == {"sv": "Visad", "nb": "Pitch", "de": "Vorgestellt", "en": "Pitch"}
