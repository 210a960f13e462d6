"""What is shown for an address that leads nowhere."""

import reflex as rx

from sambruk_crm.components.text import t
from sambruk_crm.pages.layout import Page, link


def missing_page() -> rx.Component:
    """Show so, and lead back."""
    return rx.el.main(
        rx.el.div(
            rx.icon("compass", size=32, aria_hidden="true"),
            rx.el.h1(t("There is no such page")),
            rx.el.p(t("The address may be misspelt, or what was here is gone.")),
            link(t("To the start page"), to="/", class_name="button primary"),
            class_name="empty",
        ),
        class_name="door",
    )


PAGES = [
    Page(
        route="404",
        title=t("There is no such page"),
        content=missing_page,
        is_bare=True,
    )
]
