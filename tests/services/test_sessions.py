"""Sessions: how guessing is slowed down, and when a session ends."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import NotFoundError, TooManyAttemptsError
from sambruk_crm.models import SignInAttempt, UserSession, utc_now
from sambruk_crm.services import users
from sambruk_crm.services.permissions import Actor
from tests.factories import make_user

HOME, ELSEWHERE = "10.0.0.1", "10.0.0.2"


def try_often(session: CrmSession, times: int, email: str = "anna@example.test", address: str = HOME) -> None:
    for _ in range(times):
        users.sessions.begin_attempt(session, email=email, address=address)


def test_a_few_mistakes_are_free(session: CrmSession) -> None:
    try_often(session, users.sessions.FREE_FROM_ONE_PLACE)

    assert len(session.exec(select(SignInAttempt)).all()) == users.sessions.FREE_FROM_ONE_PLACE


def test_then_every_mistake_doubles_the_pause(session: CrmSession) -> None:
    try_often(session, users.sessions.FREE_FROM_ONE_PLACE)
    with pytest.raises(TooManyAttemptsError) as first:
        try_often(session, 1)

    for attempt in session.exec(select(SignInAttempt)):
        attempt.created_at -= users.sessions.FIRST_PAUSE
    try_often(session, 1)
    with pytest.raises(TooManyAttemptsError) as second:
        try_often(session, 1)

    assert first.value.seconds <= 5 < second.value.seconds <= 10


def test_an_unknown_account_is_slowed_down_like_a_known_one(session: CrmSession) -> None:
    make_user(session, email="anna@example.test")

    for email in ("anna@example.test", "nobody@example.test"):
        try_often(session, users.sessions.FREE_FROM_ONE_PLACE, email)
        with pytest.raises(TooManyAttemptsError):
            try_often(session, 1, email)


def test_a_stranger_elsewhere_does_not_lock_me_out_at_once(session: CrmSession) -> None:
    try_often(session, users.sessions.FREE_FROM_ONE_PLACE, address=ELSEWHERE)

    try_often(session, 1, address=HOME)


def test_many_addresses_together_are_slowed_down_too(session: CrmSession) -> None:
    for number in range(users.sessions.FREE_ON_ACCOUNT):
        try_often(session, 1, address=f"10.1.0.{number}")

    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, address="10.2.0.1")


def test_one_address_that_tries_many_accounts_is_slowed_down(session: CrmSession) -> None:
    for number in range(users.sessions.FREE_FROM_ADDRESS):
        try_often(session, 1, email=f"user{number}@example.test")

    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, email="another@example.test")


def test_knowing_the_password_forgives_the_mistakes(session: CrmSession) -> None:
    try_often(session, users.sessions.FREE_FROM_ONE_PLACE)

    users.sessions.forget_attempts(session, email="anna@example.test", address=HOME)

    try_often(session, users.sessions.FREE_FROM_ONE_PLACE)


def test_mistakes_are_forgotten_after_a_while(session: CrmSession) -> None:
    try_often(session, users.sessions.FREE_FROM_ONE_PLACE)
    for attempt in session.exec(select(SignInAttempt)):
        attempt.created_at -= users.sessions.MEMORY + timedelta(seconds=1)
    session.flush()

    try_often(session, 1)

    assert len(session.exec(select(SignInAttempt)).all()) == 1


def test_a_token_finds_its_user_and_is_not_stored(session: CrmSession) -> None:
    user = make_user(session, "Anna Berg")

    token = users.sessions.start(session, user, address=HOME, user_agent="Firefox")

    found = users.sessions.find_actor(session, token)
    assert found is not None
    assert found.user_id == user.id
    assert session.exec(select(UserSession)).one().token_hash != token


def test_a_made_up_token_finds_nobody(session: CrmSession, anna: Actor) -> None:
    assert anna
    assert users.sessions.find_actor(session, "made-up") is None


def test_an_inactive_user_has_no_living_session(session: CrmSession) -> None:
    user = make_user(session)
    token = users.sessions.start(session, user)

    user.is_active = False
    session.flush()

    assert users.sessions.find_actor(session, token) is None


def test_only_my_own_session_can_be_ended_by_me(session: CrmSession, anna: Actor) -> None:
    other = make_user(session, "Bo Ek")
    token = users.sessions.start(session, other)
    session.flush()
    theirs = session.exec(select(UserSession)).one()

    with pytest.raises(NotFoundError):
        users.sessions.revoke(session, anna, theirs.key)

    assert users.sessions.find_actor(session, token) is not None


def test_signing_out_everywhere_ends_all_my_sessions_and_nobody_elses(session: CrmSession) -> None:
    anna, bo = make_user(session, "Anna Berg"), make_user(session, "Bo Ek")
    mine = [users.sessions.start(session, anna) for _ in range(3)]
    his = users.sessions.start(session, bo)
    session.flush()

    users.sessions.revoke_mine(session, users.sessions.actor_of(session, anna))

    assert [users.sessions.find_actor(session, token) for token in mine] == [None, None, None]
    assert users.sessions.find_actor(session, his) is not None


def test_the_end_of_a_session_is_told_to_its_tabs(session: CrmSession) -> None:
    user = make_user(session)
    users.sessions.start(session, user)
    session.flush()

    users.sessions.end_all(session, user.key)

    assert "user_session" in {change.topic for change in session.changes}


def test_use_lets_a_session_live_on(session: CrmSession) -> None:
    token = users.sessions.start(session, make_user(session))
    session.flush()
    row = session.exec(select(UserSession)).one()
    row.seen_at = utc_now() - timedelta(days=1)
    row.expires_at = utc_now() + timedelta(hours=1)
    session.flush()
    assert users.sessions.is_due_to_be_seen(session, row.key)

    users.sessions.see(session, row.key)

    session.refresh(row)
    assert row.expires_at > utc_now() + timedelta(days=1)
    assert not users.sessions.is_due_to_be_seen(session, row.key)
    assert users.sessions.find_actor(session, token)


def test_the_right_password_matches_and_others_do_not() -> None:
    stored = users.passwords.make_hash("correct horse battery")

    assert users.passwords.matches(stored, "correct horse battery")
    assert not users.passwords.matches(stored, "correct horse")
    assert not users.passwords.matches(None, "correct horse battery")
    assert "argon2id" in stored
    assert "m=19456,t=2,p=1" in stored
