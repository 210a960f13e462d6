"""Short messages from the server: what was done, what failed. They stand with all others, in the place of messages."""

import json
from typing import Literal

import reflex as rx
from reflex.event import EventSpec

Kind = Literal["good", "bad", "warning"]
_TELL = "(window.sambrukMessages ??= []).push({said}); window.dispatchEvent(new Event('sambruk-message'))"
"""Leaves a message where messages.jsx takes it, now or as soon as it is there."""


def done(text: str) -> EventSpec:
    """Say what was done; it goes by itself."""
    return _said("good", text)


def warned(text: str) -> EventSpec:
    """Say what is otherwise than one thinks; it goes by itself."""
    return _said("warning", text)


def failed(text: str, *, name: str = "") -> EventSpec:
    """Say what could not be done; of several with one name the last is shown."""
    return _said("bad", text, name)


def take_back(name: str) -> EventSpec:
    """Show the message of a name no longer."""
    return rx.call_script(_TELL.replace("{said}", json.dumps({"gone": name})))


def _said(kind: Kind, text: str, name: str = "") -> EventSpec:
    return rx.call_script(_TELL.replace("{said}", json.dumps({"kind": kind, "text": text, "name": name})))
