"""The mail server: written here by an administrator, or only shown where the environment has the say."""

import reflex as rx

from sambruk_crm.components.feedback import loading, notice
from sambruk_crm.components.forms import button, select_field, submit, text_field
from sambruk_crm.components.text import association, t
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import MAIL_SERVER, settings_page
from sambruk_crm.state.settings.mail_server import MailServerState

state = MailServerState


def mail_server_page() -> rx.Component:
    """Show the form once there is something to fill it with."""
    return settings_page(MAIL_SERVER, rx.cond(state.is_loaded, _content(), loading()))


def _content() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            t("Reminders, invitations, new passwords and mailings leave through it."), class_name="muted settings-lead"
        ),
        rx.cond(state.shown.source == "environment", _shown(), _form()),
        rx.cond(state.shown.source != "none", _test()),
        class_name="stack",
    )


def _form() -> rx.Component:
    errors, values = state.errors, state.values
    return rx.el.form(
        rx.cond(state.form_error, notice(state.form_error, kind="bad")),
        rx.cond(
            state.shown.is_password_lost,
            notice(
                t("The stored password cannot be read any more: it was encrypted with another key. Enter it anew."),
                kind="bad",
            ),
        ),
        rx.el.section(
            rx.el.h2(t("Server"), id="server-title"),
            text_field(
                t("Name of the server"),
                name="host",
                error=errors.get("host", ""),
                hint=t("As your mail provider says, such as smtp.example.se. Left empty, no mail is sent."),
                default_value=values["host"],
                auto_complete="off",
                spell_check=False,
            ),
            rx.el.div(
                select_field(
                    t("Encryption"),
                    _securities(),
                    name="security",
                    error=errors.get("security", ""),
                    default_value=values["security"],
                ),
                text_field(
                    t("Port"),
                    name="port",
                    error=errors.get("port", ""),
                    hint=t("Left empty: 587 for STARTTLS, 465 for TLS, 25 without."),
                    default_value=values["port"],
                    input_mode="numeric",
                    auto_complete="off",
                ),
                class_name="form-grid",
            ),
            rx.el.div(
                text_field(
                    t("User name"),
                    name="user",
                    error=errors.get("user", ""),
                    hint=t("Left empty where the server asks for none."),
                    default_value=values["user"],
                    auto_complete="off",
                    spell_check=False,
                ),
                text_field(
                    t("Password"),
                    name="password",
                    type="password",
                    error=errors.get("password", ""),
                    hint=rx.cond(
                        state.shown.has_password,
                        t("There is one. Write here only to change it; it is never shown."),
                        t("It is stored encrypted, and never shown again."),
                    ),
                    auto_complete="new-password",
                ),
                class_name="form-grid",
            ),
            class_name="card stack",
            aria_labelledby="server-title",
        ),
        rx.el.section(
            rx.el.h2(t("Sender"), id="sender-title"),
            rx.el.div(
                text_field(
                    t("Address mail comes from"),
                    name="sender_address",
                    type="text",
                    input_mode="email",
                    error=errors.get("sender_address", ""),
                    hint=t("One that your mail server may send from, such as crm@example.se."),
                    default_value=values["sender_address"],
                    auto_complete="off",
                ),
                text_field(
                    t("Name of the sender"),
                    name="sender_name",
                    error=errors.get("sender_name", ""),
                    hint=t("Left empty, it is {name}.", name=association()),
                    default_value=values["sender_name"],
                    auto_complete="off",
                ),
                class_name="form-grid",
            ),
            class_name="card stack",
            aria_labelledby="sender-title",
        ),
        rx.el.div(submit(t("Save")), class_name="form-foot"),
        on_submit=state.save,
        key=state.opened.to_string(),
        class_name="stack",
    )


def _securities() -> list[tuple[str, rx.Var[str]]]:
    return [
        ("starttls", t("STARTTLS (usual)")),
        ("tls", t("TLS from the start")),
        ("none", t("None: only within your own network")),
    ]


def _shown() -> rx.Component:
    shown = state.shown
    return rx.el.section(
        rx.el.div(
            rx.icon("lock", size=18, aria_hidden="true"),
            rx.el.span(
                t("Set in the environment of the server (SAMBRUK_SMTP_URL), which comes first. It is changed there.")
            ),
            class_name="notice warning",
        ),
        rx.el.dl(
            _line(t("Name of the server"), shown.host),
            _line(t("Port"), shown.port.to_string()),  # pyright: ignore[reportOptionalMemberAccess]
            _line(
                t("Encryption"),
                rx.cond(shown.security == "tls", t("TLS from the start"), t("STARTTLS where the server offers it")),
            ),
            _line(t("User name"), rx.cond(shown.user, shown.user, "–")),
            _line(t("Password"), rx.cond(shown.has_password, "•••••", "–")),
            _line(t("Address mail comes from"), shown.sender_address),
            class_name="facts",
        ),
        class_name="card stack",
    )


def _line(name: rx.Var[str], value: object) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value), class_name="fact")


def _test() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Try it"), id="test-title"),
        rx.el.p(t("A mail goes to {address}, and what the server says of it is told here.", address=state.my_address)),
        rx.el.div(
            button(
                rx.icon("send", size=16, aria_hidden="true"),
                rx.cond(state.is_testing, t("Sending…"), t("Send a test mail")),
                on_click=state.try_out,
                disabled=state.is_testing,
            ),
            class_name="row",
        ),
        rx.el.div(
            rx.cond(
                state.told,
                rx.cond(state.is_sent, notice(state.told, kind="good"), notice(state.told, kind="bad")),
            ),
            aria_live="polite",
            data_testid="mail-outcome",
        ),
        class_name="card stack",
        aria_labelledby="test-title",
    )


PAGES = [Page(MAIL_SERVER.route, t("Mail server"), mail_server_page, [MailServerState.load])]
