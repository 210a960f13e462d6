"""The templates of mailings."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.forms import button, dialog_form, text_area, text_field
from sambruk_crm.components.mailing import MailingStyled
from sambruk_crm.components.mailing_draft import field_chips
from sambruk_crm.components.record import RecordStyled
from sambruk_crm.components.text import t
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.mailings.templates import MailingTemplateState


def templates_page() -> rx.Component:
    """Show the templates, and the form for one."""
    state = MailingTemplateState
    return RecordStyled.create(
        MailingStyled.create(
            rx.el.nav(
                link(rx.icon("arrow-left", size=16, aria_hidden="true"), t("All mailings"), to="/mailings"),
                aria_label=t("Place in the list"),
                class_name="record-way",
            ),
            page_head(t("Templates"), main=_new_button()),
            rx.cond(state.is_loaded, _templates(), loading()),
            _form(),
        )
    )


def _templates() -> rx.Component:
    state = MailingTemplateState
    return rx.cond(
        state.rows.length() + state.archived.length() > 0,
        rx.el.div(
            rx.el.ul(rx.foreach(state.rows, _line), class_name="line-list"),
            rx.cond(
                state.archived.length() > 0,
                rx.el.details(
                    rx.el.summary(t("Archived ({count})", count=state.archived.length())),
                    rx.el.ul(rx.foreach(state.archived, _line), class_name="line-list"),
                ),
            ),
            class_name="card",
        ),
        empty_list(
            t("No templates yet"),
            t("A message you send often, with fields such as the name."),
            _new_button(),
            icon="files",
        ),
    )


def _line(row: Any) -> rx.Component:
    state = MailingTemplateState
    return rx.el.li(
        rx.el.div(rx.el.strong(row.name), rx.el.div(row.subject, class_name="hint"), class_name="grow"),
        rx.cond(
            may(Permission.SEND_MAILINGS),
            rx.el.div(
                button(t("Edit"), aria_label=t("Edit {name}", name=row.name), on_click=state.begin(row.id)),
                rx.cond(
                    row.is_archived,
                    button(
                        t("Bring back"),
                        aria_label=t("Bring back {name}", name=row.name),
                        on_click=state.archive(row.id, False),
                    ),
                    button(
                        t("Archive"),
                        aria_label=t("Archive {name}", name=row.name),
                        on_click=state.archive(row.id, True),
                    ),
                ),
                class_name="row",
            ),
        ),
        key=row.id.to_string(),
    )


def _form() -> rx.Component:
    state = MailingTemplateState
    errors, edited = state.errors, state.edited
    return dialog_form(
        rx.cond(edited.id > 0, t("Edit template"), t("New template")),
        text_field(
            t("Name"), name="name", error=errors.get("name", ""), default_value=edited.name, auto_complete="off"
        ),
        text_field(t("Subject"), name="subject", error=errors.get("subject", ""), default_value=edited.subject),
        text_area(t("Message"), name="body", error=errors.get("body", ""), default_value=edited.body, rows=10),
        field_chips(),
        is_open=state.is_open,
        on_open_change=state.show,
        on_submit=state.save,
    )


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.SEND_MAILINGS),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New template"),
            kind="primary",
            on_click=MailingTemplateState.begin(0),
        ),
    )


PAGES = [Page("/mailings/templates", t("Templates"), templates_page, [MailingTemplateState.load])]
