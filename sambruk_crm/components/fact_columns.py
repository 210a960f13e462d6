"""What a list's own columns leave to its noun: plain facts, and what else the noun knows of a record.

A noun may have forty of them. The page has them once, as data: one heading, one cell and one question serve them all.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from sambruk_crm.components.text import label_in, shown_date, shown_money, shown_number, shown_time, translated
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Column
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.vocabularies import LABELS
from sambruk_crm.state.lists.listing import ListState

NUMBERS = (CellKind.WHOLE.value, CellKind.NUMBER.value)


def about_all(state: type[ListState]) -> rx.vars.ObjectVar[dict[str, Any]]:
    """Return what the page needs to know of each of them, by name: title, kind, words, and what is done with it.

    The association's own fields are among them, as far as the list knows them by now.
    """
    kind, lists = state.kind, catalogue.in_lists()
    known = lists[kind.noun].columns if kind.noun in lists else {}
    found = {
        name: _about(known[name])
        | {
            "isSorted": known[name].fact is not None or name in kind.sorts,
            "field": name if known[name].fact is not None else kind.references.get(name, ""),
        }
        for name in (*kind.facts, *kind.others)
    }
    declared = rx.Var.create(found).to(dict[str, dict[str, Any]])
    return declared.merge(state.own_about).to(dict[str, dict[str, Any]])  # pyright: ignore[reportReturnType, reportAttributeAccessIssue]


def with_about(
    about: rx.vars.ObjectVar[dict[str, Any]], name: Any, made: Callable[[Any], rx.Component]
) -> rx.Component:
    """Return what is made of what is known of one of them; so the page has the table once and not for each use."""
    one = rx.Var.create([about[name]]).to(list[dict[str, Any]])
    return rx.foreach(one, lambda known: made(known.to(dict[str, Any])))


def shown_fact(about: Any, value: Any, currency: Any = None) -> rx.Component:
    """Show what a record has there; `currency` is the one of its amounts."""
    amount = shown_number(value) if currency is None else shown_money(value, currency)
    return rx.match(
        about["kind"],
        ("words", label_in(about["words"], value)),
        ("own-number", shown_number(value)),
        ("own-money", shown_money(value)),
        (CellKind.DATE.value, rx.cond(value, shown_date(value), "")),
        (CellKind.TIME.value, rx.cond(value, shown_time(value), "")),
        (CellKind.TEXT.value, value),
        (CellKind.NUMBER.value, amount),
        shown_number(value),
    )


def _about(column: Column) -> dict[str, Any]:
    words = column.fact.words if column.fact is not None else None
    return {
        "title": translated(column.title),
        "kind": "words" if words is not None else column.kind.value,
        "words": LABELS[words] if words is not None else {},
        "addsUp": column.fact is None or column.fact.adds_up,
        "isNumber": column.kind.value in NUMBERS,
    }
