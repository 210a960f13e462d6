"""How a list is looked at: the menu of saved views, the menu of columns, and the dialog that saves a view."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button, dialog_form, text_field
from sambruk_crm.components.text import t
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.lists.listing import ListState

Text = rx.Var[str] | str


def views_menu(state: type[ListState]) -> rx.Component:
    """Offer the saved views of a list, and to save what is shown as one; nothing where a list has no views."""
    if not state.kind.noun:
        return rx.fragment()
    is_chosen = state.view.id > 0
    return rx.fragment(
        rx.popover.root(
            rx.popover.trigger(
                button(
                    rx.icon("bookmark", size=16, aria_hidden="true"),
                    rx.cond(state.is_view_changed, "*", ""),
                    aria_label=rx.cond(is_chosen, t("Views: {name}", name=state.view.name), t("Views")),
                    title=t("Views"),
                    aria_pressed=rx.cond(is_chosen, "true", "false"),
                    more="square",
                )
            ),
            rx.popover.content(
                rx.el.div(
                    rx.cond(
                        state.views.length() > 0,
                        rx.el.ul(
                            rx.foreach(state.views, lambda view: rx.el.li(_line(state, view), key=view.id)),
                            aria_label=t("Views"),
                            class_name="view-list",
                        ),
                        rx.el.span(t("Save filters, order and columns under a name."), class_name="hint"),
                    ),
                    _keep(state),
                    rx.popover.close(button(t("Save as a view…"), on_click=state.begin_view, kind="quiet")),
                    class_name="filter-box",
                ),
                aria_label=t("Views"),
                size="1",
            ),
        ),
        _dialog(state),
    )


TABS = 4
"""How many views stand beside the heading; the menu has them all."""


def view_tabs(state: type[ListState]) -> rx.Component:
    """Offer the first saved views of a list as tabs, and all that there is; nothing while there is no view."""
    if not state.kind.noun:
        return rx.fragment()
    return rx.cond(
        state.views.length() > 0,
        rx.el.div(
            _tab(t("All"), state.view.id == 0, state.leave_view),
            rx.foreach(
                state.views[:TABS],
                lambda view: _tab(view.name, state.view.id == view.id, state.open_view(view.id), key=view.id),
            ),
            role="tablist",
            aria_label=t("Views"),
            class_name="view-tabs",
        ),
    )


def _tab(name: Any, is_chosen: rx.Var[bool], on_click: Any, **props: Any) -> rx.Component:
    selected = rx.cond(is_chosen, "true", "false")
    return rx.el.button(
        name, type="button", role="tab", aria_selected=selected, on_click=on_click, class_name="view-tab", **props
    )


def columns_menu(state: type[ListState], columns: Sequence[tuple[str, Text]]) -> rx.Component:
    """Offer which columns to show, given as name and title."""
    if not columns:
        return rx.fragment()
    titles = rx.Var.create(dict(columns)).to(dict[str, str])
    names = rx.Var.create([name for name, _ in columns]).to(list[str])
    return rx.popover.root(
        rx.popover.trigger(
            button(
                rx.icon("columns-3", size=16, aria_hidden="true"),
                aria_label=t("Columns"),
                title=t("Columns"),
                aria_pressed=rx.cond(state.are_columns_chosen, "true", "false"),
                more="square desk-only",
            )
        ),
        rx.popover.content(
            rx.el.div(
                rx.el.fieldset(
                    rx.el.legend(t("Columns"), class_name="visually-hidden"),
                    rx.foreach(
                        state.shown,
                        lambda name: _column(state, name, titles.get(name, state.own_about[name]["title"])),
                    ),
                    rx.foreach(
                        names,
                        lambda name: rx.cond(
                            state.shown.contains(name),
                            rx.fragment(),
                            _column(state, name, titles[name], is_shown=False),
                        ),
                    ),
                    rx.foreach(
                        state.own,
                        lambda one: rx.cond(
                            state.shown.contains(one.name),
                            rx.fragment(),
                            _column(state, one.name, one.title, is_shown=False),
                        ),
                    ),
                    class_name="filter-values",
                ),
                button(t("Usual columns"), on_click=state.show_usual_columns, kind="quiet"),
                group_choice(state, columns),
                class_name="filter-box",
            ),
            aria_label=t("Columns"),
            size="1",
        ),
    )


def group_choice(
    state: type[ListState], columns: Sequence[tuple[str, Text]], *, on_phones: bool = False
) -> rx.Component:
    """Offer to have rows stand together that have something in common."""
    if not state.kind.groups:
        return rx.fragment()
    titles = dict(columns)
    return rx.el.label(
        rx.el.span(t("Group by")),
        rx.el.select(
            rx.el.option(t("Nothing"), value=""),
            *(rx.el.option(titles[name], value=name) for name in state.kind.groups),
            value=state.group,
            on_change=state.group_by,
            class_name="input",
        ),
        class_name="field group-choice phone-only" if on_phones else "field group-choice",
    )


def _line(state: type[ListState], view: Any) -> rx.Component:
    is_mine = (view.owner == "") | FrameState.rights.contains(Permission.MANAGE_SETTINGS.value)
    is_leaving = state.leaving_view == view.id
    return rx.el.div(
        rx.popover.close(
            button(
                view.name,
                rx.cond(view.owner, rx.el.span(view.owner, class_name="hint"), rx.fragment()),
                rx.cond(view.is_shared, rx.icon("users", size=14, aria_label=t("Shared"))),
                on_click=state.open_view(view.id),
                kind="quiet",
                more="view-name",
            )
        ),
        button(
            rx.icon("pin", size=16, aria_hidden="true"),
            aria_label=t("Open the list with {name}", name=view.name),
            title=t("Open the list with {name}", name=view.name),
            aria_pressed=rx.cond(view.is_default, "true", "false"),
            on_click=state.turn_default(view.id),
            kind="quiet",
            more="square",
        ),
        rx.cond(
            is_mine,
            button(
                rx.cond(is_leaving, t("Really remove"), rx.icon("trash-2", size=16, aria_hidden="true")),
                aria_label=rx.cond(
                    is_leaving,
                    t("Really remove {name}", name=view.name),
                    t("Remove {name}", name=view.name),
                ),
                on_click=state.remove_view(view.id),
                kind="quiet",
            ),
        ),
        class_name="view-line",
    )


def _keep(state: type[ListState]) -> rx.Component:
    """Offer to save changes in the view that was opened, where it is one's own."""
    return rx.cond(
        state.is_view_changed & (state.view.owner == ""),
        rx.popover.close(button(t("Save changes in {name}", name=state.view.name), on_click=state.keep_view)),
    )


def _column(state: type[ListState], name: Any, title: Text, *, is_shown: bool = True) -> rx.Component:
    """Offer to show a column or not, and to shift a shown one; the same is done by dragging its heading."""
    tick = rx.el.label(
        rx.el.input(type="checkbox", checked=is_shown, on_change=lambda _: state.turn_column(name)),
        title,
        class_name="filter-value grow",
    )
    if not is_shown:
        return tick
    return rx.el.div(
        tick,
        _shift(t("{name}: one place to the left", name=title), "arrow-up", state.shift_column(name, -1)),
        _shift(t("{name}: one place to the right", name=title), "arrow-down", state.shift_column(name, 1)),
        class_name="column-line",
    )


def _shift(name: Text, icon: str, on_click: Any) -> rx.Component:
    picture = rx.icon(icon, size=14, aria_hidden="true")
    return button(picture, aria_label=name, title=name, on_click=on_click, kind="quiet", more="square small")


def _dialog(state: type[ListState]) -> rx.Component:
    return dialog_form(
        t("Save as a view"),
        text_field(t("Name"), name="name", error=state.view_errors.get("name", "")),
        rx.el.label(
            rx.el.input(type="checkbox", name="is_default", class_name="tick"),
            t("Open the list with it"),
            class_name="filter-value",
        ),
        rx.cond(
            FrameState.rights.contains(Permission.EDIT_RECORDS.value),
            rx.el.label(
                rx.el.input(type="checkbox", name="is_shared", class_name="tick"),
                t("Share with all colleagues"),
                class_name="filter-value",
            ),
        ),
        description=t("Text, filters, order and columns as they are now."),
        is_open=state.is_view_open,
        on_open_change=state.end_view,
        on_submit=state.save_view,
    )
