"""Samples of what is pressed and filled in, and of what the screen says of itself."""

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import (
    badge,
    due_badge,
    empty_list,
    loading,
    notice,
    outcome_badge,
    status_badge,
)
from sambruk_crm.components.forms import (
    button,
    check_field,
    date_field,
    icon_button,
    select_field,
    submit,
    text_area,
    text_field,
    time_field,
)
from sambruk_crm.components.in_place import choice_in_place
from sambruk_crm.components.listing import tag_badge
from sambruk_crm.components.messages import message, message_place
from sambruk_crm.components.record import delete_button, more_menu
from sambruk_crm.components.same import same_notice
from sambruk_crm.components.undo import undo_bar
from sambruk_crm.models.vocabulary import CustomerStatus, Outcome
from sambruk_crm.pages.parts.samples import CHOICES, NOTHING, constant
from sambruk_crm.pages.parts.tokens import LIST_COLOURS
from sambruk_crm.state import messages as said

YES = constant(value=True)


def buttons() -> rx.Component:
    """Show every kind of button in each size, and what it looks like pressed and out of reach."""
    return rx.fragment(
        _row(
            submit("Primary"),
            button("Usual"),
            button("Quiet", kind="quiet"),
            button("Danger", kind="danger"),
            button("The green letter", more="letter"),
            icon_button("pencil", "Icon", NOTHING),
        ),
        _row(
            button("Primary, small", kind="primary", more="small"),
            button("Small", more="small"),
            button("Quiet, small", kind="quiet", more="small"),
            button("Danger, small", kind="danger", more="small"),
            button(_icon("plus"), aria_label="Small square", more="small square"),
        ),
        _row(
            button("Primary, disabled", kind="primary", disabled=True),
            button("Disabled", disabled=True),
            button("Pressed", aria_pressed="true"),
            button("Quiet, pressed", kind="quiet", aria_pressed="true"),
            button(_icon("list-filter"), "With a picture"),
        ),
        button("Wide", more="wide"),
    )


def fields() -> rx.Component:
    """Show fields of each kind: plain, with a hint, wrong, and out of reach."""
    return rx.el.div(
        text_field("Plain", name="plain", default_value="Arboga kommun"),
        text_field("Empty", name="empty", placeholder="Placeholder"),
        text_field("With a hint", name="hinted", hint="As it is written on the invoice."),
        text_field("Wrong", name="wrong", default_value="2120", error="Ten digits are needed."),
        text_field("Disabled", name="disabled", default_value="212000-2122", disabled=True),
        date_field("Day", name="day", default_value="2026-11-23"),
        time_field("Time", name="time", default_value="13:30"),
        select_field("Select", [("1", "Municipality"), ("2", "Region")], name="select"),
        select_field("Select, wrong", [("", "–")], name="select-wrong", error="Choose one."),
        text_area("Several lines", name="lines", default_value="One line,\nand another."),
        class_name="form-grid",
    )


def choices() -> rx.Component:
    """Show boxes to tick, what is found by typing, and what is chosen where it stands."""
    return rx.el.div(
        rx.el.div(
            check_field("Ticked", name="ticked", default_checked=True),
            check_field("Not ticked", name="unticked", hint="With a hint."),
            check_field("Disabled", name="tick-disabled", disabled=True),
            class_name="stack-tight",
        ),
        combobox_field("Found by typing", name="found", suggestions=CHOICES, on_search=NOTHING, hint="Type to search"),
        combobox_field("Found", name="chosen", suggestions=CHOICES, on_search=NOTHING, value="1", text="Arboga kommun"),
        choice_in_place("Chosen where it stands", constant("1"), CHOICES, NOTHING, may_edit=YES),
        class_name="form-grid",
    )


def badges() -> rx.Component:
    """Show short words of state: in each colour, of customers, deals and days, and tags."""
    return rx.fragment(
        _row(
            badge("Grey"),
            badge("Red", colour="red", icon="circle-alert"),
            badge("Amber", colour="amber", icon="user-round-check"),
            badge("Green", colour="green", icon="check"),
            badge("Blue", colour="blue", icon="clock"),
            badge("White", colour="white", icon="calendar"),
            rx.el.span("7", class_name="count"),
        ),
        _row(*(status_badge(constant(status.value)) for status in CustomerStatus)),
        _row(
            *(outcome_badge(constant(outcome.value)) for outcome in Outcome),
            *(due_badge(constant(due), "23 Nov") for due in ("overdue", "today", "upcoming")),
        ),
        _row(*(tag_badge(colour, constant(colour)) for colour in LIST_COLOURS)),
    )


def notices() -> rx.Component:
    """Show what went wrong or right, what may be there already, and that something is on its way."""
    return rx.fragment(
        notice("This could not be saved.", kind="bad"),
        notice("Saved.", kind="good"),
        same_notice(CHOICES, "/organisations/"),
        loading(),
    )


def empty() -> rx.Component:
    """Show a list in which nothing is yet."""
    return empty_list(
        "No organisations yet", "Municipalities and regions belong here.", submit("New organisation"), icon="landmark"
    )


def messages() -> rx.Component:
    """Show the place of messages, which elsewhere is at the edge of the window, and what opens a passing one."""
    return rx.fragment(
        _row(
            button("A short message", on_click=said.done("Saved.")),
            button("What failed", on_click=said.failed("This could not be saved.")),
        ),
        message_place(),
        message(_icon("bell"), rx.el.span("Call Arboga kommun at 13:00"), button("Put away")),
        undo_bar(constant("The deal was moved."), number=constant(1), on_undo=NOTHING, on_end=NOTHING),
    )


def menus() -> rx.Component:
    """Show what opens a menu, a dialog and a question."""
    return _row(
        more_menu(
            rx.menu.item("Merge…", on_select=NOTHING),
            rx.menu.item("Delete…", color_scheme="red", on_select=NOTHING),
            name="More actions",
        ),
        rx.dialog.root(
            rx.dialog.trigger(button("A dialog…")),
            rx.dialog.content(
                rx.dialog.title("A dialog"),
                rx.dialog.description("It says what it is about.", class_name="hint dialog-hint"),
                text_field("Name", name="dialog-name"),
                rx.el.div(rx.dialog.close(button("Cancel")), submit("Save"), class_name="form-foot"),
                max_width="28rem",
            ),
        ),
        delete_button("Delete Arboga kommun?", NOTHING),
    )


def _row(*parts: rx.Component) -> rx.Component:
    return rx.el.div(*parts, class_name="row")


def _icon(name: str) -> rx.Component:
    return rx.icon(name, size=16, aria_hidden="true")
