"""Phases: named, ordered, emptied and removed."""

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, StaleError
from sambruk_crm.services import deals
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
    ):
        with pytest.raises(ForbiddenError):
            change()
