"""The editor of the association's lists: rows with what can be done to them, the form, and the farewell."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import loading, notice
from sambruk_crm.components.forms import button, field
from sambruk_crm.components.text import t, tn
from sambruk_crm.components.vocabulary_form import Editor, Row, color_name, default_name, entry_form, shown_name
from sambruk_crm.state.settings.entries import EntryGroup
from sambruk_crm.state.settings.lists import ListEditorState

_STYLES = beside(__name__, "settings.css").importable_path


class SettingsSheet(rx.Fragment):
    """Brings the style sheet of the settings along."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page."""
        return {"": _STYLES}


def vocabulary_editor(editor: Editor) -> rx.Component:
    """Show a list with its form and its farewell."""
    return rx.fragment(
        rx.cond(
            ListEditorState.is_loaded,
            rx.el.div(
                rx.foreach(ListEditorState.groups, lambda group: _group(editor, group)),
                class_name="stack",
            ),
            loading(),
        ),
        rx.el.div(ListEditorState.announcement, role="status", class_name="visually-hidden"),
        entry_form(editor),
        _farewell(editor),
    )


def _group(editor: Editor, group: rx.vars.ObjectVar[EntryGroup]) -> rx.Component:
    heading = rx.cond(
        group.scope,
        rx.el.h2(rx.cond(group.scope == "person", t("For persons"), t("For organisations"))),
        rx.el.p(editor.intro, class_name="muted"),
    )
    return rx.el.section(
        rx.el.div(
            heading,
            button(
                rx.icon("plus", size=16, aria_hidden="true"),
                editor.add,
                kind="primary",
                on_click=ListEditorState.begin(group.scope),
            ),
            class_name="entry-head",
        ),
        rx.cond(
            group.rows.length() > 0,
            _list(editor, rx.foreach(group.rows, lambda row: _entry(editor, row))),
            rx.el.p(t("Nothing here yet."), class_name="hint"),
        ),
        rx.cond(
            group.archived.length() > 0,
            rx.el.details(
                rx.el.summary(t("Archived ({count})", count=group.archived.length())),
                _list(editor, rx.foreach(group.archived, lambda row: _archived(editor, row))),
                class_name="archive",
            ),
        ),
        key=group.scope,
        class_name="card",
        data_scope=group.scope,
    )


def _list(editor: Editor, rows: rx.Component) -> rx.Component:
    shape = "" if editor.is_ordered else " flat"
    return rx.el.ul(rows, class_name=f"plain-list entries{shape}", role="list")


def _entry(editor: Editor, row: Row) -> rx.Component:
    name = shown_name(row)
    return rx.el.li(
        *([rx.el.div(_arrows(row, name), class_name="entry-lead")] if editor.is_ordered else []),
        rx.el.div(_title(editor, row, name), *_details(editor, row), class_name="entry-main"),
        rx.el.span(editor.uses(row), class_name="entry-uses"),
        rx.el.div(
            act("pencil", t("Edit"), t("Edit {name}", name=name), ListEditorState.edit(row.id)),
            rx.cond(
                row.is_closed,
                rx.fragment(),
                act("archive", t("Remove…"), t("Remove {name}", name=name), ListEditorState.ask_removal(row.id)),
            ),
            class_name="entry-actions",
        ),
        key=row.id.to_string(),
        class_name="entry",
        data_entry_id=row.id,
    )


def _archived(editor: Editor, row: Row) -> rx.Component:
    name = shown_name(row)
    return rx.el.li(
        *([rx.el.div(class_name="entry-lead")] if editor.is_ordered else []),
        rx.el.div(_title(editor, row, name), class_name="entry-main"),
        rx.el.span(editor.uses(row), class_name="entry-uses"),
        rx.el.div(
            act("undo-2", t("Bring back"), t("Bring back {name}", name=name), ListEditorState.restore(row.id)),
            class_name="entry-actions",
        ),
        key=row.id.to_string(),
        class_name="entry",
        data_entry_id=row.id,
    )


def act(icon: str, text: rx.Var[str], spoken: rx.Var[str], on_click: Any) -> rx.Component:
    """Return a button of a line: a picture, on a wide screen with `text` beside it; `spoken` names it."""
    return button(
        rx.icon(icon, size=16, aria_hidden="true"),
        rx.el.span(text, class_name="hides"),
        kind="quiet",
        aria_label=spoken,
        title=spoken,
        on_click=on_click,
    )


def _arrows(row: Row, name: rx.Var[str]) -> rx.Component:
    return rx.cond(
        row.is_closed,
        rx.el.div(
            rx.icon("lock", size=16, aria_hidden="true"), title=t("Always last"), class_name="button quiet square"
        ),
        rx.el.div(
            _arrow("arrow-up", t("Move {name} up", name=name), row, "up", -1, row.is_first),
            _arrow("arrow-down", t("Move {name} down", name=name), row, "down", 1, row.is_last),
            class_name="entry-actions",
        ),
    )


def _arrow(icon: str, spoken: rx.Var[str], row: Row, way: str, by: int, is_end: rx.Var[bool]) -> rx.Component:
    return button(
        rx.icon(icon, size=16, aria_hidden="true"),
        kind="quiet",
        more="square",
        id=rx.Var.create(f"{way}-") + row.id.to_string(),
        aria_label=spoken,
        title=spoken,
        aria_disabled=rx.cond(is_end, "true", "false"),
        on_click=rx.cond(is_end, rx.noop(), ListEditorState.shift(row.id, by)),
    )


def _title(editor: Editor, row: Row, name: rx.Var[str]) -> rx.Component:
    if editor.is_chip:
        word = rx.el.span(color_name(row.color), class_name="visually-hidden")
        return rx.el.div(rx.el.span(name, class_name="tag-chip", data_color=row.color), word, class_name="entry-name")
    word = color_name(row.color)
    swatch = rx.el.span(class_name="swatch", data_color=row.color, role="img", title=word, aria_label=word)
    marks = [rx.cond(row.color, swatch)] if "color" in editor.fields else []
    return rx.el.div(*marks, name, class_name="entry-name")


def _details(editor: Editor, row: Row) -> list[rx.Component]:
    own = rx.cond(
        row.name & row.default_name,
        rx.el.div(t("Your own name for “{name}”", name=default_name(row)), class_name="hint"),
    )
    return [own, *([rx.el.div(editor.details(row), class_name="hint")] if editor.details else [])]


def _farewell(editor: Editor) -> rx.Component:
    leaving = ListEditorState.leaving
    name = shown_name(leaving)
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("Remove {name}", name=name)),
            rx.dialog.description(
                rx.cond(
                    leaving.uses > 0,
                    rx.fragment(_used_words(leaving), " ", editor.used_goes),
                    t("Nothing uses it now. Archived, it can be brought back; deleted, it is gone."),
                ),
                size="2",
            ),
            rx.el.div(
                rx.cond(ListEditorState.leaving_error, notice(ListEditorState.leaving_error, kind="bad")),
                _merge_form(leaving),
                _farewell_foot(editor, leaving),
                class_name="question",
            ),
            max_width="34rem",
        ),
        open=ListEditorState.is_leaving,
        on_open_change=ListEditorState.close_farewell,
    )


def _used_words(leaving: Row) -> rx.Var[str]:
    return tn(
        "It is used once, so it cannot be deleted.",
        "It is used {count} times, so it cannot be deleted.",
        count=leaving.uses,
    )


def _merge_form(leaving: Row) -> rx.Component:
    others = rx.foreach(
        ListEditorState.others, lambda other: rx.el.option(other.label, value=other.value, key=other.value)
    )
    choice = rx.el.select(rx.el.option(t("Choose"), value=""), others, id="other", name="other", class_name="input")
    form = rx.el.form(
        rx.el.div(
            field(t("Or have another take over its uses"), choice, name="other"),
            button(t("Merge"), type="submit"),
            class_name="beside",
        ),
        on_submit=ListEditorState.merge,
        class_name="apart",
    )
    return rx.cond((leaving.uses > 0) & (ListEditorState.others.length() > 0), form)


def _farewell_foot(editor: Editor, leaving: Row) -> rx.Component:
    archive = button(t("Archive"), kind="primary", on_click=ListEditorState.archive(leaving.id))
    delete = button(t("Delete"), kind="danger", on_click=ListEditorState.delete)
    return rx.el.div(
        rx.dialog.close(button(t("Cancel"))),
        rx.cond(leaving.uses == 0, delete),
        rx.cond(leaving.uses == 0, archive) if editor.is_emptied_first else archive,
        class_name="form-foot",
    )
