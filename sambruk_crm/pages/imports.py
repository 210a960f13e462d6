"""Bringing organisations and persons in: the file, its columns, what would happen, what has happened."""

from typing import Any

import reflex as rx

from sambruk_crm.components.export import Styled
from sambruk_crm.components.feedback import badge, empty_list, loading, notice
from sambruk_crm.components.file_upload import file_upload
from sambruk_crm.components.forms import button, field, select_field, submit
from sambruk_crm.components.listing import turner
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import BatchOutcome, FilePurpose
from sambruk_crm.models.vocabulary import BatchState as Stage
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.services.import_nouns.parts import Match
from sambruk_crm.state.imports import ImportListState, ImportState

OUTCOMES = (BatchOutcome.NEW, BatchOutcome.CHANGED, BatchOutcome.SAME, BatchOutcome.DUPLICATE, BatchOutcome.ERROR)
COLOURS = {"new": "green", "changed": "blue", "duplicate": "amber", "error": "red"}


def imports_page() -> rx.Component:
    """Ask for a file, and list the imports before it."""
    state = ImportListState
    return Styled.create(
        page_head(t("Import")),
        rx.el.section(
            rx.el.p(t("Nothing is changed until you have seen what will happen and said yes."), class_name="muted"),
            select_field(
                t("What the file is about"),
                [("organisation", t("Organisations")), ("person", t("Persons"))],
                name="noun",
                value=state.noun,
                on_change=state.choose_noun,
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
                hint=t("Excel (.xlsx) or CSV, with headings in the first line; at most 20 MB."),
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


def import_page() -> rx.Component:
    """Show an import from its columns to its report."""
    shown = ImportState.shown
    return Styled.create(
        page_head(rx.cond(shown.file, shown.file, t("Import"))),
        rx.cond(
            shown.id > 0,
            rx.fragment(
                _progress(),
                rx.cond(ImportState.error, notice(ImportState.error, kind="bad")),
                rx.cond(shown.reason, notice(shown.reason, kind="bad")),
                rx.el.div(
                    rx.cond(shown.state == Stage.DRAFT.value, rx.fragment(_file(), _columns())),
                    rx.cond(shown.is_tried, _result()),
                    class_name="stack",
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
                rx.cond(row.noun == "person", t("Persons"), t("Organisations")),
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


def _progress() -> rx.Component:
    shown = ImportState.shown
    return rx.cond(
        shown.is_busy,
        rx.el.div(
            rx.el.span(t("{done} of {total} rows", done=shown.done, total=shown.total), role="status"),
            rx.el.progress(value=shown.done, max=shown.total, aria_label=t("Progress"), class_name="batch-progress"),
            class_name="selection-bar",
        ),
    )


def _file() -> rx.Component:
    """Show how the file is read and its first lines, and let it be read in another way."""
    reading = ImportState.reading
    return rx.el.details(
        rx.el.summary(t("How the file is read")),
        rx.cond(reading.question, notice(reading.question, kind="bad")),
        rx.el.form(
            rx.el.div(
                rx.cond(
                    reading.sheets.length() > 0,
                    _choice_of(t("Sheet"), "sheet", reading.sheet, rx.foreach(reading.sheets, _plain_option)),
                ),
                rx.cond(
                    reading.encoding,
                    rx.fragment(
                        _choice_of(
                            t("Encoding"),
                            "encoding",
                            reading.encoding,
                            rx.foreach(
                                reading.encodings, lambda one: rx.el.option(one.label, value=one.value, key=one.value)
                            ),
                        ),
                        _choice_of(
                            t("Separator"),
                            "separator",
                            reading.separator,
                            rx.el.option(t("Semicolon ;"), value=";"),
                            rx.el.option(t("Comma ,"), value=","),
                            rx.el.option(t("Tab"), value="\t"),
                            rx.el.option("|", value="|"),
                        ),
                    ),
                ),
                field(
                    t("Line of the headings"),
                    rx.el.input(
                        id="heading_row",
                        name="heading_row",
                        type="number",
                        min=1,
                        default_value=reading.heading_row.to_string(),
                        class_name="input",
                    ),
                    name="heading_row",
                ),
                class_name="import-reading",
            ),
            rx.el.div(
                rx.el.table(
                    rx.el.caption(t("The first lines of the file"), class_name="muted"),
                    rx.el.tbody(rx.foreach(reading.lines, _line)),
                    class_name="import-lines",
                ),
                class_name="import-lines-around",
                tab_index=0,
                role="region",
                aria_label=t("The first lines of the file"),
            ),
            rx.el.div(submit(t("Read it so"), disabled=ImportState.shown.is_busy), class_name="import-foot"),
            on_submit=ImportState.read_again,
            key=reading.sheet + reading.encoding + reading.separator + reading.heading_row.to_string(),
        ),
        open=(reading.question != "") | ~ImportState.shown.is_tried,
        class_name="card",
    )


def _choice_of(title: rx.Var[str], name: str, value: Any, *options: Any) -> rx.Component:
    control = rx.el.select(*options, id=name, name=name, default_value=value, class_name="input")
    return field(title, control, name=name)


def _plain_option(text: Any) -> rx.Component:
    return rx.el.option(text, value=text, key=text)


def _line(line: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line[0], scope="row"),
        rx.foreach(line[1], lambda cell, number: rx.el.td(cell, key=number)),
        aria_current=rx.cond(line[0] == ImportState.reading.heading_row, "true", "false"),
        key=line[0],
    )


def _columns() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("Columns")),
        rx.el.form(
            rx.el.ul(rx.foreach(ImportState.columns, _column), class_name="import-columns"),
            field(
                t("Find what is here already by"),
                rx.el.select(
                    rx.foreach(ImportState.matches, lambda one: rx.el.option(_match(one), value=one, key=one)),
                    id="match",
                    name="match",
                    default_value=ImportState.shown.match,
                    class_name="input",
                ),
                name="match",
            ),
            _choice_of(
                t("Numbers such as 1.000"),
                "decimal",
                "",
                rx.el.option(t("As the other rows tell, else ask"), value=""),
                rx.el.option(t("The comma stands before decimals"), value=","),
                rx.el.option(t("The point stands before decimals"), value="."),
            ),
            _choice_of(
                t("Days such as 03/04/2026"),
                "day_first",
                "",
                rx.el.option(t("As the other rows tell, else ask"), value=""),
                rx.el.option(t("The day stands first"), value="day"),
                rx.el.option(t("The month stands first"), value="month"),
            ),
            rx.el.div(submit(t("Try it"), disabled=ImportState.shown.is_busy), class_name="import-foot"),
            on_submit=ImportState.arrange,
        ),
        open=~ImportState.shown.is_tried,
        class_name="card",
    )


def _column(column: Any) -> rx.Component:
    name = rx.Var.create("column-") + column.number.to_string()
    return rx.el.li(
        rx.el.label(rx.el.strong(column.heading), rx.el.div(column.sample, class_name="hint"), html_for=name),
        rx.el.select(
            rx.el.option(t("Do not import"), value=""),
            rx.foreach(ImportState.fields, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
            id=name,
            name=name,
            default_value=column.field,
            class_name="input",
        ),
        rx.el.select(
            rx.el.option(t("Unreadable: leave the row out"), value="row"),
            rx.el.option(t("Unreadable: leave the cell empty"), value="cell"),
            name=rx.Var.create("unreadable-") + column.number.to_string(),
            default_value=column.on_unreadable,
            aria_label=t("What an unreadable cell of {heading} costs", heading=column.heading),
            class_name="input",
        ),
        key=column.number.to_string() + column.heading + column.field,
    )


def _match(match: Any) -> rx.Var[str]:
    return rx.match(  # pyright: ignore[reportReturnType]
        match,
        (Match.NUMBER.value, t("Organisation number")),
        (Match.EMAIL.value, t("E-mail")),
        t("Name"),
    )


def _result() -> rx.Component:
    return rx.el.section(
        rx.el.h2(rx.cond(ImportState.shown.state == Stage.DRAFT.value, t("What will happen"), t("What has happened"))),
        rx.el.div(
            *(_count(outcome) for outcome in OUTCOMES),
            role="group",
            aria_label=t("Show only"),
            class_name="import-counts",
        ),
        _actions(),
        rx.el.ul(rx.foreach(ImportState.rows, _row), class_name="import-rows", aria_label=t("Rows")),
        turner(ImportState),
        class_name="card",
        data_testid="import-result",
    )


def _count(outcome: BatchOutcome) -> rx.Component:
    count = ImportState.shown.counts[outcome.value]
    return rx.cond(
        count > 0,
        button(
            label(BatchOutcome, outcome.value),
            rx.el.strong(count.to_string()),
            on_click=ImportState.show_only(outcome.value),
            aria_pressed=rx.cond(ImportState.outcome == outcome.value, "true", "false"),
        ),
    )


def _actions() -> rx.Component:
    shown = ImportState.shown
    is_draft = (shown.state == Stage.DRAFT.value) & ~shown.is_busy
    is_over = (shown.state == Stage.DONE.value) | (shown.state == Stage.FAILED.value)
    bad = (shown.counts["error"] > 0) | (shown.counts["duplicate"] > 0)
    return rx.el.div(
        rx.cond(is_draft, button(t("Import now"), kind="primary", on_click=ImportState.apply)),
        rx.cond(is_over, button(t("Undo the whole import"), on_click=ImportState.undo)),
        rx.cond(shown.state != Stage.DRAFT.value, badge(label(Stage, shown.state))),
        rx.cond(
            bad,
            button(
                rx.icon("download", size=16, aria_hidden="true"),
                t("Bad rows as a file"),
                on_click=ImportState.fetch_bad_rows,
            ),
        ),
        rx.cond(is_draft & (shown.counts["duplicate"] > 0), _all_duplicates()),
        class_name="import-foot",
    )


def _all_duplicates() -> rx.Component:
    return rx.el.select(
        rx.el.option(t("All likely duplicates…"), value=""),
        rx.el.option(t("Link with what is here"), value="link"),
        rx.el.option(t("Make new ones"), value="new"),
        rx.el.option(t("Skip"), value="skip"),
        value="",
        on_change=lambda choice: ImportState.choose(0, choice),
        aria_label=t("All likely duplicates"),
        class_name="input",
    )


def _row(row: Any) -> rx.Component:
    target = rx.cond(ImportState.shown.noun == "person", "/persons/", "/organisations/").to(str)
    return rx.el.li(
        rx.el.div(
            rx.el.span(t("Line {line}", line=row.line), class_name="muted"),
            rx.cond(
                row.is_undone,
                badge(t("Taken back")),
                badge(label(BatchOutcome, row.outcome), colour=rx.match(row.outcome, *COLOURS.items(), "").to(str)),
            ),
            rx.cond(row.record_id > 0, link(row.text, to=target + row.record_id.to_string()), rx.el.span(row.text)),
            class_name="row-head",
        ),
        rx.cond(
            row.changes.length() > 0,
            rx.el.ul(
                rx.foreach(
                    row.changes,
                    lambda change: rx.el.li(change[0], ": ", change[1], " → ", rx.el.strong(change[2]), key=change[0]),
                )
            ),
        ),
        rx.cond(row.reason, rx.el.span(row.reason, class_name="error")),
        rx.cond(row.notes, rx.el.span(t("Left empty:"), " ", row.notes, class_name="hint")),
        rx.cond(
            (row.outcome == BatchOutcome.DUPLICATE.value) & (ImportState.shown.state == Stage.DRAFT.value),
            _choice(row),
        ),
        key=row.line,
    )


def _choice(row: Any) -> rx.Component:
    return rx.el.select(
        rx.el.option(t("Choose…"), value=""),
        rx.foreach(
            row.likely,
            lambda one: rx.el.option(
                t("Link with {name}", name=one.name),
                value=rx.Var.create("link:") + one.id.to_string(),
                key=one.id,
            ),
        ),
        rx.el.option(t("Make a new one"), value="new"),
        rx.el.option(t("Skip"), value="skip"),
        value=row.choice,
        on_change=lambda choice: ImportState.choose(row.line, choice),
        aria_label=t("What to do with line {line}", line=row.line),
        class_name="input",
    )


PAGES = [
    Page("/import", t("Import"), imports_page, [ImportListState.load]),
    Page("/import/[import_id]", t("Import"), import_page, [ImportState.load]),
]
