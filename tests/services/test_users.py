"""Users: the first of them, the last administrator, and who may change whom."""

import pytest
from sqlmodel import select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, ForbiddenError, InUseError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import AuditEntry, Role, User
from sambruk_crm.services import settings, users
from sambruk_crm.services.permissions import Actor
from tests.factories import actor_of, make_actor, make_user

PASSWORD = "a long enough password"


@pytest.fixture
def administrator(session: CrmSession) -> Actor:
    """Ada, the only administrator."""
    return make_actor(session, "Ada Ström", Role.ADMINISTRATOR)


def set_up(session: CrmSession, token: str, **changed: str) -> User:
    values = {"email": "Anna@Example.se ", "name": "Anna Berg", "locale": "sv"}
    chosen = {"association_name": "Föreningen Sambruk", "default_locale": "sv"}
    password = changed.pop("password", PASSWORD)
    return users.set_up(session, token, values={**values, **changed}, password=password, **chosen)


def test_the_first_visit_makes_an_administrator(session: CrmSession) -> None:
    token = users.set_up_token(session)
    assert token

    user = set_up(session, token)

    assert (user.email, user.role) == ("anna@example.se", Role.ADMINISTRATOR)
    assert settings.read(session).association_name == "Föreningen Sambruk"


def test_set_up_needs_the_printed_token(session: CrmSession) -> None:
    users.set_up_token(session)

    with pytest.raises(ForbiddenError):
        set_up(session, "guessed")

    assert not users.exist(session)


def test_set_up_works_once(session: CrmSession) -> None:
    token = users.set_up_token(session)
    assert token
    set_up(session, token)

    with pytest.raises(ForbiddenError):
        set_up(session, token, email="mallory@example.se")

    assert users.set_up_token(session) is None


def test_only_the_latest_set_up_link_works_and_it_is_not_stored(session: CrmSession) -> None:
    old, new = users.set_up_token(session), users.set_up_token(session)
    assert old
    assert new

    with pytest.raises(ForbiddenError):
        users.check_set_up_token(session, old)

    users.check_set_up_token(session, new)
    assert settings.stored(session, users.SET_UP_TOKEN) != new


def test_a_short_password_is_refused_beside_its_field(session: CrmSession) -> None:
    token = users.set_up_token(session)
    assert token

    with pytest.raises(InvalidError) as refused:
        set_up(session, token, password="short")

    assert set(refused.value.fields) == {"password"}


def test_an_address_belongs_to_one_user(session: CrmSession, administrator: Actor) -> None:
    users.create(session, administrator, {"email": "bo@example.se"})

    with pytest.raises(InvalidError) as refused:
        users.create(session, administrator, {"email": "BO@example.se"})

    assert set(refused.value.fields) == {"email"}


@pytest.mark.parametrize("email", ["", "not an address", "a@"])
def test_an_address_must_be_one(email: str, session: CrmSession, administrator: Actor) -> None:
    with pytest.raises(InvalidError):
        users.create(session, administrator, {"email": email})


@pytest.mark.parametrize("role", [Role.READER, Role.STAFF, Role.MANAGER])
def test_only_administrators_manage_users(role: Role, session: CrmSession, administrator: Actor) -> None:
    other = make_actor(session, "Bo Ek", role)

    for attempt in (
        lambda: users.create(session, other, {"email": "new@example.se"}),
        lambda: users.update(session, other, administrator.user_id, {"role": "reader"}),
        lambda: users.update(session, other, other.user_id, {"role": "administrator"}),
        lambda: users.deactivate(session, other, administrator.user_id),
        lambda: users.set_password(session, other, administrator.user_id, "hash"),
    ):
        with pytest.raises(ForbiddenError):
            attempt()


def test_nobody_raises_their_own_role_through_their_profile(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(InvalidError):
        users.update_mine(session, anna, {"role": "administrator"})


def test_the_last_administrator_keeps_the_role(session: CrmSession, administrator: Actor) -> None:
    with pytest.raises(InUseError):
        users.update(session, administrator, administrator.user_id, {"role": "staff"})


def test_an_administrator_may_step_down_when_there_is_another(session: CrmSession, administrator: Actor) -> None:
    make_actor(session, "Eva Holm", Role.ADMINISTRATOR)

    users.update(session, administrator, administrator.user_id, {"role": "staff"})

    assert session.get_one(User, administrator.user_id).role is Role.STAFF


def test_an_inactive_administrator_does_not_count(session: CrmSession, administrator: Actor) -> None:
    make_user(session, "Eva Holm", Role.ADMINISTRATOR, is_active=False)

    with pytest.raises(InUseError):
        users.update(session, administrator, administrator.user_id, {"role": "staff"})


def test_nobody_deactivates_themselves(session: CrmSession, administrator: Actor) -> None:
    with pytest.raises(CrmError):
        users.deactivate(session, administrator, administrator.user_id)


def test_a_deactivated_user_is_signed_out_and_keeps_the_name(session: CrmSession, administrator: Actor) -> None:
    bo = make_user(session, "Bo Ek")
    token = users.sessions.start(session, bo)
    session.flush()

    users.deactivate(session, administrator, bo.key)

    assert users.sessions.find_actor(session, token) is None
    assert bo.name == "Bo Ek"
    assert bo.deactivated_at is not None
    assert [row.name for row in users.search(session, administrator)] == ["Ada Ström"]
    assert len(users.search(session, administrator, include_inactive=True)) == 2


def test_a_new_password_ends_every_session(session: CrmSession, administrator: Actor) -> None:
    bo = make_user(session, "Bo Ek")
    token = users.sessions.start(session, bo)
    session.flush()

    users.set_password(session, administrator, bo.key, "a hash")

    assert users.sessions.find_actor(session, token) is None


def test_a_change_made_from_an_old_view_is_refused(session: CrmSession, administrator: Actor) -> None:
    bo = make_user(session, "Bo Ek")
    seen = bo.version
    users.update(session, administrator, bo.key, {"name": "Bo Eklund"}, seen)

    with pytest.raises(StaleError):
        users.update(session, administrator, bo.key, {"name": "Bo Ekberg"}, seen)


def test_no_password_reaches_the_audit_log(session: CrmSession, administrator: Actor) -> None:
    user = users.create(session, administrator, {"email": "bo@example.se"}, "the-hash")

    users.replace_password(session, user, "another-hash")

    told = str([(entry.before, entry.after) for entry in session.exec(select(AuditEntry))])
    assert "hash" in told
    assert "the-hash" not in told
    assert "another-hash" not in told


def test_a_key_acts_with_its_users_rights_until_it_is_revoked(session: CrmSession, anna: Actor) -> None:
    secret = users.api_keys.create(session, anna, name="Booking system")
    found = users.api_keys.find_actor(session, secret)
    assert found is not None
    assert (found.user_id, found.role) == (anna.user_id, anna.role)

    users.api_keys.revoke(session, anna, users.api_keys.mine(session, anna)[0].id)

    assert users.api_keys.find_actor(session, secret) is None
    assert users.api_keys.mine(session, anna) == []


def test_a_key_of_a_deactivated_user_is_dead(session: CrmSession, administrator: Actor) -> None:
    bo = make_user(session, "Bo Ek")
    secret = users.api_keys.create(session, actor_of(bo), name="Script")

    users.deactivate(session, administrator, bo.key)

    assert users.api_keys.find_actor(session, secret) is None


def test_nobody_revokes_a_colleagues_key(session: CrmSession, anna: Actor, bo: Actor) -> None:
    users.api_keys.create(session, anna, name="Script")
    key = users.api_keys.mine(session, anna)[0]

    with pytest.raises(NotFoundError):
        users.api_keys.revoke(session, bo, key.id)
