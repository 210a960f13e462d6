"""Saved views, chosen columns, and counts beside the values of a filter."""

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError
from sambruk_crm.models import ListPreference, MembershipStatus, Role, TagScope
from sambruk_crm.services import contracts, leads, mailings, organisations, persons, tags
from sambruk_crm.services.deals import DealFilter
from sambruk_crm.services.lists import option_counts, views
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import PersonFilter
from tests.factories import make_actor, make_deal, make_organisation, make_person, make_tag

MINE = {"noun": "person", "name": "Kunder", "query": "status=customer", "columns": ["email"]}


def test_a_private_view_is_seen_by_its_owner_alone_and_a_shared_one_by_all(
    session: CrmSession, anna: Actor, maria: Actor
) -> None:
    private = views.create(session, anna, MINE)
    shared = views.create(session, anna, {**MINE, "name": "Alla kunder", "is_shared": True})

    assert [each.view for each in views.views(session, anna, "person")] == [shared, private]
    assert [(each.view, each.owner) for each in views.views(session, maria, "person")] == [(shared, anna.name)]
    assert views.views(session, maria, "organisation") == []
    with pytest.raises(NotFoundError):
        views.get(session, maria, private.key)


def test_a_shared_view_is_changed_by_its_owner_or_an_administrator(session: CrmSession, anna: Actor, bo: Actor) -> None:
    ada = make_actor(session, "Ada Ros", Role.ADMINISTRATOR)
    shared = views.create(session, anna, {**MINE, "is_shared": True})

    with pytest.raises(ForbiddenError):
        views.update(session, bo, shared.key, {"name": "Mina"})
    with pytest.raises(ForbiddenError):
        views.delete(session, bo, shared.key)
    assert views.update(session, ada, shared.key, {"name": "Allas"}).name == "Allas"


def test_a_reader_has_views_and_shares_none(session: CrmSession, reader: Actor) -> None:
    assert views.create(session, reader, MINE).owner_id == reader.user_id
    with pytest.raises(ForbiddenError):
        views.create(session, reader, {**MINE, "name": "Allas", "is_shared": True})


def test_a_view_has_a_name_of_its_own(session: CrmSession, anna: Actor) -> None:
    views.create(session, anna, MINE)

    for name in ("", "kunder"):
        with pytest.raises(InvalidError) as refused:
            views.create(session, anna, {**MINE, "name": name})
        assert list(refused.value.fields) == ["name"]


def test_a_list_opens_with_the_view_one_has_chosen_until_it_is_gone(
    session: CrmSession, anna: Actor, maria: Actor
) -> None:
    shared = views.create(session, anna, {**MINE, "is_shared": True})
    views.prefer(session, maria, "person", {"default_view_id": shared.key, "columns": ["phone"]})
    views.prefer(session, anna, "person", {"default_view_id": shared.key})

    views.update(session, anna, shared.key, {"is_shared": False})
    assert views.preference(session, maria, "person").default_view_id is None
    assert views.preference(session, anna, "person").default_view_id == shared.key
    views.delete(session, anna, shared.key)
    assert views.preference(session, anna, "person").default_view_id is None
    assert views.preference(session, maria, "person").columns == ["phone"]


def test_a_view_of_another_list_opens_none(session: CrmSession, anna: Actor) -> None:
    other = views.create(session, anna, {**MINE, "noun": "deal"})

    with pytest.raises(InvalidError):
        views.prefer(session, anna, "person", {"default_view_id": other.key})


def test_values_are_counted_under_the_other_filters_and_not_under_their_own(session: CrmSession, anna: Actor) -> None:
    tag = make_tag(session, "Nätverk").key
    for number, status in enumerate(("customer", "customer", "prospect", None)):
        person = make_person(session, anna, "Åsa", f"Öberg{number}", status=status)
        if number:
            persons.update(session, anna, person.key, {"tags": [tag]})
    make_person(session, anna, "Bo", "Ek", status="customer")

    asked = PersonFilter(text="Öberg", tag=(tag,), status=("prospect",))  # pyright: ignore[reportArgumentType]

    assert option_counts.count(session, anna, "person", "status", asked) == {"customer": 1, "prospect": 1}
    assert option_counts.count(session, anna, "person", "tag", asked) == {str(tag): 1}


def test_every_filter_that_can_be_counted_is(session: CrmSession, anna: Actor) -> None:
    tag = make_tag(session, "Norr", TagScope.ORGANISATION).key
    town = make_organisation(session, anna, "Kungsör", kind="municipality", county_code="19", status="customer")
    tags.put_on(session, TagScope.ORGANISATION, {town.key: [tag]})
    organisations.update(session, anna, town.key, {"responsible": [anna.user_id]})
    make_deal(session, anna, "EGIL", organisation_id=town.key)
    leads.create(session, anna, {"name": "Ulla Ek", "source": "Mässa"})
    contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town.key)
    mailings.create(session, anna, {"subject": "Hej"})
    expected = {
        ("organisation", "kind"): {"municipality": 1},
        ("organisation", "county"): {"19": 1},
        ("organisation", "tag"): {str(tag): 1},
        ("organisation", "responsible"): {str(anna.user_id): 1},
        ("organisation", "membership"): {MembershipStatus.NEVER.value: 1},
        ("deal", "owner"): {str(anna.user_id): 1},
        ("deal", "kind"): {"municipality": 1},
        ("deal", "tag"): {str(tag): 1},
        ("deal", "outcome"): {},
        ("lead", "source"): {"Mässa": 1},
        ("lead", "state"): {"new": 1},
        ("contract", "state"): {"draft": 1},
        ("contract", "owner"): {str(anna.user_id): 1},
        ("mailing", "state"): {"draft": 1},
    }

    found = {asked: option_counts.count(session, anna, *asked, {}) for asked in expected}

    assert found == expected
    for noun in ("organisation", "person", "deal", "lead", "contract", "mailing"):
        for name in option_counts.counted(noun):
            option_counts.count(session, anna, noun, name, {})


def test_what_cannot_be_counted_is_said(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(NotFoundError):
        option_counts.count(session, anna, "person", "organisation", PersonFilter())
    with pytest.raises(NotFoundError):
        option_counts.count(session, anna, "user", "role", DealFilter())
    with pytest.raises(InvalidError):
        option_counts.count(session, anna, "organisation", "kind", {"colour": ["red"]})
    assert option_counts.count(session, anna, "organisation", "kind", OrganisationFilter()) == {}


def test_two_tabs_that_choose_for_the_first_time_at_once_keep_one_choice(
    session: CrmSession, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    views.prefer(session, anna, "person", {"columns": ["status"]})
    look = views.preference
    asked: list[str] = []

    def too_early(session: CrmSession, actor: Actor, noun: str) -> ListPreference:
        asked.append(noun)
        return ListPreference(user_id=actor.user_id, noun=noun) if len(asked) == 1 else look(session, actor, noun)

    monkeypatch.setattr(views, "preference", too_early)
    views.prefer(session, anna, "person", {"columns": ["email"]})

    assert look(session, anna, "person").columns == ["email"]
