"""A record beside the list it is in: in short, what is next, and its history with the composer."""

from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.listing import link
from sambruk_crm.components.record import RecordStyled
from sambruk_crm.components.record_next import next_card
from sambruk_crm.components.text import shown_date, shown_number, shown_time, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.components.todo_form import todo_form
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.lists.listing import ListState
from sambruk_crm.state.lists.peek import WITH_WORK, PeekState


def _of_row(key: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (key,)


class PeekKeys(rx.Component):
    """Opens, turns and leaves the record beside the list, by peek.jsx."""

    library = f"$/public{beside(__name__, 'peek.jsx')}"
    tag = "PeekKeys"

    chosen: rx.Var[int]
    on_look: rx.EventHandler[_of_row]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def peek(state: type[ListState]) -> rx.Component:
    """Show the record of a list that is looked at, if any; its panel and the rows plan in the same form."""
    noun, seen = state.kind.noun, PeekState.seen
    return rx.fragment(
        PeekKeys.create(
            chosen=rx.cond(PeekState.is_open, seen.id, 0),
            on_look=lambda key: PeekState.look(noun, key),
            on_close=PeekState.close,
        ),
        rx.cond(
            PeekState.is_open & (seen.noun == noun),
            _panel(noun),
            todo_form() if noun in WITH_WORK else rx.fragment(),
        ),
    )


def _panel(noun: str) -> rx.Component:
    seen = PeekState.seen
    return rx.el.aside(
        RecordStyled.create(
            rx.el.header(
                rx.el.h2(link(seen.name, to=seen.path), id="peek-title"),
                rx.el.button(
                    rx.icon("x", size=18, aria_hidden="true"),
                    type="button",
                    on_click=PeekState.close,
                    aria_label=t("Close"),
                    title=t("Close"),
                    class_name="button quiet square",
                ),
                class_name="peek-head",
            ),
            rx.el.dl(rx.foreach(seen.lines, _line), class_name="facts peek-facts"),
            *(_work(noun) if noun in WITH_WORK else []),
        ),
        aria_labelledby="peek-title",
        class_name="peek",
    )


def _work(noun: str) -> list[rx.Component]:
    """Return what is next as record pages show it, on as little room, and the history."""
    may_edit = FrameState.rights.contains(Permission.EDIT_RECORDS.value)
    upcoming = rx.el.div(next_card(subject=noun, own=PeekState.seen.id.to_string()), class_name="record-first")
    return [upcoming, timeline(may_edit=may_edit, subject=noun, own=PeekState.seen.id)]


def _line(line: Any) -> rx.Component:
    shown = rx.match(
        line.kind,
        (CellKind.DATE.value, shown_date(line.text)),
        (CellKind.TIME.value, shown_time(line.text)),
        (CellKind.WHOLE.value, shown_number(line.text)),
        line.text,
    )
    return rx.el.div(rx.el.dt(line.title), rx.el.dd(shown), key=line.name, class_name="fact")
