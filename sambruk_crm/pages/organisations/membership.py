"""Membership and inhabitants of an organisation: a part of its page."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import button, date_field, dialog_form, icon_button, select_field, text_field
from sambruk_crm.components.record import card
from sambruk_crm.components.text import shown_date, shown_money, shown_number, t
from sambruk_crm.pages.layout import link
from sambruk_crm.state.organisations.membership import HEIGHT, WIDTH, MembershipState
from sambruk_crm.state.organisations.record import OrganisationState


def membership_card(may_edit: rx.Var[bool]) -> rx.Component:
    """Show the periods of membership and what it costs."""
    state = MembershipState
    return card(
        t("Membership"),
        rx.cond(
            state.periods.length() > 0,
            rx.el.ul(rx.foreach(state.periods, lambda row: _period(row, may_edit)), class_name="line-list"),
            rx.el.p(t("Has never been a member."), class_name="muted"),
        ),
        rx.el.p(_fee(), class_name="hint"),
        _period_dialog(),
        name="membership",
        action=rx.cond(
            may_edit,
            icon_button("plus", t("Add a period"), state.open_period(0)),
        ),
    )


def inhabitants_card() -> rx.Component:
    """Show the inhabitants over the years, as a curve and as a table."""
    state = MembershipState
    return rx.cond(
        state.figures.length() > 0,
        card(
            t("Inhabitants"),
            rx.el.p(
                rx.el.strong(shown_number(OrganisationState.seen.population)),
                rx.cond(
                    OrganisationState.seen.area_km2,
                    rx.el.span(" · ", shown_number(OrganisationState.seen.area_km2), " km²", class_name="muted"),
                ),
            ),
            rx.cond(state.figures.length() > 1, _curve()),
            rx.el.details(
                rx.el.summary(t("Figures and sources")),
                rx.el.table(
                    rx.el.caption(t("Inhabitants"), class_name="visually-hidden"),
                    rx.el.thead(
                        rx.el.tr(*(rx.el.th(x, scope="col") for x in (t("Day"), t("Inhabitants"), t("Source"))))
                    ),
                    rx.el.tbody(rx.foreach(state.figures, _figure)),
                    class_name="table",
                ),
                class_name="figure-table",
            ),
            name="inhabitants",
        ),
    )


def _period(row: Any, may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(
                row.left_on,
                t("{from_on} – {left_on}", from_on=shown_date(row.joined_on), left_on=shown_date(row.left_on)),
                t("Since {date}", date=shown_date(row.joined_on)),
            ),
            rx.cond(row.category, rx.el.div(row.category, class_name="hint")),
            rx.cond(
                row.contact,
                rx.el.div(
                    t("Contact"),
                    ": ",
                    link(row.contact, to=rx.Var.create("/persons/") + row.contact_id),
                    class_name="hint",
                ),
            ),
            rx.cond(row.decision, rx.el.div(t("Decision: {decision}", decision=row.decision), class_name="hint")),
            rx.cond(row.reason, rx.el.div(t("Joined: {reason}", reason=row.reason), class_name="hint")),
            rx.cond(row.left_reason, rx.el.div(t("Left: {reason}", reason=row.left_reason), class_name="hint")),
            class_name="grow",
        ),
        rx.cond(
            may_edit,
            button(
                t("Edit"),
                rx.el.span(" ", shown_date(row.joined_on), class_name="visually-hidden"),
                kind="quiet",
                on_click=MembershipState.open_period(row.id),
            ),
        ),
        key=row.id,
    )


def _fee() -> rx.Component:
    fee = MembershipState.fee
    yearly = shown_money(fee.yearly, fee.currency)
    by_table = rx.cond(
        fee.below > 0,
        t(
            "Yearly fee by the table: {fee} ({low}–{high} inhabitants).",
            fee=yearly,
            low=fee.from_inhabitants,
            high=fee.below - 1,
        ),
        t("Yearly fee by the table: {fee} ({low} inhabitants or more).", fee=yearly, low=fee.from_inhabitants),
    )
    return rx.cond(fee.is_by_inhabitants, by_table, t("Yearly fee by the table: {fee}.", fee=yearly))  # pyright: ignore[reportReturnType]


def _period_dialog() -> rx.Component:
    state = MembershipState
    row, errors = state.period, state.period_errors
    return dialog_form(
        rx.cond(row.id > 0, t("Edit the period"), t("Add a period of membership")),
        rx.el.div(
            date_field(
                t("Member from"), name="joined_on", error=errors.get("joined_on", ""), default_value=row.joined_on
            ),
            date_field(
                t("Left on"),
                name="left_on",
                error=errors.get("left_on", ""),
                hint=t("The first day without membership. Empty while it lasts."),
                default_value=row.left_on,
            ),
            class_name="form-grid",
        ),
        select_field(
            t("Kind of membership"),
            state.categories,
            name="category_id",
            error=errors.get("category_id", ""),
            empty="–",
            default_value=row.category_id,
        ),
        combobox_field(
            t("Contact"),
            name="contact_id",
            error=errors.get("contact_id", ""),
            value=row.contact_id,
            text=row.contact,
            suggestions=state.contact_suggestions,
            on_search=state.suggest_contact,
            key=state.opened.to_string(),
        ),
        text_field(
            t("Decision"),
            name="decision",
            error=errors.get("decision", ""),
            hint=t("What it rests on, such as KS 2026-03-11 § 41."),
            default_value=row.decision,
        ),
        text_field(t("Why they joined"), name="reason", error=errors.get("reason", ""), default_value=row.reason),
        text_field(
            t("Why they left"), name="left_reason", error=errors.get("left_reason", ""), default_value=row.left_reason
        ),
        rx.cond(
            row.id > 0,
            button(t("Remove: it was written by mistake"), kind="danger", on_click=state.delete_period),
        ),
        is_open=state.period_open,
        on_open_change=state.show_period,
        on_submit=state.save_period,
    )


def _curve() -> rx.Component:
    state = MembershipState
    first, last = state.figures[0], state.figures[state.figures.length() - 1]
    return rx.el.svg(
        rx.el.path(d=state.curve, fill="none", stroke="currentColor"),
        rx.foreach(
            state.figures,
            lambda point: rx.el.circle(cx=point.x.to_string(), cy=point.y.to_string(), r="3", key=point.counted_on),
        ),
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=t(
            "Inhabitants went from {first} ({from_on}) to {last} ({to_on}).",
            first=first.inhabitants,
            from_on=shown_date(first.counted_on),
            last=last.inhabitants,
            to_on=shown_date(last.counted_on),
        ),
        class_name="curve",
    )


def _figure(point: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(shown_date(point.counted_on)),
        rx.el.td(shown_number(point.inhabitants)),
        rx.el.td(point.source),
        key=point.counted_on,
    )
