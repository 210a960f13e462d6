"""The door for what comes in: what people of four countries type, paste and import, and what becomes of it."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sambruk_crm.errors import FieldError, InvalidError
from sambruk_crm.i18n import translate
from sambruk_crm.services.values import amounts, countries, days, lines, numbers, phones, validation
from sambruk_crm.services.values.validation import Amount, Count, Country, Day, Email, Input, Line, Text, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)


class Typed(Input):
    """One field of each kind."""

    line: Line = ""
    text: Text = ""
    email: Email = ""
    amount: Amount = None
    count: Count = None
    day: Day = None
    country: Country = "SE"


def typed(**values: object) -> Typed:
    return parse(Typed, values)


def refused(**values: object) -> str:
    with pytest.raises(InvalidError) as error:
        parse(Typed, values)
    return next(iter(error.value.fields.values())).msgid


@given(TEXT)
def test_what_passes_the_door_passes_it_again_unchanged(text: str) -> None:
    assert lines.line(lines.line(text)) == lines.line(text)
    assert lines.paragraphs(lines.paragraphs(text)) == lines.paragraphs(text)


@given(TEXT)
def test_no_control_sign_passes_the_door(text: str) -> None:
    assert not [sign for sign in lines.line(text) if unicodedata.category(sign) == "Cc"]
    assert not [sign for sign in lines.paragraphs(text) if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Anna\nMaria", "Anna Maria"),
        ("Anna\r\n Maria", "Anna Maria"),
        ("\u200bDold", "Dold"),
        ("\u202a+46 70\u202c", "+46 70"),
        ("Cafe\u0301", "Café"),
        ("a\u2009b\u202fc\u00a0d", "a b c d"),
        ("\u200b\u2060\ufeff", ""),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_a_line_is_one_visible_line(text: str, read: str) -> None:
    assert typed(line=text).line == read


def test_a_text_keeps_its_lines_and_no_other_signs() -> None:
    assert typed(text="Hej\r\n\r\ndu\x07\x0cdär").text == "Hej\n\ndu\ndär"


@pytest.mark.parametrize(
    "text",
    [
        "Bo Ek <bo@example.org>",
        "mailto:bo@example.org",
        "bo@example.org.",
        " <BO@example.org> ",
        '"Bo" <bo@example.org>;',
    ],
)
def test_an_address_is_read_as_mail_programs_give_it(text: str) -> None:
    assert typed(email=text).email == "bo@example.org"


def test_the_name_beside_an_address_is_known() -> None:
    assert validation.name_beside('"Ek, Bo" <bo@example.org>') == "Ek, Bo"
    assert validation.name_beside("bo@example.org") == ""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("070-123 45 67", "+46701234567"),
        ("0046 70 123 45 67", "+46701234567"),
        ("+46(0)70-123 45 67", "+46701234567"),
        ("tel:+46701234567", "+46701234567"),
        ("070–123 45 67", "+46701234567"),
        ("070-123 45 67 ankn 12", "+46701234567;ext=12"),
        ("070-123 45 67, ankn. 12", "+46701234567;ext=12"),
        ("070-123 45 67 anknytning 12", "+46701234567;ext=12"),
        ("070-123 45 67 ext. 12", "+46701234567;ext=12"),
        ("08-123 45 67 x12", "+4681234567;ext=12"),
        ("+46701234567;ext=12", "+46701234567;ext=12"),
        ("0586-481 00 vx", "+4658648100;note=vx"),
        ("0586-481 00 (växel)", "+4658648100;note=växel"),
        ("vx: 0586-481 00", "+4658648100;note=vx"),
        ("08-123 45 67, jobb", "+4681234567;note=jobb"),
        ("+46 8 123 45 67 ext. 12 vx", "+4681234567;ext=12;note=vx"),
        ("Tel. 0586-481 00", "+4658648100"),
    ],
)
def test_a_telephone_number_keeps_its_extension(text: str, read: str) -> None:
    assert phones.read(text) == read


@pytest.mark.parametrize(
    ("text", "country", "read"),
    [
        ("22 33 44 55", "NO", "+4722334455"),
        ("33 12 34 56", "DK", "+4533123456"),
        ("020 7946 0000", "GB", "+442079460000"),
        ("030 123456", "DE", "+4930123456"),
    ],
)
def test_a_national_number_is_read_as_it_is_dialled_in_its_country(text: str, country: str, read: str) -> None:
    assert phones.read(text, country) == read


@pytest.mark.parametrize("text", ["0586-481 00 vx 2", "0586 vx 481 00", "0705O12345"])
def test_letters_that_would_be_lost_within_a_number_are_refused_as_such(text: str) -> None:
    with pytest.raises(FieldError, match="would be lost"):
        phones.read(text)


@pytest.mark.parametrize("text", ["4,67012E+10", "4.67E+10"])
def test_a_number_that_a_spreadsheet_cut_is_refused_as_such(text: str) -> None:
    with pytest.raises(FieldError, match="spreadsheet has cut this number"):
        phones.read(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12500", "12500"),
        ("12 500", "12500"),
        ("12\u2009500,50", "12500.50"),
        ("12\u202f500", "12500"),
        ("12.500,50", "12500.50"),
        ("12,500.50", "12500.50"),
        ("12'500", "12500"),
        ("12 500:-", "12500"),
        ("12 500 kr", "12500"),
        ("SEK 12 500", "12500"),
        ("1.000.000", "1000000"),
        ("0,125", "0.125"),
        ("12,5", "12.5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, read: str) -> None:
    assert amounts.read(text) == read


@pytest.mark.parametrize("text", ["12.500", "12,500", "1.000"])
def test_an_amount_that_could_be_two_is_asked(text: str) -> None:
    with pytest.raises(amounts.AmbiguousError):
        amounts.read(text)
    assert "Is this" in refused(amount=text)
    assert "Is this" in refused(count=text)


def test_the_rest_of_a_column_says_which_of_two_amounts_it_is() -> None:
    assert amounts.decimal_sign_of(["1.000", "12,0"]) == ","
    assert amounts.decimal_sign_of(["1.000", "2.000"]) == ""
    assert amounts.read("1.000", decimal=",") == "1000"
    assert amounts.read("1.000", decimal=".") == "1.000"


@pytest.mark.parametrize("text", ["1e3", "1_000", "ca 100", "12 50", "1.00.000"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    assert refused(count=text) == "Write a whole number."


@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u2009", "\u202f", "'"]), st.integers(0, 99))
def test_a_grouped_amount_is_read_back(whole: int, sign: str, cents: int) -> None:
    written = f"{whole:,}".replace(",", sign) + f",{cents:02}"

    assert typed(amount=written).amount == Decimal(whole) + Decimal(cents) / 100


@pytest.mark.parametrize(
    "text", ["2026-11-26", "20261126", "26.11.2026", "26/11/2026", "26-11-2026", "2026-11-26 14:30", "26.11.2026 14.30"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert typed(day=text).day == date(2026, 11, 26)


def test_a_day_that_could_be_two_is_asked_unless_its_column_tells() -> None:
    assert "Is this" in refused(day="03/04/2026")
    assert days.order_of(["03/04/2026", "26/11/2026"]) is True
    assert days.order_of(["03/04/2026", "11/26/2026"]) is False
    assert days.read("03/04/2026", day_first=True) == "2026-04-03"
    assert days.read("03/04/2026", day_first=False) == "2026-03-04"


@pytest.mark.parametrize("text", ["2026-13-01", "26/11/26", "mars 2026", "31.2.2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refused(day=text).startswith("Write a date")


@pytest.mark.parametrize(
    ("text", "code"),
    [("se", "SE"), ("Sverige", "SE"), ("Norwegen", "NO"), ("Suomi", "FI"), ("UK", "GB")],
)
def test_a_country_is_known_by_its_name_in_any_language(text: str, code: str) -> None:
    assert typed(country=text).country == code


def test_every_country_can_be_chosen() -> None:
    assert {"EE", "JP", "UA", "AX", "IS"} <= set(countries.in_order())
    assert countries.in_order()[:2] == ("SE", "NO")
    assert "no country" in refused(country="Atlantis")


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("165560160680", "SE", "5560160680"),
        ("16556016-0680", "SE", "5560160680"),
        ("SE556016068001", "SE", "5560160680"),
        ("SE 5560160680 01", "SE", "5560160680"),
        ("212000–1439", "SE", "2120001439"),
        ("5560360793.0", "SE", "5560360793"),
        ("198112289874", "SE", "8112289874"),
        ("811228-9874", "SE", "8112289874"),
        ("811228+9874", "SE", "8112289874"),
        ("974760673MVA", "NO", "974760673"),
        ("NO 974 760 673 MVA", "NO", "974760673"),
        ("DK 13585628", "DK", "13585628"),
        ("sc123456", "GB", "SC123456"),
        ("0112038-9", "FI", "01120389"),
        ("FI01120389", "FI", "01120389"),
        ("abc 1", "JP", "ABC 1"),
    ],
)
def test_a_number_is_read_as_registers_tax_agencies_and_people_write_it(text: str, country: str, kept: str) -> None:
    assert numbers.canonical(text, country) == kept


def test_a_wrong_finnish_number_is_refused() -> None:
    with pytest.raises(InvalidError):
        numbers.canonical("0112038-1", "FI")


@pytest.mark.parametrize(
    ("number", "text", "called"),
    [
        ("+4658648100;note=vx", "0586-481 00 vx", "+4658648100"),
        ("+46701234567", "070-123 45 67", "+46701234567"),
        ("+4781549300", "+47 815 49 300", "+4781549300"),
        ("+4681234567;ext=12", "08-123 45 67 ext. 12", "+4681234567;ext=12"),
    ],
)
def test_a_number_is_shown_as_people_here_write_it_and_dialled_as_the_world_does(
    number: str, text: str, called: str
) -> None:
    assert (translate(phones.local(number), "en"), phones.dialled(number)) == (text, called)


@pytest.mark.parametrize(
    ("code", "country", "shown"),
    [("66231", "SE", "662 31"), ("662 31", "SE", "662 31"), ("0150", "NO", "0150"), ("10115", "DE", "10115")],
)
def test_a_postal_code_is_shown_as_people_of_its_country_write_it(code: str, country: str, shown: str) -> None:
    assert countries.postal_code_shown(code, country) == shown
