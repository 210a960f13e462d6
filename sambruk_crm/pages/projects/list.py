"""The list of projects."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import badge, empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import button
from sambruk_crm.components.list_columns import Edit
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_plan
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import ProjectStatus
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.pages.projects.form import project_form
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.lists.peek import PeekState
from sambruk_crm.state.projects.list import ProjectFormState, ProjectListState

PATH = "/projects"


def projects_page() -> rx.Component:
    """Show the projects that fit the filters."""
    return rx.fragment(
        page_head(
            t("Projects"),
            import_link("project"),
            export_button("project"),
            main=_new_button(),
            beside=list_head(ProjectListState),
        ),
        bulk_parts(),
        export_parts(),
        listing(
            ProjectListState,
            actions=[bulk_menu("project"), export_button("project", of_chosen=True)],
            caption=t("Projects"),
            search_label=t("Search name or organisation"),
            filters=[
                Filter("status", t("Status"), ProjectStatus),
                Filter("service", t("Service")),
                Filter("organisation", t("Organisation"), is_lookup=True),
                Filter("owner", t("Responsible")),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No projects yet"),
                t("What a municipality is engaged in, such as taking a service into use."),
                _new_button(),
                icon="rocket",
            ),
        ),
        peek(ProjectListState),
        project_form(),
    )


def project_badge(status: Any) -> rx.Component:
    """Show where a project stands, in words and colour."""
    colour = rx.match(status, ("running", "green"), ("planned", "blue"), ("paused", "amber"), "white").to(str)
    return badge(label(ProjectStatus, status), colour=colour)


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.EDIT_DEALS),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New project"),
            on_click=ProjectFormState.show(True),
            kind="primary",
        ),
    )


def _day(day: Any) -> rx.Component:
    return rx.cond(day, shown_date(day), "")


def _columns() -> list[Column]:
    return [
        Column(
            t("Name"),
            lambda row: link(row.name, to=rx.Var.create(f"{PATH}/") + row.id.to_string()),
            "name",
            is_lead=True,
        ),
        Column(
            t("Organisation"),
            lambda row: link(row.organisation, to=rx.Var.create("/organisations/") + row.organisation_id.to_string()),
            "organisation",
        ),
        Column(t("Service"), lambda row: row.service, "service", is_empty=lambda row: row.service == ""),
        Column(t("Status"), lambda row: project_badge(row.status), "status"),
        Column(
            t("From"),
            lambda row: _day(row.from_on),
            "from",
            is_empty=lambda row: row.from_on == "",
            edit=Edit("from_on", lambda row: row.from_on, "date"),
        ),
        Column(
            t("To"),
            lambda row: _day(row.to_on),
            is_empty=lambda row: row.to_on == "",
            edit=Edit("to_on", lambda row: row.to_on, "date"),
            name="to",
        ),
        Column(t("Responsible"), lambda row: row.owner, "owner", is_empty=lambda row: row.owner == ""),
        to_plan("project"),
        *fact_columns(ProjectListState),
    ]


PAGES = [
    Page(
        PATH,
        t("Projects"),
        projects_page,
        [ProjectListState.load, ProjectFormState.load, BulkState.load, ExportState.load, PeekState.load],
    )
]
