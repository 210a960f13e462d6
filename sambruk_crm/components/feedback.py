"""What the screen says of itself: nothing here yet, loading, what state a thing is in, what went wrong."""

from typing import Any, Literal

import reflex as rx

from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import CustomerStatus, Outcome

Text = rx.Var[str] | str
Colour = Literal["", "red", "blue", "green", "amber", "white"]


def badge(text: Text, *, colour: Colour | rx.Var[str] = "", icon: str = "") -> rx.Component:
    """Show a short word in a colour; the word says it all, the colour only helps."""
    picture = [rx.icon(icon, size=12, aria_hidden="true")] if icon else []
    return rx.el.span(*picture, text, class_name=rx.Var.create("badge ") + rx.Var.create(colour).to(str))


def swatch(color: rx.Var[str]) -> rx.Component:
    """Show the colour of an entry of a list before its name, which says it all; nothing for none."""
    return rx.cond(color, rx.el.span(class_name="swatch before", data_color=color, aria_hidden="true"))


def status_badge(status: rx.Var[str]) -> rx.Component:
    """Show a customer's status in words and colour; nothing for none."""
    colour = rx.match(
        status,
        (CustomerStatus.CUSTOMER.value, "green"),
        (CustomerStatus.PROSPECT.value, "blue"),
        (CustomerStatus.FORMER_CUSTOMER.value, "amber"),
        "",
    )
    return rx.cond(status, badge(label(CustomerStatus, status), colour=colour))


def outcome_badge(outcome: rx.Var[str]) -> rx.Component:
    """Show won or lost in words and colour; nothing while open."""
    return rx.cond(
        outcome,
        badge(label(Outcome, outcome), colour=rx.cond(outcome == "won", "green", "red")),
    )


def due_badge(due: rx.Var[str], text: Text) -> rx.Component:
    """Show when something is due: `due` is overdue, today or upcoming; colour, icon and word agree."""
    return rx.match(
        due,
        (
            "overdue",
            badge(
                rx.fragment(_hidden(t("Overdue")), text),
                colour="red",
                icon="circle-alert",
            ),
        ),
        (
            "today",
            badge(rx.fragment(_hidden(t("Today")), text), colour="blue", icon="clock"),
        ),
        badge(text, colour="white", icon="calendar"),
    )


def empty_list(title: Text, text: Text = "", *actions: rx.Component, icon: str = "inbox") -> rx.Component:
    """Show what belongs here and offer the first step."""
    return rx.el.div(
        rx.icon(icon, size=32, aria_hidden="true"),
        rx.el.h2(title),
        rx.cond(text, rx.el.p(text)),
        *actions,
        class_name="empty",
    )


def loading() -> rx.Component:
    """Show that something is on its way."""
    return rx.el.div(rx.spinner(size="2"), t("Loading…"), role="status", class_name="loading")


def notice(text: Any, *, kind: Literal["bad", "good"]) -> rx.Component:
    """Show what went wrong or right, to be read at once by a screen reader."""
    icon = "circle-alert" if kind == "bad" else "circle-check"
    return rx.el.div(
        rx.icon(icon, size=18, aria_hidden="true"),
        rx.el.span(text),
        role="alert" if kind == "bad" else "status",
        class_name=f"notice {kind}",
    )


def _hidden(text: Text) -> rx.Component:
    return rx.el.span(text, " ", class_name="visually-hidden")
