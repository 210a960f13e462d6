"""Writing tables as Excel and CSV, row by row, so that a large one needs no more memory than a small one."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheets

from sambruk_crm.errors import InvalidError, say

Cell = str | int | float | Decimal | bool | date | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MOST_ROWS = 1_048_575
"""What an Excel sheet holds below its heading."""
LONGEST_TEXT = 32_767
"""What an Excel cell holds; counted as Excel does, in UTF-16 units."""
COMMA = frozenset({"en"})
"""Languages whose Excel parts a CSV file by comma; the others write decimals with it and part by semicolon."""
_RISKY = re.compile(r"[=+\-@\t\r\n|%]")
_NUMBER = re.compile(r"[+-]?[\d ().,]+")


class CellKind(StrEnum):
    """What a column holds, which decides how Excel shows it."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"


FORMATS = {
    CellKind.WHOLE: "0",
    CellKind.NUMBER: "#,##0.00",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.TIME: "yyyy-mm-dd hh:mm",
}
WIDTHS = {CellKind.WHOLE: 12, CellKind.NUMBER: 14, CellKind.DATE: 12, CellKind.TIME: 17}
WIDTH_OF_TEXT = 24


@dataclass(frozen=True)
class Heading:
    """A column of a table: what stands above it and what it holds."""

    title: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True)
class Sheet:
    """A table with its name; `about` goes on a sheet of its own, as lines of two cells under `about_name`."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
    about_name: str = ""
    about: Sequence[tuple[str, Cell]] = ()
    zone: tzinfo = UTC


def write_xlsx(path: Path, sheet: Sheet) -> None:
    """Write an Excel file with typed cells; text stays text, also when it looks like a formula.

    Raises:
        InvalidError: there are more rows than a sheet holds.
    """
    titles = distinct([heading.title for heading in sheet.headings])
    kinds = dict(zip(titles, (heading.kind for heading in sheet.headings), strict=True))
    name = _sheet_name(sheet.name)
    sheets: list[tuple[str, Any]] = [(name, _records(titles, sheet))]
    widths: dict[str, Any] = {name: {title: WIDTHS.get(kind, WIDTH_OF_TEXT) for title, kind in kinds.items()}}
    formats: dict[str, Any] = {
        name: {title: Format().set_num_format(FORMATS[kind]) for title, kind in kinds.items() if kind in FORMATS}
    }
    bold = Format().set_bold()
    headers = {name: bold}
    if sheet.about:
        other = _sheet_name(sheet.about_name)
        (left, right), *lines = sheet.about
        second = f"{right}" or " "
        sheets.append((other, [{left: what, second: _typed(value, sheet.zone)} for what, value in lines]))
        widths[other] = {left: 28, second: 60}
        headers[other] = bold
    write_worksheets(
        sheets,
        str(path),
        freeze_panes={name: {"row": 1, "col": 0}},
        column_widths=widths,
        column_formats=formats,
        header_format=headers,
        autofilter={name: True},
        datetime_format=FORMATS[CellKind.TIME],
    )


def write_csv(path: Path, sheet: Sheet, *, locale: str) -> None:
    """Write UTF-8 that Excel recognises; text that Excel would calculate is made plain by an apostrophe."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter="," if locale in COMMA else ";", lineterminator="\r\n")
        writer.writerow([harmless(heading.title) for heading in sheet.headings])
        for row in sheet.rows:
            writer.writerow([_plain(value, sheet.zone, locale) for value in row])


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; numbers such as +46 70 123 stay as they are."""
    if _RISKY.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def distinct(titles: Sequence[str]) -> list[str]:
    """Return titles of which no two are the same."""
    found: list[str] = []
    for title in titles:
        number, wanted = 2, title
        while wanted in found:
            number, wanted = number + 1, f"{title} ({number})"
        found.append(wanted)
    return found


def _records(titles: list[str], sheet: Sheet) -> Iterator[dict[str, Any]]:
    count = 0
    for row in sheet.rows:
        count += 1
        if count > MOST_ROWS:
            raise InvalidError({"format": say("Excel holds at most {count} rows. Choose CSV.", count=MOST_ROWS)})
        yield dict(zip(titles, (_typed(value, sheet.zone) for value in row), strict=True))
    if count == 0:
        yield dict.fromkeys(titles)


def _typed(value: Cell, zone: tzinfo) -> Any:
    match value:
        case "":
            return None
        case str():
            return value if len(value) <= LONGEST_TEXT // 2 else _shortened(value)
        case datetime():
            return value.astimezone(zone).replace(tzinfo=None)
        case _:
            return value


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST_TEXT * 2:
        return text
    return units[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _plain(value: Cell, zone: tzinfo, locale: str) -> str:
    match value:
        case str():
            return harmless(value)
        case datetime():
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case None | bool():
            return "" if value is None else str(int(value))
        case _:
            text = str(value)
            return text if locale in COMMA else text.replace(".", ",")


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "1"
