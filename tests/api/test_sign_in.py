"""Signing in over HTTP: cookies, refusals, origins, and where one is led."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from sambruk_crm import db
from sambruk_crm.api import guard
from sambruk_crm.config import settings
from sambruk_crm.models import Role
from sambruk_crm.sambruk_crm import web
from sambruk_crm.services import users
from sambruk_crm.state import gate
from tests.factories import actor_of, make_user

HERE = "http://127.0.0.1:3000"
EMAIL, PASSWORD = "anna@example.test", "a long enough password"
HTML = {"accept": "text/html"}


class Browser:
    """Sends requests as a browser does that shows one of our pages, and keeps its cookies."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()
        self.headers: dict[str, str] = {"origin": HERE}

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask for something."""
        return self._send("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a form."""
        return self._send("POST", path, **options)

    def _send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(guard.guarded(web))
            async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=self.cookies) as client:
                answer = await client.request(method, path, headers={**self.headers, **(headers or {})}, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(send())


@pytest.fixture
def browser(migrated: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser that comes from our own pages; nobody is signed in, and there are no users."""
    assert migrated
    monkeypatch.setattr(guard, "_set_up_is_done", False)
    gate.forget_actors()
    yield Browser()
    gate.forget_actors()


@pytest.fixture
def anna(browser: Browser) -> int:
    """Anna, who can sign in."""
    assert browser
    with db.transaction() as session:
        return make_user(session, "Anna Berg", email=EMAIL, password_hash=users.passwords.make_hash(PASSWORD)).key


def sign_in(browser: Browser, password: str = PASSWORD, **more: str) -> dict[str, str]:
    answer = browser.post("/auth/login", data={"email": EMAIL, "password": password, **more})
    assert answer.status_code == 303
    return dict(answer.headers)


def refused(browser: Browser) -> dict[str, str]:
    return json.loads(unquote(browser.cookies["refused_form"].strip('"')))


def test_the_right_password_opens_a_session_and_goes_on(browser: Browser, anna: int) -> None:
    headers = sign_in(browser, next="/todos?due=today")

    assert headers["location"] == "/todos?due=today"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=lax" in headers["set-cookie"]
    with db.reading() as session:
        actor = users.sessions.find_actor(session, browser.cookies["sambruk_session"])
    assert actor is not None
    assert actor.user_id == anna


def test_on_https_the_cookie_is_bound_to_this_host(
    browser: Browser, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert anna
    monkeypatch.setenv("SAMBRUK_PUBLIC_URL", "https://crm.example.test")
    settings.cache_clear()

    cookie = sign_in(browser)["set-cookie"]

    assert cookie.startswith("__Host-sambruk=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(browser: Browser, anna: int) -> None:
    assert anna
    wrong = sign_in(browser, "not the password")["location"], refused(browser)["error"]
    answer = browser.post("/auth/login", data={"email": "nobody@example.test", "password": PASSWORD})
    unknown = answer.headers["location"], refused(browser)["error"]

    assert wrong == unknown
    assert "sambruk_session" not in browser.cookies


def test_the_typed_address_is_kept_and_the_password_is_not(browser: Browser, anna: int) -> None:
    assert anna
    headers = sign_in(browser, "not the password")

    assert refused(browser)["email"] == EMAIL
    assert "not the password" not in str(headers)
    assert EMAIL not in headers["location"]


def test_guessing_is_slowed_down_before_the_password_is_looked_at(browser: Browser, anna: int) -> None:
    assert anna
    for _ in range(users.sessions.FREE_FROM_ONE_PLACE):
        sign_in(browser, "not the password")

    assert "too-many-attempts" in sign_in(browser, PASSWORD)["location"]
    assert "sambruk_session" not in browser.cookies


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(onward: str, browser: Browser, anna: int) -> None:
    assert anna
    assert sign_in(browser, next=onward)["location"] == "/"


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/auth/password", "/auth/locale", "/auth/setup"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_forms_from_elsewhere_are_refused(path: str, origin: str | None, browser: Browser) -> None:
    browser.headers.pop("origin")
    headers = {"origin": origin} if origin else {}

    assert browser.post(path, data={"email": EMAIL}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("origin", "outcome"), [("https://evil.example", "websocket.close"), ("null", "websocket.close"), (HERE, "reached")]
)
def test_a_socket_is_opened_by_our_own_pages_only(origin: str, outcome: str) -> None:
    happened: list[str] = []

    async def application(*_: Any) -> None:
        happened.append("reached")

    async def send(message: Any) -> None:
        happened.append(message["type"])

    headers = [(b"origin", origin.encode()), (b"host", b"127.0.0.1:3000")]
    asyncio.run(guard.guarded(application)({"type": "websocket", "path": "/_event/", "headers": headers}, None, send))  # pyright: ignore[reportArgumentType]

    assert happened == [outcome]


def test_signing_out_ends_the_session_and_forgets_the_cookie(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)
    token = browser.cookies["sambruk_session"]

    answer = browser.post("/auth/logout")

    assert answer.headers["location"] == "/login"
    assert "sambruk_session" not in browser.cookies
    with db.reading() as session:
        assert users.sessions.find_actor(session, token) is None


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)
    other = browser.cookies["sambruk_session"]
    sign_in(browser)
    mine = browser.cookies["sambruk_session"]

    answer = browser.post("/auth/password", data={"current": PASSWORD, "new": "another good password"})

    renewed = browser.cookies["sambruk_session"]
    assert answer.headers["location"] == "/konto?changed=password"
    assert renewed not in (mine, other)
    with db.reading() as session:
        alive = [users.sessions.find_actor(session, token) is not None for token in (other, mine, renewed)]
    assert alive == [False, False, True]


def test_the_present_password_is_asked_for(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)

    browser.post("/auth/password", data={"current": "guessed", "new": "another good password"})

    assert set(refused(browser)) == {"path", "error_current"}
    assert sign_in(browser)["location"] == "/"


def test_the_first_visit_leads_to_set_up(browser: Browser) -> None:
    assert browser.get("/todos", headers=HTML).headers["location"] == "/setup"


def test_set_up_over_the_printed_link_signs_the_administrator_in(browser: Browser) -> None:
    with db.transaction() as session:
        token = users.set_up_token(session)
    assert token
    form = {"token": token, "name": "Anna Berg", "email": EMAIL, "password": PASSWORD, "association_name": "Nord"}

    answer = browser.post("/auth/setup", data={**form, "default_locale": "nb"})

    assert answer.headers["location"] == "/getting-started"
    with db.reading() as session:
        actor = users.sessions.find_actor(session, browser.cookies["sambruk_session"])
    assert actor is not None
    assert actor.role is Role.ADMINISTRATOR
    assert '"locale": "nb"' in browser.get("/api/texts.js").text


def test_choosing_a_language_at_set_up_keeps_what_was_typed_but_no_password(browser: Browser) -> None:
    form = {"token": "t", "name": "Anna Berg", "association_name": "Nord", "password": PASSWORD, "locale": "de"}

    answer = browser.post("/auth/locale", data=form, headers={"referer": f"{HERE}/setup?token=t"})

    assert answer.headers["location"] == "/setup?token=t"
    kept = json.loads(unquote(browser.cookies["refused_form"]))
    assert kept == {"path": "/setup", "token": "t", "name": "Anna Berg", "association_name": "Nord"}
    assert '"locale": "de"' in browser.get("/api/texts.js").text


def test_a_stranger_is_led_to_sign_in_and_back(browser: Browser, anna: int) -> None:
    assert anna
    assert browser.get("/deals?mine=1", headers=HTML).headers["location"] == "/login?next=/deals%3Fmine%3D1"


def test_texts_are_sent_again_only_when_they_changed(browser: Browser) -> None:
    first = browser.get("/api/texts.js")
    again = browser.get("/api/texts.js", headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert '"locale": "sv"' in first.text
    assert (again.status_code, again.content) == (304, b"")


def test_choosing_a_language_comes_back_to_the_same_page(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)

    answer = browser.post("/auth/locale", data={"locale": "de"}, headers={"referer": f"{HERE}/todos?due=today"})

    assert answer.headers["location"] == "/todos?due=today"
    assert '"locale": "de"' in browser.get("/api/texts.js").text
    with db.reading() as session:
        actor = users.sessions.find_actor(session, browser.cookies["sambruk_session"])
    assert actor is not None
    assert actor.locale == "de"


def test_whoever_forgot_the_password_hears_the_same_whether_or_not_there_is_an_account(
    browser: Browser, anna: int
) -> None:
    assert anna

    answers = [browser.post("/auth/forgotten", data={"email": email}) for email in (EMAIL, "nobody@example.test")]

    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {
        (303, "/forgotten-password?sent=yes")
    }


def test_asking_for_links_again_and_again_is_refused_for_a_while(browser: Browser) -> None:
    asked = {"email": "nobody@example.test"}
    for _ in range(users.sessions.FREE_FROM_ONE_PLACE):
        browser.post("/auth/forgotten", data=asked)

    answer = browser.post("/auth/forgotten", data=asked)

    assert answer.headers["location"] == "/forgotten-password?error=too-many-attempts"


def test_a_link_lets_one_choose_a_password_and_signs_in(browser: Browser, anna: int) -> None:
    with db.transaction() as session:
        ada = actor_of(make_user(session, "Ada Ström", Role.ADMINISTRATOR))
        token = users.links.renew(session, ada, anna).link.rpartition("=")[2]

    short = browser.post("/auth/choose-password", data={"token": token, "new": "short"})
    chosen = browser.post("/auth/choose-password", data={"token": token, "new": "another long password"})
    again = browser.post("/auth/choose-password", data={"token": token, "new": "another long password"})

    assert short.headers["location"] == f"/choose-password?error=invalid&token={token}"
    assert chosen.headers["location"] == "/"
    assert again.headers["location"].startswith("/choose-password?error=forbidden")
    with db.reading() as session:
        actor = users.sessions.find_actor(session, browser.cookies["sambruk_session"])
    assert actor is not None
    assert actor.user_id == anna
    sign_in(browser, "another long password")


def test_the_pages_for_whoever_has_no_password_are_open(browser: Browser, anna: int) -> None:
    assert anna
    for path in ("/forgotten-password", "/choose-password"):
        assert browser.get(path, headers=HTML).status_code != 303
