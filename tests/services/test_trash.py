"""The trash: everything put there is listed with who did it, and comes back whole."""

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError
from sambruk_crm.models import Outcome
from sambruk_crm.services import contracts, deals, leads, mailings, organisations, persons, projects, services, trash
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_person


def fill(session: CrmSession, maria: Actor) -> dict[str, int]:
    """Put one record of each noun in the trash; returns their keys."""
    town = make_organisation(session, maria, "Kungsör").key
    person = make_person(session, maria, "Åsa", "Öberg").key
    deal = make_deal(session, maria, "EGIL").key
    lead = leads.create(session, maria, {"name": "Ulla Ek"}).key
    contract = contracts.making.create(session, maria, {"title": "Ramavtal"}).key
    service = services.create(session, maria, {"name": "Digidel"}).key
    mailing = mailings.create(session, maria, {"subject": "Välkommen"}).key
    project = projects.create(session, maria, {"name": "Införande", "organisation_id": town}).key
    session.info["user_id"] = maria.user_id
    organisations.delete(session, maria, town)
    persons.delete(session, maria, person)
    deals.delete(session, maria, deal)
    leads.delete(session, maria, lead)
    contracts.delete(session, maria, contract)
    services.delete(session, maria, service)
    projects.delete(session, maria, project)
    mailings.delete(session, maria, mailing)
    sold = {"deal": deal, "lead": lead, "contract": contract, "service": service, "project": project}
    return {"organisation": town, "person": person, "mailing": mailing, **sold}


def test_every_noun_in_the_trash_is_listed_with_who_put_it_there_and_comes_back(
    session: CrmSession, maria: Actor
) -> None:
    keys = fill(session, maria)

    listed = trash.search(session, maria).items
    assert {(row.noun, row.id) for row in listed} == set(keys.items())
    assert {row.name for row in listed} == {
        "Kungsör",
        "Åsa Öberg",
        "EGIL",
        "Ulla Ek",
        "Ramavtal",
        "Digidel",
        "Införande",
        "Välkommen",
    }
    assert {row.deleted_by for row in listed} == {maria.name}
    assert trash.counts(session, maria) == dict.fromkeys(keys, 1)
    for noun, key in keys.items():
        trash.restore(session, maria, noun, key)
    assert trash.search(session, maria).total == 0
    assert deals.get(session, maria, keys["deal"]).title == "EGIL"


def test_the_trash_is_searched_by_noun_and_words_and_read_page_by_page(session: CrmSession, maria: Actor) -> None:
    keys = fill(session, maria)

    assert [row.name for row in trash.search(session, maria, text="asa ob").items] == ["Åsa Öberg"]
    assert [row.noun for row in trash.search(session, maria, text="lkommen").items] == ["mailing"]
    assert [row.id for row in trash.search(session, maria, noun="lead").items] == [keys["lead"]]
    seen, cursor = [], None
    for _ in keys:
        page = trash.search(session, maria, paging=Paging(limit=1, cursor=cursor))
        seen += [(row.noun, row.id) for row in page.items]
        cursor = page.next_cursor
    assert cursor is None
    assert sorted(seen) == sorted(keys.items())
    with pytest.raises(InvalidError):
        trash.search(session, maria, noun="todo")


def test_a_contract_whose_deal_has_another_by_now_stays_in_the_trash(session: CrmSession, maria: Actor) -> None:
    deal = make_deal(session, maria, "EGIL").key
    deals.close(session, maria, deal, outcome=Outcome.WON)
    first = contracts.making.from_deal(session, maria, deal).key
    contracts.delete(session, maria, first)
    contracts.making.from_deal(session, maria, deal)

    with pytest.raises(InUseError):
        trash.restore(session, maria, "contract", first)


def test_a_deal_whose_phase_was_archived_meanwhile_comes_back_on_the_board(session: CrmSession, maria: Actor) -> None:
    first, second, *_ = deals.phases.all_phases(session, maria)
    deal = make_deal(session, maria, "EGIL").key
    deals.move(session, maria, deal, {"phase_id": second.key})
    deals.delete(session, maria, deal)
    deals.phases.archive(session, maria, second.key)

    trash.restore(session, maria, "deal", deal)

    assert deals.get(session, maria, deal).phase_id == first.key


def test_only_those_who_may_delete_look_into_the_trash(session: CrmSession, anna: Actor, maria: Actor) -> None:
    keys = fill(session, maria)

    with pytest.raises(ForbiddenError):
        trash.search(session, anna)
    with pytest.raises(ForbiddenError):
        trash.counts(session, anna)
    with pytest.raises(ForbiddenError):
        trash.restore(session, anna, "deal", keys["deal"])


def test_a_number_that_somebody_in_the_trash_has_is_said_to_be_there(session: CrmSession, maria: Actor) -> None:
    town = make_organisation(session, maria, "Kungsör", organisation_number="212000-2056").key
    organisations.delete(session, maria, town)

    with pytest.raises(InvalidError) as refused:
        make_organisation(session, maria, "Kungsör", organisation_number="212000-2056")

    assert "in the trash" in refused.value.fields["organisation_number"].msgid
