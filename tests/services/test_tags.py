"""Tags: named, merged and removed."""

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import TagScope
from sambruk_crm.services import organisations, persons, tags
from sambruk_crm.services.permissions import Actor
from tests.factories import make_organisation, make_person, make_tag


def test_two_tags_for_the_same_kind_of_record_have_different_names(session: CrmSession, anna: Actor) -> None:
    tags.create(session, anna, {"name": "Nyhetsbrev", "scope": "person"})
    tags.create(session, anna, {"name": "Nyhetsbrev", "scope": "organisation"})

    with pytest.raises(InvalidError) as refused:
        tags.create(session, anna, {"name": "nyhetsbrev", "scope": "person"})

    assert "name" in refused.value.fields


def test_a_tag_name_longer_than_its_column_is_refused(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        tags.create(session, anna, {"name": "x" * 81})

    assert "name" in refused.value.fields


def test_a_tag_that_something_carries_cannot_be_deleted(session: CrmSession, maria: Actor) -> None:
    tag = make_tag(session)
    make_person(session, maria, tags=[tag.key])

    with pytest.raises(InUseError):
        tags.delete(session, maria, tag.key)


def test_a_tag_that_nothing_carries_can(session: CrmSession, maria: Actor) -> None:
    tag = make_tag(session)

    tags.delete(session, maria, tag.key)

    with pytest.raises(NotFoundError):
        tags.get(session, maria, tag.key)


def test_an_archived_tag_stays_where_it_is_and_is_chosen_no_more(session: CrmSession, maria: Actor) -> None:
    tag = make_tag(session)
    make_person(session, maria, tags=[tag.key])

    tags.archive(session, maria, tag.key)

    assert tags.all_tags(session, maria, TagScope.PERSON) == []
    assert tags.uses(session, maria) == {tag.key: 1}


def test_merging_moves_all_that_carried_the_tag(session: CrmSession, maria: Actor) -> None:
    old, kept = make_tag(session, "Yogga"), make_tag(session, "Yoga")
    one = make_person(session, maria, "Åsa", tags=[old.key])
    both = make_person(session, maria, "Bo", tags=[old.key, kept.key])

    assert tags.merge_into(session, maria, old.key, kept.key) == 2

    session.expire_all()
    carriers = persons.search(session, maria, persons.PersonFilter(tag=(kept.key,)))
    assert {row.id for row in carriers.items} == {one.key, both.key}
    assert tags.uses(session, maria) == {kept.key: 2}
    with pytest.raises(NotFoundError):
        tags.get(session, maria, old.key)


def test_merging_works_for_organisations_too(session: CrmSession, maria: Actor) -> None:
    old, kept = (make_tag(session, name, TagScope.ORGANISATION) for name in ("EGIL", "Egil"))
    make_organisation(session, maria, tags=[old.key])

    tags.merge_into(session, maria, old.key, kept.key)

    found = organisations.search(session, maria, organisations.OrganisationFilter(tag=(kept.key,)))
    assert found.total == 1


def test_tags_for_different_kinds_of_records_are_not_merged(session: CrmSession, maria: Actor) -> None:
    person, organisation = make_tag(session), make_tag(session, scope=TagScope.ORGANISATION)

    with pytest.raises(InvalidError):
        tags.merge_into(session, maria, person.key, organisation.key)


def test_renaming_and_recolouring_at_the_same_time_both_hold(session: CrmSession, maria: Actor) -> None:
    tag = make_tag(session, "Yoga")
    seen = {"name": "Yoga", "color": "gray"}

    tags.update(session, maria, tag.key, {"color": "teal"}, base=seen)
    tags.update(session, maria, tag.key, {"name": "Yogapass"}, base=seen)

    assert (tag.name, tag.color) == ("Yogapass", "teal")


def test_two_new_names_at_the_same_time_are_shown_to_the_second(session: CrmSession, maria: Actor) -> None:
    tag = make_tag(session, "Yoga")
    tags.update(session, maria, tag.key, {"name": "Yogapass"})

    with pytest.raises(StaleError) as refused:
        tags.update(session, maria, tag.key, {"name": "Yogaklass"}, base={"name": "Yoga"})

    assert refused.value.current == {"name": "Yogapass"}


def test_staff_make_tags_and_only_managers_change_them(session: CrmSession, anna: Actor) -> None:
    tag = tags.create(session, anna, {"name": "Nätverk"})

    for change in (
        lambda: tags.update(session, anna, tag.key, {"name": "X"}),
        lambda: tags.archive(session, anna, tag.key),
        lambda: tags.delete(session, anna, tag.key),
        lambda: tags.merge_into(session, anna, tag.key, tag.key),
    ):
        with pytest.raises(ForbiddenError):
            change()
