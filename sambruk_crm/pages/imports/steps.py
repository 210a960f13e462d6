"""One import, step by step: how the file is read, what its columns are, what would happen, what has happened."""

from typing import Any

import reflex as rx

from sambruk_crm.components.export import Styled
from sambruk_crm.components.feedback import loading, notice
from sambruk_crm.components.forms import button, field, submit
from sambruk_crm.components.import_words import match_title
from sambruk_crm.components.text import t
from sambruk_crm.models.vocabulary import BatchState as Stage
from sambruk_crm.pages.imports.result import headed, result
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.state.imports.steps import COLUMNS, READING, RESULT, ImportState


def import_page() -> rx.Component:
    """Show an import in its steps, of which one is open; the first of them is the file."""
    shown = ImportState.shown
    return Styled.create(
        page_head(rx.cond(shown.file, shown.file, t("Import"))),
        rx.cond(
            shown.id > 0,
            rx.fragment(
                _steps(),
                _progress(),
                rx.cond(ImportState.error, notice(ImportState.error, kind="bad")),
                rx.cond(shown.reason, notice(shown.reason, kind="bad")),
                rx.match(ImportState.step, (READING, _file()), (COLUMNS, _columns()), result()),
            ),
            loading(),
        ),
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


def _steps() -> rx.Component:
    shown = ImportState.shown
    is_draft = shown.state == Stage.DRAFT.value
    return rx.el.nav(
        rx.el.ol(
            rx.el.li(link(t("File"), to=rx.Var.create("/import?of=") + shown.noun)),
            _step(READING, t("How it is read"), is_open=is_draft),
            _step(COLUMNS, t("Columns"), is_open=is_draft),
            _step(RESULT, t("Result"), is_open=is_draft & (shown.is_tried | shown.is_busy)),
            class_name="plain-list import-steps",
        ),
        aria_label=t("Steps"),
    )


def _step(step: str, title: rx.Var[str], *, is_open: Any) -> rx.Component:
    is_here = ImportState.step == step
    return rx.el.li(
        button(
            title,
            on_click=ImportState.go_to_step(step),
            disabled=~is_open & ~is_here,
            aria_current=rx.cond(is_here, "step", "false"),
        )
    )


def _file() -> rx.Component:
    """Show how the file is read and its first lines, and let it be read in another way."""
    reading = ImportState.reading
    return rx.el.section(
        headed(t("How the file is read")),
        rx.cond(reading.question, notice(reading.question, kind="bad")),
        rx.el.form(
            rx.el.div(
                rx.cond(
                    reading.sheets.length() > 0,
                    _choice_of(t("Sheet"), "sheet", reading.sheet, rx.foreach(reading.sheets, _plain_option)),
                ),
                rx.cond(reading.encoding, _encoding(reading)),
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
            rx.el.div(
                submit(t("Next"), disabled=ImportState.shown.is_busy),
                rx.el.span(t("What you change here is shown first."), class_name="hint"),
                class_name="import-foot",
            ),
            on_submit=ImportState.read_again,
            key=reading.sheet + reading.encoding + reading.separator + reading.heading_row.to_string(),
        ),
        class_name="card",
    )


def _encoding(reading: Any) -> rx.Component:
    return rx.fragment(
        _choice_of(
            t("Encoding"),
            "encoding",
            reading.encoding,
            rx.foreach(reading.encodings, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
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
    shown = ImportState.shown
    return rx.el.section(
        headed(t("What the columns are")),
        rx.cond(
            shown.remembered,
            rx.el.div(
                rx.el.span(t("Laid out as {file} was, which had the same headings.", file=shown.remembered)),
                button(t("Guess anew"), on_click=ImportState.guess_anew),
                class_name="import-foot",
            ),
        ),
        rx.el.ul(rx.foreach(ImportState.columns, _column), class_name="import-columns"),
        field(
            t("Find what is here already by"),
            rx.el.select(
                rx.foreach(ImportState.matches, lambda one: rx.el.option(match_title(one), value=one, key=one)),
                id="match",
                name="match",
                value=shown.match,
                on_change=lambda value: ImportState.choose_way("match", value),
                class_name="input",
            ),
            name="match",
        ),
        _way(
            t("Numbers such as 1.000"),
            "decimal",
            shown.decimal,
            rx.el.option(t("As the other rows tell, else ask"), value=""),
            rx.el.option(t("The comma comes before decimals"), value=","),
            rx.el.option(t("The point comes before decimals"), value="."),
        ),
        _way(
            t("Days such as 03/04/2026"),
            "day_first",
            shown.day_first,
            rx.el.option(t("As the other rows tell, else ask"), value=""),
            rx.el.option(t("The day comes first"), value="day"),
            rx.el.option(t("The month comes first"), value="month"),
        ),
        rx.el.div(
            button(t("Try it"), kind="primary", on_click=ImportState.arrange, disabled=shown.is_busy),
            rx.el.span(t("Nothing is changed yet."), class_name="hint"),
            class_name="import-foot",
        ),
        class_name="card",
    )


def _way(title: rx.Var[str], name: str, value: Any, *options: Any) -> rx.Component:
    control = rx.el.select(
        *options,
        id=name,
        name=name,
        value=value,
        on_change=lambda chosen: ImportState.choose_way(name, chosen),
        class_name="input",
    )
    return field(title, control, name=name)


def _column(column: Any) -> rx.Component:
    name = rx.Var.create("column-") + column.number.to_string()
    return rx.el.li(
        rx.el.div(
            rx.el.label(rx.el.strong(column.heading), html_for=name),
            rx.el.ul(rx.foreach(column.samples, _sample), class_name="plain-list import-samples"),
        ),
        rx.el.select(
            rx.el.option(t("Do not import"), value=""),
            rx.foreach(ImportState.fields, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
            id=name,
            name=name,
            value=column.field,
            on_change=lambda chosen: ImportState.choose_column(column.number, chosen),
            class_name="input",
        ),
        rx.el.select(
            rx.el.option(t("Unreadable: leave the row out"), value="row"),
            rx.el.option(t("Unreadable: leave the cell empty"), value="cell"),
            name=rx.Var.create("unreadable-") + column.number.to_string(),
            value=column.on_unreadable,
            on_change=lambda what: ImportState.choose_unreadable(column.number, what),
            aria_label=t("What an unreadable cell of {heading} leads to", heading=column.heading),
            class_name="input",
        ),
        key=column.number,
    )


def _sample(sample: Any) -> rx.Component:
    return rx.el.li(
        sample.text,
        rx.cond(
            sample.understood,
            rx.fragment(
                rx.el.span(" → ", aria_hidden="true"),
                rx.el.span(sample.understood, class_name=rx.cond(sample.is_fault, "error", "import-understood")),
            ),
        ),
        key=sample.text,
        class_name="hint",
    )


PAGES = [
    Page("/import/[import_id]", t("Import"), import_page, [ImportState.load]),
]
