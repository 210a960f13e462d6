"""The list of services."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import badge, empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import button, dialog_form, select_field, text_field
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_plan
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import ServiceKind, ServiceStatus
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.lists.peek import PeekState
from sambruk_crm.state.services.list import ServiceFormState, ServiceListState

PATH = "/services"


def services_page() -> rx.Component:
    """Show the services that fit the filters."""
    return rx.fragment(
        page_head(
            t("Services"),
            link(
                rx.icon("grid-3x3", size=16, aria_hidden="true"),
                t("By municipality"),
                to=f"{PATH}/matrix",
                class_name="button",
            ),
            import_link("service"),
            export_button("service"),
            main=_new_button(),
            beside=list_head(ServiceListState),
        ),
        bulk_parts(),
        export_parts(),
        listing(
            ServiceListState,
            actions=[bulk_menu("service"), export_button("service", of_chosen=True)],
            caption=t("Services"),
            search_label=t("Search name or description"),
            filters=[
                Filter("kind", t("Type"), ServiceKind),
                Filter("status", t("Status"), ServiceStatus),
                Filter("owner", t("Responsible")),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No services yet"),
                t("What the association offers its members: services, development projects and networks."),
                _new_button(),
                icon="package",
            ),
        ),
        peek(ServiceListState),
        _form(),
    )


def service_badge(status: Any) -> rx.Component:
    """Show where a service stands, in words and colour."""
    colour = rx.match(status, ("running", "green"), ("idea", "blue"), ("closing", "amber"), "white").to(str)
    return badge(label(ServiceStatus, status), colour=colour)


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.EDIT_DEALS),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New service"),
            on_click=ServiceFormState.show(True),
            kind="primary",
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
        Column(t("Type"), lambda row: label(ServiceKind, row.kind), "kind"),
        Column(t("Status"), lambda row: service_badge(row.status), "status"),
        Column(t("Participants"), lambda row: row.participants, is_number=True, name="participants"),
        Column(t("Responsible"), lambda row: row.owner, "owner", is_empty=lambda row: row.owner == ""),
        to_plan("service"),
        *fact_columns(ServiceListState),
    ]


def _form() -> rx.Component:
    state = ServiceFormState
    return dialog_form(
        t("New service"),
        text_field(t("Name"), name="name", error=state.errors.get("name", "")),
        select_field(t("Type"), [(kind.value, label(ServiceKind, kind.value)) for kind in ServiceKind], name="kind"),
        select_field(
            t("Status"),
            [(status.value, label(ServiceStatus, status.value)) for status in ServiceStatus],
            name="status",
            default_value=ServiceStatus.RUNNING.value,
        ),
        is_open=state.is_open,
        on_open_change=state.show,
        on_submit=state.save,
        description=t("Who takes part and how it is funded is written on its page."),
    )


PAGES = [
    Page(
        PATH,
        t("Services"),
        services_page,
        [ServiceListState.load, ServiceFormState.load, BulkState.load, ExportState.load, PeekState.load],
    )
]
