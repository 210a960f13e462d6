"""The table of a list: columns that people choose, order and widen; on a phone each row is two lines."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.fact_columns import shown_fact
from sambruk_crm.components.in_place import editor_labels
from sambruk_crm.components.list_columns import Column, Text, about_column, about_fact, in_order
from sambruk_crm.components.list_headings import fact_heading, heading
from sambruk_crm.components.list_totals import totals_row
from sambruk_crm.components.selection import page_tick, row_tick
from sambruk_crm.components.text import t
from sambruk_crm.services import catalogue
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.lists.listing import ListState

_MORE, _EDITOR, *_ = (
    beside(__name__, name)
    for name in ("more_rows.jsx", "cell_editor.jsx", "cell_lookup.jsx", "cell_several.jsx", "lookup.jsx")
)


def _of_save(
    row: rx.Var[int], name: rx.Var[str], value: rx.Var[str], base: rx.Var[str], stamp: rx.Var[int]
) -> tuple[rx.Var[int], rx.Var[str], rx.Var[str], rx.Var[str], rx.Var[int]]:
    return (row, name, value, base, stamp)


def _of_search(name: rx.Var[str], text: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (name, text)


class CellEditor(rx.Component):
    """Edits the cells of the table beside it, by cell_editor.jsx."""

    library = f"$/public{_EDITOR}"
    tag = "CellEditor"

    cells: rx.Var[dict[str, Any]]
    answer: rx.Var[Any]
    labels: rx.Var[dict[str, Any]]
    choices: rx.Var[dict[str, Any]]
    found: rx.Var[list[Any]]
    on_search: rx.EventHandler[_of_search]
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
                    *in_order(
                        state,
                        columns,
                        lambda column: heading(state, column),
                        lambda name, about: fact_heading(state, name, about),
                    ),
                    role="row",
                ),
                role="rowgroup",
            ),
            rx.el.tbody(
                rx.foreach(state.rows, lambda row: _row(state, row, columns, is_selectable=is_selectable)),
                role="rowgroup",
            ),
            *([totals_row(state, columns, is_selectable=is_selectable)] if state.kind.numbers else []),
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
            "choices": edit.choices,
            "isFound": edit.choices in state.kind.lookups,
            "mayBeEmpty": edit.may_be_empty,
        }
        for edit, title in edits
    }
    return [
        rx.cond(
            FrameState.rights.contains(catalogue.right_to_change(state.kind.noun).value),
            CellEditor.create(
                cells=about,
                answer=state.cell_answer,
                labels={
                    **editor_labels(""),
                    "choose": t("Choose one from the list."),
                    "found": t("Suggestions"),
                    "remove": t("Remove {name}"),
                },
                choices=state.options,
                found=state.suggestions,
                on_search=state.suggest,
                on_save=state.save_cell,
            ),
        )
    ]


def _row(state: type[ListState], row: Any, columns: Sequence[Column], *, is_selectable: bool) -> rx.Component:
    is_peeked = state.kind.noun in catalogue.in_lists() and catalogue.get(state.kind.noun).is_recalled
    cells = in_order(
        state,
        columns,
        lambda column: _cell(row, column, is_peeked=is_peeked and column.is_lead),
        lambda name, about: _fact_cell(state, row, name, about),
    )
    if is_selectable:
        cells = [row_tick(state, row), *cells]
    line = rx.el.tr(*cells, role="row", key=row.id, data_row_id=row.id)
    return rx.fragment(_group(state, row, columns), line, key=row.id) if state.kind.groups else line


def _group(state: type[ListState], row: Any, columns: Sequence[Column]) -> rx.Component:
    """Show above the first row of a group what its rows have in common, and how many there are of it."""
    shown = ((one.sort, _group_title(one, row)) for one in columns if one.sort in state.kind.groups)
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
    if column.is_fact:
        return rx.fragment(rx.cond(row.facts[column.name], row.facts[column.name], t("Not given")))
    shown = rx.fragment((column.heading or column.cell)(row))
    return shown if column.is_empty is None else rx.cond(column.is_empty(row), t("Not given"), shown)


def _cell(row: Any, column: Column, *, is_peeked: bool) -> rx.Component:
    props: dict[str, Any] = {"custom_attrs": {"data-label": column.title}}
    if column.edit is not None:
        props["custom_attrs"] |= {"data-edit": column.edit.name, "data-value": column.edit.value(row)}
    if column.is_empty is not None:
        props["data_empty"] = rx.cond(column.is_empty(row), "true", "false")
    more = [_peek_button()] if is_peeked else []
    if column.edit is not None:
        more.append(_editor_place())
    return rx.el.td(column.cell(row), *more, role="cell", **about_column(column), **props)


def _peek_button() -> rx.Component:
    """Return what opens a row beside the list, by peek.jsx; keyboards press Space on the row instead."""
    return rx.el.button(
        rx.icon("panel-right-open", size=16, aria_hidden="true"),
        type="button",
        tab_index=-1,
        aria_label=t("Look at it here"),
        title=t("Look at it here (Space)"),
        class_name="peek-open",
    )


def _editor_place() -> rx.Component:
    """Return where the editor of a cell goes: React writes a text straight into a cell that has nothing else in it."""
    return rx.el.span(class_name="cell-place")


def _fact_cell(state: type[ListState], row: Any, name: Any, about: Any) -> rx.Component:
    value, is_money = row.facts[name], catalogue.get(state.kind.noun).in_list().currency is not None
    field = about["field"].to(str)
    attributes: dict[str, Any] = {"data-label": about["title"], "data-value": row.facts[field]}
    attributes["data-edit"] = rx.cond(field, field, rx.Var("undefined"))
    return rx.el.td(
        shown_fact(about, value, row.currency if is_money else None),
        _editor_place(),
        data_empty=rx.cond(value == "", "true", "false"),
        custom_attrs=attributes,
        **about_fact(name, about),
    )
