"""Files as people bring them: which encoding, which sheet, where the headings are, and what cannot be read."""

import io
import zipfile
from pathlib import Path

import pytest

from sambruk_crm.errors import InvalidError
from sambruk_crm.integrations.tables.parts import Reading
from sambruk_crm.services import imports
from sambruk_crm.services.imports import Table

CASES = Path(__file__).parent.parent / "cases"


def read(name: str, noun: str = "person", **how: object) -> Table:
    """Read one of the cases as an import would."""
    reading = Reading(**how)  # pyright: ignore[reportArgumentType]
    return imports.tables.read((CASES / name).read_bytes(), reading, imports.columns.known_headings(noun))


def messages(table: Table) -> dict[int, list[tuple[int | None, str]]]:
    return {line: [(each.column, each.message.msgid) for each in found] for line, found in table.problems.items()}


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("05_macroman.csv", "mac_roman"),
        ("macroman.csv", "mac_roman"),
        ("cp850.csv", "cp850"),
        ("utf16_nobom.csv", "utf-16-le"),
    ],
)
def test_the_words_are_right_in_whichever_encoding(name: str, encoding: str) -> None:
    table = read(name, "organisation" if name.startswith("05") else "person")

    assert table.reading.encoding == encoding
    assert table.rows[0][1][0] in {"Åsa", "Räddningstjänsten Åmål Förbund"}
    assert table.question is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_a_name_comes_through_every_encoding(encoding: str) -> None:
    content = "Namn;Ort\r\nRäddningstjänsten Åmål Förbund;Åmål\r\n".encode(encoding)

    assert imports.tables.read(content).rows[0][1] == ["Räddningstjänsten Åmål Förbund", "Åmål"]


def test_one_wrong_byte_is_shown_at_its_place_and_asked() -> None:
    table = read("utf8_onebad.csv")

    assert table.question is not None
    assert table.question.values == {"line": 3, "text": "Jörgen;Ek;a2@exempel.example"}
    assert "Öberg" in table.choices["utf-8"]
    assert "Ã–berg" in table.choices["cp1252"]
    assert read("utf8_onebad.csv", encoding="utf-8").question is None


def test_an_encoding_in_which_the_file_is_not_is_refused() -> None:
    with pytest.raises(InvalidError) as refused:
        read("05_macroman.csv", encoding="utf-16-le", noun="organisation")

    assert "encoding" in refused.value.fields or "file" in refused.value.fields


@pytest.mark.parametrize(
    ("name", "sheet", "row"),
    [
        ("10_title_rows.xlsx", "Sheet", 3),
        ("titelrad.csv", "", 3),
        ("titelrad2.csv", "", 3),
        ("titel_sammanslagen.xlsx", "Sheet", 2),
        ("tva_rubrikrader.xlsx", "Sheet", 2),
        ("dold_flik.xlsx", "Kontakter", 1),
        ("instruktionsflik.xlsx", "Kontakter", 1),
    ],
)
def test_the_sheet_and_the_line_of_headings_are_proposed(name: str, sheet: str, row: int) -> None:
    table = read(name, "organisation" if name.startswith("10") else "person")

    assert (table.reading.sheet, table.reading.heading_row) == (sheet, row)
    assert {"Förnamn", "Namn"} & set(table.headings)


def test_another_sheet_and_another_line_can_be_chosen() -> None:
    assert read("dold_flik.xlsx", sheet="Listor").headings == ["Län"]
    assert read("titelrad.csv", heading_row=1).headings == ["Kontaktlista 2026"]


def test_columns_of_one_name_are_told_apart_by_the_group_above_them() -> None:
    content = "Besök;;Faktura;\nGata;Ort;Gata;Ort\nStorgatan 1;Lund;Box 2;Malmö\n".encode()

    assert imports.tables.read(content, Reading(heading_row=2)).headings == [
        "Besök Gata",
        "Besök Ort",
        "Faktura Gata",
        "Faktura Ort",
    ]


def test_a_formula_without_a_value_and_an_error_are_told_at_their_cells() -> None:
    assert messages(read("formel.xlsx")) == {
        2: [(2, "This cell has a formula whose value was not saved. Save the file in Excel.")],
        3: [(0, "The spreadsheet shows an error here: {value}")],
    }


def test_more_cells_than_headings_are_told_on_their_line() -> None:
    assert list(messages(read("surplus.csv"))) == [2]


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_opens() -> None:
    [(column, text)] = messages(read("citat.csv"))[2]

    assert column == 1
    assert "never closed" in text


def test_a_sheet_whose_cells_lie_far_apart_is_refused_in_bounded_memory() -> None:
    with pytest.raises(InvalidError) as refused:
        read("bred.xlsx")

    assert refused.value.fields["file"].values == {"sheet": "Sheet", "row": 50000, "column": 16384}


def test_a_file_that_takes_more_memory_than_it_may_ends_only_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports.tables, "MEMORY", 200_000_000)
    content = ("Namn;Ort\n" + "Anna;" + "å" * 60_000 + "\n") * 500

    with pytest.raises(InvalidError) as refused:
        imports.tables.read(content.encode())

    assert "too large" in refused.value.fields["file"].msgid


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports.tables, "SECONDS", 1)
    content = b"Namn;Ort\n" + b"Anna;Lund\n" * 2_000_000

    with pytest.raises(InvalidError):
        imports.tables.read(content)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_broken_part_of_an_excel_file_is_refused_in_words(part: str) -> None:
    broken = io.BytesIO()
    with zipfile.ZipFile(CASES / "11_persons.xlsx") as whole, zipfile.ZipFile(broken, "w") as made:
        for name in whole.namelist():
            made.writestr(name, b"<no xml" if name == part else whole.read(name))

    with pytest.raises(InvalidError) as refused:
        imports.tables.read(broken.getvalue())

    assert "file" in refused.value.fields


@pytest.mark.parametrize("name", ["tva_telefoner.csv", "dubbla.csv", "google.csv", "outlook.csv", "outlook_sv.csv"])
def test_the_columns_of_contacts_are_known(name: str) -> None:
    columns = imports.columns.guess(imports.NOUNS["person"], read(name).headings)

    assert {"emails", "phones"} <= set(columns)
    assert columns.count("") <= (1 if name == "outlook.csv" else 0)


def test_a_formula_below_all_values_is_told_on_its_line_too() -> None:
    table = read("10_title_rows.xlsx", "organisation")

    assert [line for line, _ in table.rows] == [4, 5, 7]
    assert list(messages(table)) == [7]
