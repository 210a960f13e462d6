"""What is edited of a happening, and the to-do it leaves behind."""

import pytest
from sqlmodel import Session

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import HistoryKind, Todo
from sambruk_crm.services import history, todos
from sambruk_crm.services.permissions import Actor
from tests import factories


def _called(session: Session, anna: Actor, **more: object) -> int:
    ale = factories.make_organisation(session, anna, "Ale kommun").key
    call = {"kind": HistoryKind.CALL, "text": "Ringde Ale", "organisation_id": ale}
    return todos.follow_ups.write(session, anna, {**call, **more}).key


def _left(session: Session, entry: int, anna: Actor) -> Todo:
    found = session.get(Todo, history.get(session, anna, entry).todo_id)
    assert found is not None
    return found


def test_a_next_step_written_afterwards_leaves_a_todo_of_the_same_customer(session: Session, anna: Actor) -> None:
    entry = _called(session, anna)

    todos.follow_ups.edit(session, anna, entry, {"next_step": "Skicka avtal", "todo": {}})

    left = _left(session, entry, anna)
    assert (left.note, left.organisation_id) == ("Skicka avtal", history.get(session, anna, entry).organisation_id)


def test_an_open_todo_says_the_new_next_step_unless_it_has_words_of_its_own(session: Session, anna: Actor) -> None:
    followed = _called(session, anna, next_step="Skicka avtal", todo={})
    own = _called(session, anna, next_step="Skicka avtal", todo={"note": "Avtal till Ale"})

    for entry in (followed, own):
        todos.follow_ups.edit(session, anna, entry, {"next_step": "Skicka nytt avtal"})

    assert [_left(session, entry, anna).note for entry in (followed, own)] == ["Skicka nytt avtal", "Avtal till Ale"]


def test_a_second_todo_is_refused_while_the_first_is_open_and_made_when_it_is_done(
    session: Session, anna: Actor
) -> None:
    entry = _called(session, anna, next_step="Skicka avtal", todo={})
    first = _left(session, entry, anna)
    with pytest.raises(InvalidError) as refused:
        todos.follow_ups.edit(session, anna, entry, {"next_step": "Ring igen", "todo": {}})
    assert set(refused.value.fields) == {"todo.note"}

    todos.close(session, anna, first.key)
    todos.follow_ups.edit(session, anna, entry, {"next_step": "Ring igen", "todo": {}})

    assert _left(session, entry, anna).note == "Ring igen"
    assert first.note == "Skicka avtal"


def test_what_was_done_goes_on_to_tell_of_its_own_todo(session: Session, anna: Actor) -> None:
    """An entry of a closed to-do is taken back when the to-do is opened again; a next step must not change that."""
    ale = factories.make_organisation(session, anna, "Ale kommun").key
    done = todos.create(session, anna, {"note": "Ring Ale", "scope": "organisation", "organisation_id": ale})
    todos.close(session, anna, done.key)
    told = history.find(session, anna, history.HistoryFilter(organisation_id=ale)).items[0]

    todos.follow_ups.edit(session, anna, told.key, {"next_step": "Skicka avtal", "todo": {}})

    assert told.todo_id == done.key
