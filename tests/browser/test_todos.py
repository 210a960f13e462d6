"""The to-do inbox and the start page, as people use them: mouse, keys, phone, two tabs."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from sambruk_crm.models import HistoryKind, Todo
from sambruk_crm.services import history, todos
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, MakeServer, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import STOCKHOLM, make_absence, make_deal, make_organisation, make_person, make_todo, noon, today
from tests.servers import RunningServer

AddTodo = Callable[..., int]


@pytest.fixture
def anna(server: RunningServer) -> Actor:
    """Anna, who is staff and has an empty inbox."""
    return add_user(server)


@pytest.fixture
def bo(server: RunningServer) -> Actor:
    """Bo, a colleague of hers."""
    return add_user(server, "Bo Ek")


@pytest.fixture
def add(server: RunningServer, anna: Actor) -> AddTodo:
    """Add to-dos of Anna's by their notes; returns their keys."""

    def add_todo(note: str, **values: Any) -> int:
        with records(server) as session:
            return make_todo(session, anna, note, **values).key

    return add_todo


def stored(server: RunningServer, todo_id: int) -> Todo:
    """Read a to-do."""
    with records(server) as session:
        return session.get_one(Todo, todo_id)


def row(page: Page, todo_id: int) -> Locator:
    """Find a to-do's row."""
    return page.locator(f'[data-todo-id="{todo_id}"]')


def group(page: Page, name: str) -> Locator:
    """Find what stands under a heading."""
    return page.locator(f'[data-group="{name}"]')


def badge(page: Page) -> Locator:
    """Find the number beside CRM in the menu."""
    return page.get_by_test_id("crm-badge")


def new_todo(page: Page) -> Locator:
    """Open the form for a new to-do."""
    page.get_by_role("button", name="New to-do").first.click()
    return page.get_by_role("dialog", name="New to-do")


def test_a_todo_for_a_person_is_made_by_typing_the_name(page: Page, server: RunningServer, anna: Actor) -> None:
    last = f"Öberg{anna.user_id}"
    with records(server) as session:
        person = make_person(session, anna, "Åsa", last).key
    dialog = new_todo(enter(page, server, anna, "/todos"))
    dialog.get_by_role("radio", name="Person").check()
    dialog.get_by_role("combobox", name="Person").press_sequentially(f"asa {last.lower()}")
    page.get_by_role("option", name=last).click()
    dialog.get_by_label("Type", exact=True).select_option(label="Call customer")
    dialog.get_by_label("Note").fill("Ask about the contract")
    dialog.get_by_label("Time").fill("23:59")
    dialog.get_by_role("button", name="Save").click()

    made = group(page, "today").locator("[data-todo-id]")
    expect(dialog).to_be_hidden()
    expect(made).to_contain_text("Ask about the contract")
    expect(made.get_by_role("link", name=f"Åsa {last}", exact=True)).to_have_attribute("href", f"/persons/{person}")
    kept = stored(server, int(made.get_attribute("data-todo-id") or 0))
    assert (kept.person_id, kept.assignee_id) == (person, anna.user_id)
    assert kept.remind_at is not None
    assert f"{kept.remind_at.astimezone(STOCKHOLM):%F %H:%M}" == f"{today()} 23:59"


def test_a_link_from_an_organisation_opens_the_form_for_it(page: Page, server: RunningServer, anna: Actor) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {anna.user_id}")
    enter(page, server, anna, f"/todos?new=1&organisation={town.key}")

    dialog = page.get_by_role("dialog", name="New to-do")
    expect(dialog.get_by_role("combobox", name="Organisation")).to_have_value(town.name)
    dialog.get_by_label("Note").fill("Send the report")
    dialog.get_by_role("button", name="Save").click()

    expect(page.locator("[data-todo-id]").filter(has_text="Send the report")).to_contain_text(town.name)
    expect(page).to_have_url(re.compile(rf"/todos\?organisation={town.key}$"))


def test_a_new_type_is_made_where_it_is_chosen(page: Page, server: RunningServer, anna: Actor) -> None:
    dialog = new_todo(enter(page, server, anna, "/todos"))
    dialog.get_by_label("Type", exact=True).select_option(label="New type…")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("#new_type-error")).to_have_text("Give it a name.")

    dialog.get_by_label("Name of the new type").fill(f"Yoga {anna.user_id}")
    dialog.get_by_role("button", name="Save").click()

    expect(page.locator("[data-todo-id] strong")).to_have_text(f"Yoga {anna.user_id}")


def test_the_groups_tell_by_colour_icon_and_word_when_something_is_due(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    late, now, then, some_day = (
        add("Late", days=-1),
        add("Now", days=0),
        add("Then", days=1),
        add("Some day", days=None),
    )
    enter(page, server, anna, "/todos")

    for todo_id, name, due, word in (
        (late, "overdue", "overdue", "Overdue"),
        (now, "today", "today", "Today"),
        (then, "tomorrow", "upcoming", "Upcoming"),
        (some_day, "undated", "upcoming", "Upcoming"),
    ):
        shown = group(page, name).locator(f'[data-todo-id="{todo_id}"]')
        expect(shown).to_have_attribute("data-due", due)
        expect(shown.locator(".badge")).to_have_text(word)
        expect(shown.locator(".badge svg")).to_be_visible()
    expect(group(page, "overdue").get_by_test_id("group-count")).to_have_text("1")
    colours = {row(page, each).evaluate("e => getComputedStyle(e).backgroundColor") for each in (late, now, then)}
    assert len(colours) == 3


def test_closing_writes_history_and_undo_takes_it_back(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    with records(server) as session:
        person = make_person(session, anna).key
    todo_id = add("Ring", scope="person", person_id=person)
    enter(page, server, anna, "/todos")

    def entries() -> list[tuple[str, str]]:
        with records(server) as session:
            found = history.search(session, anna, HistoryFilter(person_id=person)).items
            return [(entry.kind, entry.text) for entry in found]

    row(page, todo_id).get_by_role("button", name="Close: Ring").click()
    expect(row(page, todo_id)).to_have_attribute("data-done", "true")
    expect(row(page, todo_id)).to_contain_text("Done")
    assert entries() == [(HistoryKind.TODO, "Ring")]

    page.get_by_role("button", name="Undo").click()
    expect(row(page, todo_id)).to_have_attribute("data-done", "false")
    assert entries() == []


def test_a_todo_that_comes_back_is_there_again_when_it_is_closed(
    page: Page, server: RunningServer, anna: Actor
) -> None:
    dialog = new_todo(enter(page, server, anna, "/todos"))
    dialog.get_by_label("Note").fill("Report the figures")
    expect(dialog.get_by_label("Counted from")).to_be_hidden()
    dialog.get_by_label("Comes back").select_option(label="Every week")
    dialog.get_by_label("Counted from").select_option(label="Its own date")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("#remind_on-error")).to_have_text("Choose a day: it comes back counted from it.")
    dialog.get_by_label("Reminder").fill(today().isoformat())
    dialog.get_by_role("button", name="Save").click()

    first = group(page, "today").locator("[data-todo-id]")
    expect(first).to_contain_text("Every week")
    first.get_by_role("button", name="Close: Report the figures").click()
    again = group(page, "later").locator("[data-todo-id]")
    expect(again).to_contain_text("Every week")
    made = stored(server, int(again.get_attribute("data-todo-id") or 0))
    assert made.remind_at is not None
    assert made.remind_at.astimezone(STOCKHOLM).date() == today() + timedelta(days=7)

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-todo-id]")).to_have_count(1)
    expect(first).to_have_attribute("data-done", "false")


def test_several_are_given_to_a_colleague_and_taken_back(
    new_page: NewPage, server: RunningServer, anna: Actor, bo: Actor, add: AddTodo
) -> None:
    first, second, third = (add(note) for note in ("First", "Second", "Third"))
    page, his = enter(new_page(), server, anna, "/todos"), enter(new_page(), server, bo, "/todos")
    expect(his.get_by_text("Nothing to do")).to_be_visible()
    bar = page.get_by_test_id("todo-choice")
    expect(bar).to_be_hidden()

    page.get_by_role("button", name="Choose several").click()
    page.get_by_role("checkbox", name="Choose First").click()
    expect(bar).to_contain_text("1 chosen")
    page.get_by_role("checkbox", name="Choose First").focus()
    assert serious_findings(page) == []
    bar.get_by_role("button", name="Give", exact=True).click()
    expect(bar.get_by_role("alert")).to_be_visible()
    row(page, second).focus()
    page.keyboard.press("m")
    expect(bar).to_contain_text("2 chosen")
    bar.get_by_role("button", name="Choose all in sight").click()
    expect(bar).to_contain_text("3 chosen")
    page.get_by_role("checkbox", name="Choose Third").click()
    expect(bar).to_contain_text("2 chosen")
    bar.get_by_label("Who gets them").select_option(str(bo.user_id))
    bar.get_by_role("button", name="Give", exact=True).click()

    expect(page.locator("[data-todo-id]")).to_have_count(1)
    expect(row(page, third)).to_be_visible()
    expect(badge(his)).to_have_text("2")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-todo-id]")).to_have_count(3)
    expect(badge(his)).to_be_hidden()
    assert stored(server, first).assignee_id == anna.user_id


def test_all_that_match_are_given_at_once(page: Page, server: RunningServer, anna: Actor, bo: Actor) -> None:
    with records(server) as session:
        for number in range(55):
            make_todo(session, anna, f"No. {number}")
    enter(page, server, anna, "/todos")

    page.get_by_role("button", name="Choose several").click()
    page.get_by_role("button", name="Choose all 55 that match").click()
    bar = page.get_by_test_id("todo-choice")
    bar.get_by_label("Who gets them").select_option(str(bo.user_id))
    bar.get_by_role("button", name="Give", exact=True).click()

    expect(page.get_by_text("Nothing to do")).to_be_visible()
    with records(server) as session:
        assert todos.lists.badge_count(session, bo) == 55


def test_what_is_done_stays_in_sight_until_the_next_visit(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    done, left = add("Done soon"), add("Left")
    enter(page, server, anna, "/todos")
    row(page, done).get_by_role("button", name="Close").click()
    expect(row(page, done)).to_have_attribute("data-done", "true")

    page.reload()

    expect(row(page, left)).to_be_visible()
    expect(row(page, done)).to_have_count(0)
    page.get_by_role("button", name="Done", exact=True).click()
    expect(row(page, done)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/todos\?closed=1$"))


def test_the_badge_follows_in_every_tab_without_reload(
    new_page: NewPage, server: RunningServer, anna: Actor, bo: Actor, add: AddTodo
) -> None:
    todo_id = add("Late", days=-1)
    mine, elsewhere = new_page(), new_page()
    enter(mine, server, anna, "/todos")
    enter(elsewhere, server, anna, "/persons")
    expect(badge(elsewhere)).to_have_text("1")

    dialog = new_todo(mine)
    dialog.get_by_label("Note").fill("Soon")
    dialog.get_by_label("Time").fill("12:00")
    dialog.get_by_role("button", name="Save").click()
    for tab in (mine, elsewhere):
        expect(badge(tab)).to_have_text("2")
        expect(tab).to_have_title(re.compile(r"^\(2\) "))

    row(mine, todo_id).get_by_role("button", name="Postpone").click()
    mine.get_by_role("menuitem", name="Next Monday").click()
    expect(badge(elsewhere)).to_have_text("1")

    group(mine, "today").get_by_role("button", name="Edit").click()
    dialog = mine.get_by_role("dialog", name="Edit to-do")
    dialog.get_by_label("Assignee").select_option(str(bo.user_id))
    dialog.get_by_role("button", name="Save").click()
    for tab in (mine, elsewhere):
        expect(badge(tab)).to_be_hidden()


def test_a_todo_that_a_colleague_gives_me_appears_by_itself(
    new_page: NewPage, server: RunningServer, anna: Actor, bo: Actor
) -> None:
    annas, bos = new_page(), new_page()
    enter(annas, server, anna, "/")
    enter(bos, server, bo, "/todos")
    town = f"Sala {anna.user_id}"
    with records(server) as session:
        make_organisation(session, bo, town)

    dialog = new_todo(bos)
    dialog.get_by_role("radio", name="Organisation").check()
    dialog.get_by_role("combobox", name="Organisation").press_sequentially(town)
    bos.get_by_role("option", name=town).click()
    dialog.get_by_label("Note").fill("For you")
    dialog.get_by_label("Assignee").select_option(str(anna.user_id))
    dialog.get_by_label("Time").fill("08:00")
    dialog.get_by_role("button", name="Save").click()

    expect(bos.get_by_text("Saved. It is in the inbox of Anna Berg.")).to_be_visible()
    expect(annas.get_by_test_id("due").locator("[data-todo-id]")).to_contain_text("For you")
    expect(badge(annas)).to_have_text("1")


def test_putting_off_keeps_the_time_and_can_be_taken_back(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    todo_id = add("Late", days=-1)
    enter(page, server, anna, "/todos")
    row(page, todo_id).get_by_role("button", name="Postpone").click()
    page.get_by_role("menuitem", name="Tomorrow").click()

    expect(group(page, "tomorrow").locator(f'[data-todo-id="{todo_id}"]')).to_contain_text("12:00")
    assert stored(server, todo_id).remind_at == noon(1)

    page.get_by_role("button", name="Undo").click()
    expect(group(page, "overdue").locator(f'[data-todo-id="{todo_id}"]')).to_be_visible()


def test_a_day_to_put_off_to_can_be_chosen(page: Page, server: RunningServer, anna: Actor, add: AddTodo) -> None:
    todo_id = add("Late", days=-1)
    enter(page, server, anna, "/todos")
    row(page, todo_id).get_by_role("button", name="Postpone").click()
    page.get_by_role("menuitem", name="Choose day and time…").click()
    dialog = page.get_by_role("dialog", name="Postpone")
    expect(dialog.get_by_label("Time")).to_have_value("12:00")
    dialog.get_by_label("Day").fill(f"{today() + timedelta(days=40)}")
    dialog.get_by_role("button", name="Postpone").click()

    expect(group(page, "later").locator(f'[data-todo-id="{todo_id}"]')).to_be_visible()
    assert stored(server, todo_id).remind_at == noon(40)


def test_everything_can_be_done_by_keys(page: Page, server: RunningServer, anna: Actor, add: AddTodo) -> None:
    first, second = add("First", days=-2), add("Second", days=-1)
    enter(page, server, anna, "/todos")
    expect(row(page, first)).to_be_visible()
    press = page.keyboard.press

    press("j")
    expect(row(page, first)).to_be_focused()
    press("j")
    expect(row(page, second)).to_be_focused()
    press("ArrowUp")
    press("c")
    expect(row(page, first)).to_have_attribute("data-done", "true")
    press("u")
    expect(row(page, first)).to_have_attribute("data-done", "false")

    press("j")
    expect(row(page, second)).to_be_focused()
    press("p")
    expect(page.get_by_role("menuitem", name="Tomorrow")).to_be_focused()
    press("Enter")
    expect(group(page, "tomorrow").locator(f'[data-todo-id="{second}"]')).to_be_visible()

    press("n")
    dialog = page.get_by_role("dialog", name="New to-do")
    expect(dialog.get_by_role("radio", name="Private")).to_be_focused()
    dialog.get_by_label("Note").press_sequentially("junk, cone")
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="Save").press("Enter")
    expect(group(page, "undated").locator("[data-todo-id]")).to_contain_text("junk, cone")


def test_the_keys_can_be_looked_up_and_switched_off(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    first = add("First")
    enter(page, server, anna, "/todos")
    expect(row(page, first)).to_be_visible()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Use these keys in this browser").uncheck()
    page.keyboard.press("Escape")
    page.locator("h1").click()

    page.keyboard.press("n")
    page.keyboard.press("j")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row(page, first)).not_to_be_focused()


def test_two_edits_of_the_same_note_are_shown_and_asked_about(
    page: Page, server: RunningServer, anna: Actor, bo: Actor
) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Arboga {anna.user_id}")
        todo_id = make_todo(session, anna, "Before", scope="organisation", organisation_id=town.key).key
    enter(page, server, anna, "/todos")
    row(page, todo_id).get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit to-do")
    dialog.get_by_label("Note").fill("Anna's")
    with records(server) as session:
        todos.update(session, bo, todo_id, {"note": "Bo's", "remind_at": noon(3)})

    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Bo's")
    expect(dialog.get_by_label("Note")).to_have_value("Anna's")
    assert stored(server, todo_id).note == "Bo's"

    dialog.get_by_role("button", name="Save mine").click()
    expect(dialog).to_be_hidden()
    kept = stored(server, todo_id)
    assert (kept.note, kept.remind_at) == ("Anna's", noon(3))


def test_what_was_typed_survives_an_error(page: Page, server: RunningServer, anna: Actor) -> None:
    dialog = new_todo(enter(page, server, anna, "/todos"))
    dialog.get_by_role("radio", name="Organisation").check()
    dialog.get_by_label("Note").fill("Long and precious")
    dialog.get_by_role("button", name="Save").click()

    expect(dialog.locator("#organisation_id-error")).to_contain_text("Choose an organisation from the list.")
    expect(dialog.get_by_label("Note")).to_have_value("Long and precious")


def test_what_was_typed_survives_a_lost_connection(page: Page, server: RunningServer, anna: Actor) -> None:
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/_event"), connect)
    dialog = new_todo(enter(page, server, anna, "/todos"))
    dialog.get_by_label("Note").fill("Long and precious")
    known = len(sockets)
    sockets[-1].close()
    dialog.get_by_role("radio", name="Organisation").check()
    dialog.get_by_role("radio", name="Private").check()
    dialog.get_by_label("Note").press_sequentially(", and more")
    while len(sockets) == known:
        page.wait_for_timeout(100)
    page.wait_for_timeout(1000)

    expect(dialog.get_by_label("Note")).to_have_value("Long and precious, and more")
    dialog.get_by_role("button", name="Save").click()
    expect(group(page, "undated")).to_contain_text("Long and precious, and more")


def test_what_was_typed_survives_a_reload_and_a_restarted_server(new_page: NewPage, make_server: MakeServer) -> None:
    own = make_server()
    page, anna = new_page(on=own), add_user(own)
    dialog = new_todo(enter(page, own, anna, "/todos"))
    dialog.get_by_role("radio", name="Organisation").check()
    dialog.get_by_role("combobox", name="Organisation").press_sequentially("Kungs")
    page.get_by_role("option", name="Kungsör").click()
    dialog.get_by_label("Note").fill("Long and precious")
    page.reload()
    expect(dialog.get_by_role("combobox", name="Organisation")).to_have_value("Kungsör")
    expect(dialog.get_by_label("Note")).to_have_value("Long and precious")

    dialog.get_by_label("Note").fill("Longer and precious")
    own.kill()
    own.start()
    expect(page.locator("form.todo-form[data-kept]"), "the form is opened anew").to_have_count(0, timeout=20_000)
    expect(dialog.get_by_label("Note")).to_have_value("Longer and precious")
    dialog.get_by_role("button", name="Save").click()
    expect(group(page, "undated")).to_contain_text("Longer and precious")

    page.reload()
    expect(group(page, "undated")).to_contain_text("Longer and precious")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_edit_kept_by_the_browser_asks_when_a_colleague_saved_meanwhile(
    page: Page, server: RunningServer, anna: Actor, bo: Actor
) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Kumla {anna.user_id}")
        todo_id = make_todo(session, anna, "Before", scope="organisation", organisation_id=town.key).key
    enter(page, server, anna, "/todos")
    row(page, todo_id).get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit to-do")
    dialog.get_by_label("Note").fill("Anna's")
    with records(server) as session:
        todos.update(session, bo, todo_id, {"note": "Bo's"})

    page.reload()

    expect(dialog.get_by_role("alert")).to_contain_text("Bo's")
    expect(dialog.get_by_label("Note")).to_have_value("Anna's")
    dialog.get_by_role("button", name="Use theirs").click()
    expect(dialog.get_by_label("Note")).to_have_value("Bo's")


def test_what_was_given_up_does_not_come_back(page: Page, server: RunningServer, anna: Actor) -> None:
    dialog = new_todo(enter(page, server, anna, "/todos"))
    dialog.get_by_label("Note").press_sequentially("Never mind")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()

    page.reload()

    expect(page.get_by_role("heading", name="Nothing to do")).to_be_visible()
    expect(dialog).to_be_hidden()


def test_filters_stand_in_the_address(page: Page, server: RunningServer, anna: Actor, bo: Actor, add: AddTodo) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Köping {anna.user_id}")
        theirs = make_todo(session, bo, "Bo's", scope="organisation", organisation_id=town.key).key
    private = add("Mine")
    enter(page, server, anna, "/todos")
    expect(row(page, private)).to_be_visible()
    expect(row(page, theirs)).to_have_count(0)

    page.get_by_label("Whose").select_option(str(bo.user_id))
    expect(row(page, theirs)).to_contain_text("Assigned to Bo Ek")
    expect(row(page, private)).to_have_count(0)
    page.get_by_label("For whom").select_option("organisation")
    expect(page).to_have_url(re.compile(rf"/todos\?who={bo.user_id}&scope=organisation$"))

    page.reload()
    expect(row(page, theirs)).to_be_visible()
    expect(page.get_by_label("Whose")).to_have_value(str(bo.user_id))
    expect(page.get_by_label("Whose").locator("option:checked")).to_have_text("Bo Ek (1)")

    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Save as a view…").click()
    dialog = page.get_by_role("dialog", name="Save as a view")
    dialog.get_by_label("Name").fill("What Bo does for customers")
    dialog.get_by_role("button", name="Save").click()
    page.goto("/todos")
    expect(row(page, private)).to_be_visible()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="What Bo does for customers", exact=True).click()
    expect(row(page, theirs)).to_be_visible()
    expect(row(page, private)).to_have_count(0)


def test_a_stand_in_sees_whose_todo_it_is(page: Page, server: RunningServer, anna: Actor, bo: Actor) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Hallsberg {anna.user_id}")
        todo_id = make_todo(session, anna, scope="organisation", organisation_id=town.key).key
        make_absence(session, anna.user_id, bo.user_id, today(), today())
    enter(page, server, bo, "/todos")

    expect(row(page, todo_id)).to_contain_text("for Anna Berg")
    expect(badge(page)).to_have_text("1")


def test_a_long_group_is_shown_piece_by_piece(page: Page, server: RunningServer, anna: Actor) -> None:
    with records(server) as session:
        for number in range(33):
            make_todo(session, anna, f"Number {number}", days=-1)
    enter(page, server, anna, "/todos")
    expect(group(page, "overdue").locator("[data-todo-id]")).to_have_count(25)
    expect(group(page, "overdue")).to_contain_text("25 of 33 shown")

    page.get_by_role("button", name="Show more").click()

    expect(group(page, "overdue").locator("[data-todo-id]")).to_have_count(33)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_done_and_next_opens_the_follow_up_for_the_same_customer(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Nora {anna.user_id}")
    todo_id = add("Ring", scope="organisation", organisation_id=town.key)
    enter(page, server, anna, "/todos")
    row(page, todo_id).get_by_role("button", name="Done and next").click()

    dialog = page.get_by_role("dialog", name="New to-do")
    expect(dialog.get_by_role("combobox", name="Organisation")).to_have_value(town.name)
    expect(dialog.get_by_label("Note")).to_have_value("")
    assert stored(server, todo_id).closed_at is not None


def test_the_start_page_shows_what_is_due_which_deals_rot_and_what_happened(
    page: Page, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    due, ahead = add("Due", days=0), add("Ahead", days=2)
    with records(server) as session:
        deal = make_deal(session, anna, f"Still {anna.user_id}")
        deal.touched_at -= timedelta(days=200)
        history.write(session, anna, {"text": f"Met in Borås {anna.user_id}", "deal_id": deal.key})
        deal.touched_at -= timedelta(days=200)
    enter(page, server, anna, "/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Anna")
    expect(row(page, due)).to_be_visible()
    expect(row(page, ahead)).to_have_count(0)
    link = page.get_by_test_id("deals").get_by_role("link", name=f"Still {anna.user_id}")
    expect(link).to_have_attribute("href", f"/deals/{deal.key}")
    expect(page.get_by_test_id("happenings")).to_contain_text(f"Met in Borås {anna.user_id}")

    row(page, due).get_by_role("button", name="Close").click()
    expect(row(page, due)).to_have_attribute("data-done", "true")
    expect(badge(page)).to_be_hidden()


def test_on_a_phone_everything_fits_and_can_be_tapped(
    new_page: NewPage, server: RunningServer, anna: Actor, add: AddTodo
) -> None:
    phone = new_page(**PHONE)
    with records(server) as session:
        town = make_organisation(session, anna, "Upplands Väsby kommunalförbund för räddningstjänst")
    todo_id = add("En lång anteckning om personuppgiftsbiträdesavtalet", scope="organisation", organisation_id=town.key)
    for path in ("/", "/todos"):
        enter(phone, server, anna, path) if path == "/" else phone.goto(path)
        expect(row(phone, todo_id)).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") == 360
        for target in row(phone, todo_id).locator("button, a").all():
            box = target.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24

    row(phone, todo_id).get_by_role("button", name="Close").tap()
    expect(row(phone, todo_id)).to_have_attribute("data-done", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    new_page: NewPage, server: RunningServer, anna: Actor, add: AddTodo, scheme: str
) -> None:
    with records(server) as session:
        town = make_organisation(session, anna, f"Mora {anna.user_id}")
        deal = make_deal(session, anna, "Still", organisation_id=town.key)
        deal.touched_at -= timedelta(days=200)
    kinds = {"scope": "organisation", "organisation_id": town.key}
    late, _, _ = add("Late", days=-1, **kinds), add("Now", days=0), add("Then", days=1)
    page = new_page(color_scheme=scheme)
    enter(page, server, anna, "/")
    expect(row(page, late)).to_be_visible()
    assert serious_findings(page) == []

    page.goto("/todos")
    row(page, late).get_by_role("button", name="Close").click()
    expect(row(page, late)).to_have_attribute("data-done", "true")
    assert serious_findings(page) == []
    new_todo(page)
    page.wait_for_timeout(400)
    assert serious_findings(page) == []
