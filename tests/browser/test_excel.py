"""Excel in the browser: a list taken out and opened again, and an import from the file to its undoing."""

import secrets
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from sambruk_crm.models import Role
from sambruk_crm.services import sheets
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_person
from tests.servers import RunningServer

Picture = Callable[[Page, str], None]


def book(path: Path, headings: list[str], *rows: list[str]) -> Path:
    """Make an Excel file."""
    sheets.write_xlsx(path, sheets.Sheet("Lista", [sheets.Heading(title) for title in headings], rows))
    return path


def test_a_list_is_taken_out_as_it_was_filtered(
    page: Page, server: RunningServer, tmp_path: Path, picture: Picture
) -> None:
    maria, word = add_user(server, "Maria Lind", Role.MANAGER, "sv"), secrets.token_hex(4)
    with records(server) as session:
        for name in ("Arboga", "Kungsör"):
            make_organisation(session, maria, f"{name} {word}", status="customer")
        make_organisation(session, maria, f"Sala {word}", status="prospect")

    enter(page, server, maria, f"/organisations?text={word}&status=customer")
    page.get_by_role("button", name="Exportera…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 rader")
    dialog.get_by_role("checkbox", name="E-post", exact=True).uncheck()
    picture(page, "excel-export")
    dialog.get_by_role("button", name="Skapa filen").click()
    with page.expect_download() as taken:
        page.get_by_test_id("export-bar").get_by_role("button", name="Ladda ner").click()

    taken.value.save_as(tmp_path / "out.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    assert taken.value.suggested_filename.startswith("Organisationer ")
    assert rows[0][:2] == ["Namn", "Organisationsnummer"]
    assert "E-post" not in rows[0]
    assert [row[0] for row in rows[1:]] == [f"Arboga {word}", f"Kungsör {word}"]


def test_what_is_chosen_in_a_list_is_taken_out(page: Page, server: RunningServer, tmp_path: Path) -> None:
    maria, word = add_user(server, "Maria Lind", Role.MANAGER), secrets.token_hex(4)
    with records(server) as session:
        for name in ("Åsa", "Bo", "Siv"):
            make_person(session, maria, name, word)

    enter(page, server, maria, f"/persons?text={word}")
    page.get_by_role("checkbox", name=f"Choose Bo {word}").click()
    page.get_by_role("button", name="Export chosen…").click()
    page.get_by_role("radio", name="CSV").check()
    page.get_by_role("button", name="Make the file").click()
    with page.expect_download() as taken:
        page.get_by_test_id("export-bar").get_by_role("button", name="Download").click()

    taken.value.save_as(tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["First name", "Bo"]


def test_who_may_not_export_is_offered_none(page: Page, server: RunningServer) -> None:
    enter(page, server, add_user(server), "/persons")

    expect(page.get_by_role("link", name="Import…")).to_be_visible()
    expect(page.get_by_role("button", name="Export…")).to_have_count(0)


def test_an_import_from_the_file_to_its_undoing(
    page: Page, server: RunningServer, tmp_path: Path, picture: Picture
) -> None:
    anna, word = add_user(server, "Anna Berg", Role.STAFF, "sv"), secrets.token_hex(4)
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {word}", status="prospect").key
    file = book(
        tmp_path / "kunder.xlsx",
        ["Kommun", "Status", "Taggar", "Internt"],
        [f"Kungsör {word}", "Kund", word, "x"],
        [f"Köping {word}", "Kund", word, ""],
        [f"Sala {word}", "Kanske", "", ""],
    )

    enter(page, server, anna, "/organisations")
    page.get_by_role("link", name="Importera…").click()
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.wait_for_url("**/import/*")
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_role("heading", name="Vad kolumnerna är")).to_be_focused()
    expect(page.locator("[name=column-3]")).to_have_value("")
    expect(page.locator("[name=column-0]")).to_have_value("name")
    picture(page, "excel-kolumner")
    page.get_by_role("button", name="Provkör").click()

    result = page.get_by_test_id("import-result")
    expect(result).to_contain_text("Det här kommer att hända")
    expect(result).to_contain_text("Status: Prospekt → Kund")
    expect(result).to_contain_text("Kanske är inte ett av alternativen")
    picture(page, "excel-provkorning")
    with page.expect_download() as bad:
        result.get_by_role("button", name="Felaktiga rader som fil").click()
    assert bad.value.suggested_filename == "kunder - felaktiga rader.xlsx"

    page.get_by_role("button", name="Importera nu").click()
    expect(result).to_contain_text("Det som har hänt")
    expect(page.get_by_role("button", name="Ångra hela importen")).to_be_visible()
    page.get_by_role("link", name=f"Kungsör {word}").click()
    page.wait_for_url(f"**/organisations/{town}")
    expect(page.locator("main")).to_contain_text("Kund")

    page.goto("/import")
    page.get_by_role("link", name="kunder.xlsx").first.click()
    page.get_by_role("button", name="Ångra hela importen").click()
    expect(result.get_by_text("Ångrad", exact=True).first).to_be_visible()
    page.goto(f"/organisations?text={word}")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 av 1")


def test_a_likely_duplicate_is_linked_on_a_phone(new_page: NewPage, server: RunningServer, tmp_path: Path) -> None:
    anna, word = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        make_person(session, anna, "Åsa", word)
    file = book(tmp_path / "p.xlsx", ["First name", "Last name", "E-mail"], ["Åsa", word, f"{word}@example.test"])
    phone = new_page(**PHONE)

    enter(phone, server, anna, "/import?of=person")
    phone.get_by_label("File", exact=True).set_input_files(file)
    phone.wait_for_url("**/import/*")
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Try it").click()
    choice = phone.get_by_role("combobox", name="What to do with line 2")
    choice.select_option(label=f"Link with Åsa {word}")
    assert serious_findings(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    phone.get_by_role("button", name="Import now").click()

    expect(phone.get_by_test_id("import-result")).to_contain_text("What has happened")
    phone.goto(f"/persons?text={word}@example.test")
    expect(phone.get_by_test_id("list-total")).to_have_text("1–1 of 1")


def test_a_file_is_read_in_another_way_left_and_gone_on_with(
    new_page: NewPage, server: RunningServer, tmp_path: Path, picture: Picture
) -> None:
    anna, word = add_user(server, locale="sv"), secrets.token_hex(4)
    file = tmp_path / "listor.csv"
    lines = ["Lista över kunder;;", "Namn;Telefon;Medlem från", f"Åmål {word};0532-170 00;29.3.2019"]
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    phone = new_page(**PHONE)

    enter(phone, server, anna, "/import?of=organisation")
    phone.get_by_label("Fil", exact=True).set_input_files(file)
    phone.wait_for_url("**/import/*")
    first = phone.get_by_role("region", name="Filens första rader")
    expect(first).to_contain_text(f"Åmål {word}")
    phone.get_by_label("Teckenkodning").select_option("cp850")
    phone.get_by_role("button", name="Nästa").click()
    expect(first).not_to_contain_text("Åmål")
    phone.get_by_label("Teckenkodning").select_option("cp1252")
    phone.get_by_role("button", name="Nästa").click()
    expect(first).to_contain_text(f"Åmål {word}")
    picture(phone, "import-lasning")
    phone.get_by_role("button", name="Nästa").click()

    columns = phone.locator(".import-columns")
    expect(columns).to_contain_text("+46 532 170 00")
    expect(columns).to_contain_text("2019-03-29")
    phone.locator("[name=column-2]").select_option("")
    expect(columns).not_to_contain_text("2019-03-29")
    assert serious_findings(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture(phone, "import-kolumner-mobil")

    phone.goto("/import")
    phone.get_by_role("link", name="listor.csv").first.click()
    expect(phone.locator("[name=column-2]")).to_have_value("")
    phone.get_by_role("button", name="Provkör").click()
    expect(phone.get_by_role("button", name="Resultat")).to_have_attribute("aria-current", "step")
    phone.get_by_role("button", name="Importera nu").click()
    expect(phone.get_by_test_id("import-result")).to_contain_text("Det som har hänt")

    phone.goto("/import?of=organisation")
    phone.get_by_label("Fil", exact=True).set_input_files(file)
    phone.wait_for_url("**/import/*")
    phone.get_by_role("button", name="Nästa").click()
    expect(phone.get_by_text("Upplagd som listor.csv")).to_be_visible()
    expect(phone.locator("[name=column-2]")).to_have_value("")
    phone.get_by_role("button", name="Gissa på nytt").click()
    expect(phone.locator("[name=column-2]")).to_have_value("joined_on")


def test_rows_are_pasted_and_the_organisations_they_name_are_made_after_asking(
    page: Page, server: RunningServer, picture: Picture
) -> None:
    anna, word = add_user(server, locale="sv"), secrets.token_hex(4)

    enter(page, server, anna, "/import?of=person")
    page.get_by_text("Klistra in rader från ett kalkylblad").click()
    rows = f"Förnamn\tEfternamn\tOrganisation\nÅsa\tÖ{word}\tNya Verket {word}\nBo\tE{word}\tNya Verket {word}"
    page.get_by_label("Rader med sina rubriker").fill(rows)
    page.get_by_role("button", name="Läs dem").click()
    page.wait_for_url("**/import/*")
    page.get_by_role("button", name="Nästa").click()
    expect(page.locator(".import-columns")).to_contain_text(f"Det finns ingen organisation Nya Verket {word}.")
    page.get_by_role("button", name="Provkör").click()
    expect(page.get_by_text("Organisationer som raderna nämner och som inte finns här: 1")).to_be_visible()
    picture(page, "import-saknas")
    page.get_by_role("button", name="Skapa dem också").click()
    expect(page.get_by_role("button", name="Ny 2")).to_be_visible()
    page.get_by_role("button", name="Importera nu").click()
    expect(page.get_by_test_id("import-result")).to_contain_text("Det som har hänt")

    page.goto(f"/organisations?text={word}")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 av 1")


def test_a_file_is_dropped_on_its_field(page: Page, server: RunningServer) -> None:
    enter(page, server, add_user(server), "/import?of=lead")
    page.locator(".file-drop").wait_for()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["Name;E-mail\\nBo Ek;bo@example.test"], "leads.csv", { type: "text/csv" }));
            const target = document.querySelector(".file-drop");
            for (const kind of ["dragover", "drop"])
                target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )

    page.wait_for_url("**/import/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("leads.csv")


def test_a_file_that_is_no_table_is_refused_beside_the_field(page: Page, server: RunningServer, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")

    enter(page, server, add_user(server), "/import")
    page.get_by_label("File", exact=True).set_input_files(path)

    expect(page.get_by_text("This Excel file cannot be read.")).to_be_visible()
