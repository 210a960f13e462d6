"""What people see when the connection is gone, or a page fails, in their own language."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors

from sambruk_crm.components.text import t


def connection_notice() -> rx.Component:
    """Show that the server is not reached, until it is again."""
    return rx.cond(
        has_too_many_connection_errors,
        rx.el.div(
            rx.icon("wifi-off", size=18, aria_hidden="true"),
            t("No connection to the server. It is tried again by itself; what you have typed stays here."),
            role="status",
            class_name="offline",
        ),
    )


def error_boundary(*children: rx.Component) -> rx.Component:
    """Show our own words when a page fails to draw, instead of nothing."""
    return ErrorBoundary.create(*children, fallback_render=_failed())


def _failed() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("This page could not be shown")),
        rx.el.p(t("The fault is ours, and it has been noted. Loading the page again often helps.")),
        rx.el.a(t("Load the page again"), href="", class_name="button primary"),
        role="alert",
        class_name="empty",
    )
