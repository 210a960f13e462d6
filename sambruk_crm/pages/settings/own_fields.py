"""The settings page of own fields: by noun, what each is called, holds and offers, and where it stands."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.forms import button, check_field, dialog_form, field, select_field, text_field
from sambruk_crm.components.text import label, t, tn
from sambruk_crm.components.vocabulary_editor import act
from sambruk_crm.models.vocabulary import Locale, OwnKind
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import OWN_FIELDS, settings_page
from sambruk_crm.state.settings.own_fields import OwnFieldSettingsState as State


def own_fields_page() -> rx.Component:
    """Show the fields of each noun."""
    return settings_page(
        OWN_FIELDS,
        rx.cond(
            State.is_loaded,
            rx.el.div(
                rx.el.p(
                    t("What you need to know of your records and no other field holds."),
                    class_name="muted",
                ),
                rx.foreach(State.groups, _group),
                class_name="stack",
            ),
            loading(),
        ),
        rx.el.div(State.announcement, role="status", class_name="visually-hidden"),
        _form(),
        _farewell(),
    )


def _group(group: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(group.title, id=rx.Var.create("fields-of-") + group.noun.to(str)),
            button(
                rx.icon("plus", size=16, aria_hidden="true"),
                t("New field"),
                aria_label=t("New field: {noun}", noun=group.title),
                on_click=State.begin(group.noun),
            ),
            class_name="entry-head",
        ),
        rx.cond(
            group.rows.length() > 0,
            rx.el.ul(rx.foreach(group.rows, _entry), class_name="plain-list entries", role="list"),
            rx.el.p(t("Nothing here yet."), class_name="hint"),
        ),
        rx.cond(
            group.archived.length() > 0,
            rx.el.details(
                rx.el.summary(t("Archived ({count})", count=group.archived.length())),
                rx.el.ul(rx.foreach(group.archived, _archived), class_name="plain-list entries", role="list"),
                class_name="archive",
            ),
        ),
        key=group.noun,
        class_name="card",
        aria_labelledby=rx.Var.create("fields-of-") + group.noun.to(str),
    )


def _entry(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                _arrow("arrow-up", t("Move {name} up", name=row.name), row, "up", -1, row.is_first),
                _arrow("arrow-down", t("Move {name} down", name=row.name), row, "down", 1, row.is_last),
                class_name="entry-actions",
            ),
            class_name="entry-lead",
        ),
        _what(row),
        _uses(row),
        rx.el.div(
            act("pencil", t("Edit"), t("Edit {name}", name=row.name), State.edit(row.id)),
            act("archive", t("Remove…"), t("Remove {name}", name=row.name), State.ask_removal(row.id)),
            class_name="entry-actions",
        ),
        key=row.id.to_string(),
        class_name="entry",
    )


def _archived(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(class_name="entry-lead"),
        _what(row),
        _uses(row),
        rx.el.div(
            act("undo-2", t("Bring back"), t("Bring back {name}", name=row.name), State.archive(row.id, False)),
            class_name="entry-actions",
        ),
        key=row.id.to_string(),
        class_name="entry",
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.name, badge(label(OwnKind, row.kind)), class_name="entry-name"),
        rx.el.div(rx.cond(row.chosen, rx.fragment(row.chosen, " · ")), rx.el.code(row.key), class_name="hint"),
        class_name="entry-main",
    )


def _uses(row: Any) -> rx.Component:
    used = tn("On {count} record", "On {count} records", count=row.uses)
    return rx.el.span(rx.cond(row.uses > 0, used, t("Unused")), class_name="entry-uses")


def _arrow(icon: str, spoken: rx.Var[str], row: Any, way: str, by: int, is_end: Any) -> rx.Component:
    return button(
        rx.icon(icon, size=16, aria_hidden="true"),
        kind="quiet",
        more="square",
        id=rx.Var.create(f"{way}-") + row.id.to_string(),
        aria_label=spoken,
        title=spoken,
        aria_disabled=rx.cond(is_end, "true", "false"),
        on_click=rx.cond(is_end, rx.noop(), State.shift(row.id, by)),
    )


def _form() -> rx.Component:
    edited: Any = State.edited
    has_options = (State.kind == OwnKind.ONE_OF.value) | (State.kind == OwnKind.SEVERAL_OF.value)
    return dialog_form(
        rx.cond(edited.id > 0, t("Edit {name}", name=edited.name), t("New field")),
        rx.fragment(
            _named(t("Name"), "name", edited.names, error=State.errors.get("names", "")),
            rx.cond(edited.id > 0, _kept_kind(edited), _kind()),
            rx.cond(has_options, _options()),
            text_field(
                t("Default"),
                name="default",
                error=State.errors.get("default", ""),
                hint=t("What a new record has there, written as one would in the field."),
                default_value=edited.default,
                auto_complete="off",
            ),
            rx.el.fieldset(
                rx.el.legend(t("Stands")),
                check_field(t("On the page of the record"), name="on_page", default_checked=edited.on_page),
                check_field(t("In lists, filters and files"), name="in_list", default_checked=edited.in_list),
                class_name="group",
            ),
            rx.el.details(
                rx.el.summary(t("Help beside the field")),
                _named(t("Help"), "help", edited.helps, error=State.errors.get("helps", "")),
            ),
            key=State.form.to_string(),
        ),
        is_open=State.is_editing,
        on_open_change=State.show_form,
        on_submit=State.save,
    )


def _named(legend: rx.Var[str], start: str, names: Any, *, error: Any) -> rx.Component:
    """Ask for a text in four languages."""
    return rx.el.fieldset(
        rx.el.legend(legend),
        rx.el.div(
            *(
                text_field(
                    label(Locale, locale.value),
                    name=f"{start}-{locale.value}",
                    default_value=names[locale.value],
                    lang=locale.value,
                    auto_complete="off",
                    max_length=400 if start == "help" else 120,
                )
                for locale in Locale
            ),
            class_name="form-grid",
        ),
        rx.cond(error, rx.el.p(error, class_name="error", role="alert")),
        class_name="group",
    )


def _kind() -> rx.Component:
    return select_field(
        t("Holds"),
        [(kind.value, label(OwnKind, kind.value)) for kind in OwnKind],
        name="kind",
        error=State.errors.get("kind", ""),
        hint=t("This cannot be changed later."),
        value=State.kind,
        on_change=State.choose_kind,
    )


def _kept_kind(edited: Any) -> rx.Component:
    told = rx.fragment(label(OwnKind, edited.kind), " · ", t("In the API:"), " ", rx.el.code(edited.key))
    return rx.el.p(t("Holds"), ": ", told, class_name="hint")


def _options() -> rx.Component:
    error = State.errors.get("options", "")
    return rx.el.fieldset(
        rx.el.legend(t("Can be chosen")),
        rx.el.ul(rx.foreach(State.options, _option), class_name="plain-list own-options", role="list"),
        rx.cond(error, rx.el.p(error, class_name="error", role="alert")),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("One more"),
            kind="quiet",
            more="start",
            on_click=State.add_option,
        ),
        class_name="group",
    )


def _option(row: Any, at: Any) -> rx.Component:
    number = (at + 1).to_string()
    return rx.el.li(
        rx.el.div(
            *(
                rx.el.input(
                    id=rx.Var.create("option-") + row.line.to(str) + f"-{locale.value}",
                    name=rx.Var.create("option-") + row.line.to(str) + f"-{locale.value}",
                    default_value=row.names[locale.value],
                    aria_label=t("Option {number}, {language}", number=number, language=label(Locale, locale.value)),
                    placeholder=label(Locale, locale.value),
                    lang=locale.value,
                    auto_complete="off",
                    max_length=120,
                    class_name="input",
                )
                for locale in Locale
            ),
            class_name="own-option-names",
        ),
        rx.el.div(
            rx.cond(row.is_archived, badge(t("Archived"))),
            _small("arrow-up", t("Move option {number} up", number=number), State.move_option(row.line, -1)),
            _small("arrow-down", t("Move option {number} down", number=number), State.move_option(row.line, 1)),
            rx.cond(
                row.is_archived,
                _small("undo-2", t("Bring option {number} back", number=number), State.archive_option(row.line, False)),
                _small("archive", t("Archive option {number}", number=number), State.archive_option(row.line, True)),
            ),
            class_name="entry-actions",
        ),
        key=row.line,
        class_name="own-option",
    )


def _small(icon: str, spoken: rx.Var[str], on_click: Any) -> rx.Component:
    picture = rx.icon(icon, size=16, aria_hidden="true")
    return button(picture, kind="quiet", more="square", aria_label=spoken, title=spoken, on_click=on_click)


def _farewell() -> rx.Component:
    leaving: Any = State.leaving
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("Remove {name}", name=leaving.name)),
            rx.dialog.description(
                rx.cond(
                    leaving.uses > 0,
                    t("Archived, it is out of sight, and what stands in it is kept."),
                    t("Nothing stands in it. Archived, it can be brought back; deleted, it is gone."),
                ),
                size="2",
            ),
            rx.el.div(
                rx.cond(State.leaving_error, notice(State.leaving_error, kind="bad")),
                rx.cond((leaving.uses > 0) & (State.others.length() > 0), _merge_form()),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    rx.cond(leaving.uses == 0, button(t("Delete"), kind="danger", on_click=State.delete)),
                    button(t("Archive"), kind="primary", on_click=State.archive(leaving.id, True)),
                    class_name="form-foot",
                ),
                class_name="question",
            ),
            max_width="34rem",
        ),
        open=State.is_leaving,
        on_open_change=State.show_farewell,
    )


def _merge_form() -> rx.Component:
    others = rx.foreach(State.others, lambda other: rx.el.option(other.label, value=other.value, key=other.value))
    choice = rx.el.select(rx.el.option(t("Choose"), value=""), others, id="other", name="other", class_name="input")
    return rx.el.form(
        rx.el.div(
            field(t("Or have another take over what stands in it"), choice, name="other"),
            button(t("Merge"), type="submit"),
            class_name="beside",
        ),
        on_submit=State.merge,
        class_name="apart",
    )


PAGES = [Page(OWN_FIELDS.route, t("Own fields"), own_fields_page, [State.load])]
