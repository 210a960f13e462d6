"""Parts of an organisation's page that have dialogs of their own: membership, inhabitants, addresses, parent."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import button, date_field, dialog_form, icon_button, select_field, text_field
from sambruk_crm.components.logo_picker import logo_picker
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_date, shown_money, shown_number, t
from sambruk_crm.models.vocabulary import AddressKind
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


def addresses_card(may_edit: rx.Var[bool]) -> rx.Component:
    """Show the addresses; each opens in a dialog."""
    state = OrganisationState
    return card(
        t("Addresses"),
        rx.el.ul(rx.foreach(state.addresses, lambda row: _address(row, may_edit)), class_name="line-list"),
        _address_dialog(),
        name="addresses",
        is_foldable=True,
    )


def parent_field(may_edit: rx.Var[bool]) -> rx.Component:
    """Show what this organisation is part of; whoever may edit changes it by typing."""
    state = OrganisationState
    above = state.seen.parent_id
    return rx.el.div(
        rx.cond(
            above > 0, link(state.seen.parent, to=rx.Var.create("/organisations/") + above.to_string()), rx.fragment()
        ),
        rx.cond(
            may_edit,
            rx.el.details(
                rx.el.summary(rx.cond(above > 0, t("Change"), t("Make it part of another organisation"))),
                combobox_field(
                    t("Part of"),
                    name="parent_id",
                    value=rx.cond(above > 0, above.to_string(), ""),
                    text=state.seen.parent,
                    suggestions=state.parent_suggestions,
                    on_search=state.suggest_parent,
                    on_choose=state.choose_parent,
                    key=state.record_id.to_string(),
                ),
                class_name="change",
            ),
        ),
        class_name="stack-tight",
    )


def logo_field() -> rx.Component:
    """Choose, replace and take away the logo."""
    state = OrganisationState
    return rx.el.div(
        logo_picker(
            address=state.seen.logo,
            can_edit=True,
            on_bring=state.bring_logo,
            on_remove=state.remove_logo,
            key=state.seen.logo,
        ),
        rx.cond(state.logo_error, rx.el.span(state.logo_error, role="alert", class_name="error")),
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


def _address(row: Any, may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(label(AddressKind, row.kind), class_name="hint"),
            rx.cond(
                row.is_there,
                rx.fragment(rx.el.div(row.street), rx.el.div(row.code_shown, " ", row.city)),
                rx.el.span("–", class_name="muted"),
            ),
            class_name="grow",
        ),
        rx.cond(
            may_edit,
            button(
                t("Edit"),
                rx.el.span(" ", label(AddressKind, row.kind), class_name="visually-hidden"),
                kind="quiet",
                on_click=OrganisationState.open_address(row.kind),
            ),
        ),
        key=row.kind,
        data_address=row.kind,
        data_empty=rx.cond(row.is_there, "false", "true"),
    )


def _address_dialog() -> rx.Component:
    state = OrganisationState
    row, errors = state.address, state.address_errors
    return dialog_form(
        label(AddressKind, row.kind),
        rx.cond(
            row.kind != AddressKind.VISITING.value,
            button(
                rx.icon("copy", size=16, aria_hidden="true"),
                t("Copy from the visiting address"),
                on_click=state.copy_visiting,
            ),
        ),
        rx.el.div(
            text_field(t("Street"), name="street", error=errors.get("street", ""), default_value=row.street),
            rx.el.div(
                text_field(
                    t("Postal code"),
                    name="postal_code",
                    error=errors.get("postal_code", ""),
                    default_value=row.postal_code,
                ),
                text_field(t("City"), name="city", error=errors.get("city", ""), default_value=row.city),
                text_field(t("Country"), name="country", error=errors.get("country", ""), default_value=row.country),
                class_name="form-grid",
            ),
            key=state.address_form.to_string(),
            class_name="stack",
        ),
        is_open=state.address_open,
        on_open_change=state.show_address,
        on_submit=state.save_address,
    )
