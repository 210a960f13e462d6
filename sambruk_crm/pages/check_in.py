"""Checking in with the phone, at a customer's or on the way from there."""

import reflex as rx

from sambruk_crm.components.check_in import check_in_form
from sambruk_crm.components.text import t
from sambruk_crm.pages.layout import Page, page_head


def check_in() -> rx.Component:
    """Show the form; it works by itself, with or without a connection."""
    return rx.fragment(page_head(t("Check in")), check_in_form())


PAGES = (Page("/check-in", t("Check in"), check_in),)
