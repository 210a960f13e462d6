"""Bulk work on organisations: membership, county and what they belong to, each taken back as a whole."""

from datetime import date
from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import MembershipCategory, OrganisationKind
from sambruk_crm.services import batches, jobs, memberships, organisations, reference, vocabularies
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_membership, make_organisation

pytestmark = pytest.mark.usefixtures("migrated")


def done(actor: Actor, action: str, value: Any, ids: list[int]) -> int:
    """Change organisations at once; returns the batch."""
    values = {
        "selection": {"noun": "organisation", "ids": ids},
        "action": action,
        "arguments": {"value": value},
    }
    with db.transaction(actor.user_id) as session:
        key = batches.start(session, actor, values).key
    jobs.run_due()
    return key


def undone(actor: Actor, batch_id: int) -> None:
    with db.transaction(actor.user_id) as session:
        batches.undo(session, actor, batch_id)
    jobs.run_due()


def periods(actor: Actor, key: int) -> list[tuple[date, date | None]]:
    with db.reading() as session:
        return [(each.joined_on, each.left_on) for each in memberships.periods_of(session, actor, key)]


def kinds(actor: Actor, key: int) -> list[int | None]:
    with db.reading() as session:
        return [each.category_id for each in memberships.periods_of(session, actor, key)]


def test_many_become_members_at_once_those_who_are_stay_as_they_are_and_all_is_undone() -> None:
    with db.transaction() as session:
        anna = make_actor(session)
        new, old = (make_organisation(session, anna, name) for name in ("Arboga", "Köping"))
        make_membership(session, old, date(2010, 1, 1))

    batch = done(anna, "begin_membership", "2026-01-01", [new.key, old.key])
    assert periods(anna, new.key) == [(date(2026, 1, 1), None)]
    assert periods(anna, old.key) == [(date(2010, 1, 1), None)]

    undone(anna, batch)
    assert periods(anna, new.key) == []
    assert periods(anna, old.key) == [(date(2010, 1, 1), None)]


def test_many_leave_at_once_and_who_is_no_member_is_told() -> None:
    with db.transaction() as session:
        anna = make_actor(session)
        member, other = (make_organisation(session, anna, name) for name in ("Arboga", "Köping"))
        make_membership(session, member, date(2010, 1, 1))

    batch = done(anna, "end_membership", "2027-01-01", [member.key, other.key])

    assert periods(anna, member.key) == [(date(2010, 1, 1), date(2027, 1, 1))]
    with db.reading() as session:
        reasons = [item.reason for item in batches.items(session, anna, batch).items if item.reason]
    assert [reason["msgid"] for reason in reasons] == ["This organisation is not a member."]


def test_many_become_members_of_another_kind_and_it_is_taken_back() -> None:
    with db.transaction() as session:
        reference.load_vocabularies(session)
        anna = make_actor(session)
        member, other = (make_organisation(session, anna, name) for name in ("Arboga", "Köping"))
        make_membership(session, member, date(2010, 1, 1))
        kind = vocabularies.entries(session, anna, MembershipCategory)[1].key

    batch = done(anna, "membership_category", str(kind), [member.key, other.key])
    assert kinds(anna, member.key) == [kind]

    undone(anna, batch)
    assert kinds(anna, member.key) == [None]


def test_county_and_what_they_belong_to_are_changed_for_many() -> None:
    with db.transaction() as session:
        anna = make_actor(session)
        reference.load_places(session)
        school = make_organisation(session, anna, "Friskolan")
        union = make_organisation(session, anna, "Förbundet", kind=OrganisationKind.MUNICIPAL_ASSOCIATION)

    done(anna, "county", "19", [school.key])
    done(anna, "parent", union.key, [school.key])

    with db.reading() as session:
        found = organisations.get(session, anna, school.key)
    assert (found.county_code, found.county_name, found.parent_id) == ("19", "Västmanlands län", union.key)


def test_a_day_that_is_none_and_a_county_that_is_none_are_refused() -> None:
    with db.transaction() as session:
        anna = make_actor(session)
        town = make_organisation(session, anna)

    for action, value in (("begin_membership", "soon"), ("county", "99"), ("parent", 0)):
        with pytest.raises(InvalidError):
            done(anna, action, value, [town.key])
