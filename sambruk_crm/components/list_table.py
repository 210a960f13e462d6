"""The table of a list: columns that people choose, order and widen; on a phone each row is two lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.fact_columns import about_all, shown_fact
from sambruk_crm.components.in_place import editor_labels
from sambruk_crm.components.selection import page_tick, row_tick
from sambruk_crm.components.text import label, shown_money, shown_number, t, translated
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Fact
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.lists.listing import ListState

Text = rx.Var[str] | str
_HEAD, _MORE, _EDITOR = (beside(__name__, name) for name in ("column_head.jsx", "more_rows.jsx", "cell_editor.jsx"))


@dataclass(frozen=True)
class Edit:
    """How a fact is written where it stands: its field, what a row has there as it is typed, and the control.

    `options` are value and text of what can be chosen, for a select.
    """

    name: str
    value: Callable[[Any], Any]
    kind: str = "text"
    options: Sequence[tuple[str, Text]] = ()


def edit_word(name: str, words: type[StrEnum]) -> Edit:
    """Return how a member of a fixed vocabulary is written, or none of them."""
    options = [("", "–"), *((each.value, label(words, each.value)) for each in words)]
    return Edit(name, lambda row: getattr(row, name), "select", options)


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
    edit: Edit | None = None
    is_action: bool = False
    """It is what one does with a row on a phone, and only there."""
    is_fact: bool = False
    """It is one of those that the list leaves to its noun, and drawn as all of them are."""

    @property
    def key(self) -> str:
        """The name by which it is chosen; empty for one that is always there."""
        return "" if self.is_lead else self.name or self.sort


def _of_place(name: rx.Var[str], to: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (name, to)


def _of_size(name: rx.Var[str], width: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (name, width)


class ColumnHead(rx.Component):
    """The heading of a column that is dragged to its place and to its width, by column_head.jsx."""

    library = f"$/public{_HEAD}"
    tag = "ColumnHead"

    name: rx.Var[str]
    width: rx.Var[int]
    labels: rx.Var[dict[str, Any]]
    on_place: rx.EventHandler[_of_place]
    on_size: rx.EventHandler[_of_size]


def _of_save(
    row: rx.Var[int], name: rx.Var[str], value: rx.Var[str], base: rx.Var[str], stamp: rx.Var[int]
) -> tuple[rx.Var[int], rx.Var[str], rx.Var[str], rx.Var[str], rx.Var[int]]:
    return (row, name, value, base, stamp)


class CellEditor(rx.Component):
    """Edits the cells of the table beside it, by cell_editor.jsx."""

    library = f"$/public{_EDITOR}"
    tag = "CellEditor"

    cells: rx.Var[dict[str, Any]]
    answer: rx.Var[Any]
    labels: rx.Var[dict[str, Any]]
    on_save: rx.EventHandler[_of_save]


class MoreRows(rx.Component):
    """Asks for more rows when the end of those that are there comes into sight, by more_rows.jsx."""

    library = f"$/public{_MORE}"
    tag = "MoreRows"

    count: rx.Var[int]
    has_more: rx.Var[bool]
    on_more: rx.EventHandler[rx.event.no_args_event_spec]


def list_table(
    state: type[ListState], caption: Text, columns: Sequence[Column], *, is_selectable: bool = False
) -> rx.Component:
    """Show the rows as a table, and on a phone each as a card."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(
                    *([page_tick(state)] if is_selectable else []),
                    *_in_order(
                        state,
                        columns,
                        lambda column: _heading(state, column),
                        lambda name, about: _fact_heading(state, name, about),
                    ),
                    role="row",
                ),
                role="rowgroup",
            ),
            rx.el.tbody(
                rx.foreach(state.rows, lambda row: _row(state, row, columns, is_selectable=is_selectable)),
                role="rowgroup",
            ),
            *([_totals(state, columns, is_selectable=is_selectable)] if state.kind.numbers else []),
            role="table",
            class_name="table list-table",
        ),
        *_editor(state, columns),
        MoreRows.create(count=state.rows.length(), has_more=state.has_more, on_more=state.more),
        class_name="card list-card",
    )


def _editor(state: type[ListState], columns: Sequence[Column]) -> list[rx.Component]:
    """Return what edits the cells of a list, if any can be."""
    edits = [(column.edit, column.title) for column in columns if column.edit is not None]
    if not edits or state.writes is None:
        return []
    about = {
        edit.name: {
            "title": title,
            "kind": edit.kind,
            "options": [{"value": key, "label": text} for key, text in edit.options],
        }
        for edit, title in edits
    }
    return [
        rx.cond(
            FrameState.rights.contains(Permission.EDIT_RECORDS.value),
            CellEditor.create(cells=about, answer=state.cell_answer, labels=editor_labels(""), on_save=state.save_cell),
        )
    ]


def choosable(state: type[ListState], columns: Sequence[Column]) -> list[tuple[str, Text]]:
    """Return the columns that can be left out, which the list's kind must know by the same names."""
    found = [(column.key, column.title) for column in columns if _is_choosable(state, column)]
    if found and tuple(name for name, _ in found) != state.kind.choosable:
        msg = f"{state.__name__} knows the columns {state.kind.choosable}, and shows {[name for name, _ in found]}"
        raise ValueError(msg)
    return found


def fact_columns(state: type[ListState]) -> list[Column]:
    """Return the columns of what else the noun knows of its records, which are shown when they are chosen."""
    known = catalogue.get(state.kind.noun).columns
    return [
        Column(
            translated(known[name].title),
            lambda _row: "",
            name if known[name].fact is not None else "",
            name=name,
            edit=_edit_fact(name, known[name].fact),
            is_fact=True,
        )
        for name in (*state.kind.facts, *state.kind.others)
    ]


def _row(state: type[ListState], row: Any, columns: Sequence[Column], *, is_selectable: bool) -> rx.Component:
    cells = _in_order(
        state, columns, lambda column: _cell(row, column), lambda name, about: _fact_cell(row, name, about)
    )
    if is_selectable:
        cells = [row_tick(state, row), *cells]
    line = rx.el.tr(*cells, role="row", key=row.id, data_row_id=row.id)
    return rx.fragment(_group(state, row, columns), line, key=row.id) if state.kind.groups else line


def _group(state: type[ListState], row: Any, columns: Sequence[Column]) -> rx.Component:
    """Show above the first row of a group what its rows have in common, and how many there are of it."""
    shown = ((column.sort, _group_title(column, row)) for column in columns if column.sort in state.kind.groups)
    head = rx.el.th(
        rx.el.div(
            rx.match(state.group, *shown, rx.fragment()),
            rx.el.span(state.group_counts[row.id.to_string()], class_name="head-count"),
            class_name="group-title",
        ),
        col_span=99,
        scope="rowgroup",
        role="rowheader",
    )
    begins = state.group_counts.contains(row.id.to_string())
    return rx.cond(begins, rx.el.tr(head, role="row", class_name="group-row"))


def _group_title(column: Column, row: Any) -> Any:
    shown = rx.fragment(column.cell(row))
    return shown if column.is_empty is None else rx.cond(column.is_empty(row), t("Not given"), shown)


def _totals(state: type[ListState], columns: Sequence[Column], *, is_selectable: bool) -> rx.Component:
    """Show below the columns of numbers what they come to, of all that match."""
    cells = _in_order(
        state,
        columns,
        lambda column: _total(state, column),
        lambda name, about: _total_cell(state, name, about["title"], **_about_fact(name, about)),
    )
    first = [rx.el.td(role="cell", class_name="tick-cell")] if is_selectable else []
    return rx.el.tfoot(
        rx.el.tr(*first, *cells, role="row"), role="rowgroup", hidden=state.totals.length() == 0, class_name="totals"
    )


def _total(state: type[ListState], column: Column) -> rx.Component:
    about: dict[str, Any] = {"role": "cell", **_about(column)}
    if column.key not in state.kind.numbers:
        return rx.el.td(t("All that match") if column.is_lead else "", **about)
    return _total_cell(state, column.key, column.title, **about)


def _total_cell(state: type[ListState], name: Any, title: Text, **about: Any) -> rx.Component:
    found = state.totals.get(name, [])
    shown: tuple[tuple[str, Callable[[Any], rx.Component]], ...] = (
        ("sum", lambda total: rx.fragment(t("Sum"), " ", _figure(total.sum, total.currency))),
        ("average", lambda total: rx.fragment(t("Average"), " ", _figure(total.average, total.currency, digits=1))),
        ("count", lambda total: rx.fragment(t("Count"), " ", shown_number(total.count), " ", total.currency)),
    )
    choices = [_choices(found, kind, made) for kind, made in shown]
    return rx.el.td(
        rx.cond(
            found.length() > 0,
            rx.el.select(*choices, aria_label=t("What {name} comes to", name=title), class_name="total-choice"),
        ),
        **about,
    )


def _choices(found: Any, name: str, shown: Callable[[Any], rx.Component]) -> rx.Component:
    """Offer one kind of total, for each currency."""
    value = rx.Var.create(name)
    return rx.foreach(
        found, lambda total: rx.el.option(shown(total), value=value + total.currency, key=value + total.currency)
    )


def _figure(value: Any, currency: Any, *, digits: int | None = None) -> rx.Var[str]:
    number = shown_number(value) if digits is None else shown_number(value, digits=digits)
    return rx.cond(currency, shown_money(value, currency), number)  # pyright: ignore[reportReturnType]


def _in_order(
    state: type[ListState],
    columns: Sequence[Column],
    made: Callable[[Column], rx.Component],
    of_fact: Callable[[Any, Any], rx.Component],
) -> list[rx.Component]:
    """Return what is made of each column: first those that are always there, then the chosen ones in their order.

    Args:
        of_fact: makes the same of any plain fact, by its name and what is known about it.
    """
    fixed = [made(column) for column in columns if not _is_choosable(state, column)]
    chosen = [(column.key, made(column)) for column in columns if _is_choosable(state, column) and not column.is_fact]
    if not chosen:
        return fixed
    about, is_left = about_all(state), bool(state.kind.facts or state.kind.others)

    def other(name: Any) -> rx.Component:
        return rx.cond(about.contains(name), of_fact(name, about[name])) if is_left else rx.fragment()

    return [*fixed, rx.foreach(state.shown, lambda name: rx.match(name, *chosen, other(name)))]


def _is_choosable(state: type[ListState], column: Column) -> bool:
    return bool(state.kind.columns) and column.key != ""


def _edit_fact(name: str, fact: Fact | None) -> Edit | None:
    if fact is None:
        return None
    options = [("", "–"), *((each.value, label(fact.words, each.value)) for each in fact.words)] if fact.words else []
    return Edit(name, lambda row: row.facts[name], fact.control.value, options)


def _about(column: Column) -> dict[str, Any]:
    """Return what tells of which column a cell is, and takes its width from the table."""
    classes = ["number"] * column.is_number + ["lead"] * column.is_lead + ["row-action"] * column.is_action
    width = {"style": {"--width": f"var(--width-{column.key})"}} if column.key else {}
    return {"class_name": " ".join(classes), "data_column": column.key or "lead", **width}


def _cell(row: Any, column: Column) -> rx.Component:
    props: dict[str, Any] = {"custom_attrs": {"data-label": column.title}}
    if column.edit is not None:
        props["custom_attrs"] |= {"data-edit": column.edit.name, "data-value": column.edit.value(row)}
    if column.is_empty is not None:
        props["data_empty"] = rx.cond(column.is_empty(row), "true", "false")
    return rx.el.td(column.cell(row), role="cell", **_about(column), **props)


def _about_fact(name: Any, about: Any) -> dict[str, Any]:
    """Return the same for a plain fact."""
    width = {"--width": rx.Var.create("var(--width-") + name + ")"}
    number = rx.cond(about["isNumber"], "number", "")
    return {"role": "cell", "class_name": number, "data_column": name, "style": width}


def _fact_cell(row: Any, name: Any, about: Any) -> rx.Component:
    value = row.facts[name]
    attributes: dict[str, Any] = {"data-label": about["title"], "data-value": value}
    attributes["data-edit"] = rx.cond(about["isFact"], name, rx.Var("undefined"))
    return rx.el.td(
        shown_fact(about, value),
        data_empty=rx.cond(value == "", "true", "false"),
        custom_attrs=attributes,
        **_about_fact(name, about),
    )


def _heading(state: type[ListState], column: Column) -> rx.Component:
    about: dict[str, Any] = {"scope": "col", "role": "columnheader", **_about(column)}
    shown = rx.el.span(column.title, class_name="column-title")
    if column.sort:
        about["aria_sort"] = _turned(state, column.sort)
        shown = _sort_button(state, column.sort, column.title)
    if not _is_choosable(state, column):
        return rx.el.th(shown, **about)
    return rx.el.th(_column_head(state, column.key, column.title, shown), **about)


def _fact_heading(state: type[ListState], name: Any, about: Any) -> rx.Component:
    plain = rx.el.span(about["title"], class_name="column-title")
    shown = rx.cond(about["isFact"], _sort_button(state, name, about["title"]), plain)
    sort = {"aria_sort": rx.cond(about["isFact"], _turned(state, name), rx.Var("undefined"))}
    props = {**_about_fact(name, about), "scope": "col", "role": "columnheader", **sort}
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
