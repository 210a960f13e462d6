"""The last steps of an import: what would become of its rows, and what has."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import turner
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import BatchOutcome
from sambruk_crm.models.vocabulary import BatchState as Stage
from sambruk_crm.pages.layout import link
from sambruk_crm.state.imports.steps import ImportState


def result() -> rx.Component:
    """Show what becomes of the rows."""
    return rx.el.section(
        headed(rx.cond(ImportState.shown.state == Stage.DRAFT.value, t("What will happen"), t("What has happened"))),
        rx.cond(
            (ImportState.shown.missing > 0)
            & (ImportState.shown.state == Stage.DRAFT.value)
            & ~ImportState.shown.makes_organisations,
            rx.el.div(
                rx.el.span(
                    t("Organisations that rows name and that are not here: {count}", count=ImportState.shown.missing),
                    role="status",
                ),
                button(t("Make them too"), on_click=ImportState.make_organisations, disabled=ImportState.shown.is_busy),
                class_name="import-foot",
            ),
        ),
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
    is_something = (shown.counts["new"] > 0) | (shown.counts["changed"] > 0) | (shown.counts["duplicate"] > 0)
    is_over = (shown.state == Stage.DONE.value) | (shown.state == Stage.FAILED.value)
    bad = (shown.counts["error"] > 0) | (shown.counts["duplicate"] > 0)
    return rx.el.div(
        rx.cond(is_draft & is_something, button(t("Import now"), kind="primary", on_click=ImportState.apply)),
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
    target = rx.match(
        ImportState.shown.noun,
        ("person", "/persons/"),
        ("lead", "/leads/"),
        ("deal", "/deals/"),
        ("contract", "/contracts/"),
        ("service", "/services/"),
        ("project", "/projects/"),
        "/organisations/",
    ).to(str)
    is_linked = (row.record_id > 0) & (ImportState.shown.noun != "history")
    return rx.el.li(
        rx.el.div(
            rx.el.span(t("Line {line}", line=row.line), class_name="muted"),
            rx.cond(
                row.is_undone,
                badge(t("Taken back")),
                badge(label(BatchOutcome, row.outcome), colour=rx.match(row.outcome, *COLOURS.items(), "").to(str)),
            ),
            rx.cond(is_linked, link(row.text, to=target + row.record_id.to_string()), rx.el.span(row.text)),
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
        rx.cond(row.notes, rx.el.span(t("To be looked at:"), " ", row.notes, class_name="hint")),
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


OUTCOMES = (BatchOutcome.NEW, BatchOutcome.CHANGED, BatchOutcome.SAME, BatchOutcome.DUPLICATE, BatchOutcome.ERROR)


COLOURS = {"new": "green", "changed": "blue", "duplicate": "amber", "error": "red"}


def headed(title: rx.Var[str]) -> rx.Component:
    """Head a step; the heading is where the keyboard is when the step has been turned to."""
    return rx.el.h2(title, id="import-step", tab_index=-1)
