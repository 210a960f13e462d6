"""To-dos about leads and contracts: found, named, closed, carried along."""

from icalendar import Calendar
from sqlmodel import Session

from sambruk_crm.models import HistoryKind
from sambruk_crm.services import catalogue, contracts, history, leads, todos, trash
from sambruk_crm.services.catalogue import subjects_of
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.factories import make_organisation, make_todo


def make_lead(session: Session, actor: Actor) -> int:
    """Add Ulla, head of a museum."""
    return leads.create(session, actor, {"name": "Ulla Ek", "title": "Chef"}).key


def make_contract(session: Session, actor: Actor) -> int:
    """Add a contract with Ale that has no title."""
    town = make_organisation(session, actor, "Ale")
    return contracts.making.create(session, actor, {}, organisation_id=town.key).key


def test_a_to_do_is_found_by_its_lead_and_by_its_contract_and_names_them(session: Session, anna: Actor) -> None:
    lead, contract = make_lead(session, anna), make_contract(session, anna)
    make_todo(session, anna, "Ring", lead_id=lead)
    make_todo(session, anna, "Säg upp", contract_id=contract)
    make_todo(session, anna, "Annat")

    (of_lead,) = todos.lists.search(session, anna, TodoFilter(lead_id=lead)).items
    (of_contract,) = todos.lists.search(session, anna, TodoFilter(contract_id=contract)).items

    assert (of_lead.note, of_lead.lead_id, of_lead.lead, of_lead.concerns) == ("Ring", lead, "Ulla Ek", "Ulla Ek")
    assert (of_contract.note, of_contract.contract) == ("Säg upp", "Ale")


def test_closing_writes_the_history_of_lead_and_contract_and_reopening_takes_it_back(
    session: Session, anna: Actor
) -> None:
    lead, contract = make_lead(session, anna), make_contract(session, anna)
    todo = make_todo(session, anna, "Ring", lead_id=lead, contract_id=contract)

    todos.close(session, anna, todo.key)

    for wanted in (HistoryFilter(lead_id=lead), HistoryFilter(contract_id=contract)):
        (entry,) = history.search(session, anna, wanted).items
        assert (entry.kind, entry.text) == (HistoryKind.TODO, "Ring")
    todos.reopen(session, anna, todo.key)
    assert history.search(session, anna, HistoryFilter(lead_id=lead)).total == 0


def test_the_next_of_a_series_is_about_the_same_lead_and_contract(session: Session, anna: Actor) -> None:
    lead, contract = make_lead(session, anna), make_contract(session, anna)
    todo = make_todo(session, anna, lead_id=lead, contract_id=contract, repeats="weekly")

    todos.close(session, anna, todo.key)

    (following,) = todos.lists.find(session, anna, TodoFilter(lead_id=lead)).items
    assert (following.previous_id, following.contract_id) == (todo.key, contract)


def test_a_lead_in_the_trash_keeps_its_to_dos_as_a_deal_does(session: Session, anna: Actor, maria: Actor) -> None:
    lead = make_lead(session, anna)
    make_todo(session, anna, lead_id=lead)

    leads.delete(session, maria, lead)

    assert todos.lists.count(session, anna, TodoFilter(lead_id=lead)) == 1
    trash.restore(session, maria, "lead", lead)
    assert todos.lists.count(session, anna, TodoFilter(lead_id=lead)) == 1


def test_calendar_and_export_say_which_lead_it_is_about(session: Session, anna: Actor) -> None:
    lead = make_lead(session, anna)
    todo = make_todo(session, anna, "Ring", lead_id=lead)

    (event,) = Calendar.from_ical(todos.calendars.feed(session, anna)).walk("VEVENT")

    assert str(event["summary"]) == "Ring (Ulla Ek)"
    assert str(event["url"]).endswith(f"/leads/{lead}")
    column = catalogue.get("todo").columns["lead"]
    assert column.link is not None
    assert column.link(session, anna, [todo]) == {lead: "Ulla Ek"}


def test_what_hangs_on_a_lead_says_the_leads_name_and_not_its_title_at_work(session: Session, anna: Actor) -> None:
    lead = make_lead(session, anna)
    todo = make_todo(session, anna, lead_id=lead)

    assert subjects_of(session, [todo], history.SUBJECTS)(todo) == ("lead", lead, "Ulla Ek")
