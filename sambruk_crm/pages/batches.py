"""Bulk work and imports looked back on: all of them, and each with what became of its rows."""

from typing import Any

import reflex as rx

from sambruk_crm.components.bulk import batch_bar
from sambruk_crm.components.feedback import badge, empty_list, loading
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import Styled, turner
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import BatchOutcome
from sambruk_crm.models.vocabulary import BatchState as Stage
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.services import catalogue
from sambruk_crm.state.batches import BatchListState, BatchState


def batches_page() -> rx.Component:
    """List the batches one may see."""
    rows = rx.el.ul(
        rx.foreach(
            BatchListState.rows,
            lambda row: rx.el.li(
                link(row.title, to=row.address),
                rx.el.span(
                    t("{done} of {total} done", done=row.done, total=row.total),
                    " · ",
                    label(Stage, row.state),
                    " · ",
                    shown_date(row.created_at),
                    class_name="muted",
                ),
                key=row.id,
                class_name="batch-line",
            ),
        ),
        class_name="plain-list card",
    )
    return Styled.create(
        page_head(t("Bulk work")),
        rx.cond(
            BatchListState.is_loaded,
            rx.cond(
                BatchListState.rows.length() > 0,
                rx.fragment(rows, turner(BatchListState)),
                empty_list(
                    t("No bulk work yet"),
                    t("Choose rows in a list to change many records at once. What became of them is told here."),
                    icon="list-checks",
                ),
            ),
            loading(),
        ),
    )


def batch_page() -> rx.Component:
    """Show a batch and what became of each row."""
    return Styled.create(
        page_head(BatchState.shown.title),
        batch_bar(
            BatchState.shown,
            rx.cond(BatchState.shown.is_undoable, button(t("Undo"), on_click=BatchState.undo)),
        ),
        rx.el.ul(rx.foreach(BatchState.items, _item), class_name="plain-list card", aria_label=t("Rows")),
        turner(BatchState),
    )


def _item(item: Any) -> rx.Component:
    name = rx.cond(item.name, item.name, t("Without a name"))
    pages = [(noun.name, noun.page("")) for noun in catalogue.trashed().values()]
    target = rx.match(BatchState.shown.noun, *pages, "/").to(str) + item.row_id.to_string()
    return rx.el.li(
        rx.cond(item.row_id > 0, link(name, to=target), rx.el.span(name)),
        rx.cond(
            item.is_undone,
            badge(t("Taken back")),
            badge(label(BatchOutcome, item.outcome), colour=rx.cond(item.outcome == "error", "red", "")),
        ),
        rx.cond(item.reason, rx.el.span(item.reason, class_name="error")),
        key=item.id,
        class_name="batch-line",
    )


PAGES = [
    Page("/batches", t("Bulk work"), batches_page, [BatchListState.load]),
    Page("/batches/[batch_id]", t("Bulk work"), batch_page, [BatchState.load]),
]
