"""Messages: what was done and can be undone, what is ready, what fails, what reminds; all of them in one place.

The frame has the place. A part of any page puts a message there, wherever it is drawn itself.
"""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import t

_SOURCE = f"$/public{beside(__name__, 'messages.jsx')}"
_STYLES = beside(__name__, "messages.css").importable_path


class MessagePlace(rx.Component):
    """Where messages are shown, once on every page; it shows the short ones that the server says by itself."""

    library = _SOURCE
    tag = "MessagePlace"

    label: rx.Var[str]
    put_away: rx.Var[str]

    def add_imports(self) -> ImportDict:
        """Have the style sheet loaded with the frame."""
        return {"": _STYLES}


class Message(rx.Component):
    """Shows its content in the place of messages, by messages.jsx."""

    library = _SOURCE
    tag = "Message"


def message_place() -> rx.Component:
    """Return the place of messages, which is announced to screen readers."""
    return MessagePlace.create(label=t("Messages"), put_away=t("Put away"))


def message(*children: Any, more: str = "", **props: Any) -> rx.Component:
    """Show a message; it is there as long as this is drawn."""
    return Message.create(rx.el.div(*children, class_name=f"message {more}".strip(), **props))
