"""What colleagues have on their desks, and what administrators may do about them."""

from datetime import UTC, datetime

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, StaleError
from sambruk_crm.models import Outcome, Role
from sambruk_crm.services import deals, settings, todos, users
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import Workload
from tests.factories import make_actor, make_deal, make_todo, make_user


@pytest.fixture
def admin(session: CrmSession) -> Actor:
    """Ada, an administrator."""
    return make_actor(session, "Ada Ros", Role.ADMINISTRATOR)


def test_only_what_is_open_counts(session: CrmSession, admin: Actor, anna: Actor) -> None:
    make_todo(session, anna)
    todos.close(session, anna, make_todo(session, anna).key)
    make_deal(session, anna, owner_id=anna.user_id)
    won = make_deal(session, anna, phase="Contract sent", owner_id=anna.user_id)
    deals.close(session, anna, won.key, outcome=Outcome.WON)

    assert todos.workload.of_users(session, admin)[anna.user_id] == Workload(open_todos=1, open_deals=1)


def test_whoever_signed_in_was_last_seen_then(session: CrmSession, admin: Actor) -> None:
    user = make_user(session, "Bo Ek")
    before = datetime.now(UTC)
    users.sessions.start(session, user)

    assert todos.workload.of_users(session, admin)[user.key].seen_at >= before.isoformat()


def test_managers_do_not_see_it(session: CrmSession, maria: Actor) -> None:
    with pytest.raises(ForbiddenError):
        todos.workload.of_users(session, maria)


def test_an_administrator_signs_a_colleague_out_everywhere(session: CrmSession, admin: Actor, maria: Actor) -> None:
    user = make_user(session, "Bo Ek")
    token = users.sessions.start(session, user)

    with pytest.raises(ForbiddenError):
        users.sign_out(session, maria, user.key)
    users.sign_out(session, admin, user.key)

    assert users.sessions.find_actor(session, token) is None


def test_two_new_roles_at_the_same_time_are_shown_to_the_second(session: CrmSession, admin: Actor) -> None:
    user = make_user(session, "Bo Ek")
    users.update(session, admin, user.key, {"role": "manager"})

    with pytest.raises(StaleError) as refused:
        users.update(session, admin, user.key, {"role": "reader"}, base={"role": "staff"})

    assert refused.value.current == {"role": "manager"}


def test_two_new_names_of_the_association_are_shown_to_the_second(session: CrmSession, admin: Actor) -> None:
    settings.change(session, admin, association_name="Sambruk")
    seen = {"association_name": "Sambruk", "currency": "SEK"}
    settings.change(session, admin, seen, association_name="Föreningen Sambruk")

    settings.change(session, admin, seen, currency="NOK")
    with pytest.raises(StaleError) as refused:
        settings.change(session, admin, seen, association_name="Sambruk ek. för.")

    assert refused.value.current == {"association_name": "Föreningen Sambruk"}
    assert settings.read(session).currency == "NOK"


def test_a_made_up_password_is_long_enough_and_never_the_same() -> None:
    made = {users.passwords.invent() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        users.passwords.check(password)
