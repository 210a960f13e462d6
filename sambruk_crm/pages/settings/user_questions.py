"""What is asked about somebody who signs in: signed out everywhere, another password, a link to choose one."""

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button, submit, text_field
from sambruk_crm.components.mail_server import no_mail_server
from sambruk_crm.components.text import t
from sambruk_crm.services.users import LINK_DAYS, SHORTEST
from sambruk_crm.state.settings.users import UserAdminState


def user_question() -> rx.Component:
    """Ask before somebody is signed out or gets another password, and show what is shown once."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.match(
                UserAdminState.asks,
                ("sign_out", _signing_out()),
                ("password", _new_password()),
                ("secret", _secret()),
                ("link", _link()),
                rx.fragment(),
            ),
            max_width="32rem",
        ),
        open=UserAdminState.asks != "",
        on_open_change=UserAdminState.close_question,
    )


def password_field(title: rx.Var[str]) -> rx.Component:
    """Ask for a password that an administrator sets; left empty, one is made up."""
    return text_field(
        title,
        name="password",
        error=UserAdminState.errors.get("password", ""),
        hint=t("Left empty, one is made up and shown to you once. At least {count} characters.", count=SHORTEST),
        auto_complete="off",
        spell_check=False,
    )


def _asked(title: rx.Var[str], description: rx.Component | rx.Var[str], *content: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.dialog.title(title),
        rx.dialog.description(description, size="2"),
        rx.el.div(
            rx.cond(UserAdminState.question_error, notice(UserAdminState.question_error, kind="bad")),
            *content,
            class_name="question",
        ),
    )


def _foot(action: rx.Component) -> rx.Component:
    return rx.el.div(rx.dialog.close(button(t("Cancel"))), action, class_name="form-foot")


def _signing_out() -> rx.Component:
    return _asked(
        t("Sign {name} out everywhere?", name=UserAdminState.chosen.name),
        t("Every browser they are signed in with is signed out at once. They may sign in again."),
        _foot(button(t("Sign out everywhere"), kind="danger", on_click=UserAdminState.sign_out)),
    )


def _new_password() -> rx.Component:
    return _asked(
        t("New password for {name}", name=UserAdminState.chosen.name),
        t("The old one no longer works, and they are signed out everywhere."),
        rx.el.form(
            password_field(t("New password")),
            _foot(submit(t("Set password"))),
            on_submit=UserAdminState.reset_password,
        ),
    )


def _secret() -> rx.Component:
    return _asked(
        t("Password for {name}", name=UserAdminState.chosen.name),
        t("Hand it over now, not by e-mail. It cannot be shown again."),
        _shown_once("secret"),
    )


def _link() -> rx.Component:
    return _asked(
        t("Link for {name}", name=UserAdminState.chosen.name),
        rx.cond(
            UserAdminState.is_mailed,
            t(
                "A mail with it is on its way to {email}. It works once, within {count} days.",
                email=UserAdminState.chosen.email,
                count=LINK_DAYS,
            ),
            t(
                "Send it to {email}. With it a password is chosen, once, within {count} days.",
                email=UserAdminState.chosen.email,
                count=LINK_DAYS,
            ),
        ),
        rx.cond(
            UserAdminState.is_mailed,
            rx.fragment(),
            no_mail_server(t("No mail server is set up, so no mail is sent yet.")),
        ),
        _shown_once("link"),
    )


def _shown_once(name: str) -> rx.Component:
    """Show what was made up, to be copied; `name` is what tests find it by."""
    return rx.fragment(
        rx.el.code(UserAdminState.secret, class_name="secret", data_testid=name),
        rx.el.div(
            button(
                rx.icon("copy", size=16, aria_hidden="true"),
                t("Copy"),
                on_click=rx.set_clipboard(UserAdminState.secret),
            ),
            rx.dialog.close(button(t("Done"), kind="primary")),
            class_name="form-foot",
        ),
    )
