"""Texts, dates and numbers in the reader's language, made in the browser: values in, a Var out."""

from enum import StrEnum
from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.errors import Message
from sambruk_crm.services.vocabularies import LABELS

_MODULE = beside(__name__, "text.js").importable_path


def t(msgid: str, /, **values: Any) -> rx.Var[str]:
    """Return a text of the catalogue, its {braces} filled in by values or Vars."""
    return _call("text", msgid, values) if values else _call("text", msgid)


def translated(message: Message) -> rx.Var[str]:
    """Return a text that a service carries, such as the name of a noun."""
    return t(message.msgid, **message.values)


def tn(singular: str, plural: str, /, *, count: Any, **values: Any) -> rx.Var[str]:
    """Return the text that fits a number, which both may show as {count}."""
    return _call("textOfNumber", singular, plural, count, values)


def name_or_default(name: rx.Var[str] | str, default_name: rx.Var[str] | str) -> rx.Var[str]:
    """Return the name that people chose, else the built-in one in the reader's language."""
    return rx.cond(name, name, _call("text", default_name)).to(str)  # pyright: ignore[reportReturnType]


def label(vocabulary: type[StrEnum], value: Any) -> rx.Var[str]:
    """Return the word for a member of a fixed vocabulary; nothing for none."""
    return _call("textOfKey", LABELS[vocabulary], value)


def label_in(words: Any, value: Any) -> rx.Var[str]:
    """Return the word for a value, of a table of texts by value."""
    return _call("textOfKey", words, value)


def shown_date(value: Any, *, style: str = "medium") -> rx.Var[str]:
    """Return a day, or the day of a moment in the association's time zone; `style` is Intl's dateStyle."""
    return _call("shownDate", value, style)


def shown_time(value: Any) -> rx.Var[str]:
    """Return day and time of a moment in the association's time zone."""
    return _call("shownTime", value)


def shown_clock(value: Any) -> rx.Var[str]:
    """Return the time of day of a moment in the association's time zone."""
    return _call("shownClock", value)


def shown_number(value: Any, *, digits: int | None = None) -> rx.Var[str]:
    """Return a number, with so many decimals."""
    return _call("shownNumber", value) if digits is None else _call("shownNumber", value, digits)


def shown_money(value: Any, currency: Any = "") -> rx.Var[str]:
    """Return an amount with its currency, by default the association's."""
    return _call("shownMoney", value, currency)


def shown_age(value: Any) -> rx.Var[str]:
    """Return how long ago or ahead it is: yesterday, in 3 hours."""
    return _call("shownAge", value)


def shown_device(user_agent: Any) -> rx.Var[str]:
    """Return the browser and system that a User-Agent header tells of."""
    return _call("shownDevice", user_agent, t("Unknown device"))


def association() -> rx.Var[str]:
    """Return the association's name."""
    return _call("association")


def association_logo() -> rx.Var[str]:
    """Return where the association's logo is fetched, or nothing."""
    return _call("associationLogo")


def is_example_data() -> rx.Var[bool]:
    """Return whether the screens show example data."""
    return _call("isExampleData").to(bool)  # pyright: ignore[reportReturnType]


def shows_parts() -> rx.Var[bool]:
    """Return whether this server has the page of all parts."""
    return _call("showsParts").to(bool)  # pyright: ignore[reportReturnType]


def language() -> rx.Var[str]:
    """Return the code of the reader's language."""
    return _call("language")


def country_name(code: Any) -> rx.Var[str]:
    """Return what a country is called in the reader's language."""
    return _call("countryName", code)


def page_title(title: rx.Var[str], badge: Any) -> rx.Var[str]:
    """Return what the browser's tab says, with the badge in front when there is something to do."""
    return _call("pageTitle", title, badge)


def form_value(name: str) -> rx.Var[str]:
    """Return what was typed into a form that was refused, or under `error` and `error_<name>` what was wrong."""
    return _call("formValue", name)


def query_value(name: str) -> rx.Var[str]:
    """Return a value of the address bar's query."""
    return _call("queryValue", name)


def _call(function: str, *arguments: Any) -> rx.Var[Any]:
    local = f"sambruk_{function}"
    imported = rx.vars.VarData(imports={_MODULE: [rx.ImportVar(tag=function, alias=local)]})
    return rx.vars.FunctionStringVar.create(local, _var_data=imported).call(*arguments).to(str)
