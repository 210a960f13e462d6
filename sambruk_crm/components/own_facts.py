"""The association's own fields of a record, as a part of its page."""

from typing import Any

import reflex as rx

from sambruk_crm.components.in_place import InPlace, editor_labels, fact_line
from sambruk_crm.components.record import card
from sambruk_crm.components.text import shown_date, shown_money, shown_number, t
from sambruk_crm.models.vocabulary import OwnKind
from sambruk_crm.state.records.own_facts import OwnFactsState


def own_facts_card(may_edit: rx.Var[bool]) -> rx.Component:
    """Show what stands in the own fields; nothing where the association has added none."""
    facts = OwnFactsState.facts
    return rx.cond(
        facts.length() > 0,
        card(
            t("Own fields"),
            rx.el.dl(rx.foreach(facts, lambda fact: _line(fact, may_edit)), class_name="facts"),
            name="own-fields",
            is_foldable=True,
        ),
    )


def own_value_shown(fact: Any) -> Any:
    """Return what is read of a value, as its kind is written."""
    link = rx.el.a(fact.value, href=fact.value.to(str), target="_blank", rel="noopener noreferrer")
    return rx.match(
        fact.kind,
        (OwnKind.DATE.value, rx.fragment(shown_date(fact.value))),
        (OwnKind.NUMBER.value, rx.fragment(shown_number(fact.value))),
        (OwnKind.MONEY.value, rx.fragment(shown_money(fact.value))),
        (OwnKind.LINK.value, rx.fragment(link)),
        rx.fragment(fact.shown),
    )


def _line(fact: Any, may_edit: rx.Var[bool]) -> rx.Component:
    control = InPlace.create(
        own_value_shown(fact),
        name=fact.name,
        label=fact.title,
        value=fact.value,
        kind=fact.control,
        options=fact.options,
        answer=OwnFactsState.answer,
        read_only=~may_edit,
        labels=editor_labels(fact.title),
        on_save=OwnFactsState.save_fact,
        key=OwnFactsState.record_id.to_string() + fact.name.to(str),
    )
    title = rx.fragment(fact.title, rx.cond(fact.help, rx.el.div(fact.help, class_name="hint")))
    return rx.fragment(fact_line(title, control, is_empty=fact.value == "", data_fact=fact.name), key=fact.name)
