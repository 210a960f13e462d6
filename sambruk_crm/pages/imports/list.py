"""Bringing records in: the file, and the imports before it."""

from typing import Any

import reflex as rx

from sambruk_crm.components.export import Styled
from sambruk_crm.components.feedback import badge, empty_list, loading
from sambruk_crm.components.file_upload import file_upload
from sambruk_crm.components.forms import field, submit, text_area
from sambruk_crm.components.import_words import noun_title
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import BatchState as Stage
from sambruk_crm.models.vocabulary import FilePurpose
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.state.imports.list import ImportListState


def imports_page() -> rx.Component:
    """Ask for a file, and list the imports before it."""
    state = ImportListState
    return Styled.create(
        page_head(t("Import")),
        rx.el.section(
            rx.el.p(t("Nothing is changed until you have seen what will happen and said yes."), class_name="muted"),
            field(
                t("What the file is about"),
                rx.el.select(
                    rx.foreach(state.nouns, lambda noun: rx.el.option(noun_title(noun), value=noun, key=noun)),
                    id="noun",
                    name="noun",
                    value=state.noun,
                    on_change=state.choose_noun,
                    class_name="input",
                ),
                name="noun",
            ),
            field(
                t("File"),
                file_upload(
                    name="import-file",
                    purpose=FilePurpose.IMPORT.value,
                    accept=".xlsx,.csv,.txt",
                    on_brought=state.bring,
                ),
                name="import-file",
                error=state.error,
                hint=t("Choose it or drop it here: Excel (.xlsx) or CSV with headings, at most 20 MB."),
            ),
            rx.el.details(
                rx.el.summary(t("Paste rows from a spreadsheet")),
                rx.el.form(
                    text_area(
                        t("Rows with their headings"),
                        name="pasted",
                        error=state.pasted_error,
                        hint=t("Copy the cells there, headings too, and paste them here."),
                        rows=6,
                    ),
                    rx.el.div(submit(t("Read them")), class_name="import-foot"),
                    on_submit=state.paste,
                ),
            ),
            class_name="card stack",
        ),
        rx.el.h2(t("Earlier imports"), class_name="import-earlier"),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.rows.length() > 0,
                rx.fragment(
                    rx.el.ul(rx.foreach(state.rows, _earlier), class_name="plain-list card import-rows"),
                    link(t("All imports and bulk work"), to="/batches"),
                ),
                empty_list(
                    t("No imports yet"), t("What you bring in is listed here and can be undone."), icon="upload"
                ),
            ),
            loading(),
        ),
    )


def _earlier(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(row.file, to=rx.Var.create("/import/") + row.id.to_string()),
            badge(label(Stage, row.state)),
            rx.el.span(
                noun_title(row.noun),
                " · ",
                t("{count} rows", count=row.total),
                " · ",
                shown_date(row.created_at),
                class_name="muted",
            ),
            class_name="row-head",
        ),
        key=row.id,
    )


PAGES = [
    Page("/import", t("Import"), imports_page, [ImportListState.load]),
]
