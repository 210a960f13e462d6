"""Lists: a sortable table that becomes cards on a phone, with its filters above and a pager below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.filters import Filter, chips, facts_of, tools
from sambruk_crm.components.forms import button
from sambruk_crm.components.selection import page_tick, row_tick, selection_bar
from sambruk_crm.components.text import label, t, translated
from sambruk_crm.components.views import columns_menu, views_menu
from sambruk_crm.services.catalogue import Column as FactColumn
from sambruk_crm.services.catalogue import Control
from sambruk_crm.state.lists.listing import ListState

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


@dataclass(frozen=True)
class Column:
    """A column: its title, what a row shows there, and the sort it stands for.

    Attributes:
        is_lead: names the row, and heads its card on a phone.
        name: for readers who choose their columns; the sort's, unless given.
        is_empty: whether a row has nothing to show here, so that its card leaves the line out.
    """

    title: Text
    cell: Callable[[Any], Any]
    sort: str = ""
    is_number: bool = False
    is_lead: bool = False
    is_empty: Callable[[Any], rx.Var[bool]] | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """The name by which it is chosen; empty for one that is always there."""
        return "" if self.is_lead else self.name or self.sort


def fact_columns(state: type[ListState]) -> list[Column]:
    """Return the columns of the noun's plain facts, which are shown when they are chosen."""
    return [_fact_column(name, column) for name, column in facts_of(state).items()]


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
        tools(
            state,
            search_label,
            filters,
            views_menu(state),
            columns_menu(state, _choosable(state, columns)),
            _sort_choice(state, columns),
        ),
        chips(state, filters),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.total > 0,
                rx.fragment(
                    *([selection_bar(state, *actions)] if actions else []),
                    list_table(state, caption, columns, is_selectable=bool(actions)),
                    pager(state),
                ),
                rx.cond((state.text != "") | (state.chips.length() > 0), _nothing_fits(state), empty),
            ),
            loading(),
        ),
    )


def list_table(
    state: type[ListState], caption: Text, columns: Sequence[Column], *, is_selectable: bool = False
) -> rx.Component:
    """Show the rows as a table, and on a phone each as a card."""
    shown = [_unless_hidden(state, column, _heading(state, column)) for column in columns]
    headings = [
        *([page_tick(state)] if is_selectable else []),
        *shown,
    ]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*headings, role="row"), role="rowgroup"),
            rx.el.tbody(
                rx.foreach(state.rows, lambda row: _row(state, row, columns, is_selectable=is_selectable)),
                role="rowgroup",
            ),
            role="table",
            class_name="table list-table",
        ),
        class_name="card list-card table-scroll",
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
                _turn(state, t("Previous page"), "chevron-left", state.page - 1, is_there=state.page > 1),
                rx.el.span(t("Page {page} of {pages}", page=state.page, pages=state.pages)),
                _turn(state, t("Next page"), "chevron-right", state.page + 1, is_there=state.page < state.pages),
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


def _row(state: type[ListState], row: Any, columns: Sequence[Column], *, is_selectable: bool) -> rx.Component:
    cells = [_unless_hidden(state, column, _cell(row, column)) for column in columns]
    if is_selectable:
        cells = [row_tick(state, row), *cells]
    return rx.el.tr(*cells, role="row", key=row.id, data_row_id=row.id)


def _unless_hidden(state: type[ListState], column: Column, shown: rx.Component) -> rx.Component:
    return rx.cond(state.hidden.contains(column.key), rx.fragment(), shown) if _is_choosable(state, column) else shown


def _is_choosable(state: type[ListState], column: Column) -> bool:
    return bool(state.kind.columns) and column.key != ""


def _choosable(state: type[ListState], columns: Sequence[Column]) -> list[tuple[str, Text]]:
    """Return the columns that can be left out, which the list's kind must know by the same names."""
    found = [(column.key, column.title) for column in columns if _is_choosable(state, column)]
    if found and tuple(name for name, _ in found) != state.kind.choosable:
        msg = f"{state.__name__} knows the columns {state.kind.choosable}, and shows {[name for name, _ in found]}"
        raise ValueError(msg)
    return found


def _fact_column(name: str, column: FactColumn) -> Column:
    fact = column.fact

    def cell(row: Any) -> Any:
        value = row.facts[name]
        return label(fact.words, value) if fact is not None and fact.words is not None else value

    is_number = fact is not None and fact.control is Control.NUMBER
    return Column(translated(column.title), cell, name, is_number, is_empty=lambda row: row.facts[name] == "")


def _cell(row: Any, column: Column) -> rx.Component:
    props: dict[str, Any] = {"custom_attrs": {"data-label": column.title}}
    if column.is_empty is not None:
        props["data_empty"] = rx.cond(column.is_empty(row), "true", "false")
    classes = ["number"] * column.is_number + ["lead"] * column.is_lead
    return rx.el.td(column.cell(row), role="cell", class_name=" ".join(classes), **props)


def _heading(state: type[ListState], column: Column) -> rx.Component:
    number = "number" if column.is_number else ""
    if not column.sort:
        return rx.el.th(column.title, scope="col", role="columnheader", class_name=number)
    up, down = state.sort == column.sort, state.sort == f"-{column.sort}"
    arrow = rx.cond(
        up,
        rx.icon("arrow-up", size=13, aria_hidden="true"),
        rx.cond(
            down,
            rx.icon("arrow-down", size=13, aria_hidden="true"),
            rx.icon("arrow-up", size=13, aria_hidden="true", class_name="idle"),
        ),
    )
    return rx.el.th(
        rx.el.button(column.title, arrow, type="button", on_click=state.sort_by(column.sort), class_name="sort"),
        scope="col",
        role="columnheader",
        aria_sort=rx.cond(up, "ascending", rx.cond(down, "descending", "none")),
        class_name=number,
    )


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
        value=state.sort,
        on_change=state.order,
        aria_label=t("Order"),
        class_name="input list-sort-phone",
    )
