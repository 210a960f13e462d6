"""The settings as browser tabs use them: what is saved, what is refused, and what stays as it was written."""

from typing import Any

import pytest
from sqlmodel import select

from sambruk_crm import db
from sambruk_crm.models import LostReason, Role, Todo, TodoType, User
from sambruk_crm.services import settings, tags, users, vocabularies
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state.absences.hand_over import HandOverState
from sambruk_crm.state.settings.association import AssociationState
from sambruk_crm.state.settings.departments import DepartmentSettingsState
from sambruk_crm.state.settings.lists import ListEditorState
from sambruk_crm.state.settings.users import UserAdminState
from tests.factories import actor_of, make_tag, make_todo
from tests.state.conftest import Tab, Wire, user_named

PASSWORD = "ett långt lösenord"


@pytest.fixture
def admin(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which an administrator is signed in."""
    tab.cookie = people[Role.ADMINISTRATOR]
    return tab


@pytest.fixture
def other(admin: Tab) -> Tab:
    """Another tab of the same administrator."""
    return Tab(admin.manager, admin.cookie, "another-tab")


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to one of our states."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


def lists(tab: Tab) -> Any:
    """Return the list editor of a tab."""
    return tab.state(ListEditorState)


def rows(tab: Tab, scope: str = "") -> list[Any]:
    """List the entries a tab shows."""
    return next(group.rows for group in lists(tab).groups if group.scope == scope)


def entry(tab: Tab, default_name: str) -> int:
    """Return the key of a default entry that a tab shows."""
    return next(row.id for row in rows(tab) if row.default_name == default_name)


def save(tab: Tab, entry_id: int, **form: str) -> Wire:
    """Open the form of an entry and save it."""
    send(tab, ListEditorState.edit, entry_id=entry_id)
    return send(tab, ListEditorState.save, form=form)


def manager() -> Actor:
    """Return the manager, as services know them."""
    with db.reading() as session:
        return actor_of(session.exec(select(User).where(User.role == Role.MANAGER)).one())


@pytest.mark.parametrize("role", [Role.STAFF, Role.READER])
def test_lists_open_for_managers_and_not_for_staff(tab: Tab, people: dict[Role, str], role: Role) -> None:
    tab.cookie = people[role]
    send(tab, ListEditorState.load, list_name="todo-types")
    assert lists(tab).groups == []

    tab.cookie = people[Role.MANAGER]
    send(tab, ListEditorState.load, list_name="todo-types")
    assert rows(tab)


def test_users_and_association_open_for_administrators_alone(tab: Tab, people: dict[Role, str]) -> None:
    tab.cookie = people[Role.MANAGER]
    send(tab, UserAdminState.load)
    send(tab, AssociationState.load)

    assert tab.state(UserAdminState).users == []
    assert not tab.state(AssociationState).is_loaded


def test_a_manager_who_opens_the_settings_comes_to_the_lists(tab: Tab, people: dict[Role, str]) -> None:
    tab.cookie = people[Role.MANAGER]

    wire = send(tab, AssociationState.enter)

    assert [event.payload.get("path") for event in wire.events] == ["/settings/todo-types"]


def test_a_renamed_entry_is_shown_by_its_new_name(admin: Tab) -> None:
    send(admin, ListEditorState.load, list_name="todo-types")
    save(admin, entry(admin, "Call customer"), name="Ring", color="teal")

    assert (rows(admin)[0].name, rows(admin)[0].color) == ("Ring", "teal")
    assert not lists(admin).is_editing


def test_what_cannot_be_saved_stays_in_the_form_with_the_reason_beside_it(admin: Tab) -> None:
    send(admin, ListEditorState.load, list_name="phases")
    save(admin, entry(admin, "Pitch done"), name="Visad", probability="mycket", rotting_days="")

    assert lists(admin).is_editing
    assert lists(admin).errors == {"probability": "Write a whole number."}


def test_a_name_changed_meanwhile_is_shown_and_saving_again_uses_mine(admin: Tab, other: Tab) -> None:
    for each in (admin, other):
        send(each, ListEditorState.load, list_name="lost-reasons")
    price = entry(admin, "Price")
    send(admin, ListEditorState.edit, entry_id=price)
    save(other, price, name="För dyrt")

    send(admin, ListEditorState.save, form={"name": "Priset"})
    assert [(one.field, one.value) for one in lists(admin).conflicts] == [("name", "För dyrt")]
    assert lists(admin).is_editing

    send(admin, ListEditorState.save, form={"name": "Priset"})
    assert rows(admin)[0].name == "Priset"


def test_reloading_leaves_an_open_form_alone(admin: Tab, other: Tab) -> None:
    for each in (admin, other):
        send(each, ListEditorState.load, list_name="lost-reasons")
    price = entry(admin, "Price")
    send(admin, ListEditorState.edit, entry_id=price)
    save(other, price, name="För dyrt")
    send(admin, ListEditorState.refresh)

    assert rows(admin)[0].name == "För dyrt"
    assert lists(admin).is_editing
    assert lists(admin).edited.name == ""


def test_moving_tells_where_an_entry_is_now(admin: Tab) -> None:
    send(admin, ListEditorState.load, list_name="lost-reasons")
    price = entry(admin, "Price")
    send(admin, ListEditorState.shift, entry_id=price, by=1)

    assert rows(admin)[1].id == price
    assert lists(admin).announcement == "Price is now number 2 of 6."


def test_a_used_entry_stays_and_says_why(admin: Tab) -> None:
    with db.transaction() as session:
        used = vocabularies.entries(session, manager(), TodoType)[0]
        make_todo(session, manager(), type_id=used.key)
    send(admin, ListEditorState.load, list_name="todo-types")
    send(admin, ListEditorState.ask_removal, entry_id=used.key)
    send(admin, ListEditorState.delete)

    assert lists(admin).leaving_error == "This is used once. Archive it instead."
    assert rows(admin)[0].id == used.key


def test_an_archived_entry_comes_back(admin: Tab) -> None:
    send(admin, ListEditorState.load, list_name="lost-reasons")
    price = entry(admin, "Price")
    send(admin, ListEditorState.ask_removal, entry_id=price)
    send(admin, ListEditorState.archive, entry_id=price)
    assert [row.id for row in lists(admin).groups[0].archived] == [price]

    send(admin, ListEditorState.restore, entry_id=price)
    assert rows(admin)[0].id == price


def test_an_entry_is_merged_into_another(admin: Tab) -> None:
    send(admin, ListEditorState.load, list_name="lost-reasons")
    price, budget = entry(admin, "Price"), entry(admin, "No budget")
    send(admin, ListEditorState.ask_removal, entry_id=price)
    send(admin, ListEditorState.merge, form={"other": str(budget)})

    with db.reading() as session:
        assert session.get(LostReason, price) is None
    assert price not in [row.id for row in rows(admin)]


def test_tags_are_made_where_they_belong(admin: Tab) -> None:
    with db.transaction() as session:
        make_tag(session, "Yoga")
    send(admin, ListEditorState.load, list_name="tags")
    send(admin, ListEditorState.begin, scope="organisation")
    send(admin, ListEditorState.save, form={"name": "EGIL", "color": "blue"})

    assert [row.name for row in rows(admin, "organisation")] == ["EGIL"]
    assert [row.name for row in rows(admin, "person")] == ["Yoga"]
    with db.reading() as session:
        assert [tag.color for tag in tags.all_tags(session, manager())] == ["blue", "gray"]


def add_user(tab: Tab, **form: str) -> None:
    """Add a user through the form."""
    send(tab, UserAdminState.load)
    send(tab, UserAdminState.begin)
    send(tab, UserAdminState.save, form={"email": "sara@example.test", "name": "Sara", "role": "staff", **form})


def test_an_invited_user_chooses_a_password_by_the_link_that_is_shown_once(admin: Tab) -> None:
    add_user(admin)
    state = admin.state(UserAdminState)
    token = state.secret.partition("token=")[2]
    assert (state.asks, state.chosen.name) == ("link", "Sara")

    with db.transaction() as session:
        users.links.choose(session, token, users.passwords.make_hash(PASSWORD))
        assert users.passwords.matches(users.credentials(session, "sara@example.test").password_hash, PASSWORD)

    send(admin, UserAdminState.close_question, is_open=False)
    assert admin.state(UserAdminState).secret == ""


@pytest.mark.parametrize(("form", "field"), [({"email": "ingen"}, "email"), ({"role": "x"}, "role")])
def test_what_is_wrong_with_a_new_user_is_said_beside_the_field(admin: Tab, form: dict[str, str], field: str) -> None:
    add_user(admin, **form)

    assert list(admin.state(UserAdminState).errors) == [field]
    assert admin.state(UserAdminState).is_editing


def test_the_last_administrator_keeps_the_role(admin: Tab) -> None:
    me = user_named("Administrator")
    send(admin, UserAdminState.load)
    send(admin, UserAdminState.edit, user_id=me)
    send(
        admin,
        UserAdminState.save,
        form={"email": admin.state(UserAdminState).edited.email, "name": "Administrator", "role": "staff"},
    )

    assert "last administrator" in admin.state(UserAdminState).form_error
    with db.reading() as session:
        assert session.get_one(User, me).role is Role.ADMINISTRATOR


def test_nobody_deactivates_themselves(admin: Tab) -> None:
    send(admin, HandOverState.ask, user_id=user_named("Administrator"))
    send(admin, HandOverState.deactivate, form={})

    assert admin.state(HandOverState).refusal == "You cannot deactivate yourself."


def test_whoever_deactivates_sees_what_is_open_and_says_who_takes_over(admin: Tab, people: dict[Role, str]) -> None:
    staff, manager = user_named("Staff"), user_named("Manager")
    with db.transaction() as session:
        todo = make_todo(session, actor_of(session.get_one(User, staff))).key
    send(admin, HandOverState.ask, user_id=staff)
    assert [(pile.kind, pile.count) for pile in admin.state(HandOverState).piles] == [("todos", 1)]

    send(admin, HandOverState.deactivate, form={})
    assert admin.state(HandOverState).errors == {"receiver_id": "Choose who takes over."}
    send(admin, HandOverState.deactivate, form={"receiver_id": str(manager)})

    with db.reading() as session:
        assert users.sessions.find_actor(session, people[Role.STAFF]) is None
        assert session.get_one(Todo, todo).assignee_id == manager
    send(admin, UserAdminState.load)
    assert [user.id for user in admin.state(UserAdminState).inactive] == [staff]
    send(admin, UserAdminState.reactivate, user_id=staff)
    assert admin.state(UserAdminState).inactive == []


def test_more_of_a_kind_is_shown_when_asked_for(admin: Tab) -> None:
    staff = user_named("Staff")
    with db.transaction() as session:
        for _ in range(12):
            make_todo(session, actor_of(session.get_one(User, staff)))
    send(admin, HandOverState.show_more, kind="todos")
    send(admin, HandOverState.ask, user_id=staff)
    send(admin, HandOverState.show_more, kind="nothing")
    assert [len(pile.lines) for pile in admin.state(HandOverState).piles] == [10]

    send(admin, HandOverState.show_more, kind="todos")

    assert [len(pile.lines) for pile in admin.state(HandOverState).piles] == [12]


def test_a_new_password_signs_the_person_out(admin: Tab, people: dict[Role, str]) -> None:
    send(admin, UserAdminState.load)
    send(admin, UserAdminState.ask, question="password", user_id=user_named("Staff"))
    send(admin, UserAdminState.reset_password, form={"password": PASSWORD})

    assert admin.state(UserAdminState).secret == ""
    with db.reading() as session:
        assert users.sessions.find_actor(session, people[Role.STAFF]) is None


def test_a_password_made_up_for_somebody_is_shown_until_its_dialog_is_closed(admin: Tab) -> None:
    send(admin, UserAdminState.load)
    send(admin, UserAdminState.ask, question="password", user_id=user_named("Staff"))
    send(admin, UserAdminState.reset_password, form={})

    state = admin.state(UserAdminState)
    with db.reading() as session:
        assert users.passwords.matches(users.credentials(session, state.chosen.email).password_hash, state.secret)
    send(admin, UserAdminState.close_question, is_open=False)
    assert admin.state(UserAdminState).secret == ""


def association(**values: str) -> dict[str, str]:
    """Return a filled-in form of the association's choices."""
    given = {"association_name": "Sambruk", "time_zone": "Europe/Stockholm", "default_locale": "sv", "currency": "SEK"}
    labels = {"organisation": "Organisation", "person": "Person", "service": "Service"}
    named = {f"label_{noun}": label for noun, label in {**labels, "contract": "Contract", "history": "History"}.items()}
    return {**given, **named, **values}


def test_the_association_is_renamed_and_calls_its_organisations_members(admin: Tab) -> None:
    send(admin, AssociationState.load)
    send(admin, AssociationState.save, form=association(association_name="Föreningen", label_organisation="Member"))

    with db.reading() as session:
        chosen = settings.read(session)
    assert chosen.association_name == "Föreningen"
    assert chosen.renamed()["Organisations"].msgid == "Members"


@pytest.mark.parametrize(
    ("field", "value"),
    [("association_name", ""), ("time_zone", "Kungsör"), ("currency", "DEM"), ("default_locale", "fi")],
)
def test_a_choice_that_cannot_be_is_said_beside_its_field(admin: Tab, field: str, value: str) -> None:
    send(admin, AssociationState.load)
    send(admin, AssociationState.save, form=association(**{field: value}))

    assert list(admin.state(AssociationState).errors) == [field]


def test_two_who_rename_the_association_at_once_are_told(admin: Tab, other: Tab) -> None:
    for each in (admin, other):
        send(each, AssociationState.load)
    send(other, AssociationState.save, form=association(association_name="Ett"))
    send(admin, AssociationState.save, form=association(association_name="Två", currency="NOK"))

    assert [one.value for one in admin.state(AssociationState).conflicts] == ["Ett"]
    send(admin, AssociationState.save, form=association(association_name="Två", currency="NOK"))
    with db.reading() as session:
        assert (settings.read(session).association_name, settings.read(session).currency) == ("Två", "NOK")


def test_a_time_zone_is_found_by_a_part_of_its_name(admin: Tab) -> None:
    send(admin, AssociationState.load)
    send(admin, AssociationState.seek_zone, text="stockh")

    assert [zone.value for zone in admin.state(AssociationState).zones] == ["Europe/Stockholm"]


def test_a_department_that_a_colleague_changed_says_so_and_is_saved_when_asked_again(admin: Tab, other: Tab) -> None:
    send(admin, DepartmentSettingsState.load)
    send(admin, DepartmentSettingsState.edit, department_id=0)
    send(admin, DepartmentSettingsState.save, form={"name": "Norr"})
    north = admin.state(DepartmentSettingsState).rows[0].id
    for tab in (admin, other):
        send(tab, DepartmentSettingsState.load)
        send(tab, DepartmentSettingsState.edit, department_id=north)

    send(other, DepartmentSettingsState.save, form={"name": "Nord"})
    send(admin, DepartmentSettingsState.save, form={"name": "Nordost"})
    assert "Nord" in admin.state(DepartmentSettingsState).errors["name"]
    send(admin, DepartmentSettingsState.save, form={"name": "Nordost"})

    assert [row.name for row in admin.state(DepartmentSettingsState).rows] == ["Nordost"]
