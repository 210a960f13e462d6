"""The list of memberships: every period of every organisation."""

from typing import Any

import reflex as rx

from sambruk_crm.components.export import export_button, export_parts
from sambruk_crm.components.feedback import badge, empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import date_field
from sambruk_crm.components.list_columns import Edit
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing
from sambruk_crm.components.row_action import to_plan_with_organisation
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.components.todo_form import todo_form
from sambruk_crm.models.vocabulary import MembershipStatus, OrganisationKind
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.memberships.figures import PATH as FIGURES
from sambruk_crm.state.memberships.list import MembershipListState
from sambruk_crm.state.todos.form import TodoFormState

PATH = "/memberships"


def memberships_page() -> rx.Component:
    """Show the periods that fit the filters."""
    return rx.fragment(
        page_head(
            t("Memberships"),
            link(rx.icon("chart-column", size=16, aria_hidden="true"), t("Figures"), to=FIGURES, class_name="button"),
            export_button("membership"),
            beside=list_head(MembershipListState),
        ),
        export_parts(),
        listing(
            MembershipListState,
            caption=t("Memberships"),
            search_label=t("Search organisation"),
            filters=[
                Filter("status", t("Status"), MembershipStatus, more=_day),
                Filter("on", t("Status on"), shown=shown_date, is_chip_only=True),
                Filter("category", t("Kind of membership")),
                Filter("kind", t("Kind"), OrganisationKind),
                Filter("county", t("County")),
                Filter("organisation", t("Organisation"), is_lookup=True),
                Filter("joined", t("Joined in")),
                Filter("left", t("Left in")),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No memberships yet"),
                t("They are written on the page of an organisation, or for many at once in the list of organisations."),
                link(t("Organisations"), to="/organisations", class_name="button"),
                icon="badge-check",
            ),
        ),
        todo_form(),
    )


def period_badge(status: Any) -> rx.Component:
    """Show where a period stands, in words and colour."""
    colour = rx.match(status, ("member", "green"), ("future", "blue"), "amber").to(str)
    return badge(label(MembershipStatus, status), colour=colour)


def _day() -> rx.Component:
    return date_field(
        t("On this day"),
        name="status-on",
        hint=t("Without a day: today."),
        on_change=lambda day: MembershipListState.put("on", day),
    )


def _columns() -> list[Column]:
    return [
        Column(
            t("Organisation"),
            lambda row: link(row.organisation, to=rx.Var.create("/organisations/") + row.organisation_id.to_string()),
            "organisation",
            is_lead=True,
        ),
        Column(t("Status"), lambda row: period_badge(row.status), name="status"),
        Column(t("Kind"), lambda row: label(OrganisationKind, row.kind), "kind", is_empty=lambda row: row.kind == ""),
        Column(t("County"), lambda row: row.county, "county", is_empty=lambda row: row.county == ""),
        Column(
            t("Member from"),
            lambda row: shown_date(row.joined_on),
            "joined",
            edit=Edit("joined_on", lambda row: row.joined_on, "date"),
        ),
        Column(
            t("Left on"),
            lambda row: rx.cond(row.left_on, shown_date(row.left_on), ""),
            "left",
            is_empty=lambda row: row.left_on == "",
            edit=Edit("left_on", lambda row: row.left_on, "date"),
        ),
        Column(t("Kind of membership"), lambda row: row.category, "category", is_empty=lambda row: row.category == ""),
        Column(t("Contact"), lambda row: row.contact, "contact", is_empty=lambda row: row.contact == ""),
        Column(
            t("Decision"),
            lambda row: row.decision,
            is_empty=lambda row: row.decision == "",
            edit=Edit("decision", lambda row: row.decision),
            name="decision",
        ),
        Column(
            t("Reasons"),
            lambda row: rx.fragment(
                row.reason, rx.cond((row.reason != "") & (row.left_reason != ""), " · ", ""), row.left_reason
            ),
            is_empty=lambda row: (row.reason == "") & (row.left_reason == ""),
            name="reasons",
        ),
        to_plan_with_organisation(),
        *fact_columns(MembershipListState),
    ]


PAGES = [
    Page(PATH, t("Memberships"), memberships_page, [MembershipListState.load, ExportState.load, TodoFormState.load])
]
