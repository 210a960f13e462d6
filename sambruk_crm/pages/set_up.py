"""The first visit: makes the first administrator. Opened by the one-time link that is printed at start."""

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import check_field, post_form, select_field, submit, text_field
from sambruk_crm.components.text import form_value, label, query_value, t
from sambruk_crm.models.vocabulary import Locale
from sambruk_crm.pages.layout import Page, brand, language_choice
from sambruk_crm.services.users import SHORTEST


def set_up_page() -> rx.Component:
    """Ask who administers, what the association is called, and whether to begin with example data."""
    error = form_value("error")
    return rx.el.main(
        rx.el.div(brand(), class_name="brand"),
        rx.el.section(
            post_form(
                rx.el.div(
                    rx.el.h1(t("Welcome")),
                    rx.el.p(
                        t("This is the first visit. You become the first administrator."),
                        class_name="muted",
                    ),
                    class_name="stack-tight",
                ),
                rx.cond(error, notice(error, kind="bad")),
                rx.cond(
                    ~query_value("token").bool(),
                    notice(
                        t("Open the link that was printed where the system was started."),
                        kind="bad",
                    ),
                ),
                *_questions(),
                rx.el.input(type="hidden", name="token", value=query_value("token")),
                submit(t("Begin")),
                class_name="stack",
                id="set-up",
                action="/auth/setup",
            ),
            class_name="card wide",
        ),
        language_choice(form="set-up"),
        class_name="door",
    )


def _questions() -> tuple[rx.Component, ...]:
    return (
        _asked(
            t("Our association"),
            "association_name",
            auto_complete="organization",
            auto_focus=True,
            required=True,
        ),
        _asked(t("Your name"), "name", auto_complete="name"),
        _asked(t("E-mail"), "email", type="email", auto_complete="username", required=True),
        text_field(
            t("Password"),
            name="password",
            type="password",
            auto_complete="new-password",
            min_length=SHORTEST,
            required=True,
            error=form_value("error_password"),
            hint=t(
                "At least {count} characters. A few words are better than odd symbols.",
                count=SHORTEST,
            ),
        ),
        select_field(
            t("Language of the association"),
            [(locale.value, label(Locale, locale.value)) for locale in Locale],
            name="default_locale",
            default_value=rx.cond(
                form_value("default_locale"),
                form_value("default_locale"),
                Locale.SV.value,
            ),
        ),
        check_field(
            t("Begin with example data"),
            name="example_data",
            value="yes",
            hint=t("Invented members, deals and to-dos to try things out with."),
            default_checked=form_value("example_data") == "yes",
        ),
    )


def _asked(text: rx.Var[str], name: str, **props: object) -> rx.Component:
    return text_field(
        text,
        name=name,
        error=form_value(f"error_{name}"),
        default_value=form_value(name),
        **props,
    )


PAGES = [Page(route="/setup", title=t("Welcome"), content=set_up_page, is_bare=True)]
