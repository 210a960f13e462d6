"""The question above a list: search box, filters, and what is chosen as chips."""

import functools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.text import label, t, translated
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import EMPTY, FILLED, Column
from sambruk_crm.state.lists.listing import ListState

Text = rx.Var[str] | str


@dataclass(frozen=True)
class Filter:
    """A filter by its name in the address. Its values are a fixed vocabulary, or the state's `options`.

    Attributes:
        is_lookup: the values are found by typing.
        more: what is put below the values, such as a date.
        shown: how a value that is neither of these is written.
        is_chip_only: another filter's `more` asks for it.
    """

    name: str
    title: Text
    vocabulary: type[StrEnum] | None = None
    is_lookup: bool = False
    more: Callable[[], rx.Component] | None = None
    shown: Callable[[Any], rx.Var[str]] | None = None
    is_chip_only: bool = False


def tools(state: type[ListState], search_label: Text, filters: Sequence[Filter], *more: rx.Component) -> rx.Component:
    """Return the search box, a button for each filter, and whatever else belongs beside them."""
    return rx.el.div(
        search_box(state, search_label),
        *(filter_button(state, one) for one in filters if not one.is_chip_only),
        *([_facts_button(state)] if state.kind.facts else []),
        *more,
        role="search",
        aria_label=search_label,
        class_name="list-tools",
    )


def search_box(state: type[ListState], search_label: Text) -> rx.Component:
    """Ask for a text; the list follows while it is typed, and never writes into the box meanwhile."""
    return search_field(search_label, state.search, default_value=state.text, key=state.box.to_string())


def search_field(label: Text, on_search: Any, **props: Any) -> rx.Component:
    """Ask for a text, heard while it is typed."""
    return rx.el.div(
        rx.icon("search", size=16, aria_hidden="true"),
        rx.el.input(
            type="search",
            on_change=on_search.debounce(80),
            placeholder=label,
            aria_label=label,
            class_name="input",
            max_length=200,
            **props,
        ),
        class_name="list-search",
    )


def filter_button(state: type[ListState], one: Filter) -> rx.Component:
    """Return the button that opens a filter's values."""
    is_active = state.active.contains(one.name)
    return rx.popover.root(
        rx.popover.trigger(
            button(
                one.title,
                rx.icon("chevron-down", size=14, aria_hidden="true"),
                aria_pressed=rx.cond(is_active, "true", "false"),
            )
        ),
        rx.popover.content(
            rx.el.div(
                _lookup(state, one) if one.is_lookup else _values(state, one),
                *([one.more()] if one.more else []),
                class_name="filter-box",
            ),
            aria_label=one.title,
            size="1",
        ),
        on_open_change=lambda is_open: state.count_options(one.name, is_open),
    )


def facts_of(state: type[ListState]) -> dict[str, Column]:
    """Return the plain facts that a list can show and filter by beside its own columns."""
    return {name: catalogue.get(state.kind.noun).columns[name] for name in state.kind.facts}


def chips(state: type[ListState], filters: Sequence[Filter]) -> rx.Component:
    """Show what is chosen, each to be taken away with one press."""
    filters = [*filters, *(_fact_filter(name, column) for name, column in facts_of(state).items())]
    return rx.cond(
        state.chips.length() > 0,
        rx.el.ul(
            rx.foreach(state.chips, lambda chip: rx.el.li(_chip(state, chip, filters), key=chip.filter + chip.value)),
            rx.el.li(button(t("Clear all"), kind="quiet", on_click=state.clear)),
            aria_label=t("Chosen filters"),
            class_name="chips",
        ),
    )


def _facts_button(state: type[ListState]) -> rx.Component:
    """Return the button that opens the filters by plain facts, each behind its name."""
    is_active = functools.reduce(operator.or_, (state.active.contains(name) for name in state.kind.facts))
    return rx.popover.root(
        rx.popover.trigger(
            button(
                t("More facts"),
                rx.icon("chevron-down", size=14, aria_hidden="true"),
                aria_pressed=rx.cond(is_active, "true", "false"),
            )
        ),
        rx.popover.content(
            rx.el.div(
                *(_fact_question(state, name, column) for name, column in facts_of(state).items()),
                class_name="filter-box",
            ),
            aria_label=t("More facts"),
            size="1",
        ),
    )


def _fact_question(state: type[ListState], name: str, column: Column) -> rx.Component:
    """Ask for a text that a fact contains, or whether it is there at all."""
    title, one = translated(column.title), _fact_filter(name, column)
    words = column.fact.words if column.fact is not None else None
    contains = rx.el.input(
        type="search",
        on_change=lambda text: state.contain(name, text).debounce(300),
        aria_label=t("{name} contains", name=title),
        placeholder=t("Contains"),
        class_name="input",
    )
    return rx.el.details(
        rx.el.summary(title, on_click=state.count_options(name, True)),
        rx.el.fieldset(
            rx.el.legend(title, class_name="visually-hidden"),
            contains
            if words is None
            else rx.fragment(*(_value(state, one, each.value, label(words, each.value)) for each in words)),
            _value(state, one, FILLED, t("Filled in")),
            _value(state, one, EMPTY, t("Empty")),
            class_name="filter-values",
        ),
        class_name="fact-question",
    )


def _fact_filter(name: str, column: Column) -> Filter:
    words = column.fact.words if column.fact is not None else None

    def shown(value: Any) -> rx.Var[str]:
        written = value if words is None else label(words, value)
        return rx.match(value, (FILLED, t("Filled in")), (EMPTY, t("Empty")), written)  # pyright: ignore[reportReturnType]

    return Filter(name, translated(column.title), shown=shown, is_chip_only=True)


def _values(state: type[ListState], one: Filter) -> rx.Component:
    if one.vocabulary is not None:
        words = one.vocabulary
        boxes: list[Any] = [_value(state, one, member.value, label(words, member.value)) for member in words]
    else:
        offered = state.options[one.name]
        boxes = [
            rx.foreach(offered, lambda choice: _value(state, one, choice.value, choice.label, key=choice.value)),
            rx.cond(offered.length() > 0, rx.fragment(), rx.el.span(t("Nothing to choose yet."), class_name="hint")),
        ]
    return rx.el.fieldset(rx.el.legend(one.title, class_name="visually-hidden"), *boxes, class_name="filter-values")


def _value(state: type[ListState], one: Filter, value: Any, text: Text, **props: Any) -> rx.Component:
    mark = rx.Var.create(f"{one.name}:") + value
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=state.marks.contains(mark),
            on_change=lambda _: state.toggle(one.name, value),
        ),
        text,
        rx.cond(
            state.counted == one.name,
            rx.el.span(" ", rx.cond(state.counts[value], state.counts[value], "0"), class_name="filter-count"),
        ),
        class_name="filter-value",
        **props,
    )


def _lookup(state: type[ListState], one: Filter) -> rx.Component:
    return rx.fragment(
        rx.el.input(
            type="search",
            on_change=lambda text: state.suggest(one.name, text).debounce(150),
            aria_label=one.title,
            placeholder=t("Type to search"),
            class_name="input",
        ),
        rx.el.div(
            rx.foreach(
                state.suggestions,
                lambda choice: _value(state, one, choice.value, choice.label, key=choice.value),
            ),
            class_name="filter-values",
        ),
    )


def _chip(state: type[ListState], chip: Any, filters: Sequence[Filter]) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            rx.match(chip.filter, *((one.name, _chip_text(one, chip)) for one in filters), rx.fragment(chip.label))
        ),
        rx.icon("x", size=14, aria_hidden="true"),
        rx.el.span(t("Take away"), class_name="visually-hidden"),
        type="button",
        on_click=state.toggle(chip.filter, chip.value),
        class_name="chip",
    )


def _chip_text(one: Filter, chip: Any) -> rx.Component:
    if one.vocabulary is not None:
        shown = label(one.vocabulary, chip.value)
    elif one.shown is not None:
        shown = one.shown(chip.value)
    else:
        shown = rx.cond(chip.label, chip.label, chip.value)
    return rx.fragment(one.title, ": ", shown)
