"""What the numbers of a list come to, of all that match, below their columns."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from sambruk_crm.components.list_columns import Column, Text, about_column, about_fact, in_order
from sambruk_crm.components.text import shown_money, shown_number, t
from sambruk_crm.state.lists.listing import ListState


def totals_row(state: type[ListState], columns: Sequence[Column], *, is_selectable: bool) -> rx.Component:
    """Show below the columns of numbers what they come to, of all that match."""
    cells = in_order(
        state,
        columns,
        lambda column: _total(state, column),
        lambda name, about: _total_cell(
            state, name, about["title"], adds_up=about["addsUp"], **about_fact(name, about)
        ),
    )
    first = [rx.el.td(role="cell", class_name="tick-cell")] if is_selectable else []
    return rx.el.tfoot(
        rx.el.tr(*first, *cells, role="row"), role="rowgroup", hidden=state.totals.length() == 0, class_name="totals"
    )


def _total(state: type[ListState], column: Column) -> rx.Component:
    about: dict[str, Any] = {"role": "cell", **about_column(column)}
    if column.key not in state.kind.numbers:
        return rx.el.td(t("All that match") if column.is_lead else "", **about)
    return _total_cell(state, column.key, column.title, **about)


def _total_cell(state: type[ListState], name: Any, title: Text, *, adds_up: Any = True, **about: Any) -> rx.Component:
    found = state.totals.get(name, [])
    shown: tuple[tuple[str, Callable[[Any], rx.Component]], ...] = (
        ("sum", lambda total: rx.fragment(t("Sum"), " ", _figure(total.sum, total.currency))),
        ("average", lambda total: rx.fragment(t("Average"), " ", _figure(total.average, total.currency, digits=1))),
        ("count", lambda total: rx.fragment(t("Count"), " ", shown_number(total.count), " ", total.currency)),
    )
    choices = [_choices(found, kind, made) for kind, made in shown]
    choices[0] = rx.cond(adds_up, choices[0])
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
