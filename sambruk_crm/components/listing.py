"""Lists: a sortable table that becomes cards on a phone, with its filters above and a pager below."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.filters import Filter, chips, tools
from sambruk_crm.components.forms import button
from sambruk_crm.components.list_columns import Column, choosable, fact_columns
from sambruk_crm.components.list_table import list_table
from sambruk_crm.components.selection import selection_bar
from sambruk_crm.components.text import shown_number, t
from sambruk_crm.components.views import columns_menu, group_choice, view_tabs, views_menu
from sambruk_crm.state.lists.listing import ListState

__all__ = [
    "Column",
    "Styled",
    "fact_columns",
    "link",
    "list_head",
    "listing",
    "pager",
    "tag_badge",
    "tag_badges",
    "text_lines",
    "turner",
]

Text = rx.Var[str] | str
_STYLES = beside(__name__, "listing.css").importable_path
_PLACE = beside(__name__, "list_place.jsx")


class Styled(rx.Fragment):
    """Brings the lists' style sheet along."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page that shows a list."""
        return {"": _STYLES}


class ListPlace(rx.Component):
    """Brings whoever comes back from a record to its row."""

    library = f"$/public{_PLACE}"
    tag = "ListPlace"


class RouterLink(rx.Component):
    """A link within the application, without loading the page anew."""

    library = "react-router"
    tag = "Link"
    to: rx.Var[str]


def link(*children: Any, to: Any, **props: Any) -> rx.Component:
    """Return a link within the application."""
    return RouterLink.create(*children, to=to, **props)


def list_head(state: type[ListState]) -> list[rx.Component]:
    """Return what stands beside a list's heading: how many records match, and the saved views."""
    return [
        rx.el.span(
            rx.cond(state.is_loaded, shown_number(state.total), ""), class_name="head-count", data_testid="list-count"
        ),
        view_tabs(state),
    ]


def listing(
    state: type[ListState],
    *,
    caption: Text,
    search_label: Text,
    columns: Sequence[Column],
    filters: Sequence[Filter] = (),
    empty: rx.Component,
    actions: Sequence[rx.Component] = (),
) -> rx.Component:
    """Return a whole list; `empty` is shown while nothing is there at all.

    With `actions`, rows can be chosen; they are shown, as buttons, in the bar that says how many are.
    """
    return Styled.create(
        ListPlace.create(),
        rx.el.div(
            tools(
                state,
                search_label,
                filters,
                views_menu(state),
                columns_menu(state, choosable(state, columns)),
                _sort_choice(state, columns),
                below=[group_choice(state, choosable(state, columns), on_phones=True)],
            ),
            chips(state, filters),
            rx.cond(
                state.is_loaded,
                rx.cond(
                    state.total > 0,
                    rx.fragment(
                        list_table(state, caption, columns, is_selectable=bool(actions)),
                        *([selection_bar(state, *actions)] if actions else []),
                        pager(state),
                    ),
                    rx.cond((state.text != "") | (state.chips.length() > 0), _nothing_fits(state), empty),
                ),
                loading(),
            ),
            class_name="list-frame",
        ),
    )


def pager(state: type[ListState]) -> rx.Component:
    """Show which rows of how many are shown, and turn the pages."""
    return rx.el.nav(
        rx.el.span(
            t("{first}–{last} of {total}", first=state.first, last=state.last, total=state.total),
            role="status",
            class_name="muted",
            data_testid="list-total",
        ),
        rx.cond(
            state.pages > 1,
            rx.el.div(
                _turn(
                    state, t("Previous page"), "chevron-left", state.page - state.pages_shown, is_there=state.page > 1
                ),
                rx.el.span(t("Page {page} of {pages}", page=state.page, pages=state.pages)),
                _turn(
                    state,
                    t("Next page"),
                    "chevron-right",
                    state.page + state.pages_shown,
                    is_there=state.last < state.total,
                ),
                class_name="row",
            ),
        ),
        aria_label=t("Pages"),
        class_name="pager",
    )


def turner(state: Any) -> rx.Component:
    """Turn the pages of a state that has `page`, `pages` and `go_to`, where there is more than one."""
    return rx.cond(
        state.pages > 1,
        rx.el.nav(
            button(t("Previous page"), on_click=state.go_to(state.page - 1), disabled=state.page <= 1),
            rx.el.span(t("Page {page} of {pages}", page=state.page, pages=state.pages)),
            button(t("Next page"), on_click=state.go_to(state.page + 1), disabled=state.page >= state.pages),
            aria_label=t("Pages"),
            class_name="pager",
        ),
    )


def tag_badges(tags: Any) -> rx.Component:
    """Show tags, given as pairs of name and colour."""
    return rx.el.ul(
        rx.foreach(tags, lambda tag: rx.el.li(tag_badge(tag[0], tag[1]), key=tag[0])),
        class_name="tag-list",
    )


def tag_badge(name: Any, colour: Any) -> rx.Component:
    """Show a tag in its colour."""
    return rx.el.span(name, class_name=rx.Var.create("badge tag-") + colour.to(str))


def text_lines(texts: Any) -> rx.Component:
    """Show several texts, one to a line."""
    return rx.el.ul(rx.foreach(texts, lambda text: rx.el.li(text, key=text)), class_name="list-lines")


def _turn(
    state: type[ListState], name: Text, icon: str, page: rx.Var[int] | int, *, is_there: rx.Var[bool] | bool
) -> rx.Component:
    return button(
        rx.icon(icon, size=18, aria_hidden="true"),
        aria_label=name,
        title=name,
        disabled=~is_there,
        on_click=state.go_to(page),
        more="square",
    )


def _nothing_fits(state: type[ListState]) -> rx.Component:
    return empty_list(
        t("Nothing fits"),
        t("No record fits the text and the filters together."),
        button(t("Clear all"), on_click=state.clear),
        icon="search-x",
    )


def _sort_choice(state: type[ListState], columns: Sequence[Column]) -> rx.Component:
    sortable = [column for column in columns if column.sort]
    return rx.el.select(
        *(rx.el.option(column.title, " ↑", value=column.sort) for column in sortable),
        *(rx.el.option(column.title, " ↓", value=f"-{column.sort}") for column in sortable),
        rx.foreach(state.own, lambda one: rx.el.option(one.title, " ↑", value=one.name, key=one.name)),
        rx.foreach(
            state.own,
            lambda one: rx.el.option(one.title, " ↓", value=rx.Var.create("-") + one.name.to(str), key="-" + one.name),
        ),
        value=state.sort,
        on_change=state.order,
        aria_label=t("Order"),
        class_name="input list-sort-phone",
    )
