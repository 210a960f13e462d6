"""Signing in and out, the first set-up, passwords and languages: plain HTML forms, answered by a redirect."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from sambruk_crm import db
from sambruk_crm.config import settings as configuration
from sambruk_crm.errors import (
    CrmError,
    ForbiddenError,
    InvalidError,
    say,
)
from sambruk_crm.i18n import LOCALES, translate
from sambruk_crm.models import Locale, User
from sambruk_crm.services import users
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state import gate

router = APIRouter(prefix="/auth", include_in_schema=False)
Text = Annotated[str, Form()]
REFUSED_FORM = "refused_form"
IN_ADDRESS = ("next", "token")
"""What a refused form keeps in its address, as it was there before."""
SET_UP = ("token", "name", "email", "association_name", "default_locale", "example_data")
"""What the form of the first visit keeps of what was typed."""
YEAR = 365 * 24 * 3600


@router.post("/login")
async def login(request: Request, email: Text = "", password: Text = "", next: Text = "/") -> RedirectResponse:  # noqa: A002 -- the name of the form field
    """Sign in with a password and go on to `next`, a path of this site."""
    onward = gate.local_path(next)
    address = users.canonical(email)
    try:
        token, user = await asyncio.to_thread(_sign_in, address, password, _origin_of(request))
    except CrmError as error:
        return _back("/login", error, request, email=email, next=onward)
    answer = _go(onward)
    _keep_session(answer, token)
    _keep_choices(answer, user)
    return answer


@router.post("/logout")
async def logout(request: Request, everywhere: Text = "") -> RedirectResponse:
    """End this session, or all of mine."""
    actor = await _actor(request)
    if actor is not None:
        await asyncio.to_thread(_sign_out, actor, everywhere=bool(everywhere))
    answer = _go("/login")
    answer.delete_cookie(
        gate.cookie_name(),
        path="/",
        secure=configuration().is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/setup")
async def set_up(request: Request) -> RedirectResponse:
    """Make the first administrator and the association's first choices, and sign in."""
    entered = {name: str(value) for name, value in (await request.form()).items()}
    try:
        token, user = await asyncio.to_thread(_set_up, entered, _origin_of(request))
    except CrmError as error:
        return _back("/setup", error, request, **{name: entered.get(name, "") for name in SET_UP})
    answer = _go("/getting-started")
    _keep_session(answer, token)
    _keep_choices(answer, user)
    return answer


@router.post("/password")
async def change_password(request: Request, current: Text = "", new: Text = "") -> RedirectResponse:
    """Change my password; every other session of mine ends, and this one gets a new token."""
    actor = await _actor(request)
    if actor is None:
        return _go("/login?next=/konto")
    try:
        token = await asyncio.to_thread(_change_password, actor, current, new, _origin_of(request))
    except CrmError as error:
        return _back("/konto", error, request)
    answer = _go("/konto?changed=password")
    _keep_session(answer, token)
    return answer


@router.post("/forgotten")
async def send_link(request: Request, email: Text = "") -> RedirectResponse:
    """Mail a link to whoever has this address; the answer is the same when nobody has, and comes first."""
    address = users.canonical(email)
    try:
        await asyncio.to_thread(_begin_forgotten, address, _origin_of(request))
    except CrmError as error:
        return _back("/forgotten-password", error, request, email=email)
    answer = _go("/forgotten-password?sent=yes")
    answer.background = BackgroundTask(_send_forgotten, address)
    return answer


@router.post("/choose-password")
async def choose_password(request: Request, token: Text = "", new: Text = "") -> RedirectResponse:
    """Set the password of whoever holds a link, and sign them in; every other session of theirs ends."""
    try:
        session_token, user = await asyncio.to_thread(_choose_password, token, new, _origin_of(request))
    except CrmError as error:
        return _back(users.links.PATH, error, request, token=token)
    answer = _go("/")
    _keep_session(answer, session_token)
    _keep_choices(answer, user)
    return answer


@router.post("/locale")
async def change_locale(request: Request, locale: Text = "") -> RedirectResponse:
    """Choose the language of the screens; whoever is signed in meets it again everywhere.

    What was typed into the form of the first visit comes along, and stays.
    """
    page = _page_before(request)
    answer = _go(page)
    typed = await request.form()
    if urlsplit(page).path == "/setup":
        _keep_typed(answer, "/setup", {name: str(typed.get(name, "")) for name in SET_UP})
    if locale not in LOCALES:
        return answer
    actor = await _actor(request)
    if actor is not None:
        await asyncio.to_thread(_keep_locale, actor, locale)
    _keep_locale_here(answer, locale)
    return answer


def _sign_in(email: str, password: str, origin: dict[str, str]) -> tuple[str, User]:
    """Count the attempt, compare the password outside of any transaction, and only then begin a session."""
    with db.transaction() as session:
        users.sessions.begin_attempt(session, email=email, address=origin["address"])
        known = users.credentials(session, email)
    if not users.passwords.matches(known.password_hash, password):
        raise ForbiddenError(say("The e-mail address or the password is wrong."))
    with db.transaction(known.user_id) as session:
        users.sessions.forget_attempts(session, email=email, address=origin["address"])
        user = session.get_one(User, known.user_id)
        return users.sessions.start(session, user, **origin), user


def _sign_out(actor: Actor, *, everywhere: bool) -> None:
    with db.transaction(actor.user_id) as session:
        if everywhere or actor.session_id is None:
            users.sessions.revoke_mine(session, actor)
        else:
            users.sessions.revoke(session, actor, actor.session_id)


def _set_up(entered: dict[str, str], origin: dict[str, str]) -> tuple[str, User]:
    locale = entered.get("default_locale") or Locale.SV.value
    with db.transaction() as session:
        user = users.set_up(
            session,
            entered.get("token", ""),
            values={
                "name": entered.get("name", ""),
                "email": entered.get("email", ""),
                "locale": locale,
            },
            password=entered.get("password", ""),
            association_name=entered.get("association_name", ""),
            default_locale=locale,
        )
        token = users.sessions.start(session, user, **origin)
    if entered.get("example_data"):
        _load_example_data()
    return token, user


def _load_example_data() -> None:
    from sambruk_crm.services import demo

    with db.transaction() as session:
        demo.load(session, size="small", seed=1)


def _change_password(actor: Actor, current: str, new: str, origin: dict[str, str]) -> str:
    users.passwords.check(new, field="new")
    with db.transaction() as session:
        users.sessions.begin_attempt(session, email=actor.email, address=origin["address"])
        known = users.credentials(session, actor.email)
    if not users.passwords.matches(known.password_hash, current):
        raise InvalidError({"current": say("This is not your current password.")})
    password_hash = users.passwords.make_hash(new)
    with db.transaction(actor.user_id) as session:
        users.sessions.forget_attempts(session, email=actor.email, address=origin["address"])
        users.set_password(session, actor, actor.user_id, password_hash)
        return users.sessions.start(session, session.get_one(User, actor.user_id), **origin)


def _begin_forgotten(email: str, origin: dict[str, str]) -> None:
    if "@" not in email:
        raise InvalidError({"email": say("Write an e-mail address.")})
    with db.transaction() as session:
        users.links.begin_forgotten(session, email=email, address=origin["address"])


def _send_forgotten(email: str) -> None:
    with db.transaction() as session:
        users.links.send_forgotten(session, email)


def _choose_password(token: str, new: str, origin: dict[str, str]) -> tuple[str, User]:
    users.passwords.check(new, field="new")
    with db.reading() as session:
        users.links.holder(session, token)
    password_hash = users.passwords.make_hash(new)
    with db.transaction() as session:
        user = users.links.choose(session, token, password_hash)
        return users.sessions.start(session, user, **origin), user


def _keep_locale(actor: Actor, locale: str) -> None:
    with db.transaction(actor.user_id) as session:
        users.update_mine(session, actor, {"locale": locale})


async def _actor(request: Request) -> Actor | None:
    return await gate.actor_of_token(request.cookies.get(gate.cookie_name(), ""))


def _origin_of(request: Request) -> dict[str, str]:
    """Return where a request comes from, as the guard has seen through the proxies."""
    address = request.client.host if request.client else ""
    return {
        "address": address[:64],
        "user_agent": request.headers.get("user-agent", "")[:300],
    }


def _go(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


def _back(path: str, error: CrmError, request: Request, **entered: str) -> RedirectResponse:
    """Return to the form, which finds what was typed (except passwords) and what was wrong in a passing cookie."""
    locale = gate.locale_of(dict(request.cookies))
    wrong: dict[str, str] = {}
    if isinstance(error, InvalidError):
        wrong = {f"error_{name}": translate(message, locale) for name, message in error.fields.items()}
    else:
        wrong["error"] = translate(error.message, locale)
    shown = {"error": error.slug, **{name: entered[name] for name in IN_ADDRESS if entered.get(name)}}
    answer = _go(f"{path}?{urlencode(shown)}")
    _keep_typed(answer, path, entered, wrong)
    return answer


def _keep_typed(
    answer: RedirectResponse, path: str, entered: Mapping[str, str], wrong: Mapping[str, str] | None = None
) -> None:
    left = {name: value[:320] for name, value in entered.items() if value}
    kept = quote(json.dumps({"path": path, **left, **(wrong or {})}), safe="")
    answer.set_cookie(REFUSED_FORM, kept, max_age=60, path="/", secure=configuration().is_secure, samesite="lax")


def _page_before(request: Request) -> str:
    """Return the page of ours that a form was sent from."""
    parts = urlsplit(request.headers.get("referer", ""))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return gate.local_path(path) if parts.netloc == request.headers.get("host") else "/"


def _keep_session(answer: RedirectResponse, token: str) -> None:
    answer.set_cookie(
        gate.cookie_name(),
        token,
        max_age=configuration().session_days * 24 * 3600,
        path="/",
        secure=configuration().is_secure,
        httponly=True,
        samesite="lax",
    )


def _keep_choices(answer: RedirectResponse, user: User) -> None:
    if user.locale:
        _keep_locale_here(answer, user.locale.value)
    _keep_look_here(answer, user)
    if user.color_scheme:
        answer.set_cookie("color_scheme", user.color_scheme, max_age=60, path="/", samesite="lax")


def _keep_look_here(answer: RedirectResponse, user: User) -> None:
    """Leave what the page is drawn with before anything else is known: `/api/texts.js` reads it."""
    for name, value in (("density", user.density.value), ("menu", "folded" if user.is_menu_folded else "open")):
        answer.set_cookie(name, value, max_age=YEAR, path="/", samesite="lax")


def _keep_locale_here(answer: RedirectResponse, locale: str) -> None:
    secure = configuration().is_secure
    answer.set_cookie("locale", locale, max_age=YEAR, path="/", secure=secure, samesite="lax")
