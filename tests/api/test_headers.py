"""The headers of every kind of answer, who is believed about whom he speaks for, and the way out by one click."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Scope

from sambruk_crm import db
from sambruk_crm.api import guard, headers, proxies
from sambruk_crm.config import settings
from sambruk_crm.models import FilePurpose, User
from sambruk_crm.sambruk_crm import web
from sambruk_crm.services import files, users
from sambruk_crm.state import gate
from tests.factories import make_actor

HERE = "http://127.0.0.1:3000"
FOREIGN = ["https://mail.example.org", "null"]


@pytest.fixture(autouse=True)
def _fresh(migrated: str) -> Iterator[None]:
    assert migrated
    gate.forget_actors()
    yield
    gate.forget_actors()
    settings.cache_clear()


def ask(method: str, path: str, *, base: str = HERE, **options: Any) -> httpx.Response:
    """Send a request through the guard."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(guard.guarded(web), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


KINDS = [
    ("GET", "/", 303, {"accept": "text/html"}),
    ("GET", "/nowhere.js", 404, {}),
    ("GET", "/api/texts.js", 200, {}),
    ("GET", "/api/v1/persons", 401, {}),
    ("GET", "/api/v1/nowhere", 404, {}),
    ("GET", "/api/openapi.json", 200, {}),
    ("GET", "/api/docs", 200, {}),
    ("GET", "/api/files/none", 401, {}),
    ("GET", "/api/calendar/none.ics", 404, {}),
    ("GET", "/api/phone/check-in", 401, {}),
    ("POST", "/auth/login", 403, {}),
    ("POST", "/auth/login", 303, {"origin": HERE}),
    ("GET", "/unsubscribe/none", 404, {}),
]


@pytest.mark.parametrize(("method", "path", "status", "sent"), KINDS)
def test_every_kind_of_answer_carries_the_headers(method: str, path: str, status: int, sent: dict[str, str]) -> None:
    answer = ask(method, path, headers=sent)

    assert answer.status_code == status
    referrer = answer.headers["referrer-policy"]
    assert {name: answer.headers[name] for name in headers.ALWAYS} == headers.ALWAYS | {"Referrer-Policy": referrer}
    assert referrer in {"same-origin", "no-referrer"}
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert "strict-transport-security" not in answer.headers
    if path.startswith(headers.NEVER_KEPT) and not path.startswith(headers.KEPT_BY_DESIGN):
        assert "no-store" in answer.headers["cache-control"]


def test_a_failure_of_ours_carries_the_headers_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(users.sessions, "find_actor", fail)
    answer = ask("GET", "/api/phone/check-in", headers={"cookie": f"{gate.cookie_name()}=x"})

    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in headers.ALWAYS} == headers.ALWAYS
    assert "no-store" in answer.headers["cache-control"]
    assert "ZeroDivision" not in answer.text


def test_a_file_that_is_given_carries_the_headers() -> None:
    with db.transaction() as session:
        anna = make_actor(session, "Anna Berg")
        token = users.sessions.start(session, session.get_one(User, anna.user_id))
        kept = files.keep(
            session, anna, purpose=FilePurpose.REPORT, name="a.csv", media_type="text/csv", content=b"a;b"
        ).token
    answer = ask("GET", f"/api/files/{kept}", headers={"cookie": f"{gate.cookie_name()}={token}"})

    assert (answer.status_code, answer.content) == (200, b"a;b")
    assert {name: answer.headers[name] for name in headers.ALWAYS} == headers.ALWAYS
    assert "no-store" in answer.headers["cache-control"]


def test_a_phone_that_asks_with_a_misspelt_value_is_told() -> None:
    with db.transaction() as session:
        anna = make_actor(session, "Anna Berg")
        token = users.sessions.start(session, session.get_one(User, anna.user_id))
    answer = ask("GET", "/api/phone/organisations?txt=sala", headers={"cookie": f"{gate.cookie_name()}={token}"})

    assert answer.status_code == 422
    assert "txt" in answer.text


def test_https_is_remembered_where_people_come_by_it() -> None:
    told = ask("GET", "/unsubscribe/none", headers={"x-forwarded-proto": "https"})

    assert told.headers["strict-transport-security"] == f"max-age={headers.YEAR}"


def test_the_scripts_of_built_pages_are_allowed_by_their_hashes(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<script src="/a.js"></script><script type="module">go()</script>')

    assert headers.inline_scripts(tmp_path) == ("sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=",)


@pytest.mark.parametrize("host", ["x; script-src *", "a b", "a'"])
def test_a_made_up_host_does_not_get_into_the_policy(host: str) -> None:
    assert host not in headers.page_policy(host)


@pytest.mark.parametrize("origin", FOREIGN)
def test_one_click_works_from_a_webmail_page(origin: str) -> None:
    assert ask("POST", "/unsubscribe/none", headers={"origin": origin}).status_code == 404


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", ["/auth/login", "/api/v1/persons", "/api/files"])
def test_nothing_else_takes_a_post_from_another_site(path: str, origin: str) -> None:
    assert ask("POST", path, headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("path", ["/unsubscribe/none", "/api/texts.js", "/api/openapi.json", "/api/v1/persons"])
def test_head_answers_as_get_without_the_body(path: str) -> None:
    got, head = ask("GET", path), ask("HEAD", path)

    assert (head.status_code, head.headers["content-type"]) == (got.status_code, got.headers["content-type"])
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.content == b""


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.9.9.9", "203.0.113.9:4711", "203.0.113.9"),
        ("10.9.9.9", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.9.9.9", "203.0.113.9, unknown", "10.9.9.9"),
        ("203.0.113.77", "198.51.100.1", "203.0.113.77"),
        ("::ffff:10.9.9.9", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_rightmost_address_that_is_no_trusted_proxy_counts(
    monkeypatch: pytest.MonkeyPatch, peer: str, forwarded: str, found: str
) -> None:
    monkeypatch.setenv("SAMBRUK_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")
    settings.cache_clear()
    sent = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: Scope = {"type": "http", "scheme": "http", "client": (peer, 5), "headers": sent}

    assert proxies.seen_through(scope)["client"][0] == found


@pytest.mark.parametrize(("peer", "scheme"), [("127.0.0.1", "https"), ("203.0.113.77", "http")])
def test_the_scheme_is_told_by_trusted_proxies_alone(peer: str, scheme: str) -> None:
    scope: Scope = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 5),
        "headers": [(b"x-forwarded-proto", b"https")],
    }

    assert proxies.seen_through(scope)["scheme"] == scheme
