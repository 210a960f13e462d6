"""Every registered event handler, called through a real websocket by nobody and by each role."""

import inspect
import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from sambruk_crm.models import AuditEntry, Role
from sambruk_crm.sambruk_crm import app
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Permission
from sambruk_crm.state import arguments as arguments_of_events
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.gate import permission_of
from tests.browser.stories import records
from tests.holding.conftest import MakeOffice, Office
from tests.holding.event_socket import EventSocket
from tests.state.test_gate import HANDLERS, allowed

ANYBODY = [None, *Role]
BARRIER = f"{FrameState.get_full_name()}.choose_colours"
"""Called without its argument and refused in words of its own: when they are heard, all before is done."""
MISFIT = "This could not be understood."
SIGNED_OUT = "window.location.assign"
OWN = {"user_account", "api_key", "saved_view", "list_preference"}
TRASHED = {"organisation", "person", "deal", "lead", "contract", "service", "project"}

WRITING = {
    Permission.VIEW: {"saved_view", "list_preference"},
    Permission.EDIT_TODOS: {"todo", "history_entry", "history_revision"},
    Permission.EDIT_RECORDS: {
        "organisation", "person", "person_email", "person_phone", "address", "affiliation", "post", "membership", "tag",
        "organisation_tag", "person_tag", "organisation_responsibility", "person_responsibility", "history_entry",
        "history_revision", "history_person", "organisation_department", "batch", "booking", "lead", "stored_file",
        "mail_block",
    },
    Permission.EDIT_DEALS: {
        "deal", "deal_participant", "phase_change", "history_entry", "contract", "contract_party", "service",
        "service_participant", "project",
    },
    Permission.SIGNED_IN: {"absence"},
    Permission.MANAGE_ABSENCES: {"absence"},
    Permission.MANAGE_VOCABULARIES: {"phase", "pipeline", "todo_type", "history_type", "tag", "lost_reason"},
    Permission.SEND_MAILINGS: {"mailing", "mailing_recipient", "mailing_template", "outbound_mail", "job"},
    Permission.EXPORT: {"job", "stored_file", "matrix.file"},
    Permission.MANAGE_FEES: {"fee_run", "fee_line"},
    Permission.MANAGE_SETTINGS: {"setting", "department", "department_user", "fee_table", "fee_table_band"},
    Permission.MANAGE_USERS: {"user_account", "api_key", "password_link"},
}  # fmt: skip
"""The tables that each right is a right to write, put down here once more, apart from what the handlers declare."""

ARGUMENTS: dict[str, Any] = {"color_scheme": "dark", "list_name": "todo-types", "outcome": "won", "to": "tomorrow"}


@pytest.fixture(scope="module")
def office(make_office: MakeOffice) -> Iterator[Office]:
    """An office on SQLite: the gate does not depend on the database."""
    opened = make_office("sqlite")
    yield opened
    opened.close()


@pytest.fixture
def secret() -> str:
    """A word that stands in every record and in no page without records."""
    return f"Kungsör{secrets.token_hex(4)}"


@pytest.fixture
def keys(office: Office, secret: str) -> dict[str, int]:
    """Records with the secret word in them: their keys by noun."""
    boss = office.client(Role.ADMINISTRATOR)

    def make(noun: str, **values: Any) -> int:
        answer = boss.post(f"/{noun}s", json=values)
        assert answer.is_success, answer.text
        return answer.json()["id"]

    town, person = make("organisation", name=secret), make("person", first_name=secret)
    deal = make("deal", title=secret, organisation_id=town)
    todo = make("todo", scope="organisation", organisation_id=town, note=secret)
    phase = boss.get("/phases").json()["items"][1]["id"]
    return {"organisation": town, "person": person, "deal": deal, "todo": todo, "phase": phase}


def arguments(name: str, keys: dict[str, int]) -> dict[str, Any]:
    """Make up arguments of the types that a handler takes, naming records that exist."""
    parameters = list(inspect.signature(HANDLERS[name].fn).parameters.values())[1:]
    return {each.name: argument(each.name, str(each.annotation), keys) for each in parameters}


def argument(name: str, kind: str, keys: dict[str, int]) -> Any:
    """Make up one argument."""
    named = ARGUMENTS.get(name, keys.get(name.removesuffix("_id"), 1))
    if "dict" in kind:
        return {"name": "Written over", "key_name": "Written over", "text": "Written over"}
    if "list" in kind:
        return [str(named)]
    if "bool" in kind:
        return True
    if "int" in kind:
        return named if isinstance(named, int) else 1
    return str(named)


def content(office: Office) -> dict[str, list[Any]]:
    """Return every row of every table but when sessions were seen last."""
    with records(office.server) as session:
        return {
            name: sorted(map(repr, session.execute(sa.select(*(c for c in table.c if c.name != "seen_at")))))
            for name, table in SQLModel.metadata.tables.items()
        }


def difference(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, set[Any]]:
    """Name the rows that are not the same."""
    changed = {name: set(before[name]) ^ set(after[name]) for name in before}
    return {name: rows for name, rows in changed.items() if rows}


def paths(keys: dict[str, int]) -> list[str]:
    """Return the pages that a tab can be on when it calls."""
    return [f"/organisations/{keys['organisation']}", f"/persons/{keys['person']}", f"/deals/{keys['deal']}"]


def test_the_arguments_made_up_here_are_such_as_handlers_take() -> None:
    assert app.event_namespace is not None
    assert len(HANDLERS) > 200
    ours = {name: handler for name, handler in HANDLERS.items() if permission_of(handler)}
    assert [name for name, handler in ours.items() if not arguments_of_events.fit(handler, arguments(name, {}))] == []


@pytest.mark.parametrize("role", ANYBODY, ids=lambda role: role.value if role else "anonymous")
def test_nothing_happens_when_somebody_calls_what_they_may_not(
    office: Office, keys: dict[str, int], role: Role | None
) -> None:
    tab = EventSocket(office.server, paths(keys)[0], office.sign_in(role)[1] if role else "made-up")
    before = content(office)
    forbidden = [name for name in HANDLERS if not allowed(role, name)]

    for name in forbidden:
        tab.send(name, **arguments(name, keys))
        update = tab.take()
        assert "delta" not in update, (name, update)
        (told,) = update["events"]
        assert ("/login" in json.dumps(told)) is (role is None), (name, told)
        assert role is None or "sambrukMessages" in json.dumps(told), (name, told)
    tab.close()

    assert forbidden
    assert difference(before, content(office)) == {}


def test_a_stranger_learns_nothing_from_what_is_open_to_all(office: Office, keys: dict[str, int], secret: str) -> None:
    before = content(office)
    tab = EventSocket(office.server)

    for path in paths(keys):
        for name in HANDLERS:
            if allowed(None, name):
                tab.send(name, path, **arguments(name, keys))
    seen = json.dumps(heard(tab), ensure_ascii=False)
    tab.close()

    assert secret not in seen
    assert f"/login?next={paths(keys)[0]}" in seen
    assert difference(before, content(office)) == {}


@pytest.mark.parametrize("role", list(Role))
def test_whoever_calls_everything_writes_only_what_their_role_may(
    office: Office, keys: dict[str, int], secret: str, role: Role
) -> None:
    user, session = office.sign_in(role)
    before = max(entry.key for entry in entries_after(office, 0))
    tab, seen = EventSocket(office.server, session=session), ""

    for name in HANDLERS:
        tab.send(name, path_for(name, keys), **arguments(name, keys))
        told = json.dumps(heard(tab), ensure_ascii=False)
        seen += told
        if SIGNED_OUT in told:
            tab.close()
            tab = EventSocket(office.server, session=office.sign_in_again(user))
    tab.close()

    assert secret in seen, "whoever sees nothing shows nothing"
    written = entries_after(office, before)
    assert [entry for entry in written if not is_theirs_to_write(entry, role, user)] == []
    assert bool({entry.noun for entry in written} - OWN) is (role is not Role.READER)


def heard(tab: EventSocket) -> list[dict[str, Any]]:
    """Return every update until the tab's events, and those that followed from them, are done."""
    updates: list[dict[str, Any]] = []
    for _ in range(2):
        mark = f"/heard-{secrets.token_hex(4)}"
        tab.send(BARRIER, mark)
        while not any(end in json.dumps(updates[-1:]) for end in (MISFIT, mark)):
            updates.append(tab.take())
        updates.append({})
    return updates


def path_for(name: str, keys: dict[str, int]) -> str:
    """Return the page that a handler belongs to."""
    return next((path for path in paths(keys) if path.split("/")[1].removesuffix("s") in name), paths(keys)[0])


def entries_after(office: Office, entry_id: int) -> list[AuditEntry]:
    """Return what the audit log tells since an entry."""
    with records(office.server) as session:
        return list(session.exec(select(AuditEntry).where(col(AuditEntry.id) > entry_id)))


def is_theirs_to_write(entry: AuditEntry, role: Role, user: int) -> bool:
    """Return whether a change is by somebody and within their role's rights, or of their own account."""
    rights = ROLE_PERMISSIONS[role]
    if entry.user_id != user:
        return False
    if entry.noun in TRASHED and (entry.after or {}).get("deleted_at") and Permission.DELETE_RECORDS not in rights:
        return False
    if entry.noun == "api_key" or (entry.noun, entry.row_id) == ("user_account", user):
        return True
    return any(entry.noun in nouns for permission, nouns in WRITING.items() if permission in rights)
