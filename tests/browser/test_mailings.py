"""Mailings in the browser: from a filter to the mailbox, and from the mail out of further ones."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import MailingRecipient, MailingState, RecipientState, Role, TagScope
from sambruk_crm.services import mailings, tags
from sambruk_crm.services.permissions import Actor
from tests import servers
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, MakeServer, NewPage
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_organisation, make_person, make_tag
from tests.servers import MailServer, RunningServer

Picture = Callable[[Page, str], None]


@dataclass
class Post:
    """A server of our own that sends through a mail server of our own."""

    server: RunningServer
    mail: MailServer


@pytest.fixture(scope="module")
def post(make_server: MakeServer) -> Iterator[Post]:
    """Start both."""
    with servers.mail_server() as mail:
        server = make_server(SAMBRUK_SMTP_URL=mail.url, SAMBRUK_MAIL_FROM="crm@sambruk.example")
        yield Post(server, mail)


@pytest.fixture
def page(new_page: NewPage, post: Post) -> Page:
    """A page on that server."""
    return new_page(on=post.server)


@pytest.fixture
def anna(post: Post) -> Actor:
    """Anna, who is staff."""
    return add_user(post.server)


@pytest.fixture
def tag(post: Post, anna: Actor) -> str:
    """A tag that three persons carry, one of them without an address."""
    name = f"Nyhetsbrev {secrets.token_hex(3)}"
    with records(post.server) as session:
        key = make_tag(session, name, TagScope.PERSON).key
        for first, email in (("Åsa", "asa"), ("Bo", "bo"), ("Utan", "")):
            emails = [f"{email}.{key}@kungsor.example"] if email else []
            make_person(session, anna, first, f"X{key}", emails=emails, tags=[key])
    return name


def filter_by(page: Page, tag: str) -> None:
    """Show the persons with a tag, once the list is there."""
    expect(page.get_by_test_id("list-total")).to_be_visible()
    open_filter(page, "Tags")
    page.get_by_role("checkbox", name=tag).check()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("list-total")).to_contain_text("of 3")


def begin(page: Page, post: Post, actor: Actor, tag: str) -> None:
    """Begin a mailing to all that match a filter."""
    enter(page, post.server, actor, "/persons")
    filter_by(page, tag)
    page.get_by_role("button", name="Mailing to all that match").click()
    page.wait_for_url(re.compile(r"/mailings/\d+"))
    expect(page.get_by_test_id("recipient-count")).to_have_text("2 recipients")


def write(page: Page, subject: str, body: str = "Hej {first_name|du}!") -> None:
    """Write the message, and wait until it has saved itself."""
    page.get_by_label("Subject").fill(subject)
    page.get_by_role("textbox", name="Message").fill(body)
    expect(page.get_by_test_id("letter")).to_contain_text("Hej Åsa!")
    expect(page.get_by_test_id("letter")).to_contain_text(subject)


def send(page: Page) -> None:
    """Send it now."""
    page.get_by_role("button", name="Send…").click()
    page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_test_id("progress")).to_contain_text("The first mail leaves")


def test_a_mailing_goes_from_a_filter_to_every_mailbox_and_out_again(
    page: Page, new_page: NewPage, post: Post, anna: Actor, tag: str
) -> None:
    subject = f"Träff {secrets.token_hex(3)}"
    begin(page, post, anna, tag)
    write(page, subject)
    expect(page.get_by_text("one left out")).to_be_visible()

    send(page)
    expect(page.get_by_test_id("progress")).to_contain_text("Finished", timeout=90_000)

    arrived = [mail for mail in post.mail.delivered if mail.message["Subject"] == subject]
    assert sorted(mail.text.splitlines()[0] for mail in arrived) == ["Hej Bo!", "Hej Åsa!"]
    assert len({mail.recipient for mail in arrived}) == 2
    expect(page.get_by_role("button", name="Sent 2")).to_be_visible()
    expect(page.get_by_test_id("reasons")).to_contain_text("No e-mail address: 1")
    page.get_by_role("link", name=re.compile("Åsa")).click()
    expect(page.locator("#history")).to_contain_text(subject)

    [mail] = [mail for mail in arrived if mail.recipient.startswith("asa")]
    way_out = str(mail.message["List-Unsubscribe"]).strip(" <>")
    stranger = new_page(on=post.server, locale="nb-NO")
    stranger.goto("/unsubscribe/" + way_out.rpartition("/")[2])
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Vil du ikke ha flere utsendelser?")
    assert serious_findings(stranger) == []
    stranger.get_by_role("button", name="Meld meg av").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Du er meldt av")

    expect(page.locator("#consent")).to_contain_text("opted out of mailings")
    expect(page.locator("#consent").get_by_role("link", name=subject)).to_be_visible()
    page.get_by_role("button", name="Allow mailings again").click()
    expect(page.locator("#consent")).to_contain_text("Wants mailings")
    expect(page.locator("#consent")).not_to_contain_text("opted out")


def test_the_chosen_ones_alone_are_written_to(page: Page, post: Post, anna: Actor, tag: str) -> None:
    enter(page, post.server, anna, "/persons")
    filter_by(page, tag)
    page.get_by_role("checkbox", name=re.compile("Choose Bo")).click()
    page.get_by_test_id("selection-bar").get_by_role("button", name="Mailing", exact=True).click()

    expect(page.get_by_test_id("recipient-count")).to_have_text("One recipient")
    expect(page.get_by_role("combobox", name="Persons")).to_have_value("chosen")


def test_a_mailing_is_taken_back_before_its_first_mail(page: Page, post: Post, anna: Actor, tag: str) -> None:
    subject = f"Ångrat {secrets.token_hex(3)}"
    begin(page, post, anna, tag)
    write(page, subject)
    send(page)

    page.get_by_role("button", name="Take back").click()

    expect(page.get_by_label("Subject")).to_have_value(subject)
    assert not [mail for mail in post.mail.delivered if mail.message["Subject"] == subject]


def test_what_is_written_is_there_after_a_reload(page: Page, post: Post, anna: Actor, tag: str) -> None:
    begin(page, post, anna, tag)
    write(page, "Inte klart", "Hej {first_name|du}! Vi ses")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    page.reload()

    expect(page.get_by_label("Subject")).to_have_value("Inte klart")
    expect(page.get_by_role("textbox", name="Message")).to_have_value("Hej {first_name|du}! Vi ses")


def test_a_field_that_does_not_exist_is_told_of_beside_the_text(page: Page, post: Post, anna: Actor, tag: str) -> None:
    begin(page, post, anna, tag)
    page.get_by_role("textbox", name="Message").fill("Hej {nickname}!")

    expect(page.locator("#body-error")).to_contain_text("There is no field “{nickname}”")


def test_two_people_never_overwrite_each_others_words(new_page: NewPage, post: Post, anna: Actor, tag: str) -> None:
    first = new_page(on=post.server)
    begin(first, post, anna, tag)
    second = enter(new_page(on=post.server), post.server, add_user(post.server, "Bo Ek"), first.url)
    second.get_by_label("Subject").fill("Bos ämne")
    expect(second.get_by_text("Saved", exact=True)).to_be_visible()
    expect(first.get_by_text("Someone else has just changed this draft.")).to_be_visible()

    first.get_by_label("Subject").fill("Annas ämne")
    expect(first.get_by_text(re.compile("Meanwhile someone else has changed"))).to_be_visible()
    first.get_by_role("button", name="Save mine").click()

    expect(first.get_by_role("heading", level=1)).to_have_text("Annas ämne")
    expect(first.get_by_label("Subject")).to_have_value("Annas ämne")


def test_a_draft_that_is_thrown_away_is_taken_back(page: Page, post: Post, anna: Actor, tag: str) -> None:
    begin(page, post, anna, tag)
    write(page, "Ångrat")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/mailings")
    expect(page.get_by_role("link", name="Ångrat")).to_have_count(0)

    page.locator(".undo-bar").filter(has_text="Ångrat is in the trash.").get_by_role("button", name="Undo").click()

    expect(page.get_by_role("link", name="Ångrat")).to_be_visible()


def test_a_test_comes_to_oneself(page: Page, post: Post, anna: Actor, tag: str) -> None:
    begin(page, post, anna, tag)
    write(page, "Provläs")

    page.get_by_role("button", name="Test to me").click()

    expect(page.get_by_text(f"On its way to {anna.email}.")).to_be_visible()
    for _ in range(100):
        if post.mail.to(anna.email):
            break
        page.wait_for_timeout(100)
    [mail] = post.mail.to(anna.email)
    assert mail.message["Subject"] == "Test: Provläs"


def test_a_template_is_made_and_begun_from(page: Page, post: Post, anna: Actor, tag: str) -> None:
    name = f"Inbjudan {secrets.token_hex(3)}"
    enter(page, post.server, anna, "/mailings/templates")
    page.get_by_role("button", name="New template").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_label("Subject").fill("Välkommen {first_name|du}")
    dialog.get_by_label("Message").fill("Hej {first_name|du}!")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text(name)).to_be_visible()

    begin(page, post, anna, tag)
    page.get_by_role("combobox", name="Begin from a template").select_option(label=name)

    expect(page.get_by_label("Subject")).to_have_value("Välkommen {first_name|du}")
    expect(page.get_by_test_id("letter")).to_contain_text("Välkommen Åsa")


def test_the_list_of_mailings_is_summed_up_grouped_looked_at_and_acted_on(
    new_page: NewPage, post: Post, anna: Actor
) -> None:
    word = f"Lista{secrets.token_hex(3)}"
    with records(post.server) as session:
        mailings.create(session, anna, {"subject": f"{word} utkast", "body": "Hej på dig"})
        done = mailings.create(session, anna, {"subject": f"{word} skickat"})
        done.state = MailingState.DONE
        for at, state in enumerate((RecipientState.SENT, RecipientState.SENT, RecipientState.FAILED)):
            token = f"{word}-{at}"
            session.add(MailingRecipient(mailing_id=done.key, email=f"{at}@x.example", token=token, state=state))
    page = enter(new_page(on=post.server), post.server, anna, f"/mailings?text={word}")
    total = page.locator("tfoot").get_by_role("combobox", name="What Recipients comes to")
    expect(total.locator("option:checked")).to_have_text("Sum 3")
    page.get_by_role("button", name="Columns").click()
    box = page.get_by_role("dialog", name="Columns")
    box.get_by_role("checkbox", name="Ended", exact=True).click()
    box.get_by_label("Group by").select_option("state")
    page.keyboard.press("Escape")
    expect(page.locator('th[data-column="ended_at"]')).to_be_visible()
    expect(page.locator(".group-title")).to_have_text(["Draft1", "Finished1"])
    page.get_by_role("link", name=f"{word} utkast").focus()
    page.keyboard.press("Space")
    panel = page.locator("aside.peek")
    expect(panel).to_contain_text("Hej på dig")
    assert serious_findings(page) == []
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("heading", level=2)).to_have_text(f"{word} skickat")

    phone = enter(new_page(on=post.server, **PHONE), post.server, anna, f"/mailings?text={word}&group=state")
    expect(phone.locator(".group-title")).to_have_text(["Draft1", "Finished1"])
    expect(phone.locator("tbody tr[data-row-id]").last).to_contain_text("3 recipients2 sent1 not delivered")
    assert serious_findings(phone) == []
    phone.get_by_role("button", name=f"Copy {word} skickat as new draft").click()
    phone.wait_for_url(re.compile(r"/mailings/\d+"))
    expect(phone.get_by_label("Subject", exact=True)).to_have_value(f"{word} skickat")


def test_pages_of_mailings_fit_a_phone_and_have_no_serious_findings(new_page: NewPage, post: Post, anna: Actor) -> None:
    boss = add_user(post.server, "Maria Lind", Role.ADMINISTRATOR, "sv")
    with records(post.server) as session:
        town = make_organisation(session, anna, email="kommun@kungsor.example")
        audience = {"organisations": {"noun": "organisation", "ids": [town.key]}}
        draft = mailings.create(session, anna, {"subject": "Hej", "body": "Hej!", "audience": audience})
        mailings.templates.create(session, anna, {"name": f"Mall {town.key}"})
    phone = enter(new_page(on=post.server, **PHONE), post.server, boss, "/mailings")
    for path in ("/mailings", f"/mailings/{draft.key}", "/mailings/templates", "/settings/mailings"):
        phone.goto(path)
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        expect(phone.locator(".loading")).to_have_count(0)
        assert serious_findings(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_user_guide_shows_a_draft(page: Page, post: Post, anna: Actor, tag: str, picture: Picture) -> None:
    swedish = add_user(post.server, "Anna Berg", Role.STAFF, "sv")
    body = "Hej {first_name|du}!\n\nDen **12 januari** är det nätverksträff.\n\n- Fika\n- Program\n\n{sender_name}"
    with records(post.server) as session:
        key = next(each.key for each in tags.all_tags(session, anna) if each.name == tag)
        audience = {"persons": {"noun": "person", "filters": {"tag": [key]}}}
        values = {"subject": "Välkommen till nätverksträffen", "body": body, "audience": audience}
        draft = mailings.create(session, swedish, values)
    enter(page, post.server, swedish, f"/mailings/{draft.key}")
    expect(page.get_by_test_id("letter")).to_contain_text("nätverksträff.")

    picture(page, "utskick-utkast")
