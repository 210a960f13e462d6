"""The list of mailings."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from sambruk_crm.components.export import export_button, export_parts
from sambruk_crm.components.feedback import empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import button
from sambruk_crm.components.list_columns import Text
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing
from sambruk_crm.components.mailing import mailing_state_badge
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_stop_or_copy
from sambruk_crm.components.text import label, shown_number, shown_time, t
from sambruk_crm.models.vocabulary import MailingKind, MailingState
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.lists.peek import PeekState
from sambruk_crm.state.mailings.list import MailingListState, MailingStartState

PATH = "/mailings"


def mailings_page() -> rx.Component:
    """Show the mailings that fit the filters."""
    return rx.fragment(
        page_head(
            t("Mailings"),
            export_button("mailing"),
            _templates_link(),
            main=_new_button(),
            beside=list_head(MailingListState),
        ),
        export_parts(),
        listing(
            MailingListState,
            actions=[export_button("mailing", of_chosen=True)],
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
        peek(MailingListState),
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
            lambda row: mailing_state_badge(row.state),
            "state",
            heading=lambda row: mailing_state_badge(row.state),
        ),
        Column(t("Kind of mailing"), lambda row: label(MailingKind, row.kind), "kind"),
        _figure("recipients", t("Recipients"), t("recipients"), _is_draft),
        _figure("sent", t("Sent"), t("sent"), _is_draft),
        _figure("failed", t("Not delivered"), t("not delivered"), lambda row: row.failed == 0),
        Column(t("Written by"), lambda row: row.author, "author"),
        Column(t("Begins"), lambda row: shown_time(row.starts_at), "starts", is_empty=lambda row: row.starts_at == ""),
        Column(t("Written"), lambda row: shown_time(row.created_at), "created"),
        to_stop_or_copy(),
        *fact_columns(MailingListState),
    ]


def _figure(name: str, title: Text, unit: Text, is_empty: Callable[[Any], rx.Var[bool]]) -> Column:
    """Return the column of a number of recipients; on a phone, which has no headings, it says what it counts."""

    def cell(row: Any) -> Any:
        number = rx.fragment(shown_number(getattr(row, name)), rx.el.span(" ", unit, class_name="figure-unit"))
        return rx.cond(_is_draft(row), rx.fragment(), number)

    return Column(title, cell, name, is_number=True, is_empty=is_empty)


def _is_draft(row: Any) -> rx.Var[bool]:
    return row.state == MailingState.DRAFT.value


PAGES = [Page(PATH, t("Mailings"), mailings_page, [MailingListState.load, ExportState.load, PeekState.load])]
