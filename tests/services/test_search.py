"""Finding anything: how well it fits, what is tolerated, and what is not shown."""

import pytest
from sqlmodel import Session

from sambruk_crm.models import Contract, Lead, Mailing, Project, Role, Service, TagScope
from sambruk_crm.services import (
    catalogue,
    contracts,
    history,
    leads,
    mailings,
    organisations,
    own_fields,
    projects,
    search,
    services,
    todos,
)
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding
from tests.factories import make_actor, make_deal, make_organisation, make_person, make_tag, make_todo, make_user


def found(session: Session, actor: Actor, text: str, *nouns: str) -> list[str]:
    """Return the names of all that is found, in the order in which it is shown."""
    return [hit.name for group in search.everything(session, actor, text, nouns=nouns) for hit in group.hits]


@pytest.mark.parametrize("typed", ["Öberg", "oberg", "ÖBERG", "Åsa Öberg", "asa oberg", "oberg asa", "åsa ö", "ö"])
def test_a_person_is_found_by_parts_of_the_name_in_any_order(session: Session, anna: Actor, typed: str) -> None:
    make_person(session, anna, "Åsa", "Öberg")
    make_person(session, anna, "Bo", "Ek")

    assert found(session, anna, typed, "person") == ["Åsa Öberg"]


@pytest.mark.parametrize(
    "typed",
    [
        "070-123 45 67",
        "0701234567",
        "+46 70 123 45 67",
        "+46701234567",
        "070-123",
        "45 67",
        "åsa 070-123",
        "+46 (0)70-1234567",
    ],
)
def test_a_phone_is_found_as_it_is_written(session: Session, anna: Actor, typed: str) -> None:
    make_person(session, anna, "Åsa", "Öberg", phones=["070-123 45 67"])
    make_person(session, anna, "Åsa", "Ek", phones=["070-999 88 77"])

    assert found(session, anna, typed) == ["Åsa Öberg"]


@pytest.mark.parametrize("typed", ["Degefors", "degerfosr", "Degrfors kommun", "Dägerfors", "degefo", "Degerfforz"])
def test_a_typing_error_finds_it_still(session: Session, anna: Actor, typed: str) -> None:
    make_organisation(session, anna, "Degerfors", official_name="Degerfors kommun")
    make_organisation(session, anna, "Hagfors", official_name="Hagfors kommun")

    assert found(session, anna, typed) == ["Degerfors"]


def test_what_is_spelled_so_leaves_no_room_for_what_nearly_is(session: Session, anna: Actor) -> None:
    make_person(session, anna, "Bo", "Svenson")
    make_person(session, anna, "Bo", "Svensson")

    assert found(session, anna, "Svenson") == ["Bo Svenson"]


def test_a_noun_without_the_very_words_forgives_though_another_has_them(session: Session, anna: Actor) -> None:
    make_organisation(session, anna, "Degerfors")
    make_person(session, anna, "Åsa", "Degefors")

    groups = search.everything(session, anna, "Degefors")

    assert [(group.noun, [hit.name for hit in group.hits]) for group in groups] == [
        ("person", ["Åsa Degefors"]),
        ("organisation", ["Degerfors"]),
    ]


def test_every_noun_forgives_a_typing_error(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    make_person(session, anna, "Åsa", "Kungsörsson")
    make_deal(session, anna, "Kungsörs skolor")
    make_tag(session, "Kungsörsnätet")
    make_todo(session, anna, "Ring om Kungsörsbron")
    make_user(session, "Kajsa Kungsör")
    history.write(session, anna, {"text": "Talade om kungsörsbron", "organisation_id": town})
    leads.create(session, anna, {"name": "Kungsörs bibliotek"})
    contracts.making.create(session, anna, {"title": "Kungsörsavtalet"}, organisation_id=town)
    service = services.create(session, anna, {"name": "Kungsörs tjänst"}).key
    projects.create(session, anna, {"name": "Kungsörslyftet", "service_id": service, "organisation_id": town})
    mailings.create(session, anna, {"subject": "Till Kungsörs vänner"})

    nouns = {group.noun for group in search.everything(session, anna, "Kugnsör")}

    assert nouns == set(catalogue.searched())


@pytest.mark.parametrize("typed", ["212000-1439", "2120001439", "212000 1439", "2120001"])
def test_an_organisation_is_found_by_its_number(session: Session, anna: Actor, typed: str) -> None:
    make_organisation(session, anna, "Ale", organisation_number="212000-1439")
    make_organisation(session, anna, "Borås")

    assert found(session, anna, typed) == ["Ale"]


@pytest.mark.parametrize("typed", ["asa@ale.se", "ASA@ALE.SE", "asa@al", "ale.se"])
def test_an_e_mail_address_finds_whose_it_is(session: Session, anna: Actor, typed: str) -> None:
    make_person(session, anna, emails=["asa@ale.se"])

    assert found(session, anna, typed) == ["Åsa Öberg"]


def test_the_very_one_comes_before_what_begins_so_before_words_before_parts(session: Session, anna: Actor) -> None:
    for first, last in (("Lisanna", "Ek"), ("Bo", "Annasson"), ("Annalena", "Dahl"), ("Eva Anna", "Holm")):
        make_person(session, anna, first, last)
    make_person(session, anna, "Siv", "Lund", emails=["anna@x.se"])

    names = found(session, anna, "anna", "person")
    assert names[:2] == ["Annalena Dahl", "Bo Annasson"]
    assert sorted(names[2:4]) == ["Eva Anna Holm", "Siv Lund"]
    assert names[4:] == ["Lisanna Ek"]
    assert found(session, anna, "anna@x.se") == ["Siv Lund"]


def test_the_noun_with_the_best_find_comes_first(session: Session, anna: Actor) -> None:
    make_organisation(session, anna, "Norra Kungsör")
    make_person(session, anna, "Kungsörn", "Ek")

    groups = search.everything(session, anna, "kungsör")

    assert [group.noun for group in groups] == ["person", "organisation"]


def test_every_noun_is_found(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna, "Zebra kommun")
    make_person(session, anna, "Zebra", "Ek")
    make_deal(session, anna, "Zebra EGIL")
    make_todo(session, anna, "Ring Zebra", scope="organisation", organisation_id=place.id)
    make_tag(session, "Zebra", TagScope.PERSON)
    make_actor(session, "Zebra Berg", Role.STAFF)
    history.write(session, anna, {"text": "Såg en zebra", "organisation_id": place.id})
    project = Project(name="Zebra", organisation_id=place.key)
    named = (Lead(name="Zebra Lind"), Service(name="Zebra tjänst"), Contract(title="Zebraavtal"), project)
    for row in named:
        folding.make_findable(row, "Zebra")
    session.add_all([*named, Mailing(subject="Nytt om zebror: zebra", author_id=anna.user_id)])
    session.flush()

    nouns = {group.noun for group in search.everything(session, anna, "zebra")}

    assert nouns == set(catalogue.searched())


def test_what_happened_is_found_with_the_part_of_the_text_and_its_record(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna, "Kungsör")
    text = "Vi talade länge. " * 10 + "De vill se en demonstration 2026-12-01. " + "Sedan åt vi. " * 20
    history.write(session, anna, {"text": text, "organisation_id": place.key})

    [hit] = search.everything(session, anna, "DEMONSTRATION 2026-12-01")[0].hits

    assert "De vill se en demonstration 2026-12-01." in hit.name
    assert len(hit.name) < 140
    assert (hit.detail, hit.of_noun, hit.of_id) == ("Kungsör", "organisation", place.key)


def test_what_happened_with_a_record_in_the_trash_is_not_found(session: Session, maria: Actor) -> None:
    place = make_organisation(session, maria, "Kungsör")
    history.write(session, maria, {"text": "demonstration", "organisation_id": place.key})

    organisations.delete(session, maria, place.key)

    assert found(session, maria, "demonstration") == []


def test_a_private_to_do_is_found_by_its_own_people_alone(session: Session, anna: Actor, bo: Actor) -> None:
    make_todo(session, anna, "Boka tandläkare")

    assert found(session, anna, "tandlakare") == ["Boka tandläkare"]
    assert found(session, bo, "tandläkare") == []


def test_a_changed_note_is_found_by_its_new_words(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, "Boka tandläkare")

    todos.update(session, anna, todo.key, {"note": "Hämta paket"})

    assert (found(session, anna, "paket"), found(session, anna, "tandläkare")) == (["Hämta paket"], [])


def test_what_is_in_the_trash_is_not_found(session: Session, maria: Actor) -> None:
    place = make_organisation(session, maria, "Kungsör")

    organisations.delete(session, maria, place.key)

    assert found(session, maria, "kungsör") == []


def test_more_is_told_when_there_is_more(session: Session, anna: Actor) -> None:
    for number in range(7):
        make_organisation(session, anna, f"Kommun {number}")

    [group] = search.everything(session, anna, "kommun", limit=6)
    [whole] = search.everything(session, anna, "kommun", limit=7)

    assert (len(group.hits), group.more, len(whole.hits), whole.more) == (6, True, 7, False)


def test_only_the_nouns_asked_for_are_looked_through(session: Session, anna: Actor) -> None:
    make_organisation(session, anna, "Kungsör")
    make_person(session, anna, "Bo", "Kungsör")

    assert found(session, anna, "kungsör", "person") == ["Bo Kungsör"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\", "\0"])
def test_nothing_is_found_for_nothing(session: Session, anna: Actor, typed: str) -> None:
    make_organisation(session, anna, "Kungsör")

    assert search.everything(session, anna, typed) == []


@pytest.mark.parametrize("typed", ['"', "'", "a' OR 1=1", '" OR "', "*", "NEAR(", "12-", "+", "a@", "-", "()"])
def test_signs_that_mean_something_to_a_database_are_only_looked_for(session: Session, anna: Actor, typed: str) -> None:
    make_person(session, anna)

    assert found(session, anna, typed, "person") == []  # users have numbers in their addresses


def test_records_one_had_open_come_back_in_their_order(session: Session, anna: Actor) -> None:
    place, person = make_organisation(session, anna), make_person(session, anna)

    hits = search.recall(
        session, anna, [("person", person.key), ("organisation", place.key), ("person", 999), ("user", 1)]
    )

    assert [hit.name for hit in hits] == ["Åsa Öberg", "Kungsör"]


def test_what_one_changed_last_is_recent(session: Session, anna: Actor, bo: Actor) -> None:
    make_organisation(session, bo, "Ale")
    session.info["user_id"] = anna.user_id
    make_person(session, anna)
    make_organisation(session, anna, "Kungsör")

    assert [hit.name for hit in search.recent(session, anna)] == ["Kungsör", "Åsa Öberg"]
    assert search.recent(session, bo) == []


@pytest.mark.parametrize("typed", ["platina öst", "PLATINA", "latin", "ost platina"])
def test_a_record_is_found_by_the_texts_in_its_own_fields(
    session: Session, anna: Actor, maria: Actor, typed: str
) -> None:
    own_fields.create(session, maria, {"noun": "organisation", "names": {"sv": "System"}})
    make_organisation(session, anna, "Kungsör", fields={"system": "Platina, öst"})
    make_organisation(session, anna, "Sala", fields={"system": "Ciceron"})

    assert found(session, anna, typed) == ["Kungsör"]


def test_an_archived_field_finds_nothing_and_a_service_is_found_by_its_field_too(
    session: Session, anna: Actor, maria: Actor
) -> None:
    field = own_fields.create(session, maria, {"noun": "service", "kind": "long_text", "names": {"sv": "Om"}})
    services.create(session, maria, {"name": "Digidel", "fields": {"om": "Trygghetslarm\noch mer"}})

    assert found(session, anna, "trygghetslarm") == ["Digidel"]
    own_fields.archive(session, maria, field.key)
    assert found(session, anna, "trygghetslarm") == []


def test_records_found_by_their_fields_are_never_more_than_are_shown(
    session: Session, anna: Actor, maria: Actor
) -> None:
    own_fields.create(session, maria, {"noun": "organisation", "names": {"sv": "System"}})
    for number in range(search.SHOWN + 2):
        make_organisation(session, anna, f"Ort {number}", fields={"system": "Platina"})

    [group] = search.everything(session, anna, "platina")
    assert (len(group.hits), group.more) == (search.SHOWN, False)
