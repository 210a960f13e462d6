"""Forms for new records: nothing typed is lost, and what is likely there already is shown."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, WebSocketRoute, expect

from sambruk_crm.models import TagScope
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_person, make_tag
from tests.servers import RunningServer


@pytest.fixture
def anna(server: RunningServer) -> Actor:
    """Anna, who may edit."""
    return add_user(server)


def expect_no_draft(page: Page) -> None:
    """Wait until the browser keeps nothing of any form."""
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('sambruk-draft'))")


def kept(page: Page, word: str) -> None:
    """Wait until the browser has kept a word."""
    page.wait_for_function("word => JSON.stringify({...localStorage}).includes(word)", arg=word)


class Wire:
    """Stands between a page and the server, and holds back what the server says until it is released."""

    def __init__(self) -> None:
        self._held: list[tuple[WebSocketRoute, str | bytes]] | None = []

    def carry(self, socket: WebSocketRoute) -> None:
        """Carry a socket's messages."""
        socket.connect_to_server().on_message(lambda message: self._pass_on(socket, message))

    def release(self) -> None:
        """Hand over what was held, and all that follows at once."""
        held, self._held = self._held or [], None
        for socket, message in held:
            socket.send(message)

    def _pass_on(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self._held is None:
            socket.send(message)
        else:
            self._held.append((socket, message))


def logo() -> dict[str, object]:
    """Return a picture as a file to choose."""
    written = BytesIO()
    Image.new("RGB", (900, 300), "teal").save(written, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": written.getvalue()}


def test_what_was_typed_survives_an_error_and_a_reload(page: Page, server: RunningServer, anna: Actor) -> None:
    with records(server) as session:
        make_tag(session, f"Moln {anna.user_id}", TagScope.ORGANISATION)
    enter(page, server, anna, "/organisations/new")
    page.locator("#name").fill(f"Digidel {anna.user_id}")
    page.locator("summary.plus").click()
    page.get_by_role("combobox", name="Add a tag").fill(f"moln {anna.user_id}")
    page.get_by_role("option", name=f"Moln {anna.user_id}", exact=True).click()
    page.get_by_role("group", name="Visiting address").get_by_label("Street").fill("Drottninggatan 34")
    page.locator("#email").fill("nonsense")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    expect(page.locator("#name")).to_have_value(f"Digidel {anna.user_id}")
    kept(page, "draft_tags")

    page.reload()

    expect(page.get_by_text("What you typed last time is here again.")).to_be_visible()
    expect(page.locator("#name")).to_have_value(f"Digidel {anna.user_id}")
    expect(page.get_by_role("group", name="Visiting address").get_by_label("Street")).to_have_value("Drottninggatan 34")
    expect(page.get_by_role("button", name=f"Remove Moln {anna.user_id}")).to_be_visible()
    page.locator("#email").fill("info@example.test")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Digidel {anna.user_id}")
    expect_no_draft(page)


def test_whoever_types_before_the_page_has_loaded_loses_nothing(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna)
    wire = Wire()
    page.route_web_socket(re.compile("/_event"), wire.carry)
    page.goto("/persons/new")
    page.get_by_label("First name").fill("Åsa")

    wire.release()
    kept(page, f"draft-person-{anna.user_id}")

    expect(page.get_by_label("First name")).to_have_value("Åsa")
    page.reload()
    expect(page.get_by_label("First name")).to_have_value("Åsa")


def test_a_draft_can_be_thrown_away(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/persons/new")
    page.get_by_label("First name").fill("Åsa")
    kept(page, "Åsa")
    page.reload()
    expect(page.get_by_label("First name")).to_have_value("Åsa")

    page.get_by_role("button", name="Throw it away").click()

    expect(page.get_by_label("First name")).to_have_value("")
    expect_no_draft(page)


def test_a_draft_is_its_writers_and_gone_after_signing_out(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/persons/new")
    page.get_by_label("First name").fill("Åsa")
    kept(page, "Åsa")
    page.get_by_role("button", name="Anna Berg").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/login")

    expect_no_draft(page)


def test_a_draft_that_was_tampered_with_fills_in_nothing_wrong(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/persons/new")
    expect(page.get_by_label("First name")).to_be_visible()
    bad = json.dumps({"first_name": "Bo", "draft_tags": "999999,x", "draft_responsible": "-1", "status": {"a": 1}})
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [f"sambruk-draft-person-{anna.user_id}", bad])

    page.reload()

    expect(page.get_by_label("First name")).to_have_value("Bo")


def test_a_wrong_number_is_told_beside_the_field_before_saving(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/organisations/new")
    number = page.get_by_label("Organisation number")
    number.fill("212000-1438")
    number.blur()
    expect(page.get_by_text("A Swedish organisation number has ten digits")).to_be_visible()
    page.get_by_label("Country").select_option("NO")
    expect(page.get_by_text("A Norwegian organisation number has nine digits")).to_be_visible()
    number.fill("971 035 854")
    number.blur()

    expect(page.locator("#organisation_number-error")).to_have_count(0)


def test_a_new_organisation_has_all_its_addresses_logo_and_contact(
    page: Page, server: RunningServer, anna: Actor
) -> None:
    enter(page, server, anna, "/organisations/new")
    page.locator("#name").fill(f"Digidel {anna.user_id}")
    page.locator("input[type=file]").set_input_files(logo())  # pyright: ignore[reportArgumentType]
    expect(page.get_by_role("img", name="Logo")).to_be_visible()
    visiting, invoice = (page.get_by_role("group", name=f"{kind} address") for kind in ("Visiting", "Invoice"))
    visiting.get_by_label("Street").fill("Drottninggatan 34")
    visiting.get_by_label("City").fill("Stockholm")
    invoice.get_by_role("button", name="Copy from the visiting address").click()
    expect(invoice.get_by_label("Street")).to_have_value("Drottninggatan 34")
    page.locator("#contact_first_name").fill("Åsa")
    page.locator("#contact_email").fill(f"asa{anna.user_id}@digidel.test")
    page.get_by_role("button", name="Save").click()

    page.wait_for_url(re.compile(r"/organisations/\d+$"))
    expect(page.locator("[data-address=invoice]")).to_contain_text("Drottninggatan 34")
    expect(page.locator("#affiliations")).to_contain_text(f"asa{anna.user_id}@digidel.test")
    expect(page.locator(".record-title img")).to_have_js_property("naturalWidth", 512)
    page.get_by_role("button", name="Remove the logo").click()
    expect(page.locator(".record-title img")).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_as_a_logo(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/organisations/new")
    wrong = {"name": "logo.png", "mimeType": "text/html", "buffer": b"<script>alert(1)</script>"}
    page.locator("input[type=file]").set_input_files(wrong)  # pyright: ignore[reportArgumentType]

    expect(page.get_by_text("Choose a picture: PNG, JPEG, GIF or WebP.")).to_be_visible()


def test_a_person_who_is_there_by_phone_is_shown_while_typing(page: Page, server: RunningServer, anna: Actor) -> None:
    with records(server) as session:
        last = f"Öberg{anna.user_id}"
        make_person(session, anna, "Åsa", last, phones=[f"070-{anna.user_id:07d}"])
    enter(page, server, anna, "/persons/new")
    page.get_by_label("Phones").fill(f"+46 70 {anna.user_id:07d}")

    expect(page.get_by_role("link", name=f"Åsa {last}")).to_be_visible()


def test_a_person_called_nearly_so_is_shown_however_quickly_both_names_are_typed(
    page: Page, server: RunningServer, anna: Actor
) -> None:
    with records(server) as session:
        make_person(session, anna, "Martin", "Snabbskrivarsson")
    enter(page, server, anna, "/persons/new")
    page.get_by_label("First name").fill("Martin")
    page.get_by_label("Last name").fill("Snabskrivarsson")

    expect(page.get_by_role("link", name="Martin Snabbskrivarsson")).to_be_visible()


def test_the_form_is_shown_in_the_user_guide(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    bo = add_user(server, "Bo Ek", locale="sv")
    page = enter(new_page(), server, bo, "/organisations/new")
    page.locator("#name").fill("Digidelcenter Mitt")
    number = page.locator("#organisation_number")
    number.fill("212000-1438")
    number.blur()
    expect(page.locator("#organisation_number-error")).to_be_visible()
    picture(page, "kunder-ny-organisation")


def test_the_forms_have_no_serious_findings_and_fit_a_phone(
    new_page: NewPage, server: RunningServer, anna: Actor
) -> None:
    phone = enter(new_page(**PHONE), server, anna, "/persons/new")
    for path in ("/persons/new", "/organisations/new"):
        phone.goto(path)
        expect(phone.get_by_role("button", name="Save")).to_be_visible()
        assert serious_findings(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
