"""The question above a list: search box, filters, and what is chosen as chips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import reflex as rx

from sambruk_crm.components.fact_columns import about_all, with_about
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import label, label_in, t
from sambruk_crm.models.vocabulary import OwnKind
from sambruk_crm.services.catalogue import EMPTY, FILLED
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


def tools(
    state: type[ListState],
    search_label: Text,
    filters: Sequence[Filter],
    *more: rx.Component,
    below: Sequence[rx.Component] = (),
) -> rx.Component:
    """Return the search box, the button of the filters with what stands `below` them, and whatever belongs beside."""
    return rx.el.div(
        search_box(state, search_label),
        *([filters_button(state, filters, *below)] if filters or state.kind.facts else []),
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


def filters_button(state: type[ListState], filters: Sequence[Filter], *below: rx.Component) -> rx.Component:
    """Return the button that opens all filters, each behind its name; what is chosen stands below as chips."""
    asked = [one for one in filters if not one.is_chip_only]
    return rx.popover.root(
        rx.popover.trigger(
            button(
                rx.icon("list-filter", size=16, aria_hidden="true"),
                t("Filter"),
                rx.cond(state.chips.length() > 0, rx.el.span(state.chips.length(), class_name="filter-number")),
                aria_pressed=rx.cond(state.chips.length() > 0, "true", "false"),
            )
        ),
        rx.popover.content(
            rx.el.div(
                *(_question(state, one) for one in asked),
                _own_questions(state),
                *(_fact_questions(state) if state.kind.facts else []),
                *below,
                class_name="filter-box",
            ),
            aria_label=t("Filter"),
            size="1",
            class_name="sheet",
        ),
        on_open_change=lambda is_open: state.count_options("", is_open),
    )


def _question(state: type[ListState], one: Filter) -> rx.Component:
    """Ask for the values of a filter, behind its name."""
    return _folded(
        state,
        one.name,
        one.title,
        _lookup(state, one) if one.is_lookup else _values(state, one),
        *([one.more()] if one.more else []),
    )


def _folded(state: type[ListState], name: Any, title: Text, *asked: rx.Component, **props: Any) -> rx.Component:
    """Put a question behind its name, which counts what each answer leaves when it is opened; one is open at a time."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(title),
            rx.cond(state.active.contains(name), rx.el.span(class_name="filter-dot", aria_hidden="true")),
            on_click=state.count_options(name, True),
        ),
        *asked,
        class_name="filter-question",
        custom_attrs={"name": "filter"},
        data_filter=name,
        **props,
    )


def chips(state: type[ListState], filters: Sequence[Filter]) -> rx.Component:
    """Show what is chosen, each to be taken away with one press."""
    return rx.cond(
        state.chips.length() > 0,
        rx.el.ul(
            rx.foreach(state.chips, lambda chip: rx.el.li(_chip(state, chip, filters), key=chip.filter + chip.value)),
            rx.el.li(button(t("Clear all"), kind="quiet", on_click=state.clear)),
            aria_label=t("Chosen filters"),
            class_name="chips",
        ),
    )


def _own_questions(state: type[ListState]) -> rx.Component:
    """Ask for what stands in the association's own fields."""
    questions = rx.foreach(state.own, lambda one: _own_question(state, one))
    return rx.cond(state.own.length() > 0, rx.fragment(rx.el.div(t("Own fields"), class_name="group-label"), questions))


def _own_question(state: type[ListState], one: Any) -> rx.Component:
    name, title = one.name.to(str), one.title
    contains = rx.el.input(
        type="search",
        on_change=lambda text: state.contain(name, text).debounce(300),
        aria_label=t("{name} contains", name=title),
        placeholder=t("Contains"),
        class_name="input",
    )
    choices = rx.foreach(one.choices, lambda choice: _value(state, name, choice.value, choice.label, key=choice.value))
    return _folded(
        state,
        name,
        title,
        rx.el.fieldset(
            rx.el.legend(title, class_name="visually-hidden"),
            rx.match(
                one.asks,
                ("choices", rx.fragment(choices)),
                ("range", rx.fragment(_bound(state, one, "least"), _bound(state, one, "most"))),
                rx.fragment(contains),
            ),
            _value(state, name, FILLED, t("Filled in")),
            _value(state, name, EMPTY, t("Empty")),
            class_name="filter-values",
        ),
        key=name,
    )


def _bound(state: type[ListState], one: Any, side: str) -> rx.Component:
    """Ask for the least or the most that may stand in a field of numbers or days."""
    name = one.name.to(str)
    is_day = one.kind == OwnKind.DATE.value
    return rx.el.label(
        rx.el.span(t("From") if side == "least" else t("To")),
        rx.el.input(
            type=rx.cond(is_day, "date", "text"),
            input_mode=rx.cond(is_day, "text", "decimal"),
            default_value=one.least if side == "least" else one.most,
            on_change=lambda text: state.bound(name, side, text).debounce(300),
            key=name + side + state.box.to_string(),
            class_name="input",
        ),
        class_name="field",
    )


def _fact_questions(state: type[ListState]) -> list[rx.Component]:
    about, asked = about_all(state), [name for name in state.kind.facts if name not in state.kind.filters]

    def question(name: Any) -> rx.Component:
        return with_about(about, name, lambda known: _fact_question(state, name, known))

    return [
        rx.el.div(t("More facts"), class_name="group-label"),
        rx.foreach(
            rx.Var.create(asked), lambda name: with_about(about, name, lambda known: _fact_question(state, name, known))
        ),
    ]


def _fact_question(state: type[ListState], name: Any, about: Any) -> rx.Component:
    """Ask for a text that a fact contains, or whether it is there at all."""
    contains = rx.el.input(
        type="search",
        on_change=lambda text: state.contain(name, text).debounce(300),
        aria_label=t("{name} contains", name=about["title"]),
        placeholder=t("Contains"),
        class_name="input",
    )
    words = rx.foreach(
        about["words"].to(dict[str, str]), lambda word: _value(state, name, word[0], t(word[1]), key=word[0])
    )
    return _folded(
        state,
        name,
        about["title"],
        rx.el.fieldset(
            rx.el.legend(about["title"], class_name="visually-hidden"),
            rx.cond(about["kind"] == "words", words, contains),
            _value(state, name, FILLED, t("Filled in")),
            _value(state, name, EMPTY, t("Empty")),
            class_name="filter-values",
        ),
        key=name,
    )


def _values(state: type[ListState], one: Filter) -> rx.Component:
    if one.vocabulary is not None:
        words = one.vocabulary
        boxes: list[Any] = [_value(state, one.name, member.value, label(words, member.value)) for member in words]
    else:
        offered = state.options[one.name]
        boxes = [
            rx.foreach(offered, lambda choice: _value(state, one.name, choice.value, choice.label, key=choice.value)),
            rx.cond(offered.length() > 0, rx.fragment(), rx.el.span(t("Nothing to choose yet."), class_name="hint")),
        ]
    return rx.el.fieldset(rx.el.legend(one.title, class_name="visually-hidden"), *boxes, class_name="filter-values")


def _value(state: type[ListState], name: Any, value: Any, text: Text, **props: Any) -> rx.Component:
    mark = rx.Var.create(name) + ":" + value
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=state.marks.contains(mark),
            on_change=lambda _: state.toggle(name, value),
        ),
        text,
        rx.cond(
            state.counted == name,
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
                lambda choice: _value(state, one.name, choice.value, choice.label, key=choice.value),
            ),
            class_name="filter-values",
        ),
    )


def _chip(state: type[ListState], chip: Any, filters: Sequence[Filter]) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            rx.match(chip.filter, *((one.name, _chip_text(one, chip)) for one in filters), _other_chip(state, chip))
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


def _other_chip(state: type[ListState], chip: Any) -> rx.Component:
    """Show what is asked of a plain fact or of an own field."""

    def told(about: Any) -> rx.Component:
        plain = rx.cond(chip.label, chip.label, chip.value)
        written = rx.cond(about["kind"] == "words", label_in(about["words"], chip.value), plain)
        shown = rx.match(chip.value, (FILLED, t("Filled in")), (EMPTY, t("Empty")), written)
        return rx.fragment(about["title"], ": ", shown)

    return with_about(about_all(state), chip.filter, told)
