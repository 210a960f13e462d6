"""The ways in for whoever has no password: asking for a link, and choosing a password by one."""

import reflex as rx

from sambruk_crm.components.feedback import loading, notice
from sambruk_crm.components.forms import post_form, submit, text_field
from sambruk_crm.components.text import association, form_value, query_value, t
from sambruk_crm.pages.layout import Page, brand, language_choice
from sambruk_crm.services.users import LINK_MINUTES, SHORTEST
from sambruk_crm.state.door import DoorState

FORGOTTEN, CHOOSE = "/forgotten-password", "/choose-password"


def forgotten_page() -> rx.Component:
    """Ask for an address, and answer the same whether or not anybody has it."""
    return _door(
        rx.cond(
            DoorState.is_loaded & (query_value("sent") == "yes"),
            rx.fragment(
                rx.el.h1(t("Look in your mail")),
                notice(
                    t(
                        "If somebody here has this address, a mail with a link is on its way. The link works for "
                        "{count} minutes.",
                        count=LINK_MINUTES,
                    ),
                    kind="good",
                ),
            ),
            rx.cond(
                DoorState.is_loaded,
                rx.cond(DoorState.has_mail, _asking(), _without_mail()),
                loading(),
            ),
        ),
        rx.el.a(t("Back to sign in"), href="/login"),
    )


def choose_page() -> rx.Component:
    """Ask for the password, once."""
    return _door(
        rx.cond(
            DoorState.is_loaded,
            rx.cond(DoorState.holder, _choosing(), _too_late()),
            loading(),
        )
    )


def _door(*content: rx.Component) -> rx.Component:
    return rx.el.main(
        rx.el.div(brand(), class_name="brand"),
        rx.el.section(*content, class_name="card stack"),
        language_choice(),
        class_name="door",
    )


def _asking() -> rx.Component:
    error = form_value("error")
    return post_form(
        rx.el.h1(t("Forgotten password")),
        rx.el.p(t("You get a mail with a link to choose a new one."), class_name="muted"),
        rx.cond(error, notice(error, kind="bad")),
        text_field(
            t("E-mail"),
            name="email",
            type="email",
            auto_complete="username",
            error=form_value("error_email"),
            default_value=form_value("email"),
            auto_focus=True,
            required=True,
        ),
        submit(t("Send me a link")),
        class_name="stack",
        action="/auth/forgotten",
    )


def _without_mail() -> rx.Component:
    return rx.fragment(
        rx.el.h1(t("Forgotten password")),
        rx.el.p(
            t(
                "This system sends no mail yet. Ask an administrator of {association} for a link.",
                association=association(),
            )
        ),
    )


def _choosing() -> rx.Component:
    error = form_value("error")
    return post_form(
        rx.el.div(
            rx.el.h1(
                rx.cond(
                    DoorState.is_first, t("Welcome to {association}", association=association()), t("A new password")
                )
            ),
            rx.el.p(t("You sign in with {email}.", email=DoorState.holder), class_name="muted"),
            class_name="stack-tight",
        ),
        rx.cond(error, notice(error, kind="bad")),
        rx.el.input(type="hidden", name="email", value=DoorState.holder, auto_complete="username", read_only=True),
        text_field(
            t("Password"),
            name="new",
            type="password",
            auto_complete="new-password",
            min_length=SHORTEST,
            auto_focus=True,
            required=True,
            error=form_value("error_new"),
            hint=t("At least {count} characters. A few words are better than odd symbols.", count=SHORTEST),
        ),
        rx.el.input(type="hidden", name="token", value=query_value("token")),
        submit(t("Choose and sign in")),
        class_name="stack",
        action="/auth/choose-password",
    )


def _too_late() -> rx.Component:
    return rx.fragment(
        rx.el.h1(t("This link does not work any more")),
        rx.el.p(t("It has been used, or it is too old. Ask for a new one.")),
        rx.el.a(t("Ask for a new link"), href=FORGOTTEN, class_name="button primary"),
    )


PAGES = [
    Page(FORGOTTEN, t("Forgotten password"), forgotten_page, [DoorState.load_forgotten], is_bare=True),
    Page(CHOOSE, t("Choose a password"), choose_page, [DoorState.load_link], is_bare=True),
]
