"""The columns of a list: what each shows, which are chosen, and in which order they stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import reflex as rx
import sqlalchemy as sa

from sambruk_crm.components.fact_columns import about_all, with_about
from sambruk_crm.components.text import label, translated
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Fact
from sambruk_crm.state.lists.listing import ListState

Text = rx.Var[str] | str


@dataclass(frozen=True)
class Edit:
    """How a fact is written where it stands: its field, what a row has there as it is typed, and the control.

    `options` are value and text of what can be chosen, for a select; `choices` names the filter that has them instead.
    """

    name: str
    value: Callable[[Any], Any]
    kind: str = "text"
    options: Sequence[tuple[str, Text]] = ()
    choices: str = ""
    may_be_empty: bool = True
    """Whether none of `choices` can be chosen."""


def edit_word(name: str, words: type[StrEnum], *, may_be_empty: bool = True) -> Edit:
    """Return how a member of a fixed vocabulary is written, or none of them."""
    return Edit(name, lambda row: getattr(row, name), "select", _words(words, may_be_empty=may_be_empty))


def edit_reference(state: type[ListState], name: str, *, may_be_empty: bool = True) -> Edit:
    """Return how a record that is pointed to is written: it is chosen, or found by typing where there are many."""
    field = state.kind.references[name]
    kind = "lookup" if name in state.kind.lookups else "select"
    return Edit(field, lambda row: row.facts[field], kind, choices=name, may_be_empty=may_be_empty)


def edit_several(name: str, choices: str) -> Edit:
    """Return how records that hang on one are written, of which a row names the keys in `held`."""
    return Edit(name, lambda row: row.held[name].join(","), "several", choices=choices)


def edit_lines(name: str) -> Edit:
    """Return how several texts are written, one to a line."""
    return Edit(name, lambda row: row.held[name].join("\n"), "textarea")


def edit_name(state: type[ListState]) -> Edit:
    """Return how it is written what a record is called."""
    return Edit(state.kind.named, lambda row: row.facts[state.kind.named])


@dataclass(frozen=True)
class Column:
    """A column: its title, what a row shows there, and the sort it stands for.

    Attributes:
        is_lead: names the row, and heads its card on a phone.
        name: for readers who choose their columns; the sort's, unless given.
        is_empty: whether a row has nothing to show here, so that its card leaves the line out.
        heading: what a group of rows is headed by that are the same here; the cell, unless given.
    """

    title: Text
    cell: Callable[[Any], Any]
    sort: str = ""
    is_number: bool = False
    is_lead: bool = False
    is_empty: Callable[[Any], rx.Var[bool]] | None = None
    name: str = ""
    edit: Edit | None = None
    heading: Callable[[Any], Any] | None = None
    is_action: bool = False
    """It is what one does with a row on a phone, and only there."""
    is_fact: bool = False
    """It is one of those that the list leaves to its noun, and drawn as all of them are."""

    @property
    def key(self) -> str:
        """The name by which it is chosen; empty for one that is always there."""
        return "" if self.is_lead else self.name or self.sort


def choosable(state: type[ListState], columns: Sequence[Column]) -> list[tuple[str, Text]]:
    """Return the columns that can be left out, which the list's kind must know by the same names."""
    found = [(column.key, column.title) for column in columns if is_choosable(state, column)]
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
            name if known[name].fact is not None or name in state.kind.sorts else "",
            name=name,
            edit=edit_reference(state, name)
            if name in state.kind.references
            else _edit_fact(state.kind.noun, name, known[name].fact),
            is_fact=True,
        )
        for name in (*state.kind.facts, *state.kind.others)
    ]


def in_order(
    state: type[ListState],
    columns: Sequence[Column],
    made: Callable[[Column], rx.Component],
    of_fact: Callable[[Any, Any], rx.Component],
) -> list[rx.Component]:
    """Return what is made of each column: first those that are always there, then the chosen ones in their order.

    Args:
        of_fact: makes the same of any plain fact, by its name and what is known about it.
    """
    fixed = [made(column) for column in columns if not is_choosable(state, column)]
    chosen = [(column.key, made(column)) for column in columns if is_choosable(state, column) and not column.is_fact]
    if not chosen:
        return fixed
    about = about_all(state)

    def other(name: Any) -> rx.Component:
        return rx.cond(about.contains(name), with_about(about, name, lambda known: of_fact(name, known)))

    return [*fixed, rx.foreach(state.shown, lambda name: rx.match(name, *chosen, other(name)))]


def called(row: Any) -> Any:
    """Return what the record of a row is called, whatever its noun calls that."""
    return next(getattr(row, name) for name in ("name", "title", "subject") if hasattr(row, name))


def is_choosable(state: type[ListState], column: Column) -> bool:
    """Return whether a column can be left out."""
    return bool(state.kind.columns) and column.key != ""


def about_column(column: Column) -> dict[str, Any]:
    """Return what tells of which column a cell is, and takes its width from the table."""
    classes = ["number"] * column.is_number + ["lead"] * column.is_lead + ["row-action"] * column.is_action
    width = {"style": {"--width": f"var(--width-{column.key})"}} if column.key else {}
    return {"class_name": " ".join(classes), "data_column": column.key or "lead", **width}


def about_fact(name: Any, about: Any) -> dict[str, Any]:
    """Return what tells of which plain fact a cell is, and takes its width from the table."""
    width = {"--width": rx.Var.create("var(--width-") + name + ")"}
    number = rx.cond(about["isNumber"], "number", "")
    return {"role": "cell", "class_name": number, "data_column": name, "style": width}


def _edit_fact(noun: str, name: str, fact: Fact | None) -> Edit | None:
    if fact is None:
        return None
    may_be_empty = sa.inspect(catalogue.get(noun).table).c[name].nullable
    options = _words(fact.words, may_be_empty=may_be_empty) if fact.words else []
    return Edit(name, lambda row: row.facts[name], fact.control.value, options)


def _words(words: type[StrEnum], *, may_be_empty: bool) -> list[tuple[str, Text]]:
    nothing: list[tuple[str, Text]] = [("", "–")] if may_be_empty else []
    return [*nothing, *((each.value, label(words, each.value)) for each in words)]
