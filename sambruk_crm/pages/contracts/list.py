"""The list of contracts."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import badge, empty_list
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import button, dialog_form, select_field, text_field
from sambruk_crm.components.list_columns import Edit, edit_name, edit_reference, edit_word
from sambruk_crm.components.listing import Column, fact_columns, list_head, listing
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_plan
from sambruk_crm.components.text import label, shown_date, shown_money, t
from sambruk_crm.models.vocabulary import ContractState, DealType
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.contracts.list import ContractFormState, ContractListState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.lists.peek import PeekState

PATH = "/contracts"


def contracts_page() -> rx.Component:
    """Show the contracts that fit the filters."""
    return rx.fragment(
        page_head(
            t("Contracts"),
            import_link("contract"),
            export_button("contract"),
            main=_new_button(),
            beside=list_head(ContractListState),
        ),
        bulk_parts(),
        export_parts(),
        listing(
            ContractListState,
            actions=[bulk_menu("contract"), export_button("contract", of_chosen=True)],
            caption=t("Contracts"),
            search_label=t("Search title or party"),
            filters=[
                Filter("state", t("Status"), ContractState),
                Filter("contract_type", t("Type"), DealType),
                Filter("service", t("Service")),
                Filter("owner", t("Owner")),
                Filter("county", t("County")),
                Filter("organisation", t("Party"), is_lookup=True),
            ],
            columns=_columns(),
            empty=empty_list(
                t("No contracts yet"),
                t("A won deal becomes a contract; others are written here."),
                _new_button(),
                icon="file-pen-line",
            ),
        ),
        peek(ContractListState),
        _form(),
    )


def contract_badge(state: Any) -> rx.Component:
    """Show where a contract stands, in words and colour."""
    colour = rx.match(
        state, ("in_force", "green"), ("future", "blue"), ("notice_given", "red"), ("ended", "white"), "amber"
    ).to(str)
    return badge(label(ContractState, state), colour=colour)


def shown_day(day: Any) -> rx.Component:
    """Show a day, or nothing for none."""
    return rx.cond(day, shown_date(day), "")


def contract_line(row: Any) -> rx.Component:
    """Show a contract in the list of a record's page."""
    return rx.el.li(
        rx.el.div(
            link(row.title, to=_address(row)),
            rx.el.div(
                label(DealType, row.contract_type),
                rx.cond(row.to_on, rx.fragment(" · ", t("to {day}", day=shown_date(row.to_on)))),
                class_name="hint",
            ),
            class_name="grow",
        ),
        contract_badge(row.state),
        key=row.id,
        class_name="row",
    )


def _address(row: Any) -> rx.Var[str]:
    return rx.Var.create(f"{PATH}/") + row.id.to_string()


def _new_button() -> rx.Component:
    return rx.cond(
        may(Permission.EDIT_DEALS),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New contract"),
            on_click=ContractFormState.show(True),
            kind="primary",
        ),
    )


def _columns() -> list[Column]:
    return [
        Column(
            t("Title"),
            lambda row: link(row.title, to=_address(row)),
            "title",
            is_lead=True,
            edit=edit_name(ContractListState),
        ),
        Column(
            t("Parties"),
            lambda row: _parties(row.parties),
            is_empty=lambda row: row.parties.length() == 0,
            name="parties",
        ),
        Column(
            t("Service"),
            lambda row: row.service,
            "service",
            is_empty=lambda row: row.service == "",
            edit=edit_reference(ContractListState, "service"),
        ),
        Column(
            t("Type"),
            lambda row: label(DealType, row.contract_type),
            "contract_type",
            edit=edit_word("contract_type", DealType, may_be_empty=False),
        ),
        Column(t("Status"), lambda row: contract_badge(row.state), "state"),
        Column(
            t("Value"),
            lambda row: rx.cond(row.value.is_none(), "", shown_money(row.value, row.currency)),
            "value",
            is_number=True,
            is_empty=lambda row: row.value.is_none(),
            edit=Edit("value", lambda row: rx.cond(row.value.is_none(), "", row.value.to_string()), "number"),
        ),
        Column(
            t("From"),
            lambda row: shown_day(row.from_on),
            "from",
            is_empty=lambda row: row.from_on == "",
            edit=Edit("from_on", lambda row: row.from_on, "date"),
        ),
        Column(
            t("To"),
            lambda row: shown_day(row.to_on),
            "to",
            is_empty=lambda row: row.to_on == "",
            edit=Edit("to_on", lambda row: row.to_on, "date"),
        ),
        Column(
            t("Owner"),
            lambda row: row.owner,
            "owner",
            is_empty=lambda row: row.owner == "",
            edit=edit_reference(ContractListState, "owner"),
        ),
        to_plan("contract"),
        *fact_columns(ContractListState),
    ]


def _parties(parties: Any) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            parties,
            lambda party: rx.el.li(
                link(party[1], to=rx.Var.create("/organisations/") + party[0].to_string()), key=party[0]
            ),
        ),
        class_name="list-lines",
    )


def _form() -> rx.Component:
    state = ContractFormState
    return dialog_form(
        t("New contract"),
        text_field(t("Title"), name="title", error=state.errors.get("title", "")),
        combobox_field(
            t("Party"),
            name="organisation_id",
            suggestions=state.organisations,
            on_search=state.search_organisations,
            error=state.errors.get("organisation_id", ""),
        ),
        select_field(t("Type"), [(kind.value, label(DealType, kind.value)) for kind in DealType], name="contract_type"),
        is_open=state.is_open,
        on_open_change=state.show,
        on_submit=state.save,
        description=t("Period, value and signatures are written on its page."),
    )


PAGES = [
    Page(
        PATH,
        t("Contracts"),
        contracts_page,
        [ContractListState.load, ContractFormState.load, BulkState.load, ExportState.load, PeekState.load],
    )
]
