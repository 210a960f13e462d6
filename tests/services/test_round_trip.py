"""What is taken out comes in again unchanged and changes nothing: every noun, language and kind of file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.models import AddressKind, Locale, Outcome, OwnKind, Role, TagScope
from sambruk_crm.services import (
    catalogue,
    contracts,
    deals,
    departments,
    exports,
    imports,
    jobs,
    leads,
    memberships,
    organisations,
    own_fields,
    persons,
    projects,
    reference,
    services,
    tags,
)
from sambruk_crm.services.exports import ExportInput
from sambruk_crm.services.imports import NOUNS
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_deal, make_organisation, make_person
from tests.services.test_imports import items, outcomes, reasons

assert imports.jobs
NOTE = "=1+1\nrad två; med tecken | och, komma\n- punkt"


@pytest.fixture
def maria(migrated: str) -> Actor:
    """Maria, an administrator, with records of each kind that hold what is hard to take out."""
    assert migrated
    with db.transaction() as session:
        reference.load_vocabularies(session)
        maria = make_actor(session, "Lind, Maria", Role.ADMINISTRATOR)
        _records(session, maria)
        for noun in NOT_TAKEN_OUT:
            _fill_fields(session, maria, noun)
        return maria


def _records(session: Session, maria: Actor) -> None:
    labels = {
        scope: [tags.create(session, maria, {"name": name, "scope": scope}).key for name in
                ("Miljö, klimat & energi", "Skola", "a; b")]
        for scope in TagScope
    }  # fmt: skip
    department = departments.create(session, maria, {"name": "Vård, skola"}).key
    sala = make_organisation(
        session, maria, "Sala", official_name="Sala kommun", organisation_number="212000-2098", status="customer",
        phone="0224-74 70 00 ankn 12", email="kommun@sala.example", website="sala.example", employees=1200,
        note=NOTE, credit_days=30, invoice_delivery="peppol", tags=labels[TagScope.ORGANISATION],
        responsible=[maria.user_id],
    )  # fmt: skip
    for kind, street in (("visiting", "Torget 1"), ("postal", "Box 304"), ("invoice", "Fack, 1"), ("delivery", "-")):
        organisations.set_address(
            session, maria, sala.key, AddressKind(kind), {"street": street, "postal_code": "733 25", "city": "Sala"}
        )
    memberships.join(session, maria, sala.key, date(2019, 1, 1))
    organisations.population.put_on(session, maria, {sala.key: {date(2024, 12, 31): 22000, date(2025, 12, 31): 22500}})
    departments.add_organisation(session, maria, department, sala.key)
    oslo = make_organisation(session, maria, "Oslo, kommune", country="NO", phone="+47 23 48 00 00")
    asa = make_person(
        session, maria, "Åsa", "O’Brien-Öberg", emails=["asa@example.test", "a.o@example.test"], note=NOTE,
        phones=["070-123 45 67", "08-123 456 ankn 7"], tags=labels[TagScope.PERSON], consent_on="2026-01-02",
        consent_source="Webben", status="prospect",
    )  # fmt: skip
    persons.affiliations.create(session, maria, asa.key, sala.key, {"title": "IT-chef, stf", "is_primary": True})
    persons.affiliations.create(session, maria, asa.key, oslo.key, {"title": "Rådgiver", "from_on": "2020-01-01"})
    make_person(session, maria, "", "", emails=["bara@example.test"])
    leads.create(session, maria, {"name": "Bo Ek", "email": "bo@example.test", "phone": "070-111 22 33", "note": NOTE})
    make_deal(
        session, maria, "Digital post, etapp 2", organisation_id=sala.key, person_id=asa.key, value="12500.50",
        probability=40, expected_close_on="2027-03-31", note=NOTE,
    )  # fmt: skip
    lost = make_deal(session, maria, "Förlorad", organisation_id=oslo.key, value="1000")
    deals.close(session, maria, lost.key, outcome=Outcome.LOST, lost_reason="För dyrt")
    frame = contracts.making.create(
        session, maria,
        {
            "title": "Ramavtal", "value": "90000", "charged": "yearly", "indexation": "KPI", "from_on": "2026-01-01",
            "to_on": "2026-12-31", "renewal": "renews", "renewal_months": 12, "notice_months": 3,
            "review_on": "2026-10-01", "data_categories": "Namn, adress", "sub_processors": NOTE, "note": NOTE,
        },
        organisation_id=sala.key,
    )  # fmt: skip
    contracts.parties.add(session, maria, frame.key, {"organisation_id": oslo.key, "signed_on": "2026-02-03"})
    values = {"name": "E-arkiv, gemensamt", "kind": "network", "status": "closing", "funding_yearly": "1200.50"}
    archive = services.create(session, maria, {**values, "description": NOTE, "owner_id": maria.user_id})
    values = {"organisation_id": sala.key, "service_id": archive.key, "status": "planned", "note": NOTE}
    projects.create(session, maria, {**values, "from_on": "2026-02-01", "to_on": "2027-01-31"})
    projects.create(session, maria, {"organisation_id": oslo.key, "name": "Förstudie; del 2"})


def _fill_fields(session: Session, maria: Actor, noun: str) -> None:
    """Add a field of each kind to a noun, and write into those of all its records; what is chosen is archived then."""
    options = [{"names": {"sv": "Grönt; ibland", "en": "Green"}}, {"names": {"sv": "Blått"}}, {"names": {"sv": "Rött"}}]
    chosen: list[int] = []
    for kind in OwnKind:
        is_chosen = kind in (OwnKind.ONE_OF, OwnKind.SEVERAL_OF)
        names = {"sv": f"Vårt {kind.value}", "de": f"Unser {kind.value}"}
        values = {"noun": noun, "kind": kind, "names": names, "key": f"own_{kind.value}"}
        field = own_fields.create(session, maria, values | {"options": options if is_chosen else []})
        chosen += [field.key] if is_chosen else []
    kind, rules = catalogue.get(noun), catalogue.get(noun).rules
    assert rules is not None
    for key in session.scalars(sa.select(kind.key).order_by(kind.key)).all():
        rules.update(session, maria, key, {"fields": {**HELD, "own_user": maria.user_id, "own_yes_no": key % 2 == 0}})
    for key in chosen:
        own_fields.update(session, maria, key, {"options": [{"key": "rott", "names": {"sv": "Rött"}}]})


HELD = {
    "own_text": "=1+1; med | tecken",
    "own_long_text": NOTE,
    "own_number": "-12.5",
    "own_money": "1250",
    "own_date": "2026-03-04",
    "own_one_of": "blatt",
    "own_several_of": ["gront_ibland", "rott"],
    "own_link": "https://sala.example/a",
}


@pytest.mark.parametrize("noun", ["organisation", "person", "lead", "deal", "contract", "service", "project"])
@pytest.mark.parametrize("locale", list(Locale))
def test_what_was_taken_out_comes_in_again_and_changes_nothing(
    maria: Actor, tmp_path: Path, noun: str, locale: Locale
) -> None:
    reader = replace(maria, locale=locale)
    with db.reading() as session:
        columns = list(own_fields.columns_of(session, reader, catalogue.get(noun)))
    for kind in ("xlsx", "csv"):
        path = tmp_path / kind
        with db.reading() as session:
            wanted = {"selection": {"noun": noun}, "format": kind, "columns": columns}
            exports.write(session, reader, ExportInput.model_validate(wanted), path)
        with db.transaction(maria.user_id) as session:
            batch = imports.begin(session, reader, noun, name=kind, content=path.read_bytes())
            told = batch.arguments
            unknown = NOUNS[noun].fields.keys() - set(told["columns"]) - NOT_TAKEN_OUT[noun]
            assert unknown == set(), (locale, kind)
            assert {f"fields.own_{each.value}" for each in OwnKind} <= set(told["columns"])
            imports.arrange(session, reader, batch.key, columns=told["columns"], match=told["match"])
        jobs.run_due()

        assert set(outcomes(batch.key)) == {"same"}, [
            (item.before, item.after, reason)
            for item, reason in zip(items(batch.key), reasons(reader, batch.key), strict=True)
        ]


NOT_TAKEN_OUT = {
    "organisation": set(),
    "person": {"from_on", "to_on", "name"},
    "lead": set(),
    "deal": {"organisation_number"},
    "contract": {"organisation_number", "signed_on"},
    "service": set(),
    "project": {"organisation_number"},
}
"""Columns that a list has no single value for, or that another one says."""
