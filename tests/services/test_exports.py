"""Excel and CSV out: typed cells, harmless text, who may, what the audit log says, and memory that does not grow."""

import csv
import io
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlmodel import select

from bench import excel
from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError
from sambruk_crm.models import (
    Affiliation,
    AuditEntry,
    JobState,
    Locale,
    MembershipCategory,
    Person,
    PersonEmail,
    Role,
    TagScope,
    User,
)
from sambruk_crm.services import (
    catalogue,
    contracts,
    exports,
    files,
    jobs,
    leads,
    mailings,
    memberships,
    persons,
    projects,
    reference,
    services,
    sheets,
    vocabularies,
)
from sambruk_crm.services.exports import filters
from sambruk_crm.services.permissions import Actor
from tests.factories import (
    make_actor,
    make_deal,
    make_membership,
    make_organisation,
    make_person,
    make_tag,
    make_todo,
    noon,
)

LARGEST_MEMORY = 300
KEYS = range(1, 100_001)


@pytest.fixture
def maria(migrated: str) -> Actor:
    """Maria, a manager, in a database that others read too."""
    assert migrated
    with db.transaction() as session:
        reference.load_vocabularies(session)
        return make_actor(session, "Maria Lind", Role.MANAGER)


def sheets_of(content: bytes) -> list[list[list[Any]]]:
    """Read a workbook's sheets."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def taken_out(actor: Actor, noun: str, columns: list[str], format_: str = "xlsx", **selection: Any) -> bytes:
    """Have a file made by a job, and fetch it."""
    wanted = {"selection": {"noun": noun, **selection}, "columns": columns, "format": format_}
    with db.transaction(actor.user_id) as session:
        job_id = exports.begin(session, actor, wanted).key
    jobs.run_due()
    with db.reading() as session:
        job = exports.get(session, actor, job_id)
        assert job.state is JobState.DONE, job.reason
        assert job.result is not None
        return files.fetch(session, actor, job.result["file"]).content


def test_dates_are_dates_and_numbers_numbers(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        town = make_organisation(session, maria, "Kungsör")
        values: dict[str, Any] = {
            "value": "12500.50",
            "expected_close_on": "2026-12-24",
            "organisation_id": town.key,
            "probability": 40,
        }
        make_deal(session, maria, "EGIL", **values)

    columns = ["title", "organisation", "value", "expected_close_on", "probability", "phase", "created_at", "outcome"]
    head, row = sheets_of(taken_out(maria, "deal", columns))[0]

    assert head[:4] == ["Title", "Organisation", "Value", "Expected close"]
    assert row[:6] == ["EGIL", "Kungsör", 12500.5, date(2026, 12, 24), 40, "Interested"]
    assert isinstance(row[6], datetime)
    assert row[7] == ""


def test_every_filter_of_every_list_has_a_title_and_names_its_records() -> None:
    listed = [each.listed.filter for each in catalogue.every() if each.listed is not None]
    asked = {field.name: f"{field.type}" for kind in listed for field in fields(kind) if field.name != "facts"}

    assert asked.keys() <= filters.TITLES.keys()
    assert {name for name, kind in asked.items() if "int" in kind} <= filters.NAMES.keys()


def test_the_second_sheet_says_what_was_filtered_by_whom_and_when(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        tag = make_tag(session, "Referens", TagScope.ORGANISATION)
        town = make_organisation(session, maria, "Kungsör", tags=[tag.key], status="customer")
        make_organisation(session, maria, "Sala")
        kind = vocabularies.entries(session, maria, MembershipCategory)[0].key
        memberships.join(session, maria, town.key, date(2020, 1, 1), category_id=kind)

    wanted = {"tag": [tag.key], "status": ["customer"], "membership_category": [kind]}
    rows, about = sheets_of(taken_out(maria, "organisation", ["name"], filters=wanted))

    assert rows == [["Name"], ["Kungsör"]]
    lines = {line[0]: line[1] for line in about}
    assert (lines["List"], lines["Rows"], lines["Made by"]) == ("Organisations", 1, "Maria Lind")
    assert (lines["Tags"], lines["Status"], lines["Kind of membership"]) == ("Referens", "Customer", "Full member")
    assert isinstance(lines["Made"], datetime)


def test_headings_and_words_are_in_the_readers_language(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        user = make_actor(session, "Märta", Role.MANAGER)
        marta = Actor(user.user_id, user.name, user.email, user.role, Locale.SV, user.time_zone)
        make_person(session, maria, "Åsa", "Öberg", status="customer")
        found = session.get(User, user.user_id)
        assert found is not None
        found.locale = Locale.SV

    rows, about = sheets_of(taken_out(marta, "person", ["first_name", "status"]))

    assert rows == [["Förnamn", "Status"], ["Åsa", "Kund"]]
    assert [line[0] for line in about[:2]] == ["Lista", "Rader"]


def test_every_column_of_every_noun_can_be_taken_out(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        tag = make_tag(session, "Referens", TagScope.PERSON)
        town = make_organisation(
            session, maria, "Kungsör", responsible=[maria.user_id], organisation_number="212000-2056"
        )
        asa = make_person(session, maria, tags=[tag.key], emails=["a@example.test", "b@example.test"])
        persons.affiliations.create(session, maria, asa.key, town.key, {"title": "IT-chef"})
        deal = make_deal(session, maria, organisation_id=town.key, owner_id=maria.user_id)
        make_todo(session, maria, scope="person", person_id=asa.key, deal_id=deal.key)
        leads.create(session, maria, {"name": "Ulla Ek", "source": "Mässa"})
        contracts.making.create(session, maria, {"title": "Ramavtal"}, organisation_id=town.key)
        mailings.create(session, maria, {"subject": "Hej"})
        egil = services.create(session, maria, {"name": "EGIL"})
        projects.create(session, maria, {"organisation_id": town.key, "service_id": egil.key})
        make_membership(session, town, date(2020, 1, 1))

    for noun, kind in catalogue.in_lists().items():
        found = sheets_of(
            taken_out(maria, noun, list(kind.columns), filters={"text": "Kungsör"} if noun == "organisation" else {})
        )[0]
        assert len(found) == 2, noun
        assert len(found[0]) == len(kind.columns)
    contract = dict(zip(*sheets_of(taken_out(maria, "contract", ["parties", "state"]))[0], strict=True))
    assert contract == {"Parties": "Kungsör", "Status": "Draft"}
    person = dict(zip(*sheets_of(taken_out(maria, "person", list(catalogue.get("person").columns)))[0], strict=True))
    assert (person["Organisation"], person["Title"], person["Organisation number"]) == (
        "Kungsör",
        "IT-chef",
        "212000-2056",
    )
    assert (person["E-mail"], person["All e-mails"], person["Tags"]) == (
        "a@example.test", "a@example.test; b@example.test", "Referens",
    )  # fmt: skip


def test_hostile_text_is_text_in_excel_and_harmless_in_csv(maria: Actor) -> None:
    hostile = '=HYPERLINK("http://evil.example")'
    with db.transaction(maria.user_id) as session:
        make_organisation(session, maria, hostile, phone="+46 70 123 45 67", note="@SUM(A1)\nrad två")

    columns = ["name", "phone", "note", "population"]
    assert sheets_of(taken_out(maria, "organisation", columns, filters={"text": "hyperlink"}))[0][1][:3] == [
        hostile, "+46 70 123 45 67", "@SUM(A1)\nrad två",
    ]  # fmt: skip
    text = taken_out(maria, "organisation", columns, "csv", filters={"text": "hyperlink"})

    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=","))
    assert rows[1] == [f"'{hostile}", "+46 70 123 45 67", "'@SUM(A1)\nrad två", ""]


@pytest.mark.parametrize(("locale", "line"), [("sv", "Öst;1,5;2026-11-23"), ("en", "Öst,1.5,2026-11-23")])
def test_csv_is_parted_as_excel_does_in_the_readers_language(tmp_path: Path, locale: str, line: str) -> None:
    headings = [sheets.Heading(title) for title in ("a", "b", "c")]
    sheet = sheets.Sheet("s", headings, [["Öst", 1.5, date(2026, 11, 23)]])

    sheets.write_csv(tmp_path / "s.csv", sheet, locale=locale)

    assert (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()[1] == line


def test_a_text_longer_than_a_cell_is_shortened_and_equal_headings_told_apart(tmp_path: Path) -> None:
    headings = [sheets.Heading("Namn"), sheets.Heading("Namn")]
    sheet = sheets.Sheet("List: [a]/b", headings, [["x" * 40_000, "😀" * 20_000]])

    sheets.write_xlsx(tmp_path / "s.xlsx", sheet)

    (head, row) = sheets_of((tmp_path / "s.xlsx").read_bytes())[0]
    assert head == ["Namn", "Namn (2)"]
    assert row[0] == "x" * 32_766 + "…"
    assert row[1].endswith("😀…")


def test_a_list_without_rows_still_has_its_heading(maria: Actor) -> None:
    found = sheets_of(taken_out(maria, "person", ["first_name", "note"]))[0]

    assert found[0] == ["First name", "Note"]


def test_times_are_those_of_the_associations_clock(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        make_todo(session, maria, "Ring")

    assert sheets_of(taken_out(maria, "todo", ["remind_at", "note"]))[0][1] == [noon().replace(tzinfo=None), "Ring"]


def test_only_who_may_export_does(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(ForbiddenError):
        exports.begin(session, anna, {"selection": {"noun": "person"}})
    with pytest.raises(ForbiddenError):
        exports.columns(session, anna, "person")


def test_the_audit_log_says_who_took_what_out(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        make_person(session, maria)

    taken_out(maria, "person", ["first_name"], filters={"status": []})

    with db.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.noun == "export")).one()
    assert entry.user_id == maria.user_id
    assert entry.after is not None
    assert (entry.after["noun"], entry.after["rows"], entry.after["columns"]) == ("person", 1, ["first_name"])


def test_an_export_is_its_makers_own(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        job_id = exports.begin(session, maria, {"selection": {"noun": "person"}}).key
        other = make_actor(session, "Mats", Role.MANAGER)
        siv = make_actor(session, "Siv", Role.ADMINISTRATOR)

    with db.reading() as session:
        assert exports.get(session, siv, job_id).total == 0
        with pytest.raises(NotFoundError):
            exports.get(session, other, job_id)


def test_what_cannot_be_taken_out_is_refused_by_name(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        for wanted in (
            {"selection": {"noun": "person"}, "columns": ["password_hash"]},
            {"selection": {"noun": "user"}},
            {"selection": {"noun": "person", "filters": {"colour": "red"}}},
            {"selection": {"noun": "person"}, "format": "pdf"},
        ):
            with pytest.raises(InvalidError):
                exports.begin(session, maria, wanted)


def test_a_hundred_thousand_rows_need_less_than_300_megabytes(migrated: str, tmp_path: Path) -> None:
    with db.transaction() as session:
        make_actor(session, "Siv", Role.ADMINISTRATOR)
        town = make_organisation(session, make_actor(session), "Upplands Väsby").key
        rows = [
            {"id": key, "first_name": "Åsa", "last_name": f"Öberg {key}", "name": f"Åsa Öberg {key}"} for key in KEYS
        ]
        session.execute(sa.insert(Person), rows)
        session.execute(sa.insert(PersonEmail), [{"person_id": key, "email": f"asa{key}@example.test"} for key in KEYS])
        session.execute(
            sa.insert(Affiliation), [{"person_id": key, "organisation_id": town, "title": "CIO"} for key in KEYS]
        )

    count, _, memory = excel.run("ours", str(tmp_path / "out.xlsx"), url=migrated)

    assert count == len(KEYS)
    assert memory < LARGEST_MEMORY
    assert CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).height == len(KEYS) + 1
