"""The mail server set up on screen, and what comes through it: an invitation, and a forgotten password."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from tests import servers
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, MakeServer, NewPage
from tests.browser.people import sign_in
from tests.browser.stories import PASSWORD, add_user, enter
from tests.servers import Delivered, MailServer, RunningServer

CHOSEN = "another long passphrase"


@pytest.fixture(scope="module")
def office(make_server: MakeServer) -> RunningServer:
    """A server of our own that knows of no mail server."""
    return make_server()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with servers.mail_server() as running:
        yield running


def set_up(page: Page, port: int) -> None:
    """Write the mail server into the form, and save."""
    page.goto("/settings/mail-server")
    page.get_by_label("Name of the server").fill("127.0.0.1")
    page.get_by_label("Port").fill(str(port))
    page.get_by_label("Encryption").select_option("none")
    page.get_by_label("Address mail comes from").fill("crm@sambruk.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def arrived(page: Page, mail: MailServer, recipient: str) -> Delivered:
    """Wait until a mail has come, and return the last."""
    for _ in range(150):
        if found := mail.to(recipient):
            return found[-1]
        page.wait_for_timeout(100)
    raise AssertionError(recipient)


def way_in(delivered: Delivered) -> str:
    """Return the path of the link in a mail."""
    link = urlsplit(next(word for word in delivered.text.split() if "token=" in word))
    return f"{link.path}?{link.query}"


def test_an_administrator_sets_up_the_mail_server_and_hears_what_it_says(
    new_page: NewPage, office: RunningServer, mail: MailServer
) -> None:
    ada = add_user(office, "Ada Ros", Role.ADMINISTRATOR)
    page = enter(new_page(on=office), office, ada, "/settings/mailings")
    page.get_by_role("link", name="Set up a mail server").click()
    expect(page.get_by_role("heading", name="Mail server")).to_be_visible()

    page.get_by_label("Name of the server").fill("127.0.0.1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write the address that mail comes from.")).to_be_visible()
    expect(page.get_by_label("Name of the server")).to_have_value("127.0.0.1")

    set_up(page, mail.port)
    page.get_by_role("button", name="Send a test mail").click()
    expect(page.get_by_test_id("mail-outcome")).to_contain_text("250 OK")
    assert serious_findings(page) == []
    assert mail.to(ada.email)[0].message["Subject"] == "Test mail from Sambruk"

    mail.refused[ada.email] = 550
    page.get_by_role("button", name="Send a test mail").click()
    expect(page.get_by_test_id("mail-outcome")).to_contain_text("550 Not this one")

    page.get_by_label("Name of the server").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Send a test mail")).to_be_hidden()


def test_what_the_environment_sets_is_shown_and_not_to_be_changed(new_page: NewPage, make_server: MakeServer) -> None:
    server = make_server(SAMBRUK_SMTP_URL="smtp://crm:secret@127.0.0.1:2525", SAMBRUK_MAIL_FROM="crm@sambruk.example")
    page = enter(new_page(on=server), server, add_user(server, "Ada Ros", Role.ADMINISTRATOR), "/settings/mail-server")

    expect(page.get_by_text("Set in the environment of the server (SAMBRUK_SMTP_URL)")).to_be_visible()
    expect(page.get_by_text("2525")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert "secret" not in page.content()
    server.stop()


def test_a_colleague_is_invited_by_mail_and_signs_in_with_the_password_chosen(
    new_page: NewPage, office: RunningServer, mail: MailServer
) -> None:
    page = enter(new_page(on=office), office, add_user(office, "Ada Ros", Role.ADMINISTRATOR))
    set_up(page, mail.port)
    email = f"{secrets.token_hex(4)}@kungsor.example"

    page.goto("/settings/users")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Name", exact=True).fill("Bo Ek")
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"on its way to {email}")
    link = page.get_by_test_id("link").inner_text()
    assert serious_findings(page) == []
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text(email)).to_be_visible()

    path = way_in(arrived(page, mail, email))
    assert link.endswith(path)
    phone = new_page(on=office, **{**PHONE, "locale": "sv-SE"})
    phone.goto(path)
    expect(phone.get_by_text(email)).to_be_visible()
    assert serious_findings(phone) == []
    phone.locator("[name=new]").fill(CHOSEN)
    phone.locator("form:has([name=new]) [type=submit]").click()
    phone.wait_for_url(f"{office.url}/")

    sign_in(new_page(on=office), email, CHOSEN)
    phone.goto(path)
    expect(phone.locator("[name=new]")).to_have_count(0)
    expect(phone.locator("a[href='/forgotten-password']")).to_be_visible()


def test_a_forgotten_password_is_chosen_anew_by_a_mail_and_other_browsers_are_signed_out(
    new_page: NewPage, office: RunningServer, mail: MailServer
) -> None:
    set_up(enter(new_page(on=office), office, add_user(office, "Ada Ros", Role.ADMINISTRATOR)), mail.port)
    bo = add_user(office, "Bo Ek")
    elsewhere = enter(new_page(on=office), office, bo, "/konto")
    page = new_page(on=office)
    page.context.add_cookies([{"name": "locale", "value": "en", "url": office.url}])

    page.goto("/login")
    page.get_by_role("link", name="Forgotten password").click()
    expect(page.get_by_role("heading", name="Forgotten password")).to_be_visible()
    page.get_by_label("E-mail").fill(bo.email)
    assert serious_findings(page) == []
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status").filter(has_text="If somebody here has this address")).to_be_visible()

    page.goto(way_in(arrived(page, mail, bo.email)))
    page.get_by_label("Password").fill(CHOSEN)
    page.get_by_role("button", name="Choose and sign in").click()
    page.wait_for_url(f"{office.url}/")
    elsewhere.wait_for_url("**/login**")
    sign_in(new_page(on=office), bo.email, CHOSEN)


def test_without_a_mail_server_an_administrator_hands_over_the_link(new_page: NewPage, make_server: MakeServer) -> None:
    server = make_server()
    bo = add_user(server, "Bo Ek")
    page = new_page(on=server)
    page.context.add_cookies([{"name": "locale", "value": "en", "url": server.url}])
    page.goto("/forgotten-password")
    expect(page.get_by_text("Ask an administrator of Sambruk for a link.")).to_be_visible()

    ada = enter(new_page(on=server), server, add_user(server, "Ada Ros", Role.ADMINISTRATOR), "/settings/users")
    ada.get_by_role("button", name="Link for Bo Ek to choose a password").click()
    link = ada.get_by_test_id("link").inner_text()

    page.goto(urlsplit(link).path + "?" + urlsplit(link).query)
    page.get_by_label("Password").fill(CHOSEN)
    page.get_by_role("button", name="Choose and sign in").click()
    page.wait_for_url(f"{server.url}/")
    assert PASSWORD != CHOSEN
    sign_in(new_page(on=server), bo.email, CHOSEN)
    server.stop()
