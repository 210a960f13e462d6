"""The list of mailings."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import Column, listing
from sambruk_crm.components.mailing import mailing_state_badge
from sambruk_crm.components.text import label, shown_number, shown_time, t
from sambruk_crm.models.vocabulary import MailingKind, MailingState
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.mailings.list import MailingListState, MailingStartState

PATH = "/mailings"


def mailings_page() -> rx.Component:
    """Show the mailings that fit the filters."""
    return rx.fragment(
        page_head(t("Mailings"), _templates_link(), main=_new_button()),
        listing(
            MailingListState,
            caption=t("Mailings"),
            search_label=t("Search subject"),
            filters=[
                Filter("state", t("Status"), MailingState),
                Filter("kind", t("Kind of mailing"), MailingKind),
                Filter("author", t("Written by")),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No mailings yet"),
                t("Filter persons or organisations in their lists and press the green letter."),
                _new_button(),
                icon="mail",
            ),
        ),
    )


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.SEND_MAILINGS),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New mailing"),
            kind="primary",
            on_click=MailingStartState.begin,
        ),
    )


def _templates_link() -> rx.Component:
    return link(
        rx.icon("files", size=16, aria_hidden="true"), t("Templates"), to=f"{PATH}/templates", class_name="button"
    )


def _columns() -> list[Column]:
    return [
        Column(
            t("Subject"),
            lambda row: link(
                rx.cond(row.subject, row.subject, t("(no subject)")), to=rx.Var.create(f"{PATH}/") + row.id.to_string()
            ),
            "subject",
            is_lead=True,
        ),
        Column(
            t("Status"),
            lambda row: rx.el.div(
                mailing_state_badge(row.state),
                rx.cond(row.kind == MailingKind.INFORMATION.value, badge(label(MailingKind, row.kind), colour="white")),
                class_name="row",
            ),
            "state",
        ),
        Column(t("Recipients"), lambda row: shown_number(row.recipients), is_number=True, is_empty=_is_draft),
        Column(t("Sent"), lambda row: shown_number(row.sent), is_number=True, is_empty=_is_draft),
        Column(
            t("Not delivered"),
            lambda row: shown_number(row.failed),
            is_number=True,
            is_empty=lambda row: row.failed == 0,
        ),
        Column(t("Written by"), lambda row: row.author, "author"),
        Column(t("Begins"), lambda row: shown_time(row.starts_at), "starts", is_empty=lambda row: row.starts_at == ""),
        Column(t("Written"), lambda row: shown_time(row.created_at), "created"),
    ]


def _is_draft(row: Any) -> rx.Var[bool]:
    return row.state == MailingState.DRAFT.value


PAGES = [Page(PATH, t("Mailings"), mailings_page, [MailingListState.load])]
