"""Selections: these records or all that match, in the list's order, and only what may be seen."""

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Role, TagScope
from sambruk_crm.services import departments
from sambruk_crm.services.lists import option_counts, selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_deal, make_organisation, make_person, make_tag, make_todo


def test_all_that_match_come_in_the_lists_order_but_for_those_excluded(session: CrmSession, anna: Actor) -> None:
    towns = {
        name: make_organisation(session, anna, name, status="customer").key for name in ("Örebro", "Arboga", "Köping")
    }
    make_organisation(session, anna, "Sala", status="prospect")
    wanted = Selection(noun="organisation", filters={"status": ["customer"]}, excluded=(towns["Köping"],))

    assert selections.keys(session, anna, wanted) == [towns["Arboga"], towns["Örebro"]]
    turned = wanted.model_copy(update={"sort": "-name"})
    assert selections.keys(session, anna, turned) == [towns["Örebro"], towns["Arboga"]]
    assert selections.count(session, anna, wanted) == 2


def test_these_are_meant_whatever_the_filters_but_not_what_was_deleted(session: CrmSession, maria: Actor) -> None:
    asa, bo = make_person(session, maria, "Åsa", "Öberg"), make_person(session, maria, "Bo", "Ek")
    make_person(session, maria, "Siv", "Alm")
    gone = make_person(session, maria, "Ulf", "Dal")
    gone.deleted_at = gone.created_at
    session.flush()

    wanted = Selection(noun="person", ids=(asa.key, bo.key, gone.key))

    assert selections.keys(session, maria, wanted) == [bo.key, asa.key]
    assert selections.count(session, maria, wanted) == 2


def test_more_keys_than_a_query_takes_are_no_limit(
    session: CrmSession, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selections, "MOST_NAMED", 2)
    made = [make_person(session, anna, "Bo", f"Ek{number}").key for number in range(5)]

    assert selections.count(session, anna, Selection(noun="person", ids=tuple(made[:4]))) == 4
    assert selections.keys(session, anna, Selection(noun="person", excluded=tuple(made[:3]))) == made[3:]


def test_a_colleagues_private_to_do_is_in_no_selection(session: CrmSession, anna: Actor, bo: Actor) -> None:
    mine, theirs = make_todo(session, anna), make_todo(session, bo)

    named = Selection(noun="todo", ids=(mine.key, theirs.key))

    assert selections.keys(session, anna, named) == [mine.key]
    assert selections.keys(session, anna, Selection(noun="todo", filters={"mine": False})) == [mine.key]


def test_deals_are_selected_by_what_their_list_is_filtered_by(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna)
    deal = make_deal(session, anna, organisation_id=town.key)
    make_deal(session, anna, "Annan")

    wanted = Selection(noun="deal", filters={"organisation": [town.key]})

    assert selections.keys(session, anna, wanted) == [deal.key]


@pytest.mark.parametrize(
    "filters", [{"colour": "red"}, {"status": ["friend"]}, {"tag": ["one"]}], ids=["unknown", "vocabulary", "key"]
)
def test_a_filter_that_cannot_be_read_never_gives_everything(
    session: CrmSession, anna: Actor, filters: dict[str, object]
) -> None:
    make_tag(session, "Referens", TagScope.PERSON)

    with pytest.raises(InvalidError):
        selections.keys(session, anna, Selection(noun="person", filters=filters))


def test_a_department_filters_the_organisations_it_looks_after(session: CrmSession, anna: Actor) -> None:
    ada = make_actor(session, "Ada Ros", Role.ADMINISTRATOR)
    north = departments.create(session, ada, {"name": "Norr"}).key
    town = make_organisation(session, anna, "Kungsör").key
    make_organisation(session, anna, "Sala")
    departments.add_organisation(session, anna, north, town)

    wanted = Selection(noun="organisation", filters={"department": [north]})

    assert selections.keys(session, anna, wanted) == [town]
    assert option_counts.count(session, anna, "organisation", "department", {}) == {str(north): 1}
    assert [part.name for part in departments.of_organisation(session, anna, town)] == ["Norr"]
