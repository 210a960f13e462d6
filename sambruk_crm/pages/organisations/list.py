"""The list of organisations."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import badge, empty_list, status_badge
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import date_field
from sambruk_crm.components.list_columns import edit_reference, edit_several, edit_word
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing, tag_badges, text_lines
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_reach
from sambruk_crm.components.text import label, shown_date, shown_number, t
from sambruk_crm.models.vocabulary import CustomerStatus, MembershipStatus, OrganisationKind
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.pages.mailings.start import letter_to_all, letter_to_chosen
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.lists.peek import PeekState
from sambruk_crm.state.mailings.list import MailingStartState
from sambruk_crm.state.organisations.list import OrganisationListState

PATH = "/organisations"


def organisations_page() -> rx.Component:
    """Show the organisations that fit the filters."""
    return rx.fragment(
        page_head(
            t("Organisations"),
            link(
                rx.icon("badge-check", size=16, aria_hidden="true"),
                to="/memberships",
                aria_label=t("Memberships"),
                title=t("Memberships"),
                class_name="button square desk-only",
            ),
            import_link("organisation"),
            export_button("organisation"),
            letter_to_all(MailingStartState.to_organisations),
            main=_new_button(),
            beside=list_head(OrganisationListState),
        ),
        bulk_parts(),
        export_parts(),
        listing(
            OrganisationListState,
            actions=[
                letter_to_chosen(MailingStartState.to_organisations),
                bulk_menu("organisation"),
                export_button("organisation", of_chosen=True),
            ],
            caption=t("Organisations"),
            search_label=t("Search name, number or e-mail"),
            filters=_filters(),
            columns=_columns(),
            empty=empty_list(
                t("No organisations yet"),
                t("Municipalities, regions, companies and everyone else you have to do with belong here."),
                _new_button(),
                icon="landmark",
            ),
        ),
        peek(OrganisationListState),
    )


def membership_badge(status: Any) -> rx.Component:
    """Show where an organisation stands, in words and colour; nothing for one that never was a member."""
    colour = rx.match(status, ("member", "green"), ("future", "blue"), ("former", "amber"), "white").to(str)
    return badge(label(MembershipStatus, status), colour=colour)


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.EDIT_RECORDS),
        link(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New organisation"),
            to=f"{PATH}/new",
            class_name="button primary",
        ),
    )


def _filters() -> list[Filter]:
    return [
        Filter("status", t("Status"), CustomerStatus),
        Filter("kind", t("Kind"), OrganisationKind),
        Filter("membership", t("Membership"), MembershipStatus, more=_membership_day),
        Filter("on", t("Membership on"), shown=shown_date, is_chip_only=True),
        Filter("category", t("Kind of membership")),
        Filter("county", t("County")),
        Filter("tag", t("Tags")),
        Filter("responsible", t("Responsible")),
        Filter("department", t("Department")),
    ]


def _membership_day() -> rx.Component:
    return date_field(
        t("On this day"),
        name="membership-on",
        hint=t("Without a day: today."),
        on_change=lambda day: OrganisationListState.put("on", day),
    )


def _columns() -> list[Column]:
    return [
        Column(t("Name"), _name, "name", is_lead=True),
        Column(
            t("Kind"),
            lambda row: label(OrganisationKind, row.kind),
            "kind",
            is_empty=lambda row: row.kind == "",
            edit=edit_word("kind", OrganisationKind),
        ),
        Column(t("Membership"), lambda row: membership_badge(row.membership), "membership"),
        Column(
            t("Status"),
            lambda row: status_badge(row.status),
            "status",
            is_empty=lambda row: row.status == "",
            edit=edit_word("status", CustomerStatus),
        ),
        Column(
            t("County"),
            lambda row: row.county,
            "county",
            is_empty=lambda row: row.county == "",
            edit=edit_reference(OrganisationListState, "county"),
        ),
        Column(
            t("Inhabitants"),
            lambda row: shown_number(row.population),
            "population",
            is_number=True,
            is_empty=lambda row: ~row.population,
        ),
        Column(
            t("Responsible"),
            lambda row: text_lines(row.responsible),
            "responsible",
            is_empty=lambda row: row.responsible.length() == 0,
            edit=edit_several("responsible", "colleague"),
        ),
        Column(
            t("Tags"),
            lambda row: tag_badges(row.tags),
            is_empty=lambda row: row.tags.length() == 0,
            name="tags",
            edit=edit_several("tags", "tag"),
        ),
        Column(
            t("Open deals"),
            lambda row: _count(row.open_deals, "/deals/list?organisation=", row),
            "open_deals",
            is_number=True,
            is_empty=lambda row: row.open_deals == 0,
        ),
        Column(
            t("Open to-dos"),
            lambda row: _count(row.open_todos, "/todos?organisation=", row),
            "open_todos",
            is_number=True,
            is_empty=lambda row: row.open_todos == 0,
        ),
        to_reach("organisation"),
        *fact_columns(OrganisationListState),
    ]


def _name(row: Any) -> rx.Component:
    name = link(row.name, to=_address(row))
    logo = rx.el.img(src=row.logo, alt="", loading="lazy", class_name="row-logo")
    return rx.cond(row.logo, rx.el.span(logo, name, class_name="named-logo"), name)


def _address(row: Any) -> rx.Var[str]:
    return rx.Var.create(f"{PATH}/") + row.id.to_string()


def _count(count: Any, behind: str, row: Any) -> rx.Component:
    """Show a number that leads to the list behind it."""
    return rx.cond(count > 0, link(shown_number(count), to=rx.Var.create(behind) + row.id.to_string()))


PAGES = [
    Page(
        PATH,
        t("Organisations"),
        organisations_page,
        [OrganisationListState.load, BulkState.load, ExportState.load, PeekState.load],
    )
]
