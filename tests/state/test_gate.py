"""The gate, tried on every event handler there is, as a websocket client of any kind would call it."""

import json

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import col, select

from sambruk_crm import db
from sambruk_crm.models import AuditEntry, Role, UserSession
from sambruk_crm.sambruk_crm import app
from sambruk_crm.services import users
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Actor, Permission
from sambruk_crm.state import gate
from sambruk_crm.state.account import AccountState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.gate import INTERNAL, TabOwner, permission_of
from tests.state.conftest import Tab

HANDLERS = {name: found.handler for name, found in RegistrationContext.get().event_handlers.items()}
OURS = {name: handler for name, handler in HANDLERS.items() if handler.fn.__module__.startswith("sambruk_crm.")}
LOAD_FRAME = f"{FrameState.get_full_name()}.load"
LOAD_ACCOUNT = f"{AccountState.get_full_name()}.load"
CREATE_KEY = f"{AccountState.get_full_name()}.create_key"


def audit_entries() -> int:
    with db.reading() as session:
        return len(session.exec(select(AuditEntry.id)).all())


def actor_of_token(token: str) -> Actor:
    with db.reading() as session:
        found = users.sessions.find_actor(session, token)
    assert found is not None
    return found


def test_every_handler_of_ours_declares_a_permission() -> None:
    undeclared = [name for name, handler in OURS.items() if permission_of(handler) is None]

    assert app.event_namespace is not None
    assert OURS
    assert undeclared == []


def test_the_handlers_let_through_without_a_permission_exist_and_are_reflexs_own() -> None:
    assert set(HANDLERS) >= INTERNAL
    assert INTERNAL.isdisjoint(OURS)


def test_no_var_has_a_setter_of_its_own() -> None:
    setters = [name for name in HANDLERS if name.rsplit(".", 1)[-1].startswith("set_") and name not in INTERNAL]

    assert setters == []


def test_no_state_keeps_anything_in_the_browser() -> None:
    states = RegistrationContext.get().base_states.values()
    kept = [f"{kind.__name__}.{name}" for kind in states for name in kind.base_vars if kind._is_client_storage(name)]

    assert kept == []


def allowed(role: Role | None, name: str) -> bool:
    if name in INTERNAL:
        return True
    declared = permission_of(HANDLERS[name])
    if declared is None:
        return False
    return declared is Permission.PUBLIC or (role is not None and declared in ROLE_PERMISSIONS[role])


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "anonymous")
def test_what_the_table_does_not_allow_does_not_happen(role: Role | None, people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[role] if role else "made-up"
    before = audit_entries()

    for name in HANDLERS:
        if allowed(role, name):
            continue
        wire = tab.send(name)
        changed = {var for values in wire.delta.values() for var in values}
        assert changed == set(), name
        assert [event.name for event in wire.events] == ["_call_script"], name
        assert ("sambrukMessages" if role else "/login") in json.dumps(wire.events[0].payload), name

    assert audit_entries() == before


def test_whoever_may_is_let_through(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.READER]

    wire = tab.send(LOAD_FRAME)

    assert "Reader" in json.dumps(wire.delta, default=str)


def test_a_stranger_is_led_to_the_sign_in_page_and_back(tab: Tab, migrated: str) -> None:  # noqa: ARG001
    wire = tab.send(LOAD_ACCOUNT)

    assert "/login?next=/konto" in json.dumps(wire.events[0].payload)


def test_a_session_that_is_ended_dies_in_open_tabs(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.STAFF]
    tab.send(LOAD_FRAME)
    me = actor_of_token(tab.cookie)

    with db.transaction() as session:
        users.sessions.revoke_mine(session, me)

    assert "/login" in json.dumps(tab.send(LOAD_FRAME).events[0].payload)


def test_a_user_who_is_deactivated_is_out_at_once(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.STAFF]
    tab.send(LOAD_FRAME)
    staff, administrator = actor_of_token(tab.cookie), actor_of_token(people[Role.ADMINISTRATOR])

    with db.transaction() as session:
        users.deactivate(session, administrator, staff.user_id)

    assert "/login" in json.dumps(tab.send(LOAD_FRAME).events[0].payload)


def test_a_new_role_holds_at_once_in_open_tabs(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.MANAGER]
    tab.send(LOAD_FRAME)
    manager, administrator = actor_of_token(tab.cookie), actor_of_token(people[Role.ADMINISTRATOR])

    with db.transaction() as session:
        users.update(session, administrator, manager.user_id, {"role": "reader"})

    tab.send(f"{FrameState.get_full_name()}.refresh")
    assert Permission.EDIT_DEALS.value not in tab.state(FrameState).rights


def test_an_expired_session_is_nobodys(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.STAFF]
    me = actor_of_token(tab.cookie)

    with db.transaction() as session:
        row = session.get_one(UserSession, me.session_id)
        row.expires_at = row.created_at

    assert "/login" in json.dumps(tab.send(LOAD_FRAME).events[0].payload)


def test_a_tab_taken_over_by_another_session_starts_empty(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.ADMINISTRATOR]
    tab.send(LOAD_FRAME)
    tab.send(CREATE_KEY, form={"key_name": "Booking system"})
    assert tab.state(AccountState).new_secret

    tab.cookie = people[Role.READER]
    tab.send(LOAD_FRAME)

    assert tab.state(AccountState).new_secret == ""
    assert tab.state(AccountState).keys == []
    assert tab.state(TabOwner)._session == str(actor_of_token(people[Role.READER]).session_id)


def test_what_was_typed_is_answered_beside_the_field(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.STAFF]

    tab.send(LOAD_FRAME)
    tab.send(CREATE_KEY, form={"key_name": " "})

    assert "at most 100 characters" in tab.state(AccountState).errors["name"]


def test_a_refusal_by_a_service_becomes_a_message(people: dict[Role, str], tab: Tab) -> None:
    tab.cookie = people[Role.STAFF]

    wire = tab.send(f"{AccountState.get_full_name()}.revoke_key", key_id=4711)

    assert "This record does not exist" in json.dumps([event.payload for event in wire.events])


def test_an_unexpected_fault_is_told_by_its_number(
    people: dict[Role, str], tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    tab.cookie = people[Role.STAFF]

    wire = tab.send(f"{AccountState.get_full_name()}.revoke_key", key_id=10**30)

    told = json.dumps([event.payload for event in wire.events])
    logged = next(record.getMessage() for record in caplog.records if record.name == "sambruk_crm.state.base")
    assert f"Something went wrong ({logged.removeprefix('Error ')})" in told
    assert "Overflow" not in told


@pytest.mark.parametrize(
    "payload",
    [
        {"key_id": "nonsense"},
        {"key_id": {"$ne": 1}},
        {"key_id": True},
        {"key_id": None},
        {},
        {"key_id": 1, "actor": {"role": "administrator"}},
    ],
    ids=str,
)
def test_arguments_that_do_not_fit_never_reach_a_handler(
    payload: dict[str, object], people: dict[Role, str], tab: Tab
) -> None:
    tab.cookie = people[Role.STAFF]

    wire = tab.send(f"{AccountState.get_full_name()}.revoke_key", **payload)

    assert "could not be understood" in json.dumps([event.payload for event in wire.events])


def test_the_gate_forgets_actors_only_when_people_change(people: dict[Role, str]) -> None:
    from sambruk_crm import live

    gate._remembered.get("x", lambda: None)

    live.deliver(frozenset({live.Change("deal", 1)}))
    assert gate._remembered.known("x") == (None,)

    live.deliver(frozenset({live.Change("user_account", 1)}))
    assert gate._remembered.known("x") is None
    assert people


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/todos?due=today", "/todos?due=today"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_after_sign_in_stays_on_this_site(asked: str, given: str) -> None:
    assert gate.local_path(asked) == given


def test_no_session_token_is_stored(people: dict[Role, str]) -> None:
    with db.reading() as session:
        hashes = session.exec(select(col(UserSession.token_hash))).all()

    assert set(people.values()).isdisjoint(hashes)
