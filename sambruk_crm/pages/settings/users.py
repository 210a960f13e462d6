"""The people who sign in: added, given roles, shut out and let in again."""

from typing import Any

import reflex as rx

from sambruk_crm.components.absences import absences_card
from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.forms import button, dialog_form, select_field, text_field
from sambruk_crm.components.hand_over import hand_over_dialog
from sambruk_crm.components.text import label, shown_age, t
from sambruk_crm.components.vocabulary_form import conflict_notice
from sambruk_crm.models.vocabulary import Role
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import USERS, settings_page
from sambruk_crm.pages.settings.user_questions import user_question
from sambruk_crm.state.absences.hand_over import HandOverState
from sambruk_crm.state.absences.list import AbsenceState
from sambruk_crm.state.settings.lists import Conflict
from sambruk_crm.state.settings.users import ManagedUser, UserAdminState

User = rx.vars.ObjectVar[ManagedUser]


def users_page() -> rx.Component:
    """Show who signs in."""
    return settings_page(
        USERS,
        rx.cond(UserAdminState.is_loaded, rx.fragment(_users(), absences_card()), loading()),
        _form(),
        user_question(),
        hand_over_dialog(),
    )


def _users() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.p(t("Those who sign in, and what their role allows."), class_name="muted"),
            button(
                rx.icon("user-plus", size=16, aria_hidden="true"),
                t("Invite"),
                kind="primary",
                on_click=UserAdminState.begin,
            ),
            class_name="entry-head",
        ),
        _list(rx.foreach(UserAdminState.users, _active)),
        rx.cond(
            UserAdminState.inactive.length() > 0,
            rx.el.details(
                rx.el.summary(t("Deactivated ({count})", count=UserAdminState.inactive.length())),
                rx.el.ul(
                    rx.foreach(UserAdminState.inactive, _inactive), class_name="plain-list entries people", role="list"
                ),
                class_name="archive",
            ),
        ),
        class_name="card",
    )


def _list(rows: rx.Component) -> rx.Component:
    return rx.el.ul(rows, class_name="plain-list entries people", role="list")


def _active(user: User) -> rx.Component:
    return _line(
        user,
        badge(label(Role, user.role), colour=rx.cond(user.role == Role.ADMINISTRATOR.value, "blue", "")),
        rx.cond(user.is_me, badge(t("You"), colour="green")),
        actions=(
            button(
                rx.icon("pencil", size=16, aria_hidden="true"),
                t("Edit"),
                kind="quiet",
                aria_label=t("Edit {name}", name=user.name),
                on_click=UserAdminState.edit(user.id),
            ),
            *_questions(user),
        ),
    )


def _inactive(user: User) -> rx.Component:
    return _line(
        user,
        badge(t("Deactivated")),
        actions=(
            button(
                rx.icon("undo-2", size=16, aria_hidden="true"),
                t("Let in again"),
                kind="quiet",
                aria_label=t("Let {name} in again", name=user.name),
                on_click=UserAdminState.reactivate(user.id),
            ),
        ),
        more="away",
    )


def _line(user: User, *marks: rx.Component, actions: tuple[rx.Component, ...], more: str = "") -> rx.Component:
    seen = rx.cond(user.seen_at, t("last seen {age}", age=shown_age(user.seen_at)), t("never signed in"))
    return rx.el.li(
        rx.el.span(user.name.to(str)[:1], class_name="initial", aria_hidden="true"),
        rx.el.div(
            rx.el.div(user.name, *marks, class_name="entry-name"),
            rx.el.div(user.email, " · ", seen, class_name="hint"),
            class_name="entry-main",
        ),
        rx.el.div(*actions, class_name="entry-actions"),
        key=user.id.to_string(),
        class_name=f"entry {more}".strip(),
        data_user_id=user.id,
    )


def _questions(user: User) -> tuple[rx.Component, ...]:
    return (
        _icon_button(
            "link", t("Link for {name} to choose a password", name=user.name), UserAdminState.make_link(user.id)
        ),
        _ask("key-round", t("New password for {name}", name=user.name), "password", user),
        _ask("log-out", t("Sign {name} out everywhere", name=user.name), "sign_out", user),
        rx.cond(
            user.is_me,
            rx.fragment(),
            _icon_button("user-x", t("Deactivate {name}", name=user.name), HandOverState.ask(user.id)),
        ),
    )


def _ask(icon: str, spoken: rx.Var[str], question: str, user: User) -> rx.Component:
    return _icon_button(icon, spoken, UserAdminState.ask(question, user.id))


def _icon_button(icon: str, spoken: rx.Var[str], event: Any) -> rx.Component:
    return button(
        rx.icon(icon, size=16, aria_hidden="true"),
        kind="quiet",
        more="square",
        aria_label=spoken,
        title=spoken,
        on_click=event,
    )


def _form() -> rx.Component:
    edited, errors = UserAdminState.edited, UserAdminState.errors
    return dialog_form(
        rx.cond(edited.id > 0, t("Edit {name}", name=edited.name), t("Invite somebody")),
        conflict_notice(UserAdminState.conflicts, _words),
        rx.cond(UserAdminState.form_error, notice(UserAdminState.form_error, kind="bad")),
        text_field(
            t("E-mail"),
            name="email",
            type="text",
            input_mode="email",
            error=errors.get("email", ""),
            hint=t("They sign in with it."),
            default_value=edited.email,
            auto_complete="off",
        ),
        text_field(
            t("Name"), name="name", error=errors.get("name", ""), default_value=edited.name, auto_complete="off"
        ),
        _role_field(edited),
        rx.cond(edited.id == 0, rx.el.p(t("They choose a password themselves, by a link."), class_name="hint")),
        save_text=rx.cond(edited.id > 0, t("Save"), t("Invite")),
        is_open=UserAdminState.is_editing,
        on_open_change=UserAdminState.close_form,
        on_submit=UserAdminState.save,
    )


def _role_field(edited: User) -> rx.Component:
    rights = {
        Role.ADMINISTRATOR: t("everything, also users and settings"),
        Role.MANAGER: t("also deletes, exports and changes the lists"),
        Role.STAFF: t("writes members, persons, deals and to-dos"),
        Role.READER: t("sees everything, changes nothing"),
    }
    return rx.fragment(
        select_field(
            t("Role"),
            [(role.value, label(Role, role.value)) for role in rights],  # pyright: ignore[reportArgumentType]
            name="role",
            error=UserAdminState.errors.get("role", ""),
            hint=t("A new role applies at once, in open windows too."),
            default_value=edited.role,
        ),
        rx.el.ul(
            *(rx.el.li(rx.el.strong(label(Role, role.value)), ": ", words) for role, words in rights.items()),
            class_name="plain-list hint",
        ),
    )


def _words(conflict: rx.vars.ObjectVar[Conflict]) -> tuple[Any, Any]:
    field = rx.match(
        conflict.field, ("name", t("the name")), ("email", t("the e-mail address")), ("role", t("the role")), ""
    )
    return field, rx.cond(conflict.field == "role", label(Role, conflict.value), conflict.value)


PAGES = [
    Page(
        route=USERS.route,
        title=USERS.title,
        content=users_page,
        on_load=[UserAdminState.load, AbsenceState.load, HandOverState.load],
    ),
]
