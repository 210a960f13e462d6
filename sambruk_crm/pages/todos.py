"""The to-do inbox."""

from typing import Any

import reflex as rx

from sambruk_crm.components.export import export_button, export_parts
from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import label, t
from sambruk_crm.components.todo_choice import choice_bar, choose_button, is_choosing
from sambruk_crm.components.todo_form import new_todo_button, todo_form
from sambruk_crm.components.todo_keys import key_help
from sambruk_crm.components.todo_row import todo_extras, todo_list
from sambruk_crm.components.views import view_tabs, views_menu
from sambruk_crm.models.vocabulary import TodoScope
from sambruk_crm.pages.layout import Page, page_head
from sambruk_crm.services.todos import CLOSED, DueGroup, InboxGroup
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.todos.drafts import SUBJECTS
from sambruk_crm.state.todos.form import TodoFormState
from sambruk_crm.state.todos.list import ALL, MINE, TodoInboxState

HEADINGS: dict[str, tuple[rx.Var[str], str]] = {
    DueGroup.OVERDUE: (t("Overdue"), "circle-alert"),
    DueGroup.TODAY: (t("Today"), "clock"),
    DueGroup.TOMORROW: (t("Tomorrow"), "sunrise"),
    DueGroup.THIS_WEEK: (t("This week"), "calendar-days"),
    DueGroup.LATER: (t("Later"), "calendar"),
    DueGroup.UNDATED: (t("Without a date"), "calendar-off"),
    CLOSED: (t("Done"), "circle-check"),
}


def todos_page() -> rx.Component:
    """Show the inbox with its filters."""
    return rx.fragment(
        page_head(
            t("To do"),
            key_help(),
            export_button("todo"),
            main=new_todo_button(data_action="new"),
            beside=[view_tabs(TodoInboxState)],
        ),
        export_parts(),
        _tools(),
        _about(),
        choice_bar(TodoInboxState, TodoInboxState.options["who"]),
        rx.cond(
            TodoInboxState.is_loaded,
            rx.cond(TodoInboxState.rows.length() > 0, rx.foreach(TodoInboxState.rows, _group), _nothing()),
            loading(),
        ),
        todo_extras(TodoInboxState),
        todo_form(),
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.el.select(
            _option(t("My to-dos"), MINE, TodoInboxState.who_counts),
            _option(t("Everybody’s to-dos"), ALL, TodoInboxState.who_counts),
            rx.foreach(
                TodoInboxState.options["who"],
                lambda choice: _option(choice.label, choice.value, TodoInboxState.who_counts),
            ),
            value=TodoInboxState.who,
            on_change=lambda who: TodoInboxState.put("who", who),
            aria_label=t("Whose"),
            class_name="input",
        ),
        rx.el.select(
            _option(t("Private and customers"), "", TodoInboxState.scope_counts),
            *(_option(label(TodoScope, scope.value), scope.value, TodoInboxState.scope_counts) for scope in TodoScope),
            value=TodoInboxState.scope,
            on_change=lambda scope: TodoInboxState.put("scope", scope),
            aria_label=t("For whom"),
            class_name="input",
        ),
        rx.el.div(
            _segment(t("Open"), "", ~TodoInboxState.is_closed),
            _segment(t("Done"), "1", TodoInboxState.is_closed),
            role="group",
            aria_label=t("Open or done"),
            class_name="segments",
        ),
        views_menu(TodoInboxState),
        choose_button(TodoInboxState),
        role="search",
        aria_label=t("Which to-dos"),
        class_name="todo-tools",
    )


def _option(text: Any, value: Any, counts: Any) -> rx.Component:
    """Offer a choice with how many to-dos it leaves."""
    return rx.el.option(text, " (", counts.get(value, 0).to_string(), ")", value=value, key=value)


def _segment(text: rx.Var[str], value: str, is_chosen: rx.Var[bool]) -> rx.Component:
    pressed = rx.cond(is_chosen, "true", "false")
    return button(text, on_click=TodoInboxState.put("closed", value), aria_pressed=pressed)


def _about() -> rx.Component:
    """Show what these are about, to be taken away with one press."""
    icons = dict(
        zip(SUBJECTS, ("landmark", "user", "kanban", "user-plus", "file-pen-line", "package", "rocket"), strict=True)
    )
    return rx.el.div(*(_customer_chips(name, icon) for name, icon in icons.items()), class_name="chips")


def _customer_chips(name: str, icon: str) -> rx.Component:
    def chip(choice: Choice) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=14, aria_hidden="true"),
            choice.label,
            rx.icon("x", size=14, aria_hidden="true"),
            rx.el.span(t("Take away"), class_name="visually-hidden"),
            type="button",
            on_click=TodoInboxState.put(name, ""),
            key=choice.value,
            class_name="chip",
        )

    is_chosen = TodoInboxState.active.contains(name)
    return rx.cond(is_chosen, rx.foreach(TodoInboxState.options[name], chip))


def _group(group: InboxGroup) -> rx.Component:
    words = rx.match(group.name, *((name, text) for name, (text, _) in HEADINGS.items()), "")
    icon = rx.match(
        group.name,
        *((name, rx.icon(icon, size=18, aria_hidden="true")) for name, (_, icon) in HEADINGS.items()),
        rx.fragment(),
    )
    return rx.el.section(
        rx.el.h2(
            icon,
            words,
            rx.el.span(group.count, class_name="todo-number", data_testid="group-count"),
        ),
        todo_list(group.rows, TodoInboxState, name=words, is_choosing=is_choosing(TodoInboxState)),
        rx.cond(
            group.has_more,
            rx.el.div(
                button(t("Show more"), on_click=TodoInboxState.show_more(group.name)),
                rx.el.span(
                    t("{shown} of {count} shown", shown=group.rows.to(list).length(), count=group.count),
                    class_name="muted",
                ),
                class_name="row",
            ),
        ),
        key=group.name,
        data_group=group.name,
        class_name="todo-group",
    )


def _nothing() -> rx.Component:
    is_filtered: Any = TodoInboxState.active.length() > 0
    return rx.cond(
        is_filtered,
        empty_list(
            t("Nothing fits"),
            t("There is no such to-do."),
            button(t("Show my open to-dos"), on_click=TodoInboxState.clear),
            icon="search-x",
        ),
        empty_list(
            t("Nothing to do"),
            t("What you promised, and when: write it here and it comes back in time."),
            new_todo_button(),
            icon="list-checks",
        ),
    )


PAGES = [Page("/todos", t("To do"), todos_page, on_load=[TodoInboxState.load, TodoFormState.load, ExportState.load])]
