"""The list of leads, and the form for a new one."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.contact_links import mailto
from sambruk_crm.components.drafted_form import drafted_form
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import badge, empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import submit, text_area, text_field
from sambruk_crm.components.list_columns import Edit
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing
from sambruk_crm.components.peek import peek
from sambruk_crm.components.record import RecordStyled, card
from sambruk_crm.components.row_action import to_reach
from sambruk_crm.components.same import looked_for, same_notice
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import LeadState
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.leads.form import LeadFormState
from sambruk_crm.state.leads.list import LeadListState
from sambruk_crm.state.lists.peek import PeekState

PATH = "/leads"


def leads_page() -> rx.Component:
    """Show the leads that fit the filters."""
    return rx.fragment(
        page_head(
            t("Leads"),
            import_link("lead"),
            export_button("lead"),
            main=_new_button(),
            beside=list_head(LeadListState),
        ),
        bulk_parts(),
        export_parts(),
        listing(
            LeadListState,
            actions=[bulk_menu("lead"), export_button("lead", of_chosen=True)],
            caption=t("Leads"),
            search_label=t("Search name, e-mail or phone"),
            filters=[
                Filter("state", t("Status"), LeadState),
                Filter("source", t("Source")),
                Filter("owner", t("Responsible")),
                Filter("service", t("Service")),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No leads yet"), t("People who may lead to a deal belong here."), _new_button(), icon="user-plus"
            ),
        ),
        peek(LeadListState),
    )


def lead_form_page() -> rx.Component:
    """Ask for a new lead; no field is mandatory."""
    return RecordStyled.create(
        page_head(t("New lead")),
        drafted_form(
            LeadFormState,
            same_notice(LeadFormState.duplicates, "/persons/"),
            card(
                t("Facts"),
                rx.el.div(
                    text_field(t("Name"), **_kept("name"), **looked_for(LeadFormState, "name")),
                    text_field(t("E-mail"), **_kept("email"), **looked_for(LeadFormState, "email"), type="email"),
                    text_field(t("Phone"), **_kept("phone"), **looked_for(LeadFormState, "phone"), type="tel"),
                    text_field(t("Organisation"), **_kept("organisation_name")),
                    text_field(t("Title"), **_kept("title")),
                    text_field(t("Source"), **_kept("source")),
                    text_area(t("Note"), **_kept("note")),
                    class_name="form-grid",
                ),
                name="facts",
            ),
            rx.el.div(link(t("Cancel"), to=PATH, class_name="button"), submit(t("Save")), class_name="form-foot"),
            on_submit=LeadFormState.save,
        ),
    )


def lead_badge(state: Any) -> rx.Component:
    """Show how far a lead has come, in words and colour."""
    colour = rx.match(state, ("new", "blue"), ("contacted", "amber"), ("converted", "green"), "")
    return badge(label(LeadState, state), colour=colour)


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.EDIT_RECORDS),
        link(
            rx.icon("plus", size=16, aria_hidden="true"), t("New lead"), to=f"{PATH}/new", class_name="button primary"
        ),
    )


def _columns() -> list[Column]:
    return [
        Column(
            t("Name"),
            lambda row: link(row.name, to=rx.Var.create(f"{PATH}/") + row.id.to_string()),
            "name",
            is_lead=True,
        ),
        Column(
            t("Organisation"), lambda row: row.organisation, "organisation", is_empty=lambda row: row.organisation == ""
        ),
        Column(
            t("E-mail"),
            lambda row: rx.cond(row.email, mailto(row.email)),
            is_empty=lambda row: row.email == "",
            name="email",
        ),
        Column(
            t("Source"),
            lambda row: row.source,
            "source",
            is_empty=lambda row: row.source == "",
            edit=Edit("source", lambda row: row.source),
        ),
        Column(t("Status"), lambda row: lead_badge(row.state), "state"),
        Column(t("Responsible"), lambda row: row.owner, "owner", is_empty=lambda row: row.owner == ""),
        to_reach("lead"),
        *fact_columns(LeadListState),
    ]


def _kept(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "error": LeadFormState.errors.get(name, ""),
        "default_value": LeadFormState.draft.get(name, ""),
    }


PAGES = [
    Page(PATH, t("Leads"), leads_page, [LeadListState.load, BulkState.load, ExportState.load, PeekState.load]),
    Page(f"{PATH}/new", t("New lead"), lead_form_page, [LeadFormState.load]),
]
