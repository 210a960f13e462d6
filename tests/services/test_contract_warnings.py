"""Warnings ahead of the days of contracts: to-dos that are left once, with whom they concern."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import ContractDay, Role, User
from sambruk_crm.services import contract_warnings, contracts, settings, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.factories import make_actor, make_organisation, today


@pytest.fixture
def admin(session: CrmSession) -> Actor:
    """Eva, an administrator."""
    return make_actor(session, "Eva Sund", Role.ADMINISTRATOR)


def make_signed(session: CrmSession, actor: Actor, **facts: object) -> int:
    """Make a contract that its party has signed; returns its key."""
    town = make_organisation(session, actor).key
    made = contracts.making.create(session, actor, {"title": "EGIL", **facts}, organisation_id=town)
    [(party, _)] = contracts.parties.of_contract(session, actor, made.key)
    contracts.parties.update(session, actor, made.key, party.key, {"signed_on": today()})
    return made.key


def notes(session: CrmSession, actor: Actor) -> list[str]:
    """Return what is written on somebody's to-dos."""
    return [row.note for row in todos.lists.search(session, actor, TodoFilter()).items]


def test_the_owner_is_warned_once_at_each_of_the_days_that_settings_say(session: CrmSession, anna: Actor) -> None:
    ends = today() + timedelta(days=200)
    key = make_signed(session, anna, to_on=ends, notice_months=3)
    notice = contracts.terms.period_on(contracts.get(session, anna, key), today()).notice_on
    assert notice is not None

    def warn(day: date) -> list[tuple[ContractDay, int]]:
        waiting = contract_warnings.due(session, day)
        for warning in waiting:
            contract_warnings.give(session, warning)
        return [(warning.kind, warning.days_before) for warning in waiting]

    assert warn(notice - timedelta(days=91)) == []
    assert warn(notice - timedelta(days=90)) == [(ContractDay.NOTICE, 90)]
    assert warn(notice - timedelta(days=90)) == []
    assert warn(notice - timedelta(days=30)) == [(ContractDay.NOTICE, 30)]
    assert (ContractDay.END, 90) in warn(ends - timedelta(days=80))
    assert len(notes(session, anna)) == 3
    assert f"{contracts.get(session, anna, key).number} EGIL" in notes(session, anna)[0]


def test_a_contract_near_its_day_is_warned_of_once_and_not_for_every_day_that_has_passed(
    session: CrmSession, anna: Actor
) -> None:
    make_signed(session, anna, to_on=today() + timedelta(days=10))

    assert [(due.kind, due.days_before) for due in contract_warnings.due(session, today())] == [(ContractDay.END, 30)]


def test_drafts_renewing_and_thrown_away_contracts_end_without_a_warning_and_reviews_are_warned_of(
    session: CrmSession, anna: Actor, maria: Actor
) -> None:
    soon = today() + timedelta(days=10)
    contracts.making.create(session, anna, {"title": "Utkast", "to_on": soon})
    make_signed(session, anna, to_on=soon, renewal="renews", renewal_months=12)
    contracts.delete(session, maria, make_signed(session, anna, to_on=soon))
    make_signed(session, anna, contract_type="data_privacy_only", review_on=soon)

    assert [due.kind for due in contract_warnings.due(session, today())] == [ContractDay.REVIEW]


def test_without_an_owner_whoever_is_responsible_for_a_party_is_warned(
    session: CrmSession, anna: Actor, admin: Actor
) -> None:
    key = make_signed(session, anna, to_on=today() + timedelta(days=10), owner_id=None)
    contracts.update(session, anna, key, {"owner_id": None})

    [warning] = contract_warnings.due(session, today())
    contract_warnings.give(session, warning)

    assert len(notes(session, admin)) == 1


def test_an_owner_who_may_only_read_by_now_is_passed_over_and_colleagues_see_the_warning_at_the_party(
    session: CrmSession, anna: Actor, maria: Actor, admin: Actor
) -> None:
    key = make_signed(session, anna, to_on=today() + timedelta(days=10))
    session.get_one(User, anna.user_id).role = Role.READER
    session.flush()

    [warning] = contract_warnings.due(session, today())
    contract_warnings.give(session, warning)

    [(party, _)] = contracts.parties.of_contract(session, maria, key)
    about = TodoFilter(mine=False, organisation_id=party.organisation_id)
    [seen] = todos.lists.search(session, maria, about).items
    assert seen.assignee == admin.name


def test_the_clock_gives_them_in_the_morning(session: CrmSession, anna: Actor) -> None:
    make_signed(session, anna, to_on=today() + timedelta(days=10))
    session.commit()
    here = ZoneInfo("Europe/Stockholm")

    following = contract_warnings.warn(datetime.combine(today(), time(7), here))
    assert following == datetime.combine(today(), time(8), here)
    assert notes(session, anna) == []
    session.commit()
    for _ in range(2):
        contract_warnings.warn(datetime.combine(today(), time(9), here))
    assert len(notes(session, anna)) == 1


@pytest.mark.parametrize(
    ("written", "read"), [("90, 30", [90, 30]), ("30 60;90", [90, 60, 30]), ("", []), ([7, 7], [7])]
)
def test_the_days_are_written_as_people_write_lists(
    session: CrmSession, admin: Actor, written: object, read: list[int]
) -> None:
    assert settings.change(session, admin, contract_warning_days=written).contract_warning_days == read


@pytest.mark.parametrize("written", ["soon", "0", "9999", "1,2,3,4,5,6", 90])
def test_days_that_cannot_be_are_refused(session: CrmSession, admin: Actor, written: object) -> None:
    with pytest.raises(InvalidError) as refused:
        settings.change(session, admin, contract_warning_days=written)

    assert list(refused.value.fields) == ["contract_warning_days"]
