"""The card with the secret address of one's own calendar."""

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import t
from sambruk_crm.state.calendar import CalendarState


def calendar_card() -> rx.Component:
    """Offer an address to subscribe to, a new one, and its end."""
    return rx.el.section(
        rx.el.h2(t("To-dos in my calendar"), id="calendar-title"),
        rx.el.p(
            t("Subscribe to a secret address in Outlook, Google Calendar or the phone: your dated to-dos are there."),
            class_name="muted",
        ),
        rx.cond(CalendarState.new_address, _address()),
        rx.cond(
            CalendarState.has_address,
            rx.el.div(
                rx.cond(CalendarState.new_address, rx.fragment(), rx.el.p(t("Your calendar has an address."))),
                rx.el.div(
                    button(t("Make a new address"), on_click=CalendarState.renew),
                    button(t("Revoke the address"), kind="danger", on_click=CalendarState.revoke),
                    class_name="row",
                ),
                class_name="stack-tight",
            ),
            rx.el.div(button(t("Make an address"), on_click=CalendarState.renew)),
        ),
        class_name="card stack",
        aria_labelledby="calendar-title",
    )


def _address() -> rx.Component:
    return rx.el.div(
        notice(t("Copy the address now. It cannot be shown again, and whoever has it sees your to-dos."), kind="good"),
        rx.el.code(CalendarState.new_address, class_name="secret", data_testid="calendar-address"),
        rx.el.div(
            button(
                rx.icon("copy", size=16, aria_hidden="true"),
                t("Copy"),
                on_click=rx.set_clipboard(CalendarState.new_address),
            ),
            class_name="row",
        ),
        class_name="stack-tight",
    )
