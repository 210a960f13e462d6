"""What every page state can do: ask and do through services, in a worker thread, as the one who is calling."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import ClassVar, Concatenate, ParamSpec, TypeVar

import reflex as rx

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, InvalidError, Message, NotSignedInError, say
from sambruk_crm.i18n import translate
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state import messages
from sambruk_crm.state.gate import current_actor, current_locale, signed_in_actor

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)


class AppState(rx.State, mixin=True):
    """Mixed into every page state: `class TodoInboxState(AppState, rx.State)`. It has neither vars nor handlers."""

    dialogs: ClassVar[tuple[str, ...]] = ()
    """The vars of this class that keep a dialog open while they are true."""

    def _close_dialogs(self) -> None:
        """Begin a page with no dialog open, whatever was open when it was left."""
        for kind in type(self).__mro__:
            for name in vars(kind).get("dialogs", ()):
                setattr(self, name, False)

    async def _ask(
        self,
        question: Callable[Concatenate[CrmSession, Actor, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Read through a service function, which gets session and actor first."""
        actor = signed_in_actor()

        def run() -> R:
            with db.reading() as session:
                return question(session, actor, *args, **kwargs)

        return await asyncio.to_thread(run)

    async def _do(
        self,
        deed: Callable[Concatenate[CrmSession, Actor, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Write through a service function, in one transaction that is committed when this returns."""
        actor = signed_in_actor()

        def run() -> R:
            with db.transaction(actor.user_id) as session:
                return deed(session, actor, *args, **kwargs)

        return await asyncio.to_thread(run)

    @property
    def _actor(self) -> Actor:
        """Who is calling."""
        return signed_in_actor()


def translated(message: Message | str) -> str:
    """Put a message into the caller's language, for what is said by the server."""
    return translate(message, current_locale())


def field_errors(error: InvalidError) -> dict[str, str]:
    """Return what is wrong beside each field, in the caller's language."""
    return {name: translated(message) for name, message in error.fields.items()}


def focus_on(element: str, *, after: int = 100) -> rx.event.EventSpec:
    """Move the keyboard to an element by its id, once the page has been drawn anew: a dialog takes 300 ms to go."""
    return rx.call_script(f"setTimeout(() => document.getElementById('{element}')?.focus(), {after})")


def save_file(address: str) -> rx.event.EventSpec:
    """Have the browser save a file of ours while the page stays as it is: going there would end its socket."""
    link = f"Object.assign(document.createElement('a'), {{href: '{address}', download: ''}})"
    return rx.call_script(f"{link}.click()")


def show_error(exception: Exception) -> rx.event.EventSpec:
    """Tell the user of an error: expected ones in their own words, others by a number found in the log."""
    if isinstance(exception, NotSignedInError):
        return rx.call_script("window.location.assign('/login')")
    if isinstance(exception, CrmError):
        return messages.failed(translated(exception.message))
    number = secrets.token_hex(4)
    log.error("Error %s", number, exc_info=exception)
    return messages.failed(translated(say("Something went wrong ({number}). Nothing was saved.", number=number)))


__all__ = ["AppState", "current_actor", "field_errors", "focus_on", "save_file", "show_error", "translated"]
