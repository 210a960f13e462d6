"""The headings of a list: sorted by pressing them, dragged to their place and to their width."""

from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.list_columns import Column, Text, about_column, about_fact, is_choosable
from sambruk_crm.components.text import t
from sambruk_crm.state.lists.listing import ListState


def _of_place(name: rx.Var[str], to: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (name, to)


def _of_size(name: rx.Var[str], width: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (name, width)


class ColumnHead(rx.Component):
    """The heading of a column that is dragged to its place and to its width, by column_head.jsx."""

    library = f"$/public{beside(__name__, 'column_head.jsx')}"
    tag = "ColumnHead"

    name: rx.Var[str]
    width: rx.Var[int]
    labels: rx.Var[dict[str, Any]]
    on_place: rx.EventHandler[_of_place]
    on_size: rx.EventHandler[_of_size]


def heading(state: type[ListState], column: Column) -> rx.Component:
    """Return the heading of a column, which can be dragged where the column can be left out."""
    about: dict[str, Any] = {"scope": "col", "role": "columnheader", **about_column(column)}
    shown = rx.el.span(column.title, class_name="column-title")
    if column.sort:
        about["aria_sort"] = _turned(state, column.sort)
        shown = _sort_button(state, column.sort, column.title)
    if not is_choosable(state, column):
        return rx.el.th(shown, **about)
    return rx.el.th(_column_head(state, column.key, column.title, shown), **about)


def fact_heading(state: type[ListState], name: Any, about: Any) -> rx.Component:
    """Return the heading of any column that the list leaves to its noun."""
    plain = rx.el.span(about["title"], class_name="column-title")
    shown = rx.cond(about["isSorted"], _sort_button(state, name, about["title"]), plain)
    sort = {"aria_sort": rx.cond(about["isSorted"], _turned(state, name), rx.Var("undefined"))}
    props = {**about_fact(name, about), "scope": "col", "role": "columnheader", **sort}
    return rx.el.th(_column_head(state, name, about["title"], shown), **props)


def _column_head(state: type[ListState], name: Any, title: Text, shown: rx.Component) -> rx.Component:
    return ColumnHead.create(
        shown,
        name=name,
        width=state.widths.get(name, 0),
        labels={"width": t("Width of {name}", name=title)},
        on_place=state.place_column,
        on_size=state.size_column,
    )


def _turned(state: type[ListState], sort: Any) -> rx.Var[str]:
    turned = rx.cond(_is_down(state, sort), "descending", "none")
    return rx.cond(state.sort == sort, "ascending", turned)  # pyright: ignore[reportReturnType]


def _is_down(state: type[ListState], sort: Any) -> rx.Var[bool]:
    return state.sort == rx.Var.create("-") + sort


def _sort_button(state: type[ListState], sort: Any, title: Text) -> rx.Component:
    return rx.el.button(
        rx.el.span(title, class_name="column-title"),
        rx.cond(
            _is_down(state, sort),
            _arrow("arrow-down"),
            _arrow("arrow-up", idle=rx.cond(state.sort == sort, "", "idle")),
        ),
        type="button",
        on_click=state.sort_by(sort),
        class_name="sort",
    )


def _arrow(icon: str, *, idle: Any = "") -> rx.Component:
    return rx.icon(icon, size=13, aria_hidden="true", class_name=idle)
