"""Whom an organisation covers, and through whom it is covered: a part of its page."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import button, date_field, dialog_form, icon_button
from sambruk_crm.components.record import card
from sambruk_crm.components.text import shown_date, t, tn
from sambruk_crm.pages.layout import link
from sambruk_crm.state.organisations.coverage import CoverageState

FEW = 8
"""So many are shown without being asked for."""


def coverage_card(may_edit: rx.Var[bool]) -> rx.Component:
    """Show both ways, and have coverages added and corrected."""
    state = CoverageState
    count = state.covers.length()
    return card(
        t("Coverage"),
        rx.cond(
            count + state.covered_by.length() == 0,
            rx.el.p(t("Stands for itself alone."), class_name="muted"),
        ),
        rx.cond(
            count > FEW,
            rx.el.details(
                rx.el.summary(tn("Covers {count} organisation", "Covers {count} organisations", count=count)),
                _covers(may_edit),
            ),
            rx.cond(count > 0, rx.fragment(rx.el.p(t("Covers"), class_name="label"), _covers(may_edit))),
        ),
        rx.cond(
            state.covered_by.length() > 0,
            rx.fragment(
                rx.el.p(t("Covered through"), class_name="label"),
                rx.el.ul(
                    rx.foreach(state.covered_by, lambda row: rx.el.li(_other(row), key=row.id)), class_name="line-list"
                ),
            ),
        ),
        _dialog(),
        name="coverage",
        action=rx.cond(may_edit, icon_button("plus", t("Cover an organisation"), state.open(0))),
    )


def _covers(may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            CoverageState.covers,
            lambda row: rx.el.li(
                _other(row),
                rx.cond(
                    may_edit,
                    button(
                        t("Edit"),
                        rx.el.span(" ", row.other, class_name="visually-hidden"),
                        kind="quiet",
                        on_click=CoverageState.open(row.id),
                    ),
                ),
                key=row.id,
            ),
        ),
        class_name="line-list",
    )


def _other(row: Any) -> rx.Component:
    return rx.el.div(
        link(row.other, to=rx.Var.create("/organisations/") + row.other_id.to_string()),
        rx.el.div(
            rx.cond(
                row.to_on,
                t("{from_on} – {left_on}", from_on=shown_date(row.from_on), left_on=shown_date(row.to_on)),
                t("Since {date}", date=shown_date(row.from_on)),
            ),
            class_name="hint",
        ),
        class_name="grow",
    )


def _dialog() -> rx.Component:
    state = CoverageState
    row, errors = state.coverage, state.errors
    return dialog_form(
        rx.cond(row.id > 0, t("Edit the coverage of {name}", name=row.other), t("Cover an organisation")),
        rx.cond(
            row.id == 0,
            combobox_field(
                t("Organisation"),
                name="covered_id",
                error=errors.get("covered_id", ""),
                hint=t("Its inhabitants are then counted here too, and nobody twice."),
                suggestions=state.suggestions,
                on_search=state.suggest,
                takes_focus=True,
                key=state.opened.to_string(),
            ),
        ),
        rx.el.div(
            date_field(t("From"), name="from_on", error=errors.get("from_on", ""), default_value=row.from_on),
            date_field(
                t("Until"),
                name="to_on",
                error=errors.get("to_on", ""),
                hint=t("The first day without it. Empty while it lasts."),
                default_value=row.to_on,
            ),
            class_name="form-grid",
        ),
        rx.cond(row.id > 0, button(t("Remove: it was written by mistake"), kind="danger", on_click=state.delete)),
        is_open=state.coverage_open,
        on_open_change=state.show,
        on_submit=state.save,
    )
