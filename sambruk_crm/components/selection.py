"""Choosing rows of a list: a box per row, one for the page, and the bar that says how many are chosen."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.list_columns import called
from sambruk_crm.components.text import t, tn
from sambruk_crm.state.lists.listing import ListState


def page_tick(state: type[ListState]) -> rx.Component:
    """Return the heading's box, which chooses every row on screen."""
    box = rx.el.input(
        type="checkbox",
        checked=state.is_page_ticked,
        on_change=lambda _: state.tick_page(),
        aria_label=t("Choose all on this page"),
        class_name="tick",
    )
    return rx.el.th(box, scope="col", role="columnheader", class_name="tick-cell")


def row_tick(state: type[ListState], row: Any) -> rx.Component:
    """Return a row's box."""
    name = called(row)
    box = rx.el.input(
        type="checkbox",
        checked=state.ticked.contains(row.id),
        on_change=lambda _: state.tick(row.id),
        aria_label=t("Choose {name}", name=name),
        class_name="tick",
    )
    return rx.el.td(rx.el.label(box, class_name="tick-label"), role="cell", class_name="tick-cell")


def selection_bar(state: type[ListState], *actions: rx.Component) -> rx.Component:
    """Show how many rows are chosen, and offer what can be done with them."""
    return rx.el.div(
        rx.el.span(tn("{count} chosen", "{count} chosen rows", count=state.selected), role="status"),
        rx.cond(
            ~state.is_all & (state.selected < state.total),
            button(t("Choose all {total} that match", total=state.total), on_click=state.select_all, kind="quiet"),
        ),
        *actions,
        button(t("Choose none"), on_click=state.select_none, kind="quiet"),
        hidden=state.selected == 0,
        role="group",
        aria_label=t("What is chosen"),
        class_name="selection-bar",
        data_testid="selection-bar",
    )
