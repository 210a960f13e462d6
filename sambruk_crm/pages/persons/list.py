"""The list of persons."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.contact_links import mailto, telephone
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import empty_list, status_badge
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.list_columns import edit_lines, edit_several, edit_word
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing, tag_badges, text_lines
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_reach
from sambruk_crm.components.text import t
from sambruk_crm.models.vocabulary import CustomerStatus
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.pages.mailings.start import letter_to_all, letter_to_chosen
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.lists.peek import PeekState
from sambruk_crm.state.mailings.list import MailingStartState
from sambruk_crm.state.persons.list import PersonListState

PATH = "/persons"


def persons_page() -> rx.Component:
    """Show the persons that fit the filters."""
    return rx.fragment(
        page_head(
            t("Persons"),
            import_link("person"),
            export_button("person"),
            letter_to_all(MailingStartState.to_persons),
            main=_new_button(),
            beside=list_head(PersonListState),
        ),
        bulk_parts(),
        export_parts(),
        listing(
            PersonListState,
            actions=[
                letter_to_chosen(MailingStartState.to_persons),
                bulk_menu("person"),
                export_button("person", of_chosen=True),
            ],
            caption=t("Persons"),
            search_label=t("Search name, e-mail or phone"),
            filters=[
                Filter("status", t("Status"), CustomerStatus),
                Filter("organisation", t("Organisation"), is_lookup=True),
                Filter("tag", t("Tags")),
                Filter("responsible", t("Responsible")),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No persons yet"),
                t("The people you meet, call and write to belong here, each with where they work."),
                _new_button(),
                icon="users",
            ),
        ),
        peek(PersonListState),
    )


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.EDIT_RECORDS),
        link(
            rx.icon("plus", size=16, aria_hidden="true"), t("New person"), to=f"{PATH}/new", class_name="button primary"
        ),
    )


def _columns() -> list[Column]:
    return [
        Column(
            t("Name"),
            lambda row: link(
                rx.cond(FrameState.is_last_name_first, row.sorted_name, row.name),
                to=rx.Var.create(f"{PATH}/") + row.id.to_string(),
            ),
            "name",
            is_lead=True,
        ),
        Column(
            t("Organisations"),
            lambda row: _organisations(row.organisations),
            "organisation",
            is_empty=lambda row: row.organisations.length() == 0,
            edit=edit_several("organisations", "organisation"),
        ),
        Column(
            t("E-mail"),
            lambda row: rx.cond(row.email, mailto(row.email)),
            "email",
            is_empty=lambda row: row.email == "",
            edit=edit_lines("emails"),
        ),
        Column(
            t("Phone"),
            lambda row: rx.cond(row.phone, telephone(row.called_at)),
            "phone",
            is_empty=lambda row: row.phone == "",
            edit=edit_lines("phones"),
        ),
        Column(
            t("Status"),
            lambda row: status_badge(row.status),
            "status",
            is_empty=lambda row: row.status == "",
            edit=edit_word("status", CustomerStatus),
        ),
        Column(
            t("Responsible"),
            lambda row: text_lines(row.responsible),
            "responsible",
            is_empty=lambda row: row.responsible.length() == 0,
            edit=edit_several("responsible", "colleague"),
        ),
        to_reach("person"),
        Column(
            t("Tags"),
            lambda row: tag_badges(row.tags),
            is_empty=lambda row: row.tags.length() == 0,
            name="tags",
            edit=edit_several("tags", "tag"),
        ),
        *fact_columns(PersonListState),
    ]


def _organisations(places: Any) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            places,
            lambda place: rx.el.li(
                link(place[1], to=rx.Var.create("/organisations/") + place[0].to_string()),
                rx.cond(place[2], rx.el.span(" ", place[2], class_name="hint")),
                key=place[0],
            ),
        ),
        class_name="list-lines",
    )


PAGES = [
    Page(PATH, t("Persons"), persons_page, [PersonListState.load, BulkState.load, ExportState.load, PeekState.load])
]
