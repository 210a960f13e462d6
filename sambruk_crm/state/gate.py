"""The gate: for every event of a browser tab, who is calling and whether they may.

Every public method of a state can be called by any websocket client. So a handler declares its permission with
`@requires`, and the gate refuses what is not declared or not met before the handler runs.
"""

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from sambruk_crm import db
from sambruk_crm.config import settings
from sambruk_crm.errors import ForbiddenError, Message, NotSignedInError, say
from sambruk_crm.i18n import DEFAULT_LOCALE, LOCALES, translate
from sambruk_crm.services import users
from sambruk_crm.services.permissions import Actor, Permission, may
from sambruk_crm.services.remembered import Remembered
from sambruk_crm.state import arguments, messages

F = TypeVar("F", bound=Callable[..., Any])
log = logging.getLogger(__name__)

_MARK = "_sambruk_permission"
_ROOT = "reflex___state____state"
INTERNAL = frozenset(
    {
        f"{_ROOT}.hydrate",
        f"{_ROOT}.hydrate_and_load",
        f"{_ROOT}.set_is_hydrated",
        f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal",
        f"{_ROOT}.reflex___state____on_load_internal_state.set_is_hydrated",
        f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
        f"{_ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    }
)
"""Reflex's own handlers that a page needs. They send the tab its own state, queue the page's loading handlers
(which pass this gate themselves), set `is_hydrated`, write client-storage vars (we have none) or log an error.
Not among them: `setvar`, and everything of shared states."""

current_actor: ContextVar[Actor | None] = ContextVar("current_actor", default=None)


def requires(permission: Permission | Callable[[Any], Permission]) -> Callable[[F], F]:
    """Declare the permission of an event handler; goes below `@rx.event`.

    Of one that several states get from a mixin it may be told by the state, as by the noun that the state is about.
    """

    def declare(handler: F) -> F:
        setattr(handler, _MARK, permission)
        return handler

    return declare


def permission_of(handler: Any) -> Permission | None:
    """Show which permission an event handler declares."""
    declared: Permission | Callable[[Any], Permission] | None = getattr(handler.fn, _MARK, None)
    return declared if declared is None or isinstance(declared, Permission) else declared(handler.state)


REFUSED = "refused"
"""The message of a refusal: another one takes its place."""
quiet: set[Any] = set()
"""What loads a page: whose role does not allow it is told by the page itself, once, and not by a message as well."""


class TabOwner(rx.State):
    """Whose session this tab's state belongs to. Only on the server."""

    _session: str | None = None


_remembered: Remembered[Actor | None] = Remembered("user_account", "user_session", "setting")


def forget_actors() -> None:
    """Look every session up again, as when a user, role or session changed."""
    _remembered.forget()


def cookie_name() -> str:
    """Return the session cookie's name; on https the browser itself enforces that it is ours alone."""
    return "__Host-sambruk" if settings().is_secure else "sambruk_session"


def cookies_of(header: str) -> dict[str, str]:
    """Read a Cookie header; what cannot be read is no cookie."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def locale_of(cookies: dict[str, str], actor: Actor | None = None) -> str:
    """Return the reader's language."""
    chosen = cookies.get("locale", "")
    if chosen in LOCALES:
        return chosen
    return actor.locale.value if actor else DEFAULT_LOCALE


async def actor_of_token(token: str) -> Actor | None:
    """Find who holds a session token, from memory where it was just looked up."""
    if not token:
        return None
    hashed = users.sessions.hash_of(token)
    known = _remembered.known(hashed)
    if known is not None:
        return known[0]
    return await asyncio.to_thread(_remembered.get, hashed, lambda: _look_up(token))


def current_locale() -> str:
    """Return the language of whoever sent the present event."""
    return locale_of(_event_cookies(), current_actor.get())


def signed_in_actor() -> Actor:
    """Return whoever sent the present event.

    Raises:
        NotSignedInError: nobody is signed in.
    """
    actor = current_actor.get()
    if actor is None:
        raise NotSignedInError
    return actor


def sign_in_address(path: str) -> str:
    """Return the address of the sign-in page that leads back to a path of ours."""
    return "/login" if path in ("", "/") else f"/login?next={quote(local_path(path))}"


def local_path(path: str) -> str:
    """Return a path of our own site to go to, whatever was asked for."""
    parts = urlsplit(path)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return path if is_local and path.isprintable() else "/"


class Gate(rx.Middleware):
    """Lets an event through when its handler's declared permission is met."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 -- Reflex's
        """Find out who sent the event and refuse it, or let it through as theirs."""
        token = _event_cookies().get(cookie_name(), "")
        actor = await actor_of_token(token)
        current_actor.set(actor)
        await _bind(state, actor)
        if event.name in INTERNAL:
            return None
        registered = RegistrationContext.get().event_handlers.get(event.name)
        declared = permission_of(registered.handler) if registered else None
        if registered is None or declared is None or not may(actor, declared):
            is_told = actor is not None and registered is not None and registered.handler.fn in quiet
            return _left_to_the_page() if is_told else _refusal(state, actor, ForbiddenError().message)
        if not arguments.fit(registered.handler, event.payload):
            log.warning("Refused the arguments of %s", event.name)
            return _refusal(state, actor, say("This could not be understood. Nothing was changed."))
        return None


async def _bind(state: BaseState, actor: Actor | None) -> None:
    owner = await state.get_state(TabOwner)
    session = f"{actor.session_id}" if actor else ""
    if owner._session == session:  # noqa: SLF001 -- a var of the server alone, named as Reflex wants it
        return
    if owner._session is not None:  # noqa: SLF001
        await _empty(state)
    owner._session = session  # noqa: SLF001


async def _empty(state: BaseState) -> None:
    """Reset the state of every page: with Redis only a part of the tree is loaded, so each is asked for."""
    for kind in tuple(RegistrationContext.get().base_states.values()):
        if kind is not rx.State and kind.__module__.startswith("sambruk_crm."):
            (await state.get_state(kind)).reset()


def _refusal(state: BaseState, actor: Actor | None, reason: Message) -> StateUpdate:
    if actor is None:
        address = sign_in_address(_path_of(state))
        leave = rx.call_script(f"window.location.assign({address!r})")
        return StateUpdate(events=Event.from_event_type(leave))
    return StateUpdate(events=Event.from_event_type(messages.failed(translate(reason, current_locale()), name=REFUSED)))


def _left_to_the_page() -> StateUpdate:
    """Answer what loads a page: the page itself says that the role does not allow it, and no message beside it."""
    return StateUpdate(events=Event.from_event_type(messages.take_back(REFUSED)))


def _path_of(state: BaseState) -> str:
    url = state.router.url
    path = url.path + (f"?{url.query}" if url.query else "")
    return "/" if path.startswith(("/login", "/setup")) else path


def _event_cookies() -> dict[str, str]:
    try:
        headers = EventContext.get().router_data.get("headers", {})
    except LookupError:
        return {}
    return cookies_of(headers.get("cookie", ""))


def _look_up(token: str) -> Actor | None:
    with db.reading() as session:
        actor = users.sessions.find_actor(session, token)
        is_due = actor is not None and users.sessions.is_due_to_be_seen(session, actor.session_id or 0)
    if actor is not None and is_due:
        with db.transaction() as session:
            users.sessions.see(session, actor.session_id or 0)
    return actor
