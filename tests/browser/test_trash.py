"""The trash: somebody deletes, and brings back what should have stayed."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation
from tests.servers import RunningServer


def test_a_deleted_organisation_is_brought_back_from_the_trash(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    maria = add_user(server, "Maria Lind", Role.MANAGER, "sv")
    with records(server) as session:
        town = make_organisation(session, maria, "Borttagsköping").key
        deal = make_deal(session, maria, "Borttagsaffär").key
    page = enter(new_page(**PHONE), server, maria, f"/organisations/{town}")
    page.get_by_role("button", name="Fler åtgärder").click()
    page.get_by_role("menuitem", name="Ta bort…").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("papperskorgen")
    dialog.get_by_role("button", name="Ta bort").click()
    page.wait_for_url("**/organisations*")

    page.get_by_role("button", name="Mer", exact=True).click()
    expect(page.get_by_role("link", name="Organisationer")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Papperskorg").click()
    page.get_by_role("searchbox", name="Sök i papperskorgen").fill("borttags")
    line = page.get_by_role("listitem").filter(has_text="Borttagsköping")
    expect(line).to_contain_text("Maria Lind")
    picture(page, "papperskorg")
    page.get_by_role("button", name="Återställ Borttagsköping").click()

    expect(page.get_by_text("Den är återställd.")).to_be_in_viewport()
    expect(page.get_by_text("Inget passar")).to_be_visible()
    page.goto(f"/organisations/{town}")
    expect(page.get_by_role("heading", name="Borttagsköping", level=1)).to_be_visible()

    page.goto(f"/deals/{deal}")
    page.get_by_role("button", name="Fler åtgärder").click()
    page.get_by_role("menuitem", name="Ta bort…").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Ta bort").click()
    page.wait_for_url("**/deals*")
    page.goto("/trash")
    expect(page.get_by_role("listitem").filter(has_text="Borttagsaffär")).to_be_visible()


def test_staff_do_not_see_the_trash(page: Page, server: RunningServer) -> None:
    enter(page, server, add_user(server), "/trash")

    expect(page.get_by_role("main").get_by_text("Your role does not allow this.")).to_be_visible()
    expect(page.get_by_role("link", name="Trash")).to_have_count(0)
