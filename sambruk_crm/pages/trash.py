"""The trash: what was put there, found by its words, and taken out again."""

import reflex as rx

from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.filters import search_field
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import Styled, turner
from sambruk_crm.components.text import shown_time, t, translated
from sambruk_crm.pages.layout import Page, page_head
from sambruk_crm.services import catalogue
from sambruk_crm.services.trash import TrashRow
from sambruk_crm.state.trash import TrashState


def trash_page() -> rx.Component:
    """Show the trash to those who may put things in it."""
    rows = rx.el.ul(rx.foreach(TrashState.rows, _line), class_name="plain-list card", aria_label=t("Trash"))
    listed = rx.cond(TrashState.rows.length() > 0, rx.fragment(rows, turner(TrashState)), _nothing())
    return Styled.create(
        page_head(t("Trash")),
        rx.el.div(
            rx.el.p(
                t("What is here left the lists, with its history and all that hangs on it. Nothing is erased."),
                class_name="muted",
            ),
            _tools(),
            rx.cond(TrashState.is_loaded, listed, loading()),
            class_name="stack",
        ),
    )


def _tools() -> rx.Component:
    return rx.el.div(
        search_field(t("Search the trash"), TrashState.search, default_value=TrashState.text),
        rx.el.div(
            *(
                button(
                    translated(noun.title),
                    rx.el.span(TrashState.counts.get(noun.name, 0), class_name="muted"),
                    aria_pressed=rx.cond(TrashState.noun == noun.name, "true", "false"),
                    on_click=TrashState.show_noun(rx.cond(TrashState.noun == noun.name, "", noun.name)),
                )
                for noun in catalogue.trashed().values()
            ),
            role="group",
            aria_label=t("Show only"),
            class_name="row wrap",
        ),
        class_name="row wrap",
    )


def _line(row: rx.vars.ObjectVar[TrashRow]) -> rx.Component:
    name = rx.cond(row.name, row.name, t("Without a name")).to(str)
    noun = rx.match(row.noun, *((each.name, translated(each.one)) for each in catalogue.trashed().values()), row.noun)
    return rx.el.li(
        rx.el.div(
            rx.el.strong(name),
            rx.el.div(noun, rx.cond(row.detail, rx.fragment(" · ", row.detail)), class_name="hint"),
            rx.el.div(
                rx.cond(
                    row.deleted_by,
                    t("{name}, {time}", name=row.deleted_by, time=shown_time(row.deleted_at)),
                    shown_time(row.deleted_at),
                ),
                class_name="hint",
            ),
            class_name="grow",
        ),
        button(
            rx.icon("undo-2", size=16, aria_hidden="true"),
            t("Bring back"),
            aria_label=t("Bring back {name}", name=name),
            on_click=TrashState.restore(row.noun, row.id),
        ),
        key=row.noun.to(str) + row.id.to_string(),
        class_name="batch-line",
    )


def _nothing() -> rx.Component:
    is_filtered = (TrashState.text != "") | (TrashState.noun != "")
    return rx.cond(
        is_filtered,
        empty_list(t("Nothing fits"), icon="search-x"),
        empty_list(t("The trash is empty"), icon="trash-2"),
    )


PAGES = [Page("/trash", t("Trash"), trash_page, [TrashState.load])]
