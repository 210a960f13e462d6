"""Settings > CRM: who can be responsible, and what becomes of the bookings another system reports."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.forms import button, check_field, select_field, submit, text_field
from sambruk_crm.components.listing import turner
from sambruk_crm.components.text import label, shown_time, t, tn
from sambruk_crm.models.vocabulary import BookingLink, Role
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import CRM, settings_page
from sambruk_crm.services.settings import RESPONSIBLE_ROLES
from sambruk_crm.state.settings.crm import CrmSettingsState as State


def crm_page() -> rx.Component:
    """Show the form once there is something to fill it with, and below it what was not linked."""
    return settings_page(
        CRM,
        rx.cond(
            State.is_loaded,
            rx.el.div(_form(), _unlinked(), _dialog(), class_name="stack"),
            loading(),
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.cond(State.errors.get("", ""), notice(State.errors.get("", ""), kind="bad")),
        rx.el.section(
            rx.el.h2(t("Responsible"), id="responsible-title"),
            select_field(
                t("Role of whoever can be responsible"),
                [(role, label(Role, role)) for role in RESPONSIBLE_ROLES],
                name="responsible_role",
                error=State.errors.get("responsible_role", ""),
                hint=t("Users with this role or a higher one can be chosen as responsible for customers."),
                default_value=State.responsible_role,
            ),
            class_name="card stack",
            aria_labelledby="responsible-title",
        ),
        rx.el.section(
            rx.el.h2(t("Contracts"), id="contracts-title"),
            text_field(
                t("Warn this many days ahead"),
                name="contract_warning_days",
                error=State.errors.get("contract_warning_days", ""),
                hint=t(
                    "Of the last day for notice, the end and the review: a to-do to the owner. "
                    "Several numbers with commas between; empty: no warnings."
                ),
                default_value=State.contract_warning_days,
            ),
            class_name="card stack",
            aria_labelledby="contracts-title",
        ),
        rx.el.section(
            rx.el.h2(t("Bookings"), id="bookings-title"),
            rx.el.p(t("The booking system reports bookings over the API."), class_name="muted"),
            check_field(
                t("Link all customers with the CRM"),
                name="links_customers",
                hint=t("By e-mail address. A customer without one is listed below, with the reason."),
                default_checked=State.links_customers,
            ),
            text_field(
                t("Role to synchronise"),
                name="synchronised_role",
                error=State.errors.get("synchronised_role", ""),
                hint=t("What the booking system calls its customers, such as Kund. Empty: every role."),
                default_value=State.synchronised_role,
            ),
            check_field(
                t("Add trial and non-member bookings as prospects"),
                name="adds_trials",
                hint=t("Whoever books without being a member becomes a person with the status prospect."),
                default_checked=State.adds_trials,
            ),
            combobox_field(
                t("Tag them with"),
                name="trial_tag",
                suggestions=State.suggestions,
                on_search=State.seek_tag,
                on_create=State.make_tag,
                error=State.errors.get("trial_tag", ""),
                value=State.trial_tag.value,
                text=State.trial_tag.label,
            ),
            combobox_field(
                t("History type for booking data"),
                name="booking_history_type",
                suggestions=State.suggestions,
                on_search=State.seek_history_type,
                on_create=State.make_history_type,
                error=State.errors.get("booking_history_type", ""),
                hint=t("What the customer’s history calls a booking."),
                value=State.history_type.value,
                text=State.history_type.label,
            ),
            class_name="card stack",
            aria_labelledby="bookings-title",
        ),
        rx.el.div(submit(t("Save")), class_name="form-foot"),
        on_submit=State.save,
        key=State.box.to_string(),
        class_name="stack",
    )


def _unlinked() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Bookings that are not linked"), id="unlinked-title"),
        rx.cond(
            State.unlinked_total > 0,
            rx.fragment(
                rx.el.p(
                    tn(
                        "{count} booking is not linked.", "{count} bookings are not linked.", count=State.unlinked_total
                    ),
                    class_name="muted",
                ),
                rx.el.ul(rx.foreach(State.unlinked, _booking), class_name="plain-list entries pair"),
                turner(State),
            ),
            rx.el.p(t("All bookings are linked."), class_name="muted"),
        ),
        class_name="card stack",
        aria_labelledby="unlinked-title",
    )


def _booking(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.cond(one.customer, one.customer, t("Without a name")),
                badge(label(BookingLink, one.link)),
                class_name="entry-name",
            ),
            rx.el.div(
                one.activity, rx.cond(one.starts_at, rx.fragment(" · ", shown_time(one.starts_at))), class_name="hint"
            ),
            class_name="entry-main",
        ),
        rx.el.div(button(t("Link…"), on_click=State.begin_link(one.id)), class_name="entry-actions"),
        key=one.id,
        class_name="entry",
    )


def _dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("Link the booking with a person")),
            rx.dialog.description(State.linking.customer, class_name="hint"),
            combobox_field(
                t("Person"),
                name="booking-person",
                suggestions=State.suggestions,
                on_search=State.seek_person,
                on_choose=State.link,
            ),
            rx.el.div(rx.dialog.close(button(t("Cancel"))), class_name="form-foot"),
            max_width="36rem",
        ),
        open=State.linking.id > 0,
        on_open_change=lambda _: State.begin_link(0),
    )


PAGES = [Page(CRM.route, t("CRM and bookings"), crm_page, [State.load])]
