"""The pipeline board, and the same deals as a list."""

import reflex as rx

from sambruk_crm.components import filters, listing
from sambruk_crm.components.board import kanban_board
from sambruk_crm.components.bulk import bulk_menu, bulk_parts
from sambruk_crm.components.deal_desk import desk_dialog
from sambruk_crm.components.deal_moves import closing_dialog, undo_move_bar
from sambruk_crm.components.export import export_button, export_parts, import_link
from sambruk_crm.components.feedback import badge, empty_list, loading, outcome_badge
from sambruk_crm.components.filters import Filter
from sambruk_crm.components.forms import button
from sambruk_crm.components.list_columns import Edit, edit_name, edit_reference
from sambruk_crm.components.listing import Column, fact_columns
from sambruk_crm.components.peek import peek
from sambruk_crm.components.row_action import to_call_about
from sambruk_crm.components.text import shown_date, shown_money, t, tn
from sambruk_crm.components.todo_form import todo_form
from sambruk_crm.components.views import view_tabs, views_menu
from sambruk_crm.models.vocabulary import DealType, OrganisationKind, Outcome
from sambruk_crm.pages.deals.form import deal_form, new_deal_button
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.deals import BoardGroup, DealRow
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.deals.board import DealBoardState
from sambruk_crm.state.deals.desk import DealDeskState
from sambruk_crm.state.deals.form import DealFormState
from sambruk_crm.state.deals.lists import DealListState
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.lists.peek import PeekState

FILTERS = (
    Filter("owner", t("Owner")),
    Filter("service", t("Service")),
    Filter("deal_type", t("Type"), DealType),
    Filter("kind", t("Kind"), OrganisationKind),
    Filter("county", t("County")),
    Filter("tag", t("Tag")),
)


def board_page() -> rx.Component:
    """Show the board with its filters."""
    return listing.Styled.create(
        page_head(t("Deals"), main=new_deal_button(), beside=[_views(), _group(), view_tabs(DealBoardState)]),
        filters.tools(DealBoardState, t("Search deals"), FILTERS, _mine(), views_menu(DealBoardState)),
        filters.chips(DealBoardState, FILTERS),
        rx.el.div(rx.cond(DealBoardState.is_loaded, _board(), loading()), class_name="board-page"),
        closing_dialog(DealBoardState),
        desk_dialog(),
        todo_form(),
        deal_form(),
        undo_move_bar(DealBoardState),
    )


def list_page() -> rx.Component:
    """Show the deals as a list."""
    return rx.fragment(
        page_head(
            t("Deals"),
            import_link("deal"),
            export_button("deal"),
            main=new_deal_button(),
            beside=[_views(), *listing.list_head(DealListState)],
        ),
        bulk_parts(),
        export_parts(),
        listing.listing(
            DealListState,
            actions=[bulk_menu("deal"), export_button("deal", of_chosen=True)],
            caption=t("Deals"),
            search_label=t("Search deals"),
            columns=COLUMNS,
            filters=(
                *FILTERS,
                Filter("phase", t("Phase")),
                Filter("outcome", t("Outcome"), Outcome),
                Filter("organisation", t("Organisation"), is_lookup=True),
                Filter("person", t("Person"), is_lookup=True),
            ),
            empty=empty_list(
                t("No deals yet"), t("A deal is an activity meant to become a contract."), new_deal_button()
            ),
        ),
        peek(DealListState),
        closing_dialog(DealListState),
        undo_move_bar(DealListState),
        desk_dialog(),
        deal_form(),
    )


def _views() -> rx.Component:
    """Lead from board to list and back."""
    return rx.el.nav(
        link(rx.icon("kanban", size=16, aria_hidden="true"), t("Board view"), to="/deals", class_name="button"),
        link(rx.icon("list", size=16, aria_hidden="true"), t("List view"), to="/deals/list", class_name="button"),
        link(
            rx.icon("landmark", size=16, aria_hidden="true"), t("Decisions"), to="/deals/decisions", class_name="button"
        ),
        link(
            rx.icon("chart-column", size=16, aria_hidden="true"),
            t("Pipeline"),
            to="/deals/forecast",
            class_name="button",
        ),
        aria_label=t("View"),
        class_name="row",
    )


def _mine() -> rx.Component:
    mine = DealBoardState.marks.contains(f"owner:{FrameState.user_id}")
    return button(
        t("Mine"),
        on_click=DealBoardState.toggle("owner", FrameState.user_id.to_string()),
        aria_pressed=rx.cond(mine, "true", "false"),
    )


def _group() -> rx.Component:
    """Choose what the columns are; on a phone a picture stands for the words."""
    return rx.el.label(
        rx.icon("group", size=16, aria_hidden="true"),
        rx.el.span(t("Group by")),
        rx.el.select(
            rx.el.option(t("Phase"), value=""),
            rx.el.option(t("Owner"), value=BoardGroup.OWNER.value),
            rx.el.option(t("Service"), value=BoardGroup.SERVICE.value),
            rx.el.option(t("County"), value=BoardGroup.COUNTY.value),
            value=DealBoardState.group,
            on_change=DealBoardState.group_by,
            name="group",
            title=t("Group by"),
            class_name="input",
        ),
        class_name="row board-group",
    )


def _board() -> rx.Component:
    return kanban_board(
        columns=DealBoardState.rows,
        part=DealBoardState.part,
        revision=DealBoardState.revision,
        can_move=may(Permission.EDIT_DEALS),
        group=DealBoardState.group,
        folded=DealBoardState.folded,
        on_move=DealBoardState.move,
        on_end=DealBoardState.end,
        on_act=DealDeskState.act,
        on_fold=DealBoardState.fold,
        on_show_more=DealBoardState.show_more,
        on_missed=DealBoardState.send_whole,
    )


def _title_cell(row: DealRow) -> rx.Component:
    return link(row.title, to=f"/deals/{row.id}")


COLUMNS = (
    Column(t("Title"), _title_cell, sort="title", is_lead=True, edit=edit_name(DealListState)),
    Column(
        t("Organisation"),
        lambda row: rx.cond(row.organisation_id, link(row.organisation, to=f"/organisations/{row.organisation_id}")),
        is_empty=lambda row: row.organisation == "",
        sort="organisation",
        edit=edit_reference(DealListState, "organisation"),
    ),
    Column(
        t("Phase"),
        lambda row: rx.cond(row.outcome, rx.el.span(outcome_badge(row.outcome), " ", row.phase), row.phase),
        sort="phase",
        heading=lambda row: row.phase,
        edit=edit_reference(DealListState, "phase", may_be_empty=False),
    ),
    Column(
        t("Value"),
        lambda row: rx.cond(row.value.is_none(), "", shown_money(row.value, row.currency)),
        sort="value",
        is_number=True,
        is_empty=lambda row: row.value.is_none(),
        edit=Edit("value", lambda row: rx.cond(row.value.is_none(), "", row.value.to_string()), "number"),
    ),
    Column(
        t("Owner"),
        lambda row: row.owner,
        "owner",
        is_empty=lambda row: row.owner == "",
        edit=edit_reference(DealListState, "owner"),
    ),
    Column(
        t("Expected close"),
        lambda row: rx.cond(row.expected_close_on, shown_date(row.expected_close_on), ""),
        sort="expected_close",
        is_empty=lambda row: row.expected_close_on.is_none(),
        edit=Edit("expected_close_on", lambda row: rx.cond(row.expected_close_on, row.expected_close_on, ""), "date"),
    ),
    Column(
        t("Activity"),
        lambda row: rx.cond(
            row.is_rotting,
            badge(
                tn("Still for {count} day", "Still for {count} days", count=row.rotting_days),
                colour="amber",
                icon="hourglass",
            ),
            rx.cond(row.next_activity, shown_date(row.next_activity), ""),
        ),
        sort="touched",
    ),
    to_call_about(),
    *fact_columns(DealListState),
)

PAGES = [
    Page("/deals", t("Deals"), board_page, on_load=[DealBoardState.load, DealFormState.load, DealDeskState.load]),
    Page(
        "/deals/list",
        t("Deals"),
        list_page,
        on_load=[
            DealListState.load,
            DealFormState.load,
            DealDeskState.load,
            BulkState.load,
            ExportState.load,
            PeekState.load,
        ],
    ),
]
