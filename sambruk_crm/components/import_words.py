"""What imports call the nouns, and the signs by which records are told."""

from typing import Any

import reflex as rx

from sambruk_crm.components.text import t
from sambruk_crm.services.imports import Match


def noun_title(noun: Any) -> rx.Var[str]:
    """Return what records of a noun are called."""
    return rx.match(  # pyright: ignore[reportReturnType]
        noun,
        ("person", t("Persons")),
        ("lead", t("Leads")),
        ("deal", t("Deals")),
        ("contract", t("Contracts")),
        ("service", t("Services")),
        ("project", t("Projects")),
        ("history", t("History")),
        t("Organisations"),
    )


def match_title(match: Any) -> rx.Var[str]:
    """Return what a sign is called."""
    return rx.match(  # pyright: ignore[reportReturnType]
        match,
        (Match.NUMBER.value, t("Organisation number")),
        (Match.EMAIL.value, t("E-mail")),
        (Match.PHONE.value, t("Phone")),
        (Match.ENTRY.value, t("Time and text")),
        t("Name"),
    )
