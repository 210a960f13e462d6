"""The association's own choices: name, time zone, language, currency and what its nouns are called."""

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import loading, notice
from sambruk_crm.components.forms import field, select_field, submit, text_field
from sambruk_crm.components.logo_picker import logo_picker
from sambruk_crm.components.text import label, query_value, t
from sambruk_crm.components.vocabulary_form import conflict_notice
from sambruk_crm.models.vocabulary import Locale
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import ASSOCIATION, settings_page
from sambruk_crm.services.settings import CURRENCIES
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.settings.association import AssociationState, Noun
from sambruk_crm.state.settings.lists import Conflict


def association_page() -> rx.Component:
    """Show the form once there is something to fill it with."""
    return settings_page(ASSOCIATION, rx.cond(AssociationState.is_loaded, _content(), loading()))


def _content() -> rx.Component:
    return rx.el.div(
        _notices(),
        _logo(),
        rx.el.form(
            _choices(),
            _nouns(),
            conflict_notice(AssociationState.conflicts, _words),
            rx.el.div(submit(t("Save")), class_name="form-foot"),
            on_submit=AssociationState.save,
            class_name="stack",
        ),
        class_name="stack",
    )


def _notices() -> rx.Component:
    return rx.fragment(
        rx.cond(
            (query_value("saved") == "yes") & ~AssociationState.is_changed_elsewhere,
            notice(t("Saved. Others see it when they next load a page."), kind="good"),
        ),
        rx.cond(
            AssociationState.is_changed_elsewhere,
            notice(
                rx.fragment(
                    t("Someone else has just changed these settings. What you have written stays here."),
                    " ",
                    rx.el.a(t("Load the page again"), href="/settings"),
                ),
                kind="bad",
            ),
        ),
        rx.cond(
            AssociationState.has_example_data,
            rx.el.div(
                rx.icon("flask-conical", size=18, aria_hidden="true"),
                rx.el.span(t("This system holds example data: invented people, deals and to-dos. Every page says so.")),
                class_name="notice warning",
            ),
        ),
    )


def _logo() -> rx.Component:
    state = AssociationState
    return rx.el.section(
        rx.el.h2(t("Logo"), id="logo-title"),
        rx.el.p(t("Shown in the menu and at sign-in. PNG, JPEG, GIF or WebP."), class_name="hint"),
        logo_picker(
            address=state.logo,
            can_edit=True,
            on_bring=state.bring_logo,
            on_remove=state.remove_logo,
            key=state.logo,
        ),
        rx.cond(state.logo_error, rx.el.span(state.logo_error, role="alert", class_name="error")),
        rx.el.p(
            rx.el.a(t("What is to be done first: Getting started"), href="/getting-started"),
            class_name="hint",
        ),
        class_name="card stack-tight",
        aria_labelledby="logo-title",
    )


def _choices() -> rx.Component:
    errors = AssociationState.errors
    return rx.el.section(
        rx.el.div(
            text_field(
                t("Name"),
                name="association_name",
                error=errors.get("association_name", ""),
                hint=t("Shown in the menu, in the browser’s tab and at sign-in."),
                default_value=AssociationState.association_name,
                auto_complete="organization",
            ),
            combobox_field(
                t("Time zone"),
                name="time_zone",
                suggestions=AssociationState.zones,
                on_search=AssociationState.seek_zone,
                error=errors.get("time_zone", ""),
                hint=t("Type a city. Decides when a day begins and ends."),
                value=AssociationState.time_zone,
                text=AssociationState.time_zone.replace("_", " "),
            ),
            select_field(
                t("Default language"),
                [(locale.value, label(Locale, locale.value)) for locale in Locale],
                name="default_locale",
                error=errors.get("default_locale", ""),
                hint=t("For whoever has not chosen one."),
                default_value=AssociationState.default_locale,
            ),
            select_field(
                t("Currency"),
                [(currency, currency) for currency in CURRENCIES],
                name="currency",
                error=errors.get("currency", ""),
                hint=t("For new deals, and where an amount names none."),
                default_value=AssociationState.currency,
            ),
            class_name="form-grid",
        ),
        class_name="card",
    )


def _nouns() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("What you call things"), id="nouns-title"),
        rx.el.p(
            t("Menus, headings and buttons follow. Others see it when they next load a page."),
            class_name="muted",
        ),
        rx.cond(
            AssociationState.errors.get("labels", ""),
            notice(AssociationState.errors.get("labels", ""), kind="bad"),
        ),
        rx.el.div(rx.foreach(AssociationState.nouns, _noun), class_name="form-grid"),
        class_name="card stack",
        aria_labelledby="nouns-title",
    )


def _noun(noun: rx.vars.ObjectVar[Noun]) -> rx.Component:
    name = rx.Var.create("label_") + noun.name
    return field(
        _kind_of(noun.name),
        rx.el.select(
            rx.foreach(noun.alternatives, _alternative),
            id=name,
            name=name,
            default_value=noun.chosen,
            class_name="input",
        ),
        name=name,  # pyright: ignore[reportArgumentType] -- a Var, because the nouns come from the state
    )


def _alternative(choice: rx.vars.ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value, key=choice.value)


def _kind_of(noun: rx.Var[str]) -> rx.Var[str]:
    """Show nouns apart by what they stand for, since their own names are what is being chosen."""
    return rx.match(
        noun,
        ("organisation", t("Those we work with")),
        ("person", t("People there")),
        ("service", t("What we offer")),
        ("contract", t("What is signed")),
        ("history", t("What has happened")),
        noun,
    ).to(str)  # pyright: ignore[reportReturnType, reportAttributeAccessIssue]


def _words(conflict: rx.vars.ObjectVar[Conflict]) -> tuple[object, object]:
    field_name = rx.match(
        conflict.field,
        ("association_name", t("the name")),
        ("time_zone", t("the time zone")),
        ("default_locale", t("the language")),
        ("currency", t("the currency")),
        t("what you call things"),
    )
    value = rx.cond(conflict.field == "default_locale", label(Locale, conflict.value), conflict.value)
    return field_name, value


PAGES = [
    Page(
        route=ASSOCIATION.route,
        title=t("Settings"),
        content=association_page,
        on_load=[AssociationState.enter],
    )
]
