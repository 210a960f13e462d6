"""Example data."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, func, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError
from sambruk_crm.models import (
    Deal,
    FeeRun,
    FeeRunState,
    HistoryEntry,
    Mailing,
    MailingRecipient,
    MailingState,
    Membership,
    MembershipStatus,
    Organisation,
    OwnField,
    OwnValue,
    Person,
    PersonEmail,
    Phase,
    RecipientState,
    Role,
    Todo,
    User,
)
from sambruk_crm.services import (
    demo,
    fees,
    memberships,
    organisations,
    own_fields,
    own_values,
    reference,
    settings,
    users,
)
from sambruk_crm.services.demo import large
from sambruk_crm.services.fees import LineFilter
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.users import actor_of
from tests.factories import make_user, today

DAY = date(2026, 11, 23)
USERS = "user_account"
TABLES: tuple[type[SQLModel], ...] = (Person, PersonEmail, Membership, Deal, Todo, HistoryEntry, OwnValue)


def content(session: CrmSession) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of what example data consists of, but for whose it is: users get new keys."""
    told: dict[str, list[tuple[Any, ...]]] = {}
    for table in TABLES:
        columns = [
            c for c in sa.inspect(table).c if "user_account.id" not in {f.target_fullname for f in c.foreign_keys}
        ]
        rows = session.execute(sa.select(*columns).order_by(columns[0]))
        told[str(table.__tablename__)] = [tuple(row) for row in rows]
    return told


def test_half_the_municipalities_are_members_some_were_and_some_will_be(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    places = session.exec(select(Organisation.id).where(col(Organisation.municipality_code).is_not(None))).all()
    found = Counter(memberships.statuses(session, [key or 0 for key in places], DAY).values())
    assert 130 <= found[MembershipStatus.MEMBER] <= 150
    assert found[MembershipStatus.FORMER] >= 10
    assert found[MembershipStatus.FUTURE] >= 5


def test_last_years_fees_are_locked_and_invoiced_and_this_years_a_draft(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    assert [(run.year, run.state) for run in session.exec(select(FeeRun).order_by(col(FeeRun.year)))] == [
        (DAY.year - 1, FeeRunState.LOCKED),
        (DAY.year, FeeRunState.DRAFT),
    ]
    maria = actor_of(session, session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).one())
    last, this = (
        fees.lines.totals(session, maria, run.key) for run in session.exec(select(FeeRun).order_by(col(FeeRun.year)))
    )
    assert last.invoiced == last.left > 0
    assert (this.counts[LineFilter.EXCEPTIONS], this.counts[LineFilter.UNKNOWN]) == (1, 0)
    assert this.counts[LineFilter.CROSSES] > 0


def test_every_phase_has_deals_on_the_board_in_order(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    assert set(session.exec(select(Deal.phase_id))) == set(session.exec(select(Phase.id)))
    pairs = session.exec(select(Deal.phase_id, Deal.rank)).all()
    assert len(set(pairs)) == len(pairs)


def test_everyone_who_works_has_todos_of_yesterday_today_and_later(session: CrmSession) -> None:
    demo.load(session)

    worker = session.exec(select(User).where(User.role == Role.STAFF)).first()
    assert worker is not None
    found = session.exec(select(Todo).where(Todo.assignee_id == worker.key, col(Todo.closed_at).is_(None))).all()
    days = {(todo.remind_at.date() - today()).days for todo in found if todo.remind_at}
    assert {-1, 0, 1} <= days


def test_the_same_seed_and_day_give_the_same_data(session: CrmSession) -> None:
    reference.load(session)
    told: list[dict[str, list[tuple[Any, ...]]]] = []
    for seed in (7, 7, 8):
        with session.begin_nested() as attempt:
            demo.load(session, seed=seed, today=DAY)
            told.append(content(session))
            attempt.rollback()
        session.expunge_all()

    assert told[0] == told[1]
    assert told[0]["person"] != told[2]["person"]


def test_it_says_that_it_is_example_data(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    assert settings.read(session).has_example_data
    for table in (Person, Deal, Todo, HistoryEntry):
        assert set(session.exec(select(table.is_example))) == {True}


def test_no_address_can_be_mailed(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    assert all(email.endswith(".example") for email in session.exec(select(PersonEmail.email)))
    assert all(email.endswith(".example") for email in session.exec(select(User.email)))


def test_it_is_not_loaded_twice(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    with pytest.raises(InUseError):
        demo.load(session, today=DAY)


def test_whoever_is_here_already_gets_work_too(session: CrmSession) -> None:
    first = make_user(session, "Första", Role.ADMINISTRATOR)

    demo.load(session, today=DAY)

    assert session.exec(select(Todo).where(Todo.assignee_id == first.key)).first() is not None


def test_example_users_sign_in_with_the_password_that_was_given(session: CrmSession) -> None:
    made = demo.load(session, today=DAY, password_hash=users.passwords.make_hash("tillfälligt-ord"))

    known = users.credentials(session, made.emails[0])
    assert users.passwords.matches(known.password_hash, "tillfälligt-ord")


def test_records_made_in_bulk_are_found_and_can_be_followed_by_others(session: CrmSession) -> None:
    demo.load(session, today=DAY)
    admin = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
    assert admin is not None
    actor = actor_of(session, admin)

    found = organisations.search(session, actor, OrganisationFilter(text="nordvika"))
    assert [row.name for row in found.items] == ["Nordvika System AB"]
    assert organisations.create(session, actor, {"name": "Efteråt"}).id is not None


def test_a_crowd_fills_up_to_the_totals(session: CrmSession, monkeypatch: pytest.MonkeyPatch) -> None:
    totals = {"ORGANISATIONS": 60, "PERSONS": 900, "DEALS": 150, "TODOS": 200, "ENTRIES": 1_600}
    for name, total in totals.items():
        monkeypatch.setattr(large, name, total)

    made = demo.load(session, size="large", today=DAY)

    told = (made.organisations, made.persons, made.deals, made.todos, made.history_entries)
    assert told == (60, 900, 150, 200, 1_600)
    assert session.scalar(sa.select(func.count(col(Person.id)))) == 900
    assert demo.loaded_size(session) == "large"


def test_mailings_have_gone_out_as_far_as_they_could_and_one_is_being_written(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    states = Counter(session.exec(select(Mailing.state)))
    reached = Counter(session.exec(select(MailingRecipient.state)))

    assert states == {MailingState.DONE: 3, MailingState.DRAFT: 1}
    assert reached[RecipientState.SENT] > reached[RecipientState.SKIPPED] > 0
    assert reached[RecipientState.WAITING] == 0


def test_own_fields_are_called_in_every_language_and_filled_in_for_some_records(session: CrmSession) -> None:
    demo.load(session, today=DAY)

    found = {field.key: field for noun in ("organisation", "person") for field in _fields(session, noun)}
    assert set(found) == {"arendesystem", "senaste_besok_av_styrelsen", "vill_ha_nyhetsbrev_pa_papper"}
    assert all(len(field.names) == 4 for field in found.values())
    held = Counter(session.exec(select(OwnValue.field_id)))
    assert all(held[field.id] > 30 for field in found.values())
    assert (session.scalar(sa.select(func.max(col(OwnValue.day)))) or DAY) < DAY


def test_a_field_of_that_name_that_is_here_stays_as_it_is(session: CrmSession, maria: Actor) -> None:
    own_fields.create(session, maria, {"noun": "organisation", "names": {"sv": "ärendesystem"}})

    demo.load(session, today=DAY)

    assert [field.name("sv") for field in _fields(session, "organisation")] == [
        "ärendesystem",
        "Senaste besök av styrelsen",
    ]
    assert session.scalar(sa.select(func.count()).select_from(OwnField)) == 3


def _fields(session: CrmSession, noun: str) -> list[own_values.Field]:
    return list(own_values.of_noun(session, noun).values())
