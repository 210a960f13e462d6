"""Dialogs: none is open when a page is gone to, whatever was open when it was left."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sambruk_crm.models import Role
from sambruk_crm.sambruk_crm import app
from sambruk_crm.state.absences.list import AbsenceState
from sambruk_crm.state.base import AppState
from sambruk_crm.state.bulk import BatchShown, BulkState
from sambruk_crm.state.exports import ExportShown, ExportState
from sambruk_crm.state.todos.form import TodoFormState
from tests.state.conftest import Tab

OPEN = re.compile(r"^(\w+_open|is_open|is_(\w+_)?(editing|asking|leaving|closing|linking|postponing|open))$")
DRAFTED = {TodoFormState}
"""Kept open on purpose, so that a reload keeps what was being written."""


def concrete(kind: type[AppState] = AppState) -> Iterator[type[AppState]]:
    """Yield the states that pages use."""
    for each in kind.__subclasses__():
        yield from concrete(each)
        if "_mixin" not in vars(each) or not each._mixin:
            yield each


def dialogs_of(state: type[AppState]) -> set[str]:
    """Return what a state closes when its page is gone to."""
    return {name for kind in state.__mro__ for name in vars(kind).get("dialogs", ())}


@pytest.fixture
def staff(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which somebody who may edit is signed in."""
    tab.cookie = people[Role.STAFF]
    return tab


STATES = sorted(set(concrete()) - DRAFTED, key=lambda state: state.__name__)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_whatever_opens_a_dialog_is_closed_by_going_to_a_page(state: type[AppState]) -> None:
    opens = {name for name, var in state.vars.items() if OPEN.match(name) and var._var_type is bool}

    assert opens <= dialogs_of(state)


@pytest.mark.parametrize("state", [state for state in STATES if dialogs_of(state)], ids=lambda state: state.__name__)
def test_a_state_with_dialogs_is_loaded_by_the_pages_it_is_on(state: type[AppState]) -> None:
    loaders = [each for handlers in app._load_events.values() for each in handlers]
    handlers: list[Any] = [getattr(each, "handler", each) for each in loaders]
    loaded = {each.state_full_name for each in handlers}

    assert state.get_full_name() in loaded  # pyright: ignore[reportAttributeAccessIssue]


def test_a_dialog_that_was_left_open_is_closed_at_the_next_visit(staff: Tab) -> None:
    staff.state(AbsenceState).is_open = True

    staff.send(f"{AbsenceState.get_full_name()}.load")

    assert staff.state(AbsenceState).is_open is False


@pytest.mark.parametrize(("state", "over"), [(BulkState, BatchShown(id=1)), (ExportState, ExportShown(id=1))])
def test_what_is_over_in_the_background_was_told_on_the_page_before(staff: Tab, state: Any, over: Any) -> None:
    staff.state(state).shown = over

    staff.send(f"{state.get_full_name()}.load")

    assert staff.state(state).shown.id == 0
