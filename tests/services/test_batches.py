"""Batches: one change to many records, told row by row, taken back as a whole, and going on after a kill."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from sambruk_crm import db
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError
from sambruk_crm.models import Batch, BatchItem, BatchOutcome, BatchState, DealType, Job, Role, Service, User, utc_now
from sambruk_crm.services import (
    batches,
    contracts,
    deals,
    departments,
    jobs,
    leads,
    organisations,
    own_fields,
    own_values,
    persons,
    reference,
    responsibilities,
    tags,
    trash,
)
from sambruk_crm.services.batches import rules as batch_rules
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_deal, make_organisation

pytestmark = pytest.mark.usefixtures("migrated")


@dataclass
class Office:
    """People who act, three towns, and a tag."""

    anna: Actor
    maria: Actor
    admin: Actor
    towns: list[int]
    tag: int


@pytest.fixture
def office(migrated: str) -> Office:  # noqa: ARG001 -- the database it is in
    """Make them."""
    with db.transaction() as session:
        reference.load_vocabularies(session)
        anna = make_actor(session, "Anna Berg", Role.STAFF)
        maria = make_actor(session, "Maria Lind", Role.MANAGER)
        admin = make_actor(session, "Ada Ek", Role.ADMINISTRATOR)
        towns = [make_organisation(session, anna, name).key for name in ("Arboga", "Köping", "Kungsör")]
        return Office(anna, maria, admin, towns, tags.create(session, anna, {"name": "Nätverk"}).key)


def started(actor: Actor, action: str, value: Any = None, **selection: Any) -> int:
    """Ask for a batch in a transaction of its own."""
    selection.setdefault("noun", "organisation")
    with db.transaction(actor.user_id) as session:
        values = {"selection": selection, "action": action, "arguments": {"value": value}}
        return batches.start(session, actor, values).key


def undone(actor: Actor, batch_id: int) -> None:
    """Take a batch back."""
    with db.transaction(actor.user_id) as session:
        batches.undo(session, actor, batch_id)
    jobs.run_due()


def stored(batch_id: int) -> Batch:
    """Read a batch."""
    with db.reading() as session:
        return session.get_one(Batch, batch_id)


def tagged(office: Office) -> list[int]:
    """List the towns that carry the tag."""
    with db.reading() as session:
        found = organisations.OrganisationFilter(tag=(office.tag,))
        return [row.id for row in organisations.search(session, office.anna, found).items]


def test_a_tag_is_put_on_all_that_match_and_taken_off_again(office: Office) -> None:
    with db.transaction(office.anna.user_id) as session:
        tags.add(session, office.anna, tags.TagScope.ORGANISATION, office.towns[0], office.tag)

    batch_id = started(office.anna, "add_tag", office.tag, filters={"text": "k"}, excluded=[])
    jobs.run_due()

    batch = stored(batch_id)
    assert (batch.state, batch.total, batch.done, batch.failed) == (BatchState.DONE, 2, 2, 0)
    assert tagged(office) == office.towns
    undone(office.anna, batch_id)
    assert stored(batch_id).state is BatchState.UNDONE
    assert tagged(office) == office.towns[:1]


def test_nothing_is_changed_before_the_job_is_done_and_one_that_has_the_fact_is_left_alone(office: Office) -> None:
    batch_id = started(office.anna, "status", "customer", ids=office.towns)
    with db.reading() as session:
        assert organisations.get(session, office.anna, office.towns[0]).status is None
    jobs.run_due()
    again = started(office.anna, "status", "customer", ids=office.towns)

    jobs.run_due()

    assert stored(batch_id).done == len(office.towns)
    with db.reading() as session:
        outcomes = {item.outcome for item in batches.items(session, office.anna, again).items}
    assert outcomes == {BatchOutcome.SAME}


def test_whatever_was_changed_since_stays_and_is_named(office: Office) -> None:
    batch_id = started(office.anna, "status", "customer", ids=office.towns)
    jobs.run_due()
    with db.transaction(office.maria.user_id) as session:
        organisations.update(session, office.maria, office.towns[1], {"status": "partner"})

    undone(office.anna, batch_id)

    with db.reading() as session:
        shown = [organisations.get(session, office.anna, key).status for key in office.towns]
        first = batches.items(session, office.anna, batch_id).items[0]
    assert shown == [None, "partner", None]
    assert (first.name, first.is_undone) == ("Köping", False)
    assert first.reason is not None
    assert "since" in first.reason["msgid"]


def test_a_record_that_is_gone_fails_alone_and_says_why(office: Office) -> None:
    batch_id = started(office.anna, "status", "customer", ids=office.towns)
    with db.transaction(office.maria.user_id) as session:
        organisations.delete(session, office.maria, office.towns[2])

    jobs.run_due()

    batch = stored(batch_id)
    assert (batch.state, batch.done, batch.failed) == (BatchState.DONE, 3, 1)
    with db.reading() as session:
        [failed] = batches.items(session, office.anna, batch_id, outcome=BatchOutcome.ERROR).items
    assert failed.row_id == office.towns[2]
    assert failed.reason is not None


def test_a_worker_killed_midway_leaves_nothing_double_or_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_rules, "AT_ONCE", 1)
    batch_id = started(office.anna, "add_responsible", office.maria.user_id, ids=office.towns)
    killed = jobs.claim()
    assert killed is not None
    waiting = col(BatchItem.outcome) == BatchOutcome.WAITING
    assert batch_rules._do_some(killed, waiting, batch_rules._change, BatchState.RUNNING)
    with db.transaction() as session:
        session.execute(sa.update(Job).values(leased_until=utc_now() - jobs.LEASE))

    jobs.run_due()

    assert stored(batch_id).done == len(office.towns)
    with db.reading() as session:
        people = responsibilities.of_records(session, "organisation", office.towns)
    assert [[user.name for user in people[key]] for key in office.towns] == [["Maria Lind"]] * 3


def test_responsible_users_are_added_replaced_and_relieved_and_come_back_in_their_order(office: Office) -> None:
    town = office.towns[:1]
    for action, user, expected in [
        ("add_responsible", office.anna, ["Anna Berg"]),
        ("add_responsible", office.maria, ["Anna Berg", "Maria Lind"]),
        ("replace_responsible", office.admin, ["Ada Ek"]),
        ("remove_responsible", office.admin, []),
    ]:
        batch_id = started(office.anna, action, user.user_id, ids=town)
        jobs.run_due()
        with db.reading() as session:
            people = responsibilities.of_records(session, "organisation", town).get(town[0], [])
        assert [user.name for user in people] == expected
    undone(office.anna, batch_id)
    with db.reading() as session:
        assert [user.name for user in responsibilities.of_records(session, "organisation", town)[town[0]]] == ["Ada Ek"]


def test_customers_join_and_leave_a_department(office: Office) -> None:
    with db.transaction(office.admin.user_id) as session:
        department = departments.create(session, office.admin, {"name": "Digitalt"}).key

    batch_id = started(office.anna, "add_department", department, ids=office.towns)
    jobs.run_due()
    with db.reading() as session:
        assert departments.uses(session, office.anna) == {department: 3}

    undone(office.anna, batch_id)
    with db.reading() as session:
        assert departments.uses(session, office.anna) == {}


def test_persons_and_deals_are_archived_and_come_back(office: Office) -> None:
    with db.transaction(office.anna.user_id) as session:
        person = persons.create(session, office.anna, {"first_name": "Cia"}).key
        deal = make_deal(session, office.anna, "EGIL", organisation_id=office.towns[0]).key
    first = started(office.maria, "archive", noun="person", ids=[person])
    second = started(office.maria, "archive", noun="deal", ids=[deal])
    jobs.run_due()
    with db.reading() as session:
        assert persons.search(session, office.anna, persons.PersonFilter()).total == 0

    undone(office.maria, first)
    undone(office.maria, second)

    with db.reading() as session:
        assert persons.get(session, office.anna, person).name == "Cia"
        assert deals.get(session, office.anna, deal).title == "EGIL"


def test_staff_archives_nothing_in_bulk_either(office: Office) -> None:
    with pytest.raises(ForbiddenError):
        started(office.anna, "archive", ids=office.towns)


def test_whoever_has_left_meanwhile_changes_nothing(office: Office) -> None:
    batch_id = started(office.maria, "status", "customer", ids=office.towns)
    with db.transaction(office.admin.user_id) as session:
        session.get_one(User, office.maria.user_id).is_active = False

    jobs.run_due()

    assert stored(batch_id).state is BatchState.FAILED
    with db.reading() as session:
        assert organisations.get(session, office.anna, office.towns[0]).status is None


@pytest.mark.parametrize(
    ("action", "value", "field"),
    [
        ("add_tag", "Nätverk", "value"),
        ("status", "asleep", "value"),
        ("add_responsible", 999_999, "value"),
        ("paint", "blue", "action"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_asked_for(
    office: Office, action: str, value: Any, field: str
) -> None:
    with pytest.raises(InvalidError) as caught:
        started(office.anna, action, value, ids=office.towns)

    assert field in caught.value.fields


def test_an_empty_selection_is_refused(office: Office) -> None:
    with pytest.raises(InvalidError):
        started(office.anna, "status", "customer", filters={"text": "nobody is called so"})


def test_a_batch_is_undone_once(office: Office) -> None:
    batch_id = started(office.anna, "status", "customer", ids=office.towns)
    jobs.run_due()
    undone(office.anna, batch_id)

    with pytest.raises(InUseError):
        undone(office.anna, batch_id)


def test_a_colleagues_batch_is_seen_by_managers_only(office: Office) -> None:
    batch_id = started(office.admin, "status", "customer", ids=office.towns)

    with db.reading() as session:
        assert batches.get(session, office.maria, batch_id).key == batch_id
        assert batches.search(session, office.anna).total == 0
        with pytest.raises(ForbiddenError):
            batches.get(session, office.anna, batch_id)


def test_contracts_and_leads_are_changed_handed_over_and_put_in_the_trash_together(office: Office) -> None:
    with db.transaction(office.anna.user_id) as session:
        service = Service(name="EGIL")
        session.add(service)
        session.flush()
        papers = [contracts.making.create(session, office.anna, {"title": f"Avtal {n}"}).key for n in range(2)]
        lead = leads.create(session, office.anna, {"name": "Ulla Ek"}).key

    kinds = started(office.anna, "contract_type", "split", noun="contract", ids=papers)
    started(office.anna, "service", service.key, noun="contract", filters={"text": "avtal"})
    started(office.anna, "owner", office.maria.user_id, noun="lead", ids=[lead])
    started(office.maria, "archive", noun="lead", ids=[lead])
    jobs.run_due()

    with db.reading() as session:
        found = [contracts.get(session, office.anna, key) for key in papers]
        assert {(one.contract_type, one.service_id) for one in found} == {(DealType.SPLIT, service.key)}
        assert [(row.noun, row.id) for row in trash.search(session, office.maria).items] == [("lead", lead)]
        assert [item.name for item in batches.items(session, office.anna, kinds).items] == ["Avtal 0", "Avtal 1"]
    undone(office.anna, kinds)
    with db.reading() as session:
        assert contracts.get(session, office.anna, papers[0]).contract_type is DealType.STANDARD
    for action, value in (("contract_type", ""), ("service", 987654), ("deal_type", "split")):
        with pytest.raises(InvalidError):
            started(office.anna, action, value, noun="contract", ids=papers)


def test_deals_begin_with_many_municipalities_at_once_but_for_those_that_have_one_and_are_taken_back(
    office: Office,
) -> None:
    with db.transaction(office.anna.user_id) as session:
        service = Service(name="EGIL")
        session.add(service)
        session.flush()
        deals.beginning.begin(session, office.anna, office.towns[0], service.key)

    batch_id = started(office.anna, "begin_deal", service.key, ids=office.towns)
    jobs.run_due()

    def begun() -> list[int | None]:
        with db.reading() as session:
            found = deals.lists.find(session, office.anna, deals.DealFilter(service=(service.key,)), sort="id")
            return [deal.organisation_id for deal in found.items]

    assert (stored(batch_id).failed, begun()) == (0, office.towns)
    undone(office.anna, batch_id)
    assert begun() == office.towns[:1]


def test_a_type_that_a_deal_cannot_have_is_named_and_the_others_change(office: Office) -> None:
    with db.transaction(office.anna.user_id) as session:
        plain = make_deal(session, office.anna, "Biträde").key
        valued = make_deal(session, office.anna, "EGIL", value="100").key

    batch_id = started(office.anna, "deal_type", "data_privacy_only", noun="deal", ids=[plain, valued])
    jobs.run_due()

    batch = stored(batch_id)
    assert (batch.done, batch.failed) == (2, 1)
    with db.reading() as session:
        assert deals.get(session, office.anna, plain).deal_type is DealType.DATA_PRIVACY_ONLY
        assert deals.get(session, office.anna, valued).deal_type is DealType.STANDARD


def _fields_of(record_id: int) -> dict[str, Any]:
    with db.reading() as session:
        return own_values.told_of_records(session, "organisation", [record_id])[record_id]


def test_a_field_of_ones_own_is_set_in_all_rows_and_put_back(office: Office) -> None:
    with db.transaction(office.admin.user_id) as session:
        options = [{"names": {"sv": "Platina"}}, {"names": {"sv": "Ciceron"}}]
        values = {"noun": "organisation", "kind": "one_of", "names": {"sv": "Ärendesystem"}, "options": options}
        own_fields.create(session, office.admin, values)
        organisations.update(session, office.anna, office.towns[0], {"fields": {"arendesystem": "platina"}})

    batch_id = started(office.anna, "own_field", {"key": "arendesystem", "value": "Ciceron"}, ids=office.towns)
    jobs.run_due()

    with db.reading() as session:
        batch = session.get_one(Batch, batch_id)
        assert (batch.state, batch.failed) == (BatchState.DONE, 0)
        assert batches.texts.title(batch, "sv") == "Sätt Ärendesystem: Ciceron"
    assert [_fields_of(key)["arendesystem"] for key in office.towns] == ["ciceron"] * 3
    undone(office.anna, batch_id)
    assert [_fields_of(key)["arendesystem"] for key in office.towns] == ["platina", None, None]


def test_a_field_is_emptied_by_no_value_and_one_of_several_options_is_put_back(office: Office) -> None:
    with db.transaction(office.admin.user_id) as session:
        options = [{"names": {"sv": "Röd"}}, {"names": {"sv": "Blå"}}]
        values = {"noun": "organisation", "kind": "several_of", "names": {"sv": "Färg"}, "options": options}
        own_fields.create(session, office.admin, values)
        organisations.update(session, office.anna, office.towns[0], {"fields": {"farg": ["rod", "bla"]}})

    batch_id = started(office.anna, "own_field", {"key": "farg", "value": []}, ids=office.towns)
    jobs.run_due()

    assert _fields_of(office.towns[0])["farg"] == []
    undone(office.anna, batch_id)
    assert _fields_of(office.towns[0])["farg"] == ["rod", "bla"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "field"),
        ("x", "field"),
        ({"key": "nope", "value": 1}, "field"),
        ({"key": "antal", "value": "m"}, "value"),
    ],
)
def test_a_field_that_is_not_there_and_a_value_that_does_not_fit_are_refused(
    office: Office, value: Any, told: str
) -> None:
    with db.transaction(office.admin.user_id) as session:
        values = {"noun": "organisation", "kind": "number", "names": {"sv": "Antal"}}
        own_fields.create(session, office.admin, values)

    with pytest.raises(InvalidError) as refused:
        started(office.anna, "own_field", value, ids=office.towns)
    assert set(refused.value.fields) == {told}


def test_a_field_archived_meanwhile_is_told_row_by_row(office: Office) -> None:
    with db.transaction(office.admin.user_id) as session:
        values = {"noun": "organisation", "kind": "number", "names": {"sv": "Antal"}}
        field_id = own_fields.create(session, office.admin, values).key
    batch_id = started(office.anna, "own_field", {"key": "antal", "value": 4}, ids=office.towns)
    with db.transaction(office.admin.user_id) as session:
        own_fields.archive(session, office.admin, field_id)

    jobs.run_due()

    with db.reading() as session:
        assert session.get_one(Batch, batch_id).failed == 3
