"""What every request passes first: its origin, and for pages whether anybody is signed in."""

import asyncio
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sambruk_crm import db
from sambruk_crm.api.headers import with_headers
from sambruk_crm.api.proxies import seen_through
from sambruk_crm.config import settings
from sambruk_crm.services import users
from sambruk_crm.state import gate

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_PAGES = ("/api", "/auth", "/_", "/assets/", "/external/", "/ping", "/unsubscribe/")
SIGN_IN, SET_UP = "/login", "/setup"
OPEN = ("/forgotten-password", "/choose-password")
"""Pages for whoever cannot sign in, and for whoever is signed in as somebody else."""
ONE_CLICK = "/unsubscribe/"
"""Takes a POST from any page: mail programs on the web send it, and it asks for no cookie."""
ANSWERS = ("/api/", "/auth/", ONE_CLICK)
"""Where HEAD is asked as GET of our own routes; pages and assets answer it themselves."""

_set_up_is_done = False


def guarded(app: ASGIApp) -> ASGIApp:
    """Put the guard in front of the whole site."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        scope = seen_through(scope)
        refusal = await _refusal(scope, Headers(scope=scope))
        if scope["type"] == "http":
            send = with_headers(scope, send)
            if scope["method"] == "HEAD" and scope["path"].startswith(ANSWERS):
                scope, send = {**scope, "method": "GET"}, _without_body(send)
        await (refusal or app)(scope, receive, send)

    return guard


async def _refusal(scope: Scope, headers: Headers) -> ASGIApp | None:
    if scope["type"] == "websocket":
        return None if is_from_here(headers, required=False) else _close
    if scope["method"] == "POST" and scope["path"].startswith(ONE_CLICK):
        return None
    if scope["method"] not in SAFE:
        by_cookie = gate.cookie_name() in headers.get("cookie", "") or scope["path"].startswith("/auth/")
        if not is_from_here(headers, required=by_cookie):
            return PlainTextResponse("This request comes from another site.", status_code=403)
        return None
    return await _way_to_sign_in(scope, headers)


def is_from_here(headers: Headers, *, required: bool) -> bool:
    """Return whether the page that sent a request is one of ours; `required` refuses those that do not say."""
    origin = headers.get("origin")
    if origin is None:
        return not required
    return origin in settings().origins or urlsplit(origin).netloc == headers.get("host", "\0")


async def _way_to_sign_in(scope: Scope, headers: Headers) -> Response | None:
    path = scope["path"]
    is_page = not path.startswith(NOT_PAGES) and "." not in path.rsplit("/", 1)[-1]
    if not is_page or "text/html" not in headers.get("accept", ""):
        return None
    if not await _is_set_up():
        return None if path.rstrip("/") == SET_UP else _redirect(SET_UP)
    cookies: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    morsel = cookies.get(gate.cookie_name())
    actor = await gate.actor_of_token(morsel.value if morsel else "")
    if path.rstrip("/") == SET_UP:
        return _redirect("/")
    if path.rstrip("/") == SIGN_IN:
        return _redirect("/") if actor else None
    if path.rstrip("/") in OPEN:
        return None
    query = scope.get("query_string", b"").decode("latin-1")
    return None if actor else _redirect(gate.sign_in_address(f"{path}?{query}" if query else path))


async def _is_set_up() -> bool:
    global _set_up_is_done  # noqa: PLW0603 -- becomes true once and stays so
    if not _set_up_is_done:
        _set_up_is_done = await asyncio.to_thread(_users_exist)
    return _set_up_is_done


def _users_exist() -> bool:
    with db.reading() as session:
        return users.exist(session)


def _redirect(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


async def _close(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008})


def _without_body(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sent
