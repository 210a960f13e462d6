"""Telephone numbers and addresses as buttons, and who represents whom."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.contact_links import mailto, telephone
from sambruk_crm.components.forms import check_field, date_field, dialog_form, icon_button, text_field
from sambruk_crm.components.listing import link
from sambruk_crm.components.record import Text, card, more_menu
from sambruk_crm.components.text import shown_date, t
from sambruk_crm.state.persons.affiliations import AffiliationsState

REACH = "button small reach"


def call_button(phone: Any) -> rx.Component:
    """Return what calls a number (a `PhoneShown`); nothing for none."""
    name = t("Call {number}", number=phone.text)
    return rx.cond(phone.text, telephone(phone, *_face("phone", phone.text), title=name, class_name=REACH))


def mail_button(email: Any) -> rx.Component:
    """Return what starts a letter to an address; nothing for none."""
    name = t("Mail {email}", email=email)
    return rx.cond(email, mailto(email, *_face("mail", email), title=name, class_name=REACH))


def _face(icon: str, text: Any) -> tuple[rx.Component, ...]:
    return rx.icon(icon, size=16, aria_hidden="true"), rx.el.span(text, class_name="reach-text")


def affiliations_card(
    state: type[AffiliationsState], title: Text, *, may_edit: rx.Var[bool], path: str, other: Text
) -> rx.Component:
    """Show who represents whom, the first contact first and earlier ones folded away.

    Args:
        path: where the other side's pages are.
        other: what the other side is called.
    """
    rows = state.affiliations
    return card(
        title,
        rx.cond(
            rows.length() > 0,
            rx.el.ul(
                rx.foreach(
                    rows,
                    lambda row: rx.fragment(
                        rx.cond(row.is_current, _affiliation(state, row, may_edit, path)), key=row.id
                    ),
                ),
                class_name="line-list",
            ),
            rx.el.p(t("Nobody yet."), class_name="muted"),
        ),
        rx.cond(
            state.past_count > 0,
            rx.el.details(
                rx.el.summary(t("Earlier ({count})", count=state.past_count)),
                rx.el.ul(
                    rx.foreach(
                        rows,
                        lambda row: rx.fragment(
                            rx.cond(row.is_current, rx.fragment(), _affiliation(state, row, may_edit, path)),
                            key=row.id,
                        ),
                    ),
                    class_name="line-list is-past",
                ),
                class_name="change",
            ),
        ),
        _dialog(state, other),
        name="affiliations",
        action=rx.cond(may_edit, icon_button("plus", t("Add"), state.open_affiliation(0))),
    )


def _affiliation(state: type[AffiliationsState], row: Any, may_edit: rx.Var[bool], path: str) -> rx.Component:
    period = rx.fragment(
        rx.cond(row.from_on, rx.el.span(t("From {date}", date=shown_date(row.from_on)))),
        rx.cond(row.to_on, rx.el.span(t("Until {date}", date=shown_date(row.to_on)))),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                link(row.other, to=rx.Var.create(path) + row.other_id.to_string()),
                rx.cond(row.is_primary, rx.el.span(t("First contact"), class_name="badge blue")),
                class_name="row",
            ),
            rx.el.div(rx.cond(row.title, rx.el.span(row.title)), period, class_name="hint apart"),
            class_name="grow",
        ),
        rx.el.div(
            call_button(row.phone),
            mail_button(row.email),
            rx.cond(
                may_edit,
                more_menu(
                    rx.menu.item(t("Edit"), on_select=state.open_affiliation(row.id)),
                    rx.cond(row.to_on == "", rx.menu.item(t("End"), on_select=state.end_affiliation(row.id))),
                    name=t("More actions for {name}", name=row.other),
                ),
            ),
            class_name="reaches",
        ),
        key=row.id,
    )


def _dialog(state: type[AffiliationsState], other: Text) -> rx.Component:
    errors, row = state.affiliation_errors, state.affiliation
    return dialog_form(
        rx.cond(row.id > 0, row.other, other),
        rx.cond(
            row.id > 0,
            rx.fragment(),
            rx.fragment(
                combobox_field(
                    other,
                    name="other_id",
                    suggestions=state.other_suggestions,
                    on_search=state.suggest_other,
                    on_choose=state.choose_other,
                    on_create=state.create_other,
                    error=errors.get("other_id", ""),
                ),
                rx.cond(
                    state.new_other,
                    rx.el.p(t("“{name}” is created when you save.", name=state.new_other), role="status"),
                ),
            ),
        ),
        text_field(t("Title"), name="title", error=errors.get("title", ""), default_value=row.title),
        check_field(t("First contact"), name="is_primary", default_checked=row.is_primary),
        rx.el.div(
            date_field(t("From"), name="from_on", error=errors.get("from_on", ""), default_value=row.from_on),
            date_field(t("Until"), name="to_on", error=errors.get("to_on", ""), default_value=row.to_on),
            class_name="form-grid",
        ),
        is_open=state.affiliation_open,
        on_open_change=state.show_affiliation,
        on_submit=state.save_affiliation,
    )
