"""Files over HTTP: to whoever is signed in and may, under their names, and harmless to open."""

import httpx
import pytest

from sambruk_crm import db
from sambruk_crm.models import FilePurpose, Role
from sambruk_crm.services import files, users
from tests.api.test_sign_in import PASSWORD, Browser, anna, browser, sign_in
from tests.factories import make_actor, make_user

__all__ = ["anna", "browser"]
BO = "bo@example.test"


def bring(
    browser: Browser, purpose: str = "import", content: bytes = b"Namn\nBo\n", name: str = "förening.csv"
) -> httpx.Response:
    """Send a file as the page does."""
    return browser.post(
        "/api/files", params={"purpose": purpose, "name": name}, content=content, headers={"content-type": "text/csv"}
    )


def test_a_file_comes_back_to_who_brought_it_under_its_name(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)
    brought = bring(browser)
    answer = browser.get(brought.json()["url"])

    assert (brought.status_code, answer.status_code, answer.content) == (201, 200, b"Namn\nBo\n")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"f_rening.csv\"; filename*=UTF-8''f%C3%B6rening.csv"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_file_is_not_there_for_strangers_and_colleagues(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)
    url = bring(browser).json()["url"]
    with db.transaction() as session:
        make_user(session, "Bo Ek", email=BO, password_hash=users.passwords.make_hash(PASSWORD))

    browser.cookies.clear()
    assert browser.get(url).status_code == 401
    assert bring(browser).status_code == 401
    browser.post("/auth/login", data={"email": BO, "password": PASSWORD})
    assert browser.get(url).status_code == 404


def test_a_logo_is_shown_in_the_page(browser: Browser, anna: int) -> None:
    assert anna
    with db.transaction() as session:
        siv = make_actor(session, "Siv", Role.ADMINISTRATOR)
        token = files.keep(
            session, siv, purpose=FilePurpose.LOGO, name="l.png", media_type="image/png", content=b"\x89PNG"
        ).token
    sign_in(browser)

    answer = browser.get(f"/api/files/{token}")

    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline")


def test_a_file_that_is_too_large_or_has_no_use_is_refused(
    browser: Browser, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert anna
    sign_in(browser)
    monkeypatch.setitem(files.LARGEST, FilePurpose.IMPORT, 10)

    assert bring(browser, content=b"x" * 11).status_code == 413
    assert bring(browser, purpose="logo").json()["errors"][0]["field"] == "file"
    assert bring(browser, purpose="export").status_code == 403
    assert bring(browser, purpose="secret").status_code == 422


def test_another_site_brings_no_file(browser: Browser, anna: int) -> None:
    assert anna
    sign_in(browser)
    browser.headers = {"origin": "https://evil.example"}

    assert bring(browser).status_code == 403
