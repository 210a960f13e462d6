"""What is said where there is no mail server: what does not happen, and the way to mend it."""

import reflex as rx

from sambruk_crm.components.text import t
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState

ROUTE = "/settings/mail-server"


def no_mail_server(text: rx.Var[str], ask: rx.Var[str] | str = "") -> rx.Component:
    """Say that there is none, with the way there for whoever may set one up, and for others whom to `ask`."""
    may_change = FrameState.rights.contains(Permission.MANAGE_SETTINGS.value)
    way = rx.el.a(t("Set up a mail server"), href=ROUTE)
    others = rx.cond(ask, t("Ask {names}.", names=ask), t("Ask an administrator."))
    return rx.el.div(
        rx.icon("mail-x", size=18, aria_hidden="true"),
        rx.el.span(text, " ", rx.cond(may_change, way, others)),
        role="status",
        class_name="notice warning",
    )
