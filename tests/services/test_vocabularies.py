"""To-do types, history types and lost reasons: named, ordered, merged and removed."""

from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import HistoryKind, HistoryType, LostReason, Outcome, TodoType
from sambruk_crm.services import deals, history, todos, vocabularies
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_todo


def shown(session: CrmSession, actor: Actor, kind: type[Any] = TodoType, **chosen: Any) -> list[str]:
    """List a vocabulary as a reader of English sees it."""
    return [vocabularies.shown(entry, "en") for entry in vocabularies.entries(session, actor, kind, **chosen)]


def first(session: CrmSession, actor: Actor, kind: type[Any] = TodoType) -> Any:
    """Return the first entry."""
    return vocabularies.entries(session, actor, kind)[0]


def test_a_default_entry_renamed_to_nothing_has_its_default_name_again(session: CrmSession, maria: Actor) -> None:
    entry = first(session, maria)
    vocabularies.update(session, maria, TodoType, entry.key, {"name": "Ring kunden"})
    assert vocabularies.shown(entry, "en") == "Ring kunden"

    vocabularies.update(session, maria, TodoType, entry.key, {"name": ""})

    assert vocabularies.shown(entry, "en") == "Call customer"


def test_an_entry_of_ones_own_cannot_be_nameless(session: CrmSession, maria: Actor) -> None:
    entry = vocabularies.create(session, maria, TodoType, {"name": "Fika"})

    with pytest.raises(InvalidError):
        vocabularies.update(session, maria, TodoType, entry.key, {"name": " "})


def test_no_two_entries_have_the_same_name_default_names_included(session: CrmSession, maria: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        vocabularies.create(session, maria, TodoType, {"name": "CALL customer"})

    assert "name" in refused.value.fields


@pytest.mark.parametrize("values", [{"name": "x" * 121}, {"name": "Fika", "color": "mauve"}])
def test_what_does_not_fit_its_column_is_refused(session: CrmSession, maria: Actor, values: dict[str, str]) -> None:
    with pytest.raises(InvalidError):
        vocabularies.create(session, maria, TodoType, values)


def test_a_history_type_says_what_sort_of_event_it_is(session: CrmSession, maria: Actor) -> None:
    entry = vocabularies.create(session, maria, HistoryType, {"name": "Studiebesök", "kind": "visit"})

    assert entry.kind is HistoryKind.VISIT


def test_an_entry_moves_up_and_down_and_no_further_than_the_ends(session: CrmSession, maria: Actor) -> None:
    before = shown(session, maria, LostReason)
    entry = first(session, maria, LostReason)

    vocabularies.shift(session, maria, LostReason, entry.key, by=1)
    assert shown(session, maria, LostReason) == [before[1], before[0], *before[2:]]

    vocabularies.shift(session, maria, LostReason, entry.key, by=-5)
    assert shown(session, maria, LostReason) == before


def test_moving_passes_over_archived_entries(session: CrmSession, maria: Actor) -> None:
    one, two, three = (entry.key for entry in vocabularies.entries(session, maria, LostReason)[:3])
    vocabularies.archive(session, maria, LostReason, two)

    vocabularies.shift(session, maria, LostReason, three, by=-1)

    assert [entry.key for entry in vocabularies.entries(session, maria, LostReason)[:2]] == [three, one]


def test_a_used_entry_cannot_be_deleted_but_archived(session: CrmSession, maria: Actor) -> None:
    entry = first(session, maria)
    make_todo(session, maria, type_id=entry.key)

    with pytest.raises(InUseError):
        vocabularies.delete(session, maria, TodoType, entry.key)
    vocabularies.archive(session, maria, TodoType, entry.key)

    assert "Call customer" not in shown(session, maria)
    assert "Call customer" in shown(session, maria, archived=True)


def test_an_unused_entry_can_be_deleted(session: CrmSession, maria: Actor) -> None:
    entry = first(session, maria)

    vocabularies.delete(session, maria, TodoType, entry.key)

    assert "Call customer" not in shown(session, maria, archived=True)


def test_merging_gives_all_uses_to_the_other_one(session: CrmSession, maria: Actor) -> None:
    old, kept = vocabularies.entries(session, maria, TodoType)[:2]
    todo = make_todo(session, maria, type_id=old.key)
    seen = todo.version

    assert vocabularies.merge_into(session, maria, TodoType, old.key, kept.key) == 1

    session.expire_all()
    assert todos.get(session, maria, todo.key).type_id == kept.key
    assert vocabularies.uses(session, maria, TodoType) == {kept.key: 1}
    with pytest.raises(StaleError):
        todos.update(session, maria, todo.key, {"note": "Ny"}, version=seen)
    with pytest.raises(NotFoundError):
        vocabularies.get(session, maria, TodoType, old.key)


def test_an_entry_is_not_merged_into_itself(session: CrmSession, maria: Actor) -> None:
    entry = first(session, maria)

    with pytest.raises(InvalidError):
        vocabularies.merge_into(session, maria, TodoType, entry.key, entry.key)


def test_two_new_names_at_the_same_time_are_shown_to_the_second(session: CrmSession, maria: Actor) -> None:
    entry = first(session, maria)
    vocabularies.update(session, maria, TodoType, entry.key, {"name": "Ring"})

    with pytest.raises(StaleError) as refused:
        vocabularies.update(session, maria, TodoType, entry.key, {"name": "Telefon"}, base={"name": ""})

    assert refused.value.current == {"name": "Ring"}


def test_a_new_order_is_no_hindrance_to_a_new_name(session: CrmSession, maria: Actor) -> None:
    entry = first(session, maria)
    vocabularies.shift(session, maria, TodoType, entry.key, by=1)

    vocabularies.update(session, maria, TodoType, entry.key, {"name": "Ring"}, base={"name": "", "color": ""})

    assert vocabularies.shown(entry, "en") == "Ring"


def test_staff_make_entries_and_only_managers_change_them(session: CrmSession, anna: Actor) -> None:
    key = vocabularies.create(session, anna, TodoType, {"name": "Fika"}).key

    for change in (
        lambda: vocabularies.update(session, anna, TodoType, key, {"name": "X"}),
        lambda: vocabularies.archive(session, anna, TodoType, key),
        lambda: vocabularies.delete(session, anna, TodoType, key),
        lambda: vocabularies.shift(session, anna, TodoType, key, by=1),
        lambda: vocabularies.merge_into(session, anna, TodoType, key, key),
    ):
        with pytest.raises(ForbiddenError):
            change()


def test_the_colour_of_an_entry_is_shown_wherever_it_is_used(session: CrmSession, maria: Actor) -> None:
    kind = first(session, maria)
    vocabularies.update(session, maria, TodoType, kind.key, {"color": "teal"})
    todo = make_todo(session, maria, type_id=kind.key)
    event = vocabularies.create(session, maria, HistoryType, {"name": "Fika", "color": "pink"})
    deal = make_deal(session, maria).key
    history.write(session, maria, {"type_id": event.key, "deal_id": deal})
    reason = vocabularies.create(session, maria, LostReason, {"name": "För dyrt", "color": "red"})
    deals.close(session, maria, deal, outcome=Outcome.LOST, lost_reason_id=reason.key)

    assert todos.lists.row(session, maria, todo).color == "teal"
    entries = history.search(session, maria, history.HistoryFilter(deal_id=deal)).items
    assert "pink" in [row.color for row in entries]
    assert deals.records.record(session, maria, deal).lost_color == "red"
