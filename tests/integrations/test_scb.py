"""Reading population figures."""

import json
from datetime import date
from typing import Any

import pytest

from sambruk_crm.errors import Message
from sambruk_crm.i18n import translate
from sambruk_crm.integrations import scb
from sambruk_crm.integrations.scb import Figure, PopulationFileError

LAST_DAY = date(2025, 12, 31)


def refusal(content: str | bytes, counted_on: date | None = LAST_DAY) -> str:
    """Return the reason, in English, for which a file is refused."""
    with pytest.raises(PopulationFileError) as caught:
        scb.parse(content.encode() if isinstance(content, str) else content, counted_on=counted_on)
    message: Message = caught.value.message
    return translate(message, "en")


def pxweb(*rows: tuple[list[str], list[str]], columns: list[dict[str, str]] | None = None) -> bytes:
    """Write an answer of the first version of the API."""
    columns = columns or [
        {"code": "Region", "text": "region", "type": "d"},
        {"code": "Tid", "text": "år", "type": "t"},
        {"code": "BE0101N1", "text": "Folkmängd", "type": "c"},
    ]
    told = {"columns": columns, "data": [{"key": key, "values": values} for key, values in rows]}
    return json.dumps(told).encode()


def json_stat(**changed: Any) -> bytes:
    """Write an answer of the second version of the API."""
    told: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [2, 1, 2],
        "dimension": {
            "Region": {"category": {"index": {"0180": 1, "0114": 0}, "label": {"0114": "Upplands Väsby"}}},
            "ContentsCode": {"category": {"index": ["BE0101N1"], "label": {"BE0101N1": "Folkmängd"}}},
            "Tid": {"category": {"index": {"2024": 0, "2025": 1}}},
        },
        "value": [49_000, 50_495, 990_000, 999_239],
    }
    return json.dumps(told | changed).encode()


def test_our_csv_is_read_with_its_days() -> None:
    read = scb.parse(b"kommunkod,folkmangd,folkmangd_datum\n0114,50495,2025-12-31\n0180,999239,2024-12-31\n")

    assert read == [Figure("0114", 50_495, LAST_DAY), Figure("0180", 999_239, date(2024, 12, 31))]


def test_a_csv_saved_by_a_swedish_spreadsheet_is_read() -> None:
    content = "\ufeffKommunkod;Namn;Folkmangd\r\n0114;Upplands Väsby;50\u00a0495\r\n".encode()

    assert scb.parse(content, counted_on=LAST_DAY) == [Figure("0114", 50_495, LAST_DAY)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("kommunkod,folkmangd\n0114,1\n0180,many\n", "Line 3: “many” is not a number of inhabitants."),
        ("kommunkod,folkmangd\n0114,-5\n", "Line 2: “-5” is not a number of inhabitants."),
        ("kommunkod,folkmangd\n114,1\n", "Line 2: “114” is not a municipality code of four digits."),
        ("kommunkod,folkmangd\n0114\n", "Line 2: it has another number of columns than the first line."),
        ("kommunkod,folkmangd\n0114,1,2\n", "Line 2: it has another number of columns than the first line."),
        ("kommunkod,folkmangd\n0114,1\n0114,2\n", "Line 3: 0114 occurs twice."),
        ("kommunkod,folkmangd\n0114,1\n\n0180,x\n", "Line 4: “x” is not a number of inhabitants."),
        ("kod,folkmangd\n0114,1\n", "Line 1: there is no column kommunkod."),
        ("kommunkod,folkmangd,folkmangd_datum\n0114,1,i fjol\n", "Line 2: “i fjol” is not a day such as 2025-12-31."),
        ("kommunkod,folkmangd\n", "The file holds no figures."),
        ("", "Line 1: there is no column kommunkod."),
    ],
)
def test_a_broken_csv_is_refused_with_its_line(content: str, reason: str) -> None:
    assert refusal(content) == reason


def test_a_csv_that_is_not_utf_8_is_refused_with_its_line() -> None:
    assert refusal(b"kommunkod,namn,folkmangd\n0114,V\xe4sby,1\n") == "Line 2: it is not in UTF-8."


def test_a_csv_without_a_day_needs_one() -> None:
    assert refusal("kommunkod,folkmangd\n0114,1\n", None) == "Line 2: it names no day, and none was given."


def test_the_answer_of_the_first_api_is_read() -> None:
    read = scb.parse(pxweb((["0114", "2025"], ["50495"]), (["01", "2025"], ["2486253"])))

    assert read == [Figure("0114", 50_495, LAST_DAY), Figure("01", 2_486_253, LAST_DAY)]


def test_an_area_without_a_figure_says_nothing() -> None:
    read = scb.parse(pxweb((["1917", "2025"], [".."]), (["0114", "2025"], ["50495"])))

    assert [figure.code for figure in read] == ["0114"]


def test_the_population_is_told_from_other_contents() -> None:
    columns = [
        {"code": "Region", "type": "d"},
        {"code": "Tid", "type": "t"},
        {"code": "BE0101N2", "text": "Folkökning", "type": "c"},
        {"code": "BE0101N1", "text": "Folkmängd", "type": "c"},
    ]

    assert scb.parse(pxweb((["0114", "2025"], ["12", "50495"]), columns=columns))[0].inhabitants == 50_495


def test_the_answer_of_the_second_api_is_read() -> None:
    read = scb.parse(json_stat())

    assert read == [
        Figure("0114", 49_000, date(2024, 12, 31)),
        Figure("0114", 50_495, LAST_DAY),
        Figure("0180", 990_000, date(2024, 12, 31)),
        Figure("0180", 999_239, LAST_DAY),
    ]


def test_sparse_values_of_the_second_api_are_read() -> None:
    assert scb.parse(json_stat(value={"3": 999_239})) == [Figure("0180", 999_239, LAST_DAY)]


@pytest.mark.parametrize(
    ("period", "day"), [("2025", LAST_DAY), ("2025K3", date(2025, 9, 30)), ("2024M02", date(2024, 2, 29))]
)
def test_the_last_day_of_a_period_counts(period: str, day: date) -> None:
    assert scb.parse(pxweb((["0114", period], ["1"])))[0].counted_on == day


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"columns": [\n{"code"\n', "Line 3: it is not JSON."),
        (b"[1, 2]", "The file is JSON, but not an answer of Statistics Sweden about population."),
        (b'{"columns": []}', "The file is JSON, but not an answer of Statistics Sweden about population."),
        (pxweb((["0114", "2025"], ["1"]), (["0180", "2025"], ["x"])), "Entry 2: “x” is not a number of inhabitants."),
        (pxweb((["0114", "2025M13"], ["1"])), "Entry 1: “2025M13” is not a day such as 2025-12-31."),
        (
            pxweb((["0114", "2025"], ["1"]), (["0114", "2025"], ["2"])),
            "Entry 2: 0114 occurs twice; ask for totals, not for each sex or age.",
        ),
        (json_stat(value=[1]), "The file is JSON, but not an answer of Statistics Sweden about population."),
    ],
)
def test_broken_json_is_refused_with_its_entry(content: bytes, reason: str) -> None:
    assert refusal(content) == reason
