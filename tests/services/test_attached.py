"""What hangs on an organisation is named before it is thrown away, with what becomes of it."""

from datetime import timedelta

from sqlmodel import Session

from sambruk_crm.models import Outcome
from sambruk_crm.services import attached, contracts, deals, persons
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_person, make_todo, today


def test_every_kind_is_named_with_what_becomes_of_it(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Ale").key
    for title, to_on in (("Ramavtal", None), ("Gammalt", today() - timedelta(days=1))):
        made = contracts.making.create(session, anna, {"title": title, "to_on": to_on}, organisation_id=town)
        [(party, _)] = contracts.parties.of_contract(session, anna, made.key)
        contracts.parties.update(session, anna, made.key, party.key, {"signed_on": today() - timedelta(days=9)})
    contracts.making.create(session, anna, {"title": "Nytt"}, organisation_id=town)
    for number in range(5):
        make_deal(session, anna, f"Affär {number}", organisation_id=town)
    lost = make_deal(session, anna, "Förlorad", organisation_id=town).key
    deals.close(session, anna, lost, outcome=Outcome.LOST, lost_reason="Pris")
    make_todo(session, anna, "Ring", organisation_id=town)
    persons.affiliations.create(session, anna, make_person(session, anna).key, town, {})

    found = attached.to_organisation(session, anna, town)

    assert [(each.kind, each.names, each.more) for each in found] == [
        ("running_contracts", ["Ramavtal"], 0),
        ("coming_contracts", ["Nytt"], 0),
        ("ended_contracts", ["Gammalt"], 0),
        ("open_deals", ["Affär 0", "Affär 1", "Affär 2"], 2),
        ("closed_deals", ["Förlorad"], 0),
        ("todos", ["Ring"], 0),
        ("persons", ["Åsa Öberg"], 0),
    ]
    assert len({each.fate.msgid for each in found}) == len(found)


def test_nothing_is_said_of_what_there_is_not(session: Session, anna: Actor) -> None:
    assert attached.to_organisation(session, anna, make_organisation(session, anna).key) == []


def test_of_several_chosen_organisations_it_is_told_together_and_each_person_once(
    session: Session, anna: Actor
) -> None:
    towns = [make_organisation(session, anna, name).key for name in ("Ale", "Bjuv", "Kil")]
    person = make_person(session, anna).key
    for town in towns[:2]:
        make_deal(session, anna, "EGIL", organisation_id=town)
        make_todo(session, anna, "Ring", organisation_id=town)
        persons.affiliations.create(session, anna, person, town, {})

    of_all = attached.to_selection(session, anna, Selection(noun="organisation", excluded=(towns[1],)))
    of_two = attached.to_selection(session, anna, Selection(noun="organisation", ids=tuple(towns[:2])))

    assert [(each.kind, each.count) for each in of_all] == [("open_deals", 1), ("todos", 1), ("persons", 1)]
    assert [(each.kind, each.count) for each in of_two] == [("open_deals", 2), ("todos", 2), ("persons", 1)]
    assert attached.to_selection(session, anna, Selection(noun="person", ids=(person,))) == []
