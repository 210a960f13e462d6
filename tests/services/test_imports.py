"""Imports: read, tried, applied through the nouns' own services, reported, taken back; whole after any kill."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, say
from sambruk_crm.integrations.tables.parts import LARGEST_UNPACKED, CellProblem, Reading
from sambruk_crm.models import (
    Affiliation,
    Batch,
    BatchItem,
    BatchState,
    Job,
    JobState,
    Organisation,
    Person,
    PersonEmail,
    PersonPhone,
    Role,
)
from sambruk_crm.services import batches, bulk, exports, imports, jobs, organisations, persons, reference, sheets
from sambruk_crm.services.exports import ExportInput
from sambruk_crm.services.imports import row_reading
from sambruk_crm.services.imports.nouns.parts import Match
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_organisation, make_person

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NUMBERS = ("212000-2056", "212000-0142", "212000-1355")


@pytest.fixture
def anna(migrated: str) -> Actor:
    """Anna, who is staff, in a database that jobs work on too."""
    assert migrated
    with db.transaction() as session:
        reference.load_vocabularies(session)
        return make_actor(session, "Anna Berg")


def csv_of(*lines: str) -> bytes:
    """Return a CSV file as a Swedish Excel writes it."""
    return "\r\n".join(lines).encode("cp1252")


def tried(actor: Actor, noun: str, content: bytes, *, match: str = "", columns: list[str] | None = None) -> int:
    """Bring a file and try it; returns the import's key."""
    with db.transaction(actor.user_id) as session:
        batch = imports.begin(session, actor, noun, name="kunder.csv", content=content)
        wanted = columns or batch.arguments["columns"]
        imports.arrange(session, actor, batch.key, columns=wanted, match=match or batch.arguments["match"])
    jobs.run_due()
    return batch.key


def applied(actor: Actor, batch_id: int) -> None:
    """Apply an import."""
    with db.transaction(actor.user_id) as session:
        imports.apply(session, actor, batch_id)
    jobs.run_due()


def undone(actor: Actor, batch_id: int) -> None:
    """Take an import back."""
    with db.transaction(actor.user_id) as session:
        imports.undo(session, actor, batch_id)
    jobs.run_due()


def items(batch_id: int) -> list[BatchItem]:
    """Return what becomes of each row."""
    with db.reading() as session:
        return list(
            session.exec(select(BatchItem).where(BatchItem.batch_id == batch_id).order_by(col(BatchItem.position)))
        )


def outcomes(batch_id: int) -> list[str]:
    """Return the names of what becomes of each row."""
    return [item.outcome.value for item in items(batch_id)]


def reasons(actor: Actor, batch_id: int) -> list[str]:
    """Return why rows were not taken."""
    with db.reading() as session:
        batch = session.get_one(Batch, batch_id)
        return [imports.reason_of(batch, item, actor.locale) for item in items(batch_id)]


def town(name: str) -> Organisation | None:
    """Find an organisation that is not in the trash."""
    with db.reading() as session:
        query = select(Organisation).where(Organisation.name == name, col(Organisation.deleted_at).is_(None))
        return session.exec(query).first()


def test_a_file_is_tried_without_changing_anything_and_then_applied(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        kungsor = make_organisation(session, anna, "Kungsör", organisation_number=NUMBERS[0], status="prospect").key
        make_organisation(session, anna, "Sala", organisation_number=NUMBERS[1], phone="+46224747000")
    content = csv_of(
        "Namn;Organisationsnummer;Status;Telefon;Ansvarig;Taggar;Besöksadress;Postort",
        "Kungsör;2120002056;Kund;;Anna Berg;Referens, Nätverk;Drottninggatan 34;Kungsör",
        f"Sala;{NUMBERS[1]};;0224-74 70 00;;;;",
        f"Köping;{NUMBERS[2]};Kund;;;;;",
        "Arboga;123;;;;;;",
    )

    batch_id = tried(anna, "organisation", content)

    assert outcomes(batch_id) == ["changed", "same", "new", "error"]
    assert items(batch_id)[0].before == {
        "status": "prospect", "responsible": [], "tags": [],
        "visiting": {"street": "", "postal_code": "", "city": ""},
    }  # fmt: skip
    assert reasons(anna, batch_id)[3].startswith("Organisationsnummer: ")
    assert town("Köping") is None

    applied(anna, batch_id)

    with db.reading() as session:
        record = organisations.record(session, anna, kungsor)
        batch = session.get_one(Batch, batch_id)
    assert record.organisation.status == "customer"
    assert [tag.name for tag in record.tags] == ["Nätverk", "Referens"]
    assert [user.key for user in record.responsible] == [anna.user_id]
    assert town("Köping") is not None
    assert (batch.state, batch.done, batch.failed) == (BatchState.DONE, 4, 1)


def test_a_whole_import_is_taken_back_including_what_it_changed(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        kungsor = make_organisation(session, anna, "Kungsör", organisation_number=NUMBERS[0], status="prospect").key
    content = csv_of(
        "Namn;Org.nr;Status;Taggar;Adress",
        f"Kungsörs kommun;{NUMBERS[0]};Kund;Referens;Drottninggatan 34",
        f"Köping;{NUMBERS[2]};Kund;Referens;",
    )
    batch_id = tried(anna, "organisation", content)
    applied(anna, batch_id)

    undone(anna, batch_id)

    with db.reading() as session:
        record = organisations.record(session, anna, kungsor)
        assert session.get_one(Batch, batch_id).state is BatchState.UNDONE
    assert (record.organisation.name, record.organisation.status, record.tags) == ("Kungsör", "prospect", [])
    assert record.addresses["visiting"].street == ""  # pyright: ignore[reportArgumentType]
    assert town("Köping") is None
    again = tried(anna, "organisation", content)
    assert outcomes(again) == ["changed", "new"]


def test_an_import_taken_back_as_bulk_work_is_taken_back_as_the_import_it_is(anna: Actor) -> None:
    batch_id = tried(anna, "organisation", csv_of("Namn;Org.nr", f"Köping;{NUMBERS[2]}"))
    applied(anna, batch_id)
    assert town("Köping") is not None

    with db.transaction(anna.user_id) as session:
        batches.undo(session, anna, batch_id)
    jobs.run_due()

    assert town("Köping") is None
    with db.reading() as session:
        assert session.get_one(Batch, batch_id).state is BatchState.UNDONE


def test_what_somebody_changed_since_is_left_and_named(anna: Actor) -> None:
    content = csv_of("Namn;Org.nr", f"Kungsör;{NUMBERS[0]}", f"Köping;{NUMBERS[2]}")
    batch_id = tried(anna, "organisation", content)
    applied(anna, batch_id)
    kept = items(batch_id)[0].row_id
    assert kept is not None
    with db.transaction(anna.user_id) as session:
        organisations.update(session, anna, kept, {"note": "Ringt"})

    undone(anna, batch_id)

    assert town("Kungsör") is not None
    assert town("Köping") is None
    assert reasons(anna, batch_id) == ["Someone has changed this since. It was left as it is.", ""]


def test_persons_come_with_their_organisation_title_and_addresses(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        place = make_organisation(session, anna, "Kungsör", organisation_number=NUMBERS[0]).key
        asa = make_person(session, anna, "Åsa", "Öberg", emails=["asa@example.test"], phones=["+46701234567"]).key
    content = csv_of(
        "Namn;E-post;Organisation;Titel",
        "Åsa Öberg;ny@example.test, asa@example.test;kungsor;IT-chef",
        "Ek, Bo;bo@example.test;;",
        "Siv Alm;siv@example.test;Atlantis;",
        "Ulf Dal;;;Chef",
    )

    batch_id = tried(anna, "person", content)
    assert outcomes(batch_id) == ["changed", "new", "error", "error"]
    assert reasons(anna, batch_id)[2:] == [
        "Organisation: There is no organisation Atlantis.", "Titel: A title needs an organisation.",
    ]  # fmt: skip
    applied(anna, batch_id)

    with db.reading() as session:
        record = persons.record(session, anna, asa)
        bo = session.exec(select(Person).where(Person.last_name == "Ek")).one()
    assert record.emails == ["ny@example.test", "asa@example.test"]
    assert record.phones == ["+46701234567"]
    assert [(a.organisation_id, a.title) for a, _ in record.affiliations] == [(place, "IT-chef")]
    assert bo.first_name == "Bo"

    undone(anna, batch_id)
    with db.reading() as session:
        record = persons.record(session, anna, asa)
    assert (record.emails, record.affiliations) == (["asa@example.test"], [])


def test_a_likely_duplicate_waits_for_somebody_to_choose(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        for first in ("Åsa", "Bo", "Siv"):
            make_person(session, anna, first, "Öberg")
    content = csv_of(
        "Förnamn;Efternamn;E-post;Telefon",
        *(f"{n};Öberg;{n[0]}@example.test;" for n in ("Åsa", "Bo", "Siv")),
    ).replace("Å@".encode("cp1252"), b"a@")

    batch_id = tried(anna, "person", content, match="email")
    assert outcomes(batch_id) == ["duplicate"] * 3
    with db.transaction(anna.user_id) as session:
        imports.choose(session, anna, batch_id, "link", line=2)
        imports.choose(session, anna, batch_id, "new", line=3)
        imports.choose(session, anna, batch_id, "skip", line=4)
    applied(anna, batch_id)

    assert outcomes(batch_id) == ["changed", "new", "duplicate"]
    with db.reading() as session:
        found = session.exec(select(Person.first_name).order_by(col(Person.first_name))).all()
    assert sorted(found) == ["Bo", "Bo", "Siv", "Åsa"]


def test_the_same_record_twice_in_a_file_is_an_error_that_names_the_line(anna: Actor) -> None:
    content = csv_of("Namn;Org.nr", f"Kungsör;{NUMBERS[0]}", f"Kungsörs kommun;{NUMBERS[0]}")

    batch_id = tried(anna, "organisation", content)

    assert outcomes(batch_id) == ["new", "error"]
    assert reasons(anna, batch_id)[1] == "The same record is on line 2."


def test_bad_rows_come_back_in_their_own_layout_with_the_reason(anna: Actor) -> None:
    content = csv_of("Org.nr;Namn;Annat", f"{NUMBERS[0]};Kungsör;x", "123;Sala;=1+1")
    batch_id = tried(anna, "organisation", content)

    with db.transaction(anna.user_id) as session:
        file = imports.bad_rows(session, anna, batch_id)

    table = imports.tables.read(file.content)
    assert file.name == "kunder - bad rows.csv"
    assert table.headings == ["Org.nr", "Namn", "Annat", "Reason"]
    assert [cells[:3] for _, cells in table.rows] == [["123", "Sala", "=1+1"]]
    assert "Org.nr: " in table.rows[0][1][3]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", [1, 2])
def test_killed_midway_and_applied_twice_it_neither_loses_nor_doubles_rows(
    anna: Actor, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(imports.jobs, "WRITTEN_AT_ONCE", 3)
    lines = [f"Person{number};p{number}@example.test" for number in range(10)]
    batch_id = tried(anna, "person", csv_of("Efternamn;E-post", *lines))
    insert, calls = bulk.insert, []

    def killed(session: Session, table: Any, drafts: Any) -> list[int]:
        calls.extend([1] * len(drafts) if table is PersonEmail else [])
        if len(calls) > 3 * after:
            raise Killed
        return insert(session, table, drafts)

    with db.transaction(anna.user_id) as session:
        first = imports.apply(session, anna, batch_id).job_id
        assert imports.apply(session, anna, batch_id).job_id == first
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "insert", killed)
        with pytest.raises(Killed):
            jobs.run_due()
    with db.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 3 * after
        session.execute(sa.update(Job).where(col(Job.id) == first).values(leased_until=LONG_AGO))
    jobs.run_due()
    applied(anna, batch_id)

    with db.reading() as session:
        names = session.exec(select(Person.last_name)).all()
        job = session.get_one(Job, first)
    assert sorted(names) == [f"Person{number}" for number in range(10)]
    assert job.state is JobState.DONE
    assert outcomes(batch_id) == ["new"] * 10


def test_an_import_is_its_owners_and_readers_import_nothing(anna: Actor) -> None:
    with db.transaction() as session:
        reader, bo = make_actor(session, "Rut", Role.READER), make_actor(session, "Bo")
        batch = imports.begin(session, anna, "person", name="p.csv", content=csv_of("Namn", "Åsa Öberg"))
        with pytest.raises(ForbiddenError):
            imports.begin(session, reader, "person", name="p.csv", content=csv_of("Namn", "Åsa Öberg"))
        with pytest.raises(Exception, match="does not exist"):
            imports.get(session, bo, batch.key)
        with pytest.raises(InUseError):
            imports.apply(session, anna, batch.key)


@pytest.mark.parametrize(
    ("columns", "match"),
    [
        (["name", "name"], "name"),
        (["name", "shoe_size"], "name"),
        (["name"], "name"),
        (["name", ""], "number"),
        (["name", ""], "email"),
    ],
)
def test_columns_that_cannot_be_are_refused(anna: Actor, columns: list[str], match: str) -> None:
    with db.transaction(anna.user_id) as session:
        batch = imports.begin(session, anna, "person", name="p.csv", content=csv_of("Namn;Annat", "Åsa Öberg;x"))
        with pytest.raises(InvalidError):
            imports.arrange(session, anna, batch.key, columns=columns, match=match)


@pytest.mark.usefixtures("migrated")
def test_what_was_taken_out_comes_in_again_and_changes_nothing(tmp_path: Path) -> None:
    with db.transaction() as session:
        maria = make_actor(session, "Maria Lind", Role.MANAGER)
        values = {"organisation_number": NUMBERS[0], "status": "customer", "phone": "016-123456"}
        make_organisation(session, maria, "Kungsör", responsible=[maria.user_id], email="k@example.se", **values)
    with db.reading() as session:
        for kind in ("xlsx", "csv"):
            wanted = ExportInput(selection=Selection(noun="organisation"), format=kind)  # pyright: ignore[reportArgumentType]
            exports.write(session, maria, wanted, tmp_path / kind)

    for kind in ("xlsx", "csv"):
        assert outcomes(tried(maria, "organisation", (tmp_path / kind).read_bytes())) == ["same"]


@pytest.mark.parametrize(
    "content",
    [
        "Namn;Antal\r\nÅsa;1\r\n".encode("cp1252"),
        "\ufeffNamn,Antal\nÅsa,1\n".encode(),
        "Namn\tAntal\nÅsa\t1\n".encode("utf-16"),
        'sep=|\n"Namn"|"Antal"\n\n"Åsa"|1\n'.encode(),
    ],
    ids=["excel in swedish", "utf-8", "utf-16", "sep"],
)
def test_csv_is_read_in_any_encoding_and_parting(content: bytes) -> None:
    table = imports.tables.read(content)

    assert (table.headings, [cells for _, cells in table.rows]) == (["Namn", "Antal"], [["Åsa", "1"]])


def test_excel_is_read_with_dates_numbers_and_lines(tmp_path: Path) -> None:
    headings = [sheets.Heading(name) for name in ("Namn", "Antal", "Dag")]
    sheets.write_xlsx(tmp_path / "s.xlsx", sheets.Sheet("s", headings, [["Åsa", 3.0, date(2026, 11, 23)]]))

    table = imports.tables.read((tmp_path / "s.xlsx").read_bytes())

    assert table.rows == [(2, ["Åsa", "3", "2026-11-23"])]


def zip_of(size: int) -> bytes:
    """Return a zip that unpacks to so many zeros."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return made.getvalue()


def test_a_zip_bomb_and_what_is_no_table_are_refused_before_they_are_read() -> None:
    rubbish = b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0old", b"a\x00b", b"Namn\n"
    for content in (zip_of(LARGEST_UNPACKED + 1), zip_of(1_000_000), *rubbish):
        with pytest.raises(InvalidError):
            imports.tables.read(content)


def test_a_file_of_bad_rows_in_excel_is_excel(anna: Actor, tmp_path: Path) -> None:
    sheet = sheets.Sheet("s", [sheets.Heading("Namn"), sheets.Heading("Org.nr")], [["Sala", "123"]])
    sheets.write_xlsx(tmp_path / "s.xlsx", sheet)
    with db.transaction(anna.user_id) as session:
        batch = imports.begin(session, anna, "organisation", name="s.xlsx", content=(tmp_path / "s.xlsx").read_bytes())
        imports.arrange(session, anna, batch.key, columns=["name", "organisation_number"], match="number")
    jobs.run_due()

    with db.transaction(anna.user_id) as session:
        file = imports.bad_rows(session, anna, batch.key)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Namn", "Org.nr", "Reason"]
    assert file.name.endswith(".xlsx")


def test_an_import_makes_no_second_affiliation(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        make_organisation(session, anna, "Kungsör")
    content = csv_of("Namn;E-post;Organisation;Titel", "Åsa Öberg;asa@example.test;Kungsör;IT-chef")
    applied(anna, tried(anna, "person", content))

    again = tried(anna, "person", content)
    applied(anna, again)

    assert outcomes(again) == ["same"]
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Affiliation)) == 1


def cases(name: str) -> bytes:
    """Return one of the files that were read wrongly once."""
    return (Path(__file__).parent.parent / "cases" / name).read_bytes()


def told_rows(batch_id: int, actor: Actor) -> dict[int, tuple[str, str]]:
    """Return what becomes of each row, and what is said of it, in English."""
    with db.reading() as session:
        batch = imports.get(session, actor, batch_id)
        items, _ = imports.rows(session, actor, batch_id)
        return {item.position: (item.outcome.value, imports.reason_of(batch, item, "en")) for item in items}


def test_a_line_with_more_cells_than_headings_is_not_taken_and_says_so(anna: Actor) -> None:
    found = told_rows(tried(anna, "person", cases("surplus.csv")), anna)

    assert found[2][0] == "error"
    assert "more cells than headings" in found[2][1]


def test_three_persons_never_become_one_through_a_quotation_mark(anna: Actor) -> None:
    found = told_rows(tried(anna, "person", cases("citat.csv")), anna)

    assert [outcome for outcome, _ in found.values()] == ["error"]
    assert found[2][1].startswith("Efternamn: A quotation mark opens here")


def test_errors_and_empty_formulas_of_a_spreadsheet_are_told_on_their_lines(anna: Actor) -> None:
    found = told_rows(tried(anna, "person", cases("formel.xlsx")), anna)

    assert found[2] == ("error", "E-post: This cell has a formula whose value was not saved. Save the file in Excel.")
    assert found[3][0] == "error"


def test_a_column_may_say_that_an_unreadable_cell_is_left_empty_and_told(anna: Actor) -> None:
    content = csv_of("Efternamn;E-post;Telefon", "Ek;ek@exempel.example;12")
    with db.transaction(anna.user_id) as session:
        batch = imports.begin(session, anna, "person", name="p.csv", content=content)
        imports.arrange(
            session, anna, batch.key, columns=batch.arguments["columns"], match="email",
            on_unreadable=["row", "row", "cell"],
        )  # fmt: skip
    jobs.run_due()
    with db.transaction(anna.user_id) as session:
        imports.apply(session, anna, batch.key)
    jobs.run_due()

    with db.reading() as session:
        [item], _ = imports.rows(session, anna, batch.key)
        assert item.outcome.value == "new"
        assert (
            imports.notes_of(imports.get(session, anna, batch.key), item, "en")
            == "Telefon: This is not a phone number."
        )
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_all_that_is_wrong_with_a_row_is_told_with_the_right_columns(anna: Actor) -> None:
    content = csv_of("Namn;Egen kod;E-post;Organisationsnummer;Status", "Sala;17;sala;123;ny ny")

    [(outcome, reason)] = told_rows(tried(anna, "organisation", content, match="name"), anna).values()

    assert outcome == "error"
    assert "E-post: This is not an e-mail address." in reason
    assert "Organisationsnummer: A Swedish" in reason
    assert "Status: ny ny is not one of the choices." in reason
    assert "Egen kod" not in reason


def test_beside_an_unreadable_cell_the_other_faults_of_its_row_are_told(anna: Actor) -> None:
    assert anna
    layout = row_reading.Layout("person", ["last_name", "emails", "organisation", "title"], Match.EMAIL)
    broken = CellProblem(2, say("The spreadsheet shows an error here: {value}", value="#REF!"))

    with db.reading() as session:
        given = row_reading.Given(2, ["Ek", "ek", "", "Rektor"], problems=(broken,))
        [verdict] = row_reading.judge(session, layout, [given], seen={})

    assert [fault.column for fault in verdict.faults] == [2, 1]


def test_a_row_with_a_wrong_cell_is_told_that_its_number_is_anothers_too(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        make_organisation(session, anna, "Ale", organisation_number=NUMBERS[0])
        make_organisation(session, anna, "Sala")
    content = csv_of("Namn;E-post;Organisationsnummer", f"Sala;sala;{NUMBERS[0]}")

    [(outcome, reason)] = told_rows(tried(anna, "organisation", content, match="name"), anna).values()

    assert outcome == "error"
    assert "E-post: This is not an e-mail address." in reason
    assert "Another record already has this number." in reason


def test_a_reason_about_the_whole_row_names_no_column(anna: Actor) -> None:
    found = told_rows(tried(anna, "organisation", cases("fel_kolumn.csv"), match="email"), anna)

    assert found[3] == ("error", "The same record is on line 2.")


@pytest.mark.parametrize("name", ["tva_telefoner.csv", "dubbla.csv"])
def test_several_columns_may_be_telephones(anna: Actor, name: str) -> None:
    batch_id = tried(anna, "person", cases(name))
    with db.transaction(anna.user_id) as session:
        imports.apply(session, anna, batch_id)
    jobs.run_due()

    with db.reading() as session:
        assert set(session.exec(select(PersonPhone.phone))) == {"+468123456", "+46701234567"}


def test_an_uncertain_encoding_is_asked_before_anything_is_tried(anna: Actor) -> None:
    content = cases("utf8_onebad.csv")
    with db.transaction(anna.user_id) as session:
        batch = imports.begin(session, anna, "person", name="p.csv", content=content)
        with pytest.raises(InvalidError) as asked:
            imports.arrange(session, anna, batch.key, columns=batch.arguments["columns"], match="email")
    assert "Öberg" in asked.value.fields["encoding"].values["choices"]

    noun, kept = with_session(imports.content_of, anna, batch.key)
    table = imports.read_file(noun, kept, Reading(encoding="utf-8"))
    with db.transaction(anna.user_id) as session:
        again = imports.read_again(session, anna, batch.key, table)
        imports.arrange(session, anna, batch.key, columns=again.arguments["columns"], match="email")
    jobs.run_due()

    assert {outcome for outcome, _ in told_rows(batch.key, anna).values()} == {"new"}


def with_session(deed: Any, actor: Actor, *words: Any) -> Any:
    """Do one thing in a transaction."""
    with db.transaction(actor.user_id) as session:
        return deed(session, actor, *words)


def after_import(actor: Actor, noun: str, content: bytes, **said: Any) -> dict[int, tuple[str, str]]:
    """Try a file and say what becomes of its rows."""
    with db.transaction(actor.user_id) as session:
        batch = imports.begin(session, actor, noun, name="f", content=content)
        given = {name: batch.arguments[name] for name in ("columns", "match")}
        imports.arrange(session, actor, batch.key, **given, **said)
    jobs.run_due()
    return told_rows(batch.key, actor)


def test_an_ambiguous_number_is_decided_by_its_column_and_nothing_else_is_guessed(anna: Actor) -> None:
    found = after_import(anna, "organisation", cases("anstallda.csv"))

    assert {line: outcome for line, (outcome, _) in found.items()} == {
        2: "new", 3: "new", 4: "new", 5: "error", 6: "error", 7: "new"
    }  # fmt: skip


def test_an_ambiguous_number_that_nothing_decides_is_asked_once_for_the_file(anna: Actor) -> None:
    content = csv_of("Namn;Anställda", "Sala;1.000", "Avesta;2.000")

    asked = after_import(anna, "organisation", content)
    told = after_import(anna, "organisation", content, decimal=",")

    assert all(outcome == "error" and "Is this" in reason for outcome, reason in asked.values())
    assert {outcome for outcome, _ in told.values()} == {"new"}


def test_days_of_a_spreadsheet_are_read_however_they_stand_there(anna: Actor) -> None:
    with db.transaction(anna.user_id) as session:
        make_organisation(session, anna, "Kungsör", organisation_number="212000-2668")
    batch_id = tried(anna, "person", cases("11_persons.xlsx"))

    told = told_rows(batch_id, anna)
    assert [told[line][0] for line in (2, 3, 4)] == ["new"] * 3
    assert told[6][0] == "error"
    assert "Samtycke den: Write a date" in told[6][1]


def test_the_numbers_of_registers_and_vat_are_taken(anna: Actor) -> None:
    found = after_import(anna, "organisation", cases("orgnr.csv"), decimal=",")

    assert {line for line, (_, reason) in found.items() if "Organisationsnummer:" in reason} <= {18}


def test_a_job_that_ended_and_could_not_say_so_does_not_try_the_file_anew(anna: Actor) -> None:
    batch_id = tried(anna, "person", csv_of("Efternamn;E-post", "Ek;ek@exempel.example"))
    with db.transaction(anna.user_id) as session:
        imports.apply(session, anna, batch_id)
    jobs.run_due()

    with db.transaction() as session:
        first = session.exec(select(Job).order_by(col(Job.id))).first()
        assert first is not None
        first.state, first.lease, first.leased_until = JobState.RUNNING, "gone", LONG_AGO
    jobs.run_due()

    assert told_rows(batch_id, anna)[2][0] == "new"
