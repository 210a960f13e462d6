"""My account: name, language, colours, password, where I am signed in, keys for other systems."""

import reflex as rx

from sambruk_crm.components.absences import absences_card
from sambruk_crm.components.calendar_card import calendar_card
from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.forms import button, post_form, submit, text_field
from sambruk_crm.components.mail_choices import mail_card
from sambruk_crm.components.text import form_value, label, query_value, shown_age, shown_device, shown_time, t
from sambruk_crm.models.vocabulary import Density
from sambruk_crm.pages.layout import Page, color_choice, language_choice, page_head
from sambruk_crm.services.users import SHORTEST, KeyRow, SessionRow
from sambruk_crm.state.absences.list import AbsenceState
from sambruk_crm.state.account import AccountState
from sambruk_crm.state.calendar import CalendarState
from sambruk_crm.state.mailings.choices import MailChoiceState


def account_page() -> rx.Component:
    """Show everything that is mine alone."""
    return rx.fragment(
        page_head(t("My account")),
        rx.cond(
            AccountState.is_loaded,
            rx.el.div(
                _me(),
                _look(),
                absences_card(),
                calendar_card(),
                mail_card(),
                _password(),
                _sessions(),
                _keys(),
                class_name="stack",
            ),
            loading(),
        ),
    )


def _card(title: rx.Var[str], *children: rx.Component, name: str) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=f"{name}-title"),
        *children,
        class_name="card",
        aria_labelledby=f"{name}-title",
    )


def _me() -> rx.Component:
    return _card(
        t("Name"),
        rx.el.form(
            text_field(
                t("What colleagues see"),
                name="name",
                auto_complete="name",
                default_value=AccountState.name,
                max_length=200,
            ),
            rx.el.div(submit(t("Save")), class_name="form-foot"),
            on_submit=AccountState.save_name,
        ),
        name="me",
    )


def _look() -> rx.Component:
    return _card(
        t("Language and looks"),
        rx.el.div(
            rx.el.div(language_choice(), class_name="row"),
            color_choice(),
            _density(),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=AccountState.is_last_name_first,
                    on_change=lambda _: AccountState.turn_names(~AccountState.is_last_name_first),
                    class_name="tick",
                ),
                t("Name persons with the last name first"),
                class_name="filter-value",
            ),
            class_name="stack",
        ),
        name="look",
    )


def _density() -> rx.Component:
    """Offer how close rows stand: at once here, and kept for this user's other browsers."""
    return rx.el.fieldset(
        rx.el.legend(t("How close the rows are")),
        rx.el.div(
            *(
                button(
                    label(Density, one.value),
                    aria_pressed=rx.cond(AccountState.density == one.value, "true", "false"),
                    on_click=[
                        rx.call_script(f"sambrukLook('density','{one.value}')"),
                        AccountState.choose_density(one.value),
                    ],
                )
                for one in Density
            ),
            class_name="row",
        ),
        class_name="group",
    )


def _password() -> rx.Component:
    error = form_value("error")
    return _card(
        t("Password"),
        post_form(
            rx.cond(error, notice(error, kind="bad")),
            rx.cond(
                query_value("changed") == "password",
                notice(
                    t("The password is changed. You are signed out everywhere else."),
                    kind="good",
                ),
            ),
            rx.el.div(
                text_field(
                    t("Current password"),
                    name="current",
                    type="password",
                    auto_complete="current-password",
                    required=True,
                    error=form_value("error_current"),
                ),
                text_field(
                    t("New password"),
                    name="new",
                    type="password",
                    auto_complete="new-password",
                    min_length=SHORTEST,
                    required=True,
                    error=form_value("error_new"),
                    hint=t(
                        "At least {count} characters. A few words are better than odd symbols.",
                        count=SHORTEST,
                    ),
                ),
                class_name="form-grid",
            ),
            rx.el.div(submit(t("Change password")), class_name="form-foot"),
            class_name="stack",
            action="/auth/password",
        ),
        name="password",
    )


def _sessions() -> rx.Component:
    return _card(
        t("Where you are signed in"),
        rx.el.ul(
            rx.foreach(AccountState.sessions, _session),
            class_name="plain-list stack-tight",
        ),
        name="sessions",
    )


def _session(row: rx.vars.ObjectVar[SessionRow]) -> rx.Component:
    return rx.el.li(
        rx.icon("monitor-smartphone", size=18, aria_hidden="true"),
        rx.el.div(
            rx.el.div(shown_device(row.user_agent), title=row.user_agent),
            rx.el.div(
                t("Last used {age}", age=shown_age(row.seen_at)),
                " · ",
                row.address,
                class_name="hint",
            ),
            class_name="grow",
        ),
        rx.cond(
            row.is_this,
            badge(t("This one"), colour="green"),
            button(
                t("Sign out"),
                kind="danger",
                on_click=AccountState.revoke_session(row.id),
            ),
        ),
        key=row.id.to_string(),
        class_name="row",
    )


def _keys() -> rx.Component:
    return _card(
        t("API keys"),
        rx.el.div(
            rx.el.p(
                t("With a key another system may do what you may. Give each system its own."),
                class_name="muted",
            ),
            rx.cond(
                AccountState.new_secret,
                rx.el.div(
                    notice(t("Copy the key now. It cannot be shown again."), kind="good"),
                    rx.el.code(
                        AccountState.new_secret,
                        class_name="secret",
                        data_testid="new-key",
                    ),
                    class_name="stack-tight",
                ),
            ),
            rx.el.ul(rx.foreach(AccountState.keys, _key), class_name="plain-list stack-tight"),
            rx.el.form(
                text_field(
                    t("What the key is for"),
                    name="key_name",
                    max_length=100,
                    error=AccountState.errors.get("name", ""),
                ),
                rx.el.div(submit(t("Make a key")), class_name="form-foot"),
                on_submit=AccountState.create_key,
                key=AccountState.keys.length().to_string(),
            ),
            class_name="stack",
        ),
        name="keys",
    )


def _key(row: rx.vars.ObjectVar[KeyRow]) -> rx.Component:
    used = rx.cond(
        row.last_used_at,
        t("Last used {age}", age=shown_age(row.last_used_at)),
        t("Never used"),
    )
    return rx.el.li(
        rx.icon("key-round", size=18, aria_hidden="true"),
        rx.el.div(
            rx.el.div(row.name),
            rx.el.div(
                row.prefix,
                "… · ",
                t("Made {time}", time=shown_time(row.created_at)),
                " · ",
                used,
                class_name="hint",
            ),
            class_name="grow",
        ),
        button(t("Revoke"), kind="danger", on_click=AccountState.revoke_key(row.id)),
        key=row.id.to_string(),
        class_name="row",
    )


PAGES = [
    Page(
        route="/konto",
        title=t("My account"),
        content=account_page,
        on_load=[AccountState.load, AbsenceState.load, CalendarState.load, MailChoiceState.load],
    )
]
