"""Lists and record pages as browser tabs use them: the question in the address, what is saved, what is refused."""

from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import catalogue, history, organisations, persons
from sambruk_crm.services.lists import views
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.lists.nouns import LISTS
from sambruk_crm.state.lists.query import ListKind, ListQuery, read_query
from sambruk_crm.state.organisations.form import OrganisationFormState
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.organisations.record import OrganisationState
from sambruk_crm.state.persons.list import PersonListState
from sambruk_crm.state.persons.record import PersonState
from tests.factories import actor_of, make_organisation, make_person
from tests.state.conftest import Tab, Wire, user_named

KIND = ListKind("/things", filters=("status", "tag"), sorts=("name", "population"), topics=())


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to one of our states."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


@pytest.fixture
def anna(people: dict[Role, str]) -> Actor:  # noqa: ARG001 -- the database she is in
    """The one who is staff."""
    with db.reading() as session:
        return actor_of(session.get_one(User, user_named(Role.STAFF.value.title())))


@pytest.fixture
def staff(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which somebody who may edit is signed in."""
    tab.cookie = people[Role.STAFF]
    return tab


@pytest.fixture
def towns(anna: Actor) -> dict[str, int]:
    """Sixty organisations, by name."""
    with db.transaction() as session:
        made = [make_organisation(session, anna, f"Town {number:02}") for number in range(60)]
        return {town.name: town.key for town in made}


def names(tab: Tab) -> list[str]:
    """List the organisations a tab shows."""
    return [row.name for row in tab.state(OrganisationListState).rows]


def at(tab: Tab, organisation_id: int) -> None:
    """Have a tab show an organisation."""
    state = tab.state(OrganisationState)
    state.record_id = organisation_id


def test_a_question_comes_back_from_the_address_it_was_written_in() -> None:
    asked = ListQuery("ån & ö", {"status": ("customer", "prospect"), "tag": ("7",)}, "-population", 3)

    assert read_query(asked.address(KIND), KIND) == asked


def test_an_address_that_asks_for_nonsense_gives_the_usual_list() -> None:
    read = read_query("?sort=password_hash&page=-4&colour=red&tag=x,5", KIND)

    assert (read.sort, read.page, dict(read.chosen), read.keys("tag")) == ("name", 1, {"tag": ("x", "5")}, (5,))


def test_choosing_a_value_goes_back_to_the_first_page() -> None:
    assert ListQuery(page=3).toggled("status", "customer").page == 1


def test_a_list_pages_without_hiding_rows(staff: Tab, towns: dict[str, int]) -> None:
    send(staff, OrganisationListState.load)
    first = names(staff)
    send(staff, OrganisationListState.go_to, page=2)

    assert first + names(staff) == sorted(towns)
    assert staff.state(OrganisationListState).total == len(towns)


def test_a_page_beyond_the_last_shows_the_last(staff: Tab, towns: dict[str, int]) -> None:
    send(staff, OrganisationListState.load)
    send(staff, OrganisationListState.go_to, page=2)
    send(staff, OrganisationListState.search, text="Town 0")

    state = staff.state(OrganisationListState)
    assert (state.page, state.pages, len(state.rows)) == (1, 1, 10)
    assert towns


def test_a_filter_writes_itself_into_the_address(staff: Tab, towns: dict[str, int]) -> None:
    send(staff, OrganisationListState.load)

    wire = send(staff, OrganisationListState.toggle, name="kind", value="municipality")

    assert "/organisations?kind=municipality" in str(wire.events)
    assert len(names(staff)) == min(50, len(towns))


def test_every_column_that_offers_an_order_can_be_sorted_by(staff: Tab, towns: dict[str, int]) -> None:
    send(staff, OrganisationListState.load)

    for column in OrganisationListState.kind.sorts:
        send(staff, OrganisationListState.order, sort=f"-{column}")
        assert staff.state(OrganisationListState).sort == f"-{column}"
        assert staff.state(OrganisationListState).total == len(towns)


def test_a_fact_is_saved_when_nobody_else_changed_it(staff: Tab, towns: dict[str, int], anna: Actor) -> None:
    at(staff, towns["Town 00"])

    send(staff, OrganisationState.save_fact, name="name", value="Kungsör", base="Town 00", stamp=1)

    with db.reading() as session:
        assert organisations.get(session, anna, towns["Town 00"]).name == "Kungsör"


def test_a_wrong_fact_is_refused_beside_its_field_and_nothing_is_saved(staff: Tab, towns: dict[str, int]) -> None:
    at(staff, towns["Town 00"])

    send(staff, OrganisationState.save_fact, name="email", value="nonsense", base="", stamp=2)

    answer = staff.state(OrganisationState).answer
    assert (answer.stamp, answer.error, answer.is_stale) == (2, "This is not an e-mail address.", False)


def test_the_same_field_changed_by_two_shows_both_and_keeps_the_first(
    staff: Tab, towns: dict[str, int], anna: Actor
) -> None:
    at(staff, towns["Town 00"])
    with db.transaction() as session:
        organisations.update(session, anna, towns["Town 00"], {"name": "Theirs"})

    send(staff, OrganisationState.save_fact, name="name", value="Mine", base="Town 00", stamp=3)

    answer = staff.state(OrganisationState).answer
    assert (answer.is_stale, answer.theirs) == (True, "Theirs")


def test_a_number_written_with_its_dash_is_not_taken_for_somebody_elses_change(
    staff: Tab, towns: dict[str, int], anna: Actor
) -> None:
    key = towns["Town 00"]
    with db.transaction() as session:
        organisations.update(session, anna, key, {"organisation_number": "212000-2056"})
    at(staff, key)

    send(staff, OrganisationState.save_fact, name="organisation_number", value="", base="212000-2056", stamp=4)

    with db.reading() as session:
        assert organisations.get(session, anna, key).organisation_number is None


def test_two_who_change_a_persons_e_mails_are_both_shown(staff: Tab, anna: Actor) -> None:
    with db.transaction() as session:
        key = make_person(session, anna, emails=["old@example.test"]).key
        persons.update(session, anna, key, {"emails": ["theirs@example.test"]})
    staff.state(PersonState).record_id = key

    send(staff, PersonState.save_fact, name="emails", value="mine@example.test", base="old@example.test", stamp=5)

    answer = staff.state(PersonState).answer
    assert (answer.is_stale, answer.theirs) == (True, "theirs@example.test")


def test_a_tag_that_does_not_exist_is_made_where_it_is_chosen(staff: Tab, towns: dict[str, int]) -> None:
    at(staff, towns["Town 00"])

    send(staff, OrganisationState.create_tag, name="Reference")
    send(staff, OrganisationState.create_tag, name="reference")

    assert [tag.name for tag in staff.state(OrganisationState).tags] == ["Reference"]


def test_a_colleague_is_made_responsible_and_relieved(staff: Tab, towns: dict[str, int], anna: Actor) -> None:
    at(staff, towns["Town 00"])

    send(staff, OrganisationState.add_responsible, user_id=str(anna.user_id))
    made = [user.label for user in staff.state(OrganisationState).responsible]
    send(staff, OrganisationState.remove_responsible, user_id=str(anna.user_id))

    assert made == ["Staff"]
    assert staff.state(OrganisationState).responsible == []


def test_a_contact_is_made_in_the_same_form_as_the_organisation(staff: Tab, anna: Actor) -> None:
    form = {"name": "Digidel", "contact_first_name": "Åsa", "contact_email": "asa@example.test", "contact_title": "CIO"}

    send(staff, OrganisationFormState.load)
    wire = send(staff, OrganisationFormState.save, form=form)

    with db.reading() as session:
        made = persons.search(session, anna, persons.PersonFilter(text="Åsa")).items
    assert [(one.email, one.organisations[0][1:]) for one in made] == [("asa@example.test", ("Digidel", "CIO"))]
    assert "/organisations/" in str(wire.events)


def test_a_contact_that_cannot_be_made_leaves_no_organisation_behind(staff: Tab, anna: Actor) -> None:
    send(staff, OrganisationFormState.load)
    send(staff, OrganisationFormState.save, form={"name": "Digidel", "contact_email": "nonsense"})

    assert list(staff.state(OrganisationFormState).errors) == ["contact_email"]
    with db.reading() as session:
        assert organisations.suggest(session, anna, "Digidel") == []


def test_a_likely_duplicate_is_shown_while_the_name_is_typed(staff: Tab, towns: dict[str, int]) -> None:
    send(staff, OrganisationFormState.load)
    send(staff, OrganisationFormState.look_for_same, name="name", value="town 07")

    assert [one.value for one in staff.state(OrganisationFormState).duplicates] == [str(towns["Town 07"])]


def test_what_is_written_in_the_timeline_is_there_and_can_be_edited_by_its_writer(
    staff: Tab, towns: dict[str, int]
) -> None:
    timeline = staff.state(TimelineState)
    timeline._subject, timeline._record_id = "organisation_id", towns["Town 00"]

    send(staff, TimelineState.write, form={"kind": "call", "text": "Rang", "next_step": "Ring igen"})
    send(staff, TimelineState.edit, entry_id=staff.state(TimelineState).entries[0].id)
    send(staff, TimelineState.save_edit, form={"text": "Rang växeln"})

    (entry,) = staff.state(TimelineState).entries
    assert (entry.kind, entry.text, entry.next_step, entry.is_edited) == ("call", "Rang växeln", "Ring igen", True)


def test_nothing_written_is_refused_beside_the_field(staff: Tab, towns: dict[str, int]) -> None:
    timeline = staff.state(TimelineState)
    timeline._subject, timeline._record_id = "organisation_id", towns["Town 00"]

    send(staff, TimelineState.write, form={"kind": "note", "text": " "})

    assert staff.state(TimelineState).errors == {"text": "Write what happened."}


def test_a_reader_writes_nothing(tab: Tab, people: dict[Role, str], towns: dict[str, int], anna: Actor) -> None:
    tab.cookie = people[Role.READER]
    at(tab, towns["Town 00"])

    send(tab, OrganisationState.save_fact, name="name", value="Mine", base="Town 00", stamp=6)

    with db.reading() as session:
        assert organisations.get(session, anna, towns["Town 00"]).name == "Town 00"


def test_a_view_says_when_its_question_or_its_columns_have_changed(staff: Tab, towns: dict[str, int]) -> None:
    assert towns
    send(staff, OrganisationListState.load)
    send(staff, OrganisationListState.save_view, form={"name": "Alla"})

    for handler, payload in (
        (OrganisationListState.toggle, {"name": "kind", "value": "municipality"}),
        (OrganisationListState.turn_column, {"name": "county"}),
    ):
        send(staff, handler, **payload)
        assert staff.state(OrganisationListState).is_view_changed
        send(staff, handler, **payload)
        assert not staff.state(OrganisationListState).is_view_changed


def test_a_view_that_somebody_changed_meanwhile_is_not_overwritten(
    staff: Tab, towns: dict[str, int], anna: Actor
) -> None:
    assert towns
    send(staff, OrganisationListState.load)
    send(staff, OrganisationListState.save_view, form={"name": "Alla"})
    view = staff.state(OrganisationListState).view.id
    with db.transaction() as session:
        views.update(session, anna, view, {"query": "status=customer"})

    send(staff, OrganisationListState.toggle, name="kind", value="municipality")
    send(staff, OrganisationListState.keep_view)

    with db.reading() as session:
        assert views.get(session, anna, view).query == "status=customer"


def test_a_question_too_long_for_a_view_is_said_in_the_dialog(staff: Tab, towns: dict[str, int]) -> None:
    assert towns
    send(staff, OrganisationListState.load)
    send(staff, OrganisationListState.put, name="tag", value="1" * 2100)
    send(staff, OrganisationListState.save_view, form={"name": "Lång"})

    assert "too long" in staff.state(OrganisationListState).view_errors["name"]


@pytest.mark.usefixtures("towns")
def test_a_filter_opened_before_its_list_has_loaded_says_how_many_each_value_leaves(staff: Tab) -> None:
    send(staff, OrganisationListState.count_options, name="kind", is_open=True)
    send(staff, OrganisationListState.load)

    state = staff.state(OrganisationListState)
    assert state.counted == "kind"
    assert state.counts


def test_what_a_colleague_wrote_beside_my_change_of_an_entry_stays(
    staff: Tab, anna: Actor, towns: dict[str, int]
) -> None:
    timeline = staff.state(TimelineState)
    timeline._subject, timeline._record_id = "organisation_id", towns["Town 00"]
    send(staff, TimelineState.write, form={"kind": "call", "text": "Rang", "result": "Inget svar"})
    entry = staff.state(TimelineState).entries[0]
    send(staff, TimelineState.edit, entry_id=entry.id)
    with db.transaction(anna.user_id) as session:
        history.update(session, anna, entry.id, {"result": "De svarade"})

    mine = {"text": "Rang växeln", "result": "Inget svar", "next_step": ""}
    send(staff, TimelineState.save_edit, form=mine)
    assert staff.state(TimelineState).theirs
    send(staff, TimelineState.save_edit, form=mine)

    saved = staff.state(TimelineState).entries[0]
    assert (saved.text, saved.result) == ("Rang växeln", "De svarade")


@pytest.mark.parametrize("noun", [noun.name for noun in catalogue.every() if noun.facts])
def test_every_list_offers_the_plain_facts_of_its_noun(noun: str) -> None:
    kind = LISTS[noun].kind

    offered = {*kind.facts, *kind.columns, *kind.sorts, *kind.filters, "organisation_name"}

    assert set(catalogue.get(noun).facts) <= offered
    assert kind.facts


def test_a_list_of_persons_shows_the_facts_that_were_chosen_and_asks_for_them(staff: Tab, anna: Actor) -> None:
    with db.transaction() as session:
        make_person(session, anna, "Eva", "Berg", note="Vid skolan")
        make_person(session, anna, "Ulf", "Ek")
    send(staff, PersonListState.load)

    send(staff, PersonListState.turn_column, name="note")
    assert {row.name: row.facts for row in staff.state(PersonListState).rows} == {
        "Eva Berg": {"note": "Vid skolan"},
        "Ulf Ek": {"note": ""},
    }

    send(staff, PersonListState.contain, name="note", text="SKOLAN")
    assert [row.name for row in staff.state(PersonListState).rows] == ["Eva Berg"]
