"""What happened: written with its persons, found, edited with the earlier text kept, readable for ever."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError, StaleError
from sambruk_crm.models import Contract, ContractParty, HistoryEntry, HistoryKind, HistoryType, Lead, TodoScope, User
from sambruk_crm.services import history, todos, vocabularies
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_person, make_todo


def told(session: Session, actor: Actor, **wanted: object) -> list[str]:
    """List the texts of the entries that fit, newest first."""
    return [row.text for row in history.search(session, actor, HistoryFilter(**wanted)).items]  # pyright: ignore[reportArgumentType]


def add_lead(session: Session, name: str = "Lena Lind") -> int:
    """Add a lead past its own rules."""
    lead = Lead(name=name)
    session.add(lead)
    session.flush()
    return lead.key


def add_contract(session: Session, *organisation_ids: int) -> int:
    """Add a contract with parties past its own rules."""
    contract = Contract(title="EGIL 2027")
    session.add(contract)
    session.flush()
    session.add_all(ContractParty(contract_id=contract.key, organisation_id=key) for key in organisation_ids)
    session.flush()
    return contract.key


def test_a_lead_and_a_contract_have_a_history_of_their_own(session: Session, anna: Actor) -> None:
    lead, contract = add_lead(session), add_contract(session)
    history.write(session, anna, {"kind": "call", "text": "Ringde upp", "lead_id": lead})
    history.write(session, anna, {"text": "Undertecknat", "contract_id": contract})

    assert told(session, anna, lead_id=lead) == ["Ringde upp"]
    assert told(session, anna, contract_id=contract) == ["Undertecknat"]
    (row,) = history.search(session, anna, HistoryFilter(lead_id=lead)).items
    assert (row.lead_id, row.lead) == (lead, "Lena Lind")


def test_an_organisation_shows_what_happened_with_its_deals_persons_and_contracts(
    session: Session, anna: Actor
) -> None:
    town, neighbour = make_organisation(session, anna), make_organisation(session, anna, "Arboga")
    deal = make_deal(session, anna, organisation_id=town.key)
    contract = add_contract(session, town.key, neighbour.key)
    history.write(
        session, anna, {"text": "Om affären", "deal_id": deal.key, "happened_at": datetime(2026, 3, 1, tzinfo=UTC)}
    )
    history.write(
        session, anna, {"text": "Om avtalet", "contract_id": contract, "happened_at": datetime(2026, 2, 1, tzinfo=UTC)}
    )

    assert [text for text in told(session, anna, organisation_id=town.key) if text.startswith("Om")] == [
        "Om affären",
        "Om avtalet",
    ]
    assert told(session, anna, organisation_id=neighbour.key) == ["Om avtalet"]


def test_everyone_who_was_met_has_the_entry_once(session: Session, anna: Actor) -> None:
    asa, bertil = make_person(session, anna), make_person(session, anna, "Bertil", "Alm")
    entry = history.write(
        session,
        anna,
        {"kind": "visit", "text": "Fika", "person_id": asa.key, "person_ids": [asa.key, bertil.key, bertil.key]},
    )

    assert told(session, anna, person_id=asa.key) == ["Fika"]
    assert told(session, anna, person_id=bertil.key) == ["Fika"]
    (row,) = history.search(session, anna, HistoryFilter(person_id=bertil.key)).items
    assert (row.person, [other.name for other in row.others]) == ("Åsa Öberg", ["Bertil Alm"])
    assert history.met(session, anna, [entry.key]) == {entry.key: [bertil.key]}


def test_a_person_who_is_not_there_cannot_have_been_met(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)

    with pytest.raises(InvalidError) as refused:
        history.write(session, anna, {"text": "Fika", "organisation_id": town.key, "person_ids": [4711]})

    assert "person_ids" in refused.value.fields


@pytest.mark.parametrize("typed", ["RÅDGIVARE", "radgivare", "rådgiv besok", "bokat", "ÖVERENS"])
def test_words_are_found_in_text_result_and_next_step(session: Session, anna: Actor, typed: str) -> None:
    town = make_organisation(session, anna)
    values = {"text": "Besök hos rådgivaren", "result": "Överens om pris", "next_step": "Bokat möte i maj"}
    history.write(session, anna, {**values, "organisation_id": town.key})
    history.write(session, anna, {"text": "Ringde", "organisation_id": town.key})

    assert told(session, anna, organisation_id=town.key, text=typed) == ["Besök hos rådgivaren"]
    assert told(session, anna, text=typed) == ["Besök hos rådgivaren"]


def test_an_edited_entry_is_found_by_its_new_words_only(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Pratade om skolan", "organisation_id": town.key})

    history.update(session, anna, entry.key, {"text": "Pratade om förskolan i Åmål"})

    assert told(session, anna, text="amal") == ["Pratade om förskolan i Åmål"]
    assert told(session, anna, text="om skolan") == ["Pratade om förskolan i Åmål"]
    assert told(session, anna, text="pratade skolan, nej") == []


def test_entries_are_filtered_by_kind_and_by_type(session: Session, anna: Actor, maria: Actor) -> None:
    town = make_organisation(session, anna)
    kind = vocabularies.create(session, maria, HistoryType, {"name": "Demo", "kind": "meeting"})
    for values in (
        {"kind": "call", "text": "Ring"},
        {"kind": "visit", "text": "Besök"},
        {"type_id": kind.key, "text": "Visning"},
    ):
        history.write(session, anna, {**values, "organisation_id": town.key})

    assert sorted(told(session, anna, kind=(HistoryKind.CALL, HistoryKind.VISIT))) == ["Besök", "Ring"]
    assert told(session, anna, kind=(HistoryKind.MEETING,)) == ["Visning"]
    assert told(session, anna, type_id=(kind.key,)) == ["Visning"]


def test_a_long_filtered_history_is_read_page_by_page(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    for number in range(12):
        history.write(
            session,
            anna,
            {
                "text": f"Samtal {number}" if number % 2 else f"Brev {number}",
                "organisation_id": town.key,
                "happened_at": datetime(2026, 1, 1 + number, tzinfo=UTC),
            },
        )

    wanted = HistoryFilter(organisation_id=town.key, text="samtal")
    first = history.search(session, anna, wanted, paging=Paging(limit=4))
    rest = history.search(session, anna, wanted, paging=Paging(limit=4, cursor=first.next_cursor))

    assert (first.total, rest.next_cursor) == (6, None)
    assert [row.text for row in (*first.items, *rest.items)] == [f"Samtal {number}" for number in (11, 9, 7, 5, 3, 1)]


def test_the_earlier_text_is_kept_and_can_be_read(session: Session, anna: Actor, maria: Actor) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Ja", "result": "Möte", "organisation_id": town.key})
    history.update(session, anna, entry.key, {"text": "Kanske"}, version=entry.version)
    history.update(session, maria, entry.key, {"text": "Nej"})

    kept = history.revisions(session, anna, entry.key)

    assert [(was.text, was.result, was.editor) for was in kept] == [
        ("Kanske", "Möte", "Maria Lind"),
        ("Ja", "Möte", "Anna Berg"),
    ]


def test_saving_the_same_text_is_no_edit(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Ja", "organisation_id": town.key})

    history.update(session, anna, entry.key, {"text": "Ja"})

    assert entry.edited_at is None
    assert history.revisions(session, anna, entry.key) == []


def test_a_colleagues_entry_is_edited_by_managers_alone(
    session: Session, anna: Actor, bo: Actor, maria: Actor, reader: Actor
) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Ja", "organisation_id": town.key})

    for other in (bo, reader):
        with pytest.raises(ForbiddenError):
            history.update(session, other, entry.key, {"text": "Nej"})
    history.update(session, maria, entry.key, {"text": "Nej"})

    assert entry.text == "Nej"


def test_an_edit_from_an_old_version_is_refused(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Ja", "organisation_id": town.key})
    seen = entry.version
    history.update(session, anna, entry.key, {"text": "Kanske"}, version=seen)

    with pytest.raises(StaleError):
        history.update(session, anna, entry.key, {"text": "Nej"}, version=seen)


def test_an_entry_cannot_be_emptied(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Ja", "organisation_id": town.key})

    with pytest.raises(InvalidError):
        history.update(session, anna, entry.key, {"text": " "})


def test_what_somebody_wrote_stays_when_they_leave(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna)
    history.write(session, bo, {"text": "Ja", "organisation_id": town.key})

    session.get_one(User, bo.user_id).is_active = False
    session.flush()

    (row,) = history.search(session, anna, HistoryFilter(organisation_id=town.key, text="ja")).items
    assert (row.text, row.author) == ("Ja", "Bo Ek")


def test_reopening_a_todo_leaves_the_visit_it_came_from(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    todo = make_todo(session, anna, scope=TodoScope.ORGANISATION, organisation_id=town.key)
    session.add(HistoryEntry(kind=HistoryKind.VISIT, text="Besök", organisation_id=town.key, todo_id=todo.key))
    session.flush()

    todos.close(session, anna, todo.key)
    todos.reopen(session, anna, todo.key)

    assert told(session, anna, organisation_id=town.key) == ["Besök"]


def test_people_change_kinds_into_each_other_but_write_nothing_as_the_system(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    entry = history.write(session, anna, {"text": "Fika", "organisation_id": town.key})

    assert history.update(session, anna, entry.key, {"kind": "visit"}).kind is HistoryKind.VISIT
    with pytest.raises(InvalidError):
        history.update(session, anna, entry.key, {"kind": "system"})
    with pytest.raises(InvalidError):
        history.write(session, anna, {"kind": "system", "text": "Fika", "organisation_id": town.key})
