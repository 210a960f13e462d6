"""What if somebody joined a shared deal, or left it: old and new shares side by side."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import button, dialog_form
from sambruk_crm.components.text import shown_money, t
from sambruk_crm.pages.layout import may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.deals.what_if import WhatIfState


def what_if_button() -> rx.Component:
    """Open the question."""
    return button(t("What if…"), kind="quiet", more="small", on_click=WhatIfState.show(True))


def what_if_dialog() -> rx.Component:
    """Ask who would join and leave, and show what everybody would pay."""
    state = WhatIfState
    return dialog_form(
        t("What if others shared it?"),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(t("Organisation"), scope="col"),
                    rx.el.th(t("Now"), scope="col", class_name="number"),
                    rx.el.th(t("Then"), scope="col", class_name="number"),
                    rx.el.th(rx.el.span(t("Actions"), class_name="visually-hidden"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(state.rows, _row)),
            class_name="what-if",
            aria_live="polite",
        ),
        rx.cond(state.error, rx.el.p(state.error, class_name="error", role="alert")),
        combobox_field(
            t("Who joins"),
            name="joins",
            suggestions=state.suggestions,
            on_search=state.search,
            on_choose=state.let_join,
            key=state.box.to_string(),
        ),
        rx.cond(
            may(Permission.EDIT_RECORDS) & ((state.join.length() + state.leave.length()) > 0),
            rx.el.div(button(t("Keep as a note"), on_click=state.keep_as_note)),
        ),
        is_open=state.is_open,
        on_open_change=state.show,
        on_submit=state.make_it_so,
        save_text=t("Change the shares"),
        description=t("Nothing is changed before you say so."),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.organisation, scope="row"),
        rx.el.td(_amount(row.before), class_name="number"),
        rx.el.td(_amount(row.after), class_name="number"),
        rx.el.td(
            rx.cond(
                row.may_leave,
                button(
                    rx.cond(
                        row.is_joining,
                        t("Leave out"),
                        rx.cond(row.is_leaving, t("Stays after all"), t("What if it leaves")),
                    ),
                    rx.el.span(" ", row.organisation, class_name="visually-hidden"),
                    more="small",
                    on_click=WhatIfState.turn(row.organisation_id),
                ),
            )
        ),
        key=row.organisation_id.to_string(),
        data_changes=rx.cond(row.before != row.after, "true", "false"),
    )


def _amount(amount: Any) -> Any:
    return rx.cond(amount < 0, "–", shown_money(amount, DealState.card.currency))
