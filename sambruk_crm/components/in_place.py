"""A fact that is edited where it stands."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import label, shown_date, t, translated
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Control, Fact
from sambruk_crm.state.records.facts import FactsState

Text = rx.Var[str] | str
Kind = Literal["text", "textarea", "select", "number", "date", "email", "tel", "url"]
_ASSET = beside(__name__, "in_place.jsx")


def _of_save(
    name: rx.Var[str], value: rx.Var[str], base: rx.Var[str], stamp: rx.Var[int]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str], rx.Var[int]]:
    return (name, value, base, stamp)


class InPlace(rx.Component):
    """The control of in_place.jsx; its children show the value while it is not edited."""

    library = f"$/public{_ASSET}"
    tag = "InPlace"

    name: rx.Var[str]
    label: rx.Var[str]
    value: rx.Var[str]
    kind: rx.Var[str]
    options: rx.Var[list[Any]]
    answer: rx.Var[Any]
    read_only: rx.Var[bool]
    labels: rx.Var[dict[str, str]]

    on_save: rx.EventHandler[_of_save]


def fact(
    state: type[FactsState],
    name: str,
    title: Text,
    *,
    may_edit: rx.Var[bool],
    shown: Any = None,
    kind: Kind = "text",
    options: Sequence[tuple[str, Text]] = (),
) -> rx.Component:
    """Return a line of a list of facts, as term and description.

    Args:
        name: the field, in the state's `facts` and for the service.
        shown: what is seen while it is not edited, where that is not the value itself.
        options: value and text of what can be chosen, for a select.
    """
    value = state.facts[name]
    control = InPlace.create(
        rx.fragment(value if shown is None else shown),
        name=name,
        label=title,
        value=value,
        kind=kind,
        options=[{"value": key, "label": text} for key, text in options],
        answer=state.answer,
        read_only=~may_edit,
        labels=editor_labels(title),
        on_save=state.save_fact,
        key=state.record_id.to_string() + name,
    )
    return fact_line(title, control, is_empty=value == "", data_fact=name)


def fact_line(title: Text, *shown: Any, is_empty: Any = False, **props: Any) -> rx.Component:
    """Return a line of a list of facts, seen while it is empty only where empty ones are shown."""
    empty = rx.cond(is_empty, "true", "false")
    return rx.el.div(rx.el.dt(title), rx.el.dd(*shown, **props), data_empty=empty, class_name="fact")


def choice_in_place(
    title: Text, value: Any, choices: rx.Var[Any], on_change: Any, *, may_edit: rx.Var[bool]
) -> rx.Component:
    """Choose one of rows with value and label, or none, where it stands; it looks like any other fact."""
    return rx.el.select(
        rx.el.option("–", value=""),
        rx.foreach(choices, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
        value=value,
        on_change=on_change,
        disabled=~may_edit,
        aria_label=title,
        class_name="input in-place-choice",
    )


def facts_of(
    state: type[FactsState],
    noun: str,
    part: str,
    *,
    may_edit: rx.Var[bool],
    shown: Mapping[str, Any] | None = None,
    options: Mapping[str, Sequence[tuple[str, Text]]] | None = None,
) -> dict[str, rx.Component]:
    """Return the lines of a noun's plain facts that stand in a part of its page, by name and in their order.

    Args:
        shown: what is seen of some facts while they are not edited.
        options: what can be chosen for those that are no fixed vocabulary.
    """
    found: dict[str, rx.Component] = {}
    for name, column in catalogue.get(noun).facts.items():
        about = column.fact
        if about is None or about.part != part:
            continue
        words, choices = about.words, (options or {}).get(name, ())
        found[name] = fact(
            state,
            name,
            translated(column.title),
            may_edit=may_edit,
            kind=Control.CHOICE.value if choices else about.control.value,
            shown=(shown or {}).get(name, _shown(state, name, about)),
            options=choices if words is None else [("", "–"), *((one.value, label(words, one.value)) for one in words)],
        )
    return found


def _shown(state: type[FactsState], name: str, about: Fact) -> Any:
    """Return what is seen of a plain fact, where that is not the value itself."""
    value = state.facts[name]
    if about.words is not None:
        return label(about.words, value)
    return rx.cond(value, shown_date(value), "") if about.control is Control.DATE else None


def editor_labels(title: Text) -> dict[str, Text]:
    """Return what an editor of a fact says, whose name is given."""
    return {
        "edit": t("Change {name}", name=title),
        "add": t("Add"),
        "save": t("Save"),
        "cancel": t("Cancel"),
        "both": t("Someone else has changed this meanwhile."),
        "theirs": t("Now it says:"),
        "mine": t("You wrote:"),
        "keep": t("Keep theirs"),
        "overwrite": t("Save mine"),
    }
