"""What can be brought in besides the fields of organisations and persons, and taken back again."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from sambruk_crm import db
from sambruk_crm.errors import ForbiddenError
from sambruk_crm.models import (
    Affiliation,
    Batch,
    Contract,
    ContractParty,
    Deal,
    HistoryEntry,
    Lead,
    LeadState,
    Membership,
    MembershipCategory,
    Organisation,
    Person,
    PopulationFigure,
    Post,
    Project,
    Role,
    Service,
    ServiceKind,
    ServiceStatus,
    Tag,
    User,
)
from sambruk_crm.services import departments, imports, jobs, organisations, reference, tags
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_deal, make_organisation, make_person
from tests.services.test_imports import applied, csv_of, items, outcomes, reasons, town, tried, undone


@pytest.fixture
def anna(migrated: str) -> Actor:
    """Anna, who is staff, in a database that jobs work on too."""
    assert migrated
    with db.transaction() as session:
        reference.load_vocabularies(session)
        return make_actor(session, "Anna Berg")


@pytest.fixture
def maria(anna: Actor) -> Actor:
    """Maria, an administrator."""
    assert anna
    with db.transaction() as session:
        return make_actor(session, "Maria Lind", Role.ADMINISTRATOR)


def deal_called(title: str) -> Deal | None:
    """Find a deal that is not in the trash."""
    with db.reading() as session:
        return session.exec(select(Deal).where(Deal.title == title, col(Deal.deleted_at).is_(None))).first()


def test_an_organisation_comes_with_four_addresses_membership_inhabitants_and_departments(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        departments.create(session, maria, {"name": "Utbildning"})
    content = csv_of(
        "Namn;Besöksadress;Postadress;Ort för postadressen;Fakturaadress;Leveransadress;Medlem från;Medlem till;"
        "Medlemskategori;Invånare;Invånare den;Avdelningar",
        "Sala;Torget 1;Box 304;Sala;Fack 1;Lastkajen;2019-01-01;2024-01-01;Stödmedlem;22 500;2025-12-31;Utbildning",
    )
    columns = [
        "name", "visiting_street", "postal_street", "postal_city", "invoice_street", "delivery_street", "joined_on",
        "left_on", "membership_category", "population", "population_on", "departments",
    ]  # fmt: skip

    batch_id = tried(maria, "organisation", content, columns=columns)
    applied(maria, batch_id)

    sala = town("Sala")
    assert sala is not None
    with db.reading() as session:
        record = organisations.record(session, maria, sala.key)
        period = session.exec(select(Membership)).one()
        kind = session.get_one(MembershipCategory, period.category_id)
        figure = session.exec(select(PopulationFigure)).one()
        looked_after = departments.of_organisation(session, maria, sala.key)
    assert {kind.value: address.street for kind, address in record.addresses.items()} == {
        "visiting": "Torget 1", "postal": "Box 304", "invoice": "Fack 1", "delivery": "Lastkajen",
    }  # fmt: skip
    assert (period.joined_on, period.left_on) == (date(2019, 1, 1), date(2024, 1, 1))
    assert kind.default_name == "Supporting member"
    assert (figure.counted_on, figure.inhabitants) == (date(2025, 12, 31), 22500)
    assert (sala.population, sala.population_on) == (22500, date(2025, 12, 31))
    assert [department.name for department in looked_after] == ["Utbildning"]
    assert outcomes(tried(maria, "organisation", content, columns=columns)) == ["same"]


def test_a_second_period_of_membership_is_added_and_one_that_overlaps_is_refused_by_itself(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        for name in ("Sala", "Arboga"):
            make_organisation(session, anna, name)
    first = tried(anna, "organisation", csv_of("Namn;Medlem från;Medlem till", "Sala;2019-01-01;2021-01-01"))
    applied(anna, first)

    content = csv_of("Namn;Medlem från", "Sala;2020-06-01", "Arboga;2020-06-01")
    second = tried(anna, "organisation", content)
    applied(anna, second)

    assert outcomes(second) == ["error", "changed"]
    assert "2019-01-01" in reasons(anna, second)[0]
    third = tried(anna, "organisation", csv_of("Namn;Medlem från", "Sala;2022-01-01"))
    applied(anna, third)
    undone(anna, third)
    with db.reading() as session:
        joined = session.scalars(sa.select(col(Membership.joined_on)).order_by(col(Membership.joined_on))).all()
    assert joined == [date(2019, 1, 1), date(2020, 6, 1)]


def test_a_postal_code_that_lost_its_nought_is_taken_and_told(anna: Actor) -> None:
    batch_id = tried(anna, "organisation", csv_of("Namn;Land;Postnummer", "Sala;SE;1234", "Oslo;NO;0150"))

    notes = [imports.notes_of(batch(batch_id), item, "en") for item in items(batch_id)]
    assert outcomes(batch_id) == ["new", "new"]
    assert notes == ["Postnummer: A postal code has five digits there. Is 01234 meant?", ""]


def batch(batch_id: int) -> Batch:
    """Read an import."""
    with db.reading() as session:
        return session.get_one(Batch, batch_id)


def test_whom_a_person_represented_comes_with_its_days_and_goes_again(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        sala, arboga = (make_organisation(session, anna, name).key for name in ("Sala", "Arboga"))
        asa = make_person(session, anna, emails=["asa@example.test"]).key
    content = csv_of(
        "E-post;Organisation;Titel;Anställd sedan;Slutat",
        "asa@example.test;Sala;IT-chef;2015-01-01;2019-12-31",
        "bo@example.test;Arboga;Kommundirektör;2020-02-01;",
    )

    batch_id = tried(anna, "person", content)
    applied(anna, batch_id)

    with db.reading() as session:
        found = session.exec(select(Affiliation).order_by(col(Affiliation.id))).all()
        posts = session.scalars(sa.select(col(Post.title))).all()
    assert sorted(
        (row.organisation_id, row.title, row.from_on, row.to_on) for row in found if row.person_id == asa
    ) == [(sala, "IT-chef", date(2015, 1, 1), date(2019, 12, 31))]
    assert [(row.organisation_id, row.from_on, row.to_on) for row in found if row.person_id != asa] == [
        (arboga, date(2020, 2, 1), None)
    ]
    assert sorted(posts) == ["IT-chef", "Kommundirektör"]
    assert outcomes(tried(anna, "person", content)) == ["same", "same"]
    undone(anna, batch_id)
    with db.reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Affiliation).where(col(Affiliation.person_id) == asa))
            == 0
        )


def test_organisations_that_are_not_here_are_made_after_asking_once_and_taken_back(anna: Actor) -> None:
    content = csv_of(
        "Förnamn;Efternamn;Organisation;Titel",
        "Åsa;Öberg;Nya Verket;Chef",
        "Bo;Ek;Nya verket;Jurist",
        "Eva;Lund;Annat Bolag;",
    )
    batch_id = tried(anna, "person", content)
    assert outcomes(batch_id) == ["error"] * 3
    assert reasons(anna, batch_id)[0] == "Organisation: There is no organisation Nya Verket."
    assert batch(batch_id).arguments["missing"] == 2

    with db.transaction(anna.user_id) as session:
        given = imports.get(session, anna, batch_id).arguments
        imports.arrange(
            session, anna, batch_id, columns=given["columns"], match=given["match"], makes_organisations=True
        )
    jobs.run_due()
    assert outcomes(batch_id) == ["new"] * 3
    assert town("Nya Verket") is None

    applied(anna, batch_id)
    with db.reading() as session:
        titles = session.scalars(sa.select(col(Affiliation.title)).order_by(col(Affiliation.id))).all()
        names = session.scalars(sa.select(col(Organisation.name)).order_by(col(Organisation.id))).all()
    assert titles == ["Chef", "Jurist", ""]
    assert sorted(names) == ["Annat Bolag", "Nya Verket"]

    undone(anna, batch_id)
    assert (town("Nya Verket"), town("Annat Bolag")) == (None, None)


def test_an_organisation_named_with_and_without_its_number_is_made_once(anna: Actor) -> None:
    content = csv_of("Namn;Organisation;Organisationsnummer", "Åsa Öberg;Sala;", "Bo Ek;Sala;212000-2098")
    batch_id = tried(anna, "person", content)
    with db.transaction(anna.user_id) as session:
        given = imports.get(session, anna, batch_id).arguments
        imports.arrange(
            session, anna, batch_id, columns=given["columns"], match=given["match"], makes_organisations=True
        )
    jobs.run_due()

    applied(anna, batch_id)

    assert outcomes(batch_id) == ["new", "new"]
    with db.reading() as session:
        assert session.scalars(sa.select(col(Organisation.organisation_number))).all() == ["2120002098"]


def test_an_organisation_that_was_made_and_is_used_since_stays(anna: Actor) -> None:
    batch_id = tried(anna, "person", csv_of("Namn;Organisation", "Åsa Öberg;Nya Verket"))
    with db.transaction(anna.user_id) as session:
        given = imports.get(session, anna, batch_id).arguments
        imports.arrange(
            session, anna, batch_id, columns=given["columns"], match=given["match"], makes_organisations=True
        )
    jobs.run_due()
    applied(anna, batch_id)
    made = town("Nya Verket")
    assert made is not None
    with db.transaction(anna.user_id) as session:
        make_deal(session, anna, "EGIL", organisation_id=made.key)

    undone(anna, batch_id)

    assert town("Nya Verket") is not None


def test_a_telephone_is_a_sign_of_sameness_and_a_switchboard_is_none(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        make_person(session, anna, "Robert", "Lind", phones=["070-999 88 77"])
        for number in range(4):
            make_person(session, anna, "Vera", f"Växel{number}", phones=["08-123 456 78"])
    content = csv_of("Förnamn;Efternamn;Telefon", "Robban;Telefonlik;070-999 88 77", "Nya;Namnet;08-123 456 78")

    assert outcomes(tried(anna, "person", content)) == ["duplicate", "new"]


def test_a_name_is_the_same_with_and_without_its_dash(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        make_organisation(session, anna, "Saltsjö-Boo")

    assert outcomes(tried(anna, "organisation", csv_of("Namn;Status", "saltsjöboo;Kund"))) == ["changed"]


def test_leads_come_with_state_source_and_whose_they_are(anna: Actor) -> None:
    content = csv_of(
        "Namn;Organisation;E-post;Telefon;Källa;Status;Ansvarig",
        "Åsa Öberg;Sala;asa@example.test;0701234567;Mässan;Kontaktad;Anna Berg",
        "Bo Ek;;bo@example.test;;;Ny;",
        "Eva Lund;;eva@example.test;;;Konverterad;",
    )
    batch_id = tried(anna, "lead", content)
    assert outcomes(batch_id) == ["new"] * 3
    applied(anna, batch_id)

    assert outcomes(batch_id) == ["new", "new", "error"]
    assert "Convert the lead instead." in reasons(anna, batch_id)[2]
    with db.reading() as session:
        asa, bo = session.exec(select(Lead).order_by(col(Lead.id))).all()
    assert (asa.organisation_name, asa.source, asa.state, asa.phone) == (
        "Sala", "Mässan", LeadState.CONTACTED, "+46701234567",
    )  # fmt: skip
    assert (asa.owner_id, bo.state) == (anna.user_id, LeadState.NEW)
    again = tried(anna, "lead", csv_of("E-post;Källa", "asa@example.test;Webben", "bo@example.test;"))
    assert outcomes(again) == ["changed", "same"]
    applied(anna, again)
    undone(anna, again)
    with db.reading() as session:
        assert session.get_one(Lead, asa.key).source == "Mässan"


def test_deals_come_into_their_phases_with_whom_and_for_how_much(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        sala = make_organisation(session, anna, "Sala").key
        asa = make_person(session, anna, emails=["asa@example.test"]).key
    content = csv_of(
        "Titel;Organisation;Person;Fas;Värde;Typ;Förväntat avslut;Ansvarig",
        "Digital post;Sala;asa@example.test;Avtal skickat;12 500,50;;2027-03-31;Anna Berg",
        "Okänd fas;Sala;;Ingen fas;;;;",
    )
    columns = ["title", "organisation", "person", "phase", "value", "", "expected_close_on", "owner"]

    batch_id = tried(anna, "deal", content, columns=columns)
    assert outcomes(batch_id)[1] == "error"
    assert "Ingen fas" in reasons(anna, batch_id)[1]
    applied(anna, batch_id)

    deal = deal_called("Digital post")
    assert deal is not None
    assert (deal.organisation_id, deal.person_id, deal.owner_id) == (sala, asa, anna.user_id)
    assert (str(deal.value), deal.expected_close_on) == ("12500.50", date(2027, 3, 31))
    with db.reading() as session:
        told = session.exec(select(HistoryEntry).where(HistoryEntry.deal_id == deal.key)).all()
    assert {(entry.details or {})["what"] for entry in told} == {"created", "moved"}
    assert outcomes(tried(anna, "deal", content, columns=columns)) == ["same", "error"]
    undone(anna, batch_id)
    assert deal_called("Digital post") is None


def test_a_deal_that_is_here_moves_when_the_file_says_another_phase(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        deal = make_deal(session, anna, "EGIL")
        before = deal.phase_id
    batch_id = tried(anna, "deal", csv_of("Title;Phase", "EGIL;Contract sent"))
    applied(anna, batch_id)
    assert deal_called("EGIL").phase_id != before  # pyright: ignore[reportOptionalMemberAccess]

    undone(anna, batch_id)

    assert deal_called("EGIL").phase_id == before  # pyright: ignore[reportOptionalMemberAccess]


def test_contracts_come_with_several_parties_also_where_a_name_has_a_comma(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        keys = [make_organisation(session, anna, name).key for name in ("Sala", "Miljö, klimat & energi AB", "Arboga")]
    content = csv_of(
        "Titel;Parter;Undertecknat;Från;Till;Värde",
        "Ramavtal 2026;Miljö, klimat & energi AB, Sala;2026-01-15;2026-01-01;2028-12-31;90000",
        "Ensamt;Arboga;;;;",
    )

    batch_id = tried(anna, "contract", content)
    assert reasons(anna, batch_id) == ["", ""]
    applied(anna, batch_id)

    with db.reading() as session:
        frame, alone = session.exec(select(Contract).order_by(col(Contract.id))).all()
        parties = session.exec(select(ContractParty).order_by(col(ContractParty.organisation_id))).all()
    assert (frame.from_on, frame.to_on, str(frame.value)) == (date(2026, 1, 1), date(2028, 12, 31), "90000.00")
    assert [(party.contract_id, party.organisation_id, party.signed_on) for party in parties] == [
        (frame.key, keys[0], date(2026, 1, 15)),
        (frame.key, keys[1], date(2026, 1, 15)),
        (alone.key, keys[2], None),
    ]
    assert outcomes(tried(anna, "contract", content)) == ["same", "same"]
    more = tried(anna, "contract", csv_of("Titel;Parter", "Ensamt;Sala"))
    applied(anna, more)
    undone(anna, more)
    with db.reading() as session:
        left = session.scalars(
            sa.select(col(ContractParty.organisation_id)).where(col(ContractParty.contract_id) == alone.key)
        ).all()
    assert left == [keys[2]]


def test_history_comes_with_its_time_and_the_author_who_has_left(anna: Actor) -> None:
    with db.transaction() as session:
        sala = make_organisation(session, anna, "Sala").key
        asa = make_person(session, anna, emails=["asa@example.test"]).key
        left = make_actor(session, "Gunnar Gammal").user_id
        session.get_one(User, left).is_active = False
    content = csv_of(
        "När;Skriven av;Vad som hände;Organisation;Person",
        "2019-03-29 14:05;Gunnar Gammal;Ringde om avtalet;Sala;",
        "29.3.2019;Gunnar Gammal;Träffades;;asa@example.test",
        "2019-03-30;Ingen Alls;Nej;Sala;",
        "2019-03-30;;;Sala;",
        "2019-03-30;;Om ingen;;",
    )

    batch_id = tried(anna, "history", content)
    assert outcomes(batch_id) == ["new", "new", "error", "error", "error"]
    assert [text.partition(":")[0] for text in reasons(anna, batch_id)[2:]] == [
        "Skriven av", "Vad som hände", "Organisation",
    ]  # fmt: skip
    applied(anna, batch_id)

    with db.reading() as session:
        called, met = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.happened_at).desc())).all()
        if called.person_id:
            called, met = met, called
    assert (called.happened_at, called.author_id) == (datetime(2019, 3, 29, 13, 5, tzinfo=UTC), left)
    assert (called.organisation_id, called.text) == (sala, "Ringde om avtalet")
    assert (met.person_id, met.author_id) == (asa, left)
    assert outcomes(tried(anna, "history", content))[:2] == ["same", "same"]
    undone(anna, batch_id)
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry)) == 0


def test_people_who_may_not_write_deals_bring_none_in(anna: Actor) -> None:
    assert anna
    with db.transaction() as session:
        reader = make_actor(session, "Rut", Role.READER)
        assert not reader.may(imports.NOUNS["deal"].permission)
        with pytest.raises(ForbiddenError):
            imports.begin(session, reader, "deal", name="d.csv", content=csv_of("Titel", "EGIL"))


def test_one_row_that_fails_after_all_costs_no_other(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        key = tags.create(session, anna, {"name": "Gammal", "scope": "person"}).key
    lines = [f"P{number};p{number}@example.test;" for number in range(4)]
    batch_id = tried(anna, "person", csv_of("Efternamn;E-post;Taggar", *lines, "Sist;sist@example.test;Gammal"))
    with db.transaction() as session:
        session.get_one(Tag, key).archived_at = datetime(2026, 1, 1, tzinfo=UTC)

    applied(anna, batch_id)

    assert outcomes(batch_id) == ["new"] * 4 + ["error"]
    assert reasons(anna, batch_id)[4] == "The tag Gammal is archived."
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 4


@pytest.mark.parametrize(
    "called", ["Degerfors", "degerfors  KOMMUN", "Degerfors kommun", "Letälvens kommun", "Bruksorten"]
)
def test_an_organisation_is_known_by_all_its_names(anna: Actor, called: str) -> None:
    with db.transaction(anna.user_id) as session:
        names = {"official_name": "Degerfors kommun", "other_names": "Letälvens kommun; Bruksorten"}
        place = make_organisation(session, anna, "Degerfors", **names).key  # pyright: ignore[reportArgumentType]

    applied(anna, tried(anna, "person", csv_of("Namn;Organisation", f"Åsa Öberg;{called}")))
    again = tried(anna, "organisation", csv_of("Namn;Telefon", f"{called};0586-481 00"), match="name")

    with db.reading() as session:
        assert list(session.exec(select(Affiliation.organisation_id))) == [place]
    assert outcomes(again) == ["changed"]


def test_whoever_is_called_so_goes_before_whoever_was(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        own = make_organisation(session, anna, "Heby").key
        make_organisation(session, anna, "Sala", other_names="Heby")

    applied(anna, tried(anna, "person", csv_of("Namn;Organisation", "Åsa Öberg;Heby")))

    with db.reading() as session:
        assert list(session.exec(select(Affiliation.organisation_id))) == [own]


def test_a_name_that_is_taken_away_names_nobody(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        place = make_organisation(session, anna, "Degerfors", other_names="Bruksorten")
        organisations.update(session, anna, place.key, {"other_names": ""})

    found = tried(anna, "person", csv_of("Namn;Organisation", "Åsa Öberg;Bruksorten"))

    assert outcomes(found) == ["error"]


def test_all_that_is_wrong_with_a_row_is_told(anna: Actor) -> None:
    line = "Åsa;inte en adress;Ingenstans;igår"

    told = reasons(anna, tried(anna, "person", csv_of("Namn;E-post;Organisation;Anställd sedan", line)))[0]

    assert all(word in told for word in ("Ingenstans", "date", "e-mail address")), told


def test_county_and_what_it_is_part_of_come_by_their_names_and_go_again(anna: Actor) -> None:
    with db.transaction() as session:
        reference.load_places(session)
        above = make_organisation(session, anna, "Förbundet Väst", other_names="FV").key
        school = make_organisation(session, anna, "Friskolan").key

    content = csv_of("Namn;Län;Del av", "Friskolan;Västmanland;fv", "Skolan;Ingenstans;fv")
    batch_id = tried(anna, "organisation", content)

    assert "Ingenstans" in reasons(anna, batch_id)[1]
    applied(anna, batch_id)
    with db.reading() as session:
        found = session.get_one(Organisation, school)
    assert (found.county_code, found.county_name, found.parent_id) == ("19", "Västmanlands län", above)
    assert outcomes(tried(anna, "organisation", content)) == ["same", "error"]

    undone(anna, batch_id)

    with db.reading() as session:
        found = session.get_one(Organisation, school)
    assert (found.county_code, found.county_name, found.parent_id) == (None, "", None)


def test_services_and_projects_come_with_whose_they_are_and_are_known_again(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        sala = make_organisation(session, anna, "Sala").key
    offered = csv_of("Tjänst;Typ;Status;Finansiering per år", "E-arkiv;Nätverk;Avvecklas;1 200,50", ";Tjänst;;")
    engaged = csv_of(
        "Kommun;Tjänst;Projekt;Start;Slut",
        "Sala;E-arkiv;;2026-02-01;",
        "Sala;;Förstudie;;2026-12-31",
        "Sala;E-legitimation;Nytt;;",
    )

    first = tried(anna, "service", offered)
    assert outcomes(first) == ["new", "error"]
    applied(anna, first)
    second = tried(anna, "project", engaged)
    assert reasons(anna, second) == ["", "", "Tjänst: There is no service E-legitimation."]
    applied(anna, second)

    with db.reading() as session:
        [service] = session.exec(select(Service)).all()
        found = session.exec(select(Project).order_by(col(Project.id))).all()
    assert (service.name, service.kind, service.status, str(service.funding_yearly)) == (
        "E-arkiv", ServiceKind.NETWORK, ServiceStatus.CLOSING, "1200.50",
    )  # fmt: skip
    assert [(one.name, one.organisation_id, one.service_id, one.to_on) for one in found] == [
        ("E-arkiv", sala, service.key, None),
        ("Förstudie", sala, None, date(2026, 12, 31)),
    ]
    assert outcomes(tried(anna, "project", engaged)) == ["same", "same", "error"]
    undone(anna, second)
    with db.reading() as session:
        assert session.exec(select(Project.id).where(col(Project.deleted_at).is_(None))).all() == []
