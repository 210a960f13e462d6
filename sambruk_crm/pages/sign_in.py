"""The sign-in page: an ordinary form, which works before the connection to the server is open."""

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import post_form, submit, text_field
from sambruk_crm.components.text import form_value, query_value, t
from sambruk_crm.pages.layout import Page, brand, language_choice


def sign_in_page() -> rx.Component:
    """Ask for address and password, and say what was wrong the last time."""
    error = form_value("error")
    return rx.el.main(
        rx.el.div(brand(), class_name="brand"),
        rx.el.section(
            post_form(
                rx.el.h1(t("Sign in")),
                rx.cond(error, notice(error, kind="bad")),
                text_field(
                    t("E-mail"),
                    name="email",
                    type="email",
                    auto_complete="username",
                    default_value=form_value("email"),
                    auto_focus=~form_value("email").bool(),
                    required=True,
                ),
                text_field(
                    t("Password"),
                    name="password",
                    type="password",
                    auto_complete="current-password",
                    auto_focus=form_value("email").bool(),
                    required=True,
                ),
                rx.el.input(type="hidden", name="next", value=query_value("next")),
                submit(t("Sign in")),
                rx.el.a(t("Forgotten password"), href="/forgotten-password", class_name="door-way"),
                class_name="stack",
                action="/auth/login",
            ),
            class_name="card",
        ),
        language_choice(),
        class_name="door",
    )


PAGES = [Page(route="/login", title=t("Sign in"), content=sign_in_page, is_bare=True)]
