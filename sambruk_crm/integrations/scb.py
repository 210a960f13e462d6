"""Population figures as Statistics Sweden gives them, or as a CSV file of our own."""

import calendar
import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from sambruk_crm.errors import CrmError, Message, say

CODE_COLUMN, FIGURE_COLUMN, DATE_COLUMN = "kommunkod", "folkmangd", "folkmangd_datum"
NO_FIGURE = frozenset({"", ".", "..", "-", None})
"""What SCB writes for an area that had no inhabitants to count, such as a code no longer in use."""

_CODE = re.compile(r"\d{2}(\d{2})?")
_PERIOD = re.compile(r"(\d{4})(?:([KM])(\d{1,2}))?")


@dataclass(frozen=True)
class Figure:
    """Inhabitants on a day of a municipality (a code of four digits) or a county (two digits)."""

    code: str
    inhabitants: int
    counted_on: date


class PopulationFileError(CrmError):
    """A file that cannot be read as population figures; `place` says where, as "line 3" or "entry 3"."""

    status = 422
    slug = "broken-file"


def parse(content: bytes, *, counted_on: date | None = None) -> list[Figure]:
    """Read a CSV file of ours, or the JSON of SCB's API in its first (PxWeb) or second (json-stat2) version.

    Args:
        content: the file, in UTF-8.
        counted_on: the day of figures that name none.

    Raises:
        PopulationFileError: with the line, or in JSON the entry, that is broken.
    """
    text = _decoded(content)
    figures = list(_from_json(text) if text.lstrip().startswith(("{", "[")) else _from_csv(text, counted_on))
    if not figures:
        raise PopulationFileError(say("The file holds no figures."))
    return figures


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _broken_line(line, say("it is not in UTF-8")) from None


def _from_csv(text: str, counted_on: date | None) -> Iterator[Figure]:
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in header else ",", strict=True)
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    for wanted in (CODE_COLUMN, FIGURE_COLUMN):
        if wanted not in columns:
            raise _broken_line(1, say("there is no column {column}", column=wanted))
    reader.fieldnames = columns
    seen: set[tuple[str, date]] = set()
    try:
        for row in reader:
            figure = _csv_figure(row, reader.line_num, counted_on)
            if (figure.code, figure.counted_on) in seen:
                raise _broken_line(reader.line_num, say("{code} occurs twice", code=figure.code))
            seen.add((figure.code, figure.counted_on))
            yield figure
    except csv.Error:
        raise _broken_line(reader.line_num, say("the quotation marks do not match")) from None


def _csv_figure(row: dict[str, Any], line: int, counted_on: date | None) -> Figure:
    if any(value is None or isinstance(value, list) for value in row.values()):
        raise _broken_line(line, say("it has another number of columns than the first line"))
    try:
        day = _day(row.get(DATE_COLUMN) or counted_on)
        return Figure(_code(row[CODE_COLUMN]), _inhabitants(row[FIGURE_COLUMN]), day)
    except _UnreadableError as error:
        raise _broken_line(line, error.reason) from None


def _from_json(text: str) -> Iterator[Figure]:
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise _broken_line(error.lineno, say("it is not JSON")) from None
    try:
        entries = _pxweb(told) if "columns" in told else _json_stat(told)
        yield from _checked(entries)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError):
        message = say("The file is JSON, but not an answer of Statistics Sweden about population.")
        raise PopulationFileError(message) from None


def _checked(entries: Iterator[tuple[Any, Any, Any]]) -> Iterator[Figure]:
    seen: set[tuple[str, date]] = set()
    for number, (code, period, value) in enumerate(entries, start=1):
        if value in NO_FIGURE:
            continue
        try:
            figure = Figure(_code(code), _inhabitants(value), _day(period))
        except _UnreadableError as error:
            raise _broken_entry(number, error.reason) from None
        if (figure.code, figure.counted_on) in seen:
            reason = say("{code} occurs twice; ask for totals, not for each sex or age", code=figure.code)
            raise _broken_entry(number, reason)
        seen.add((figure.code, figure.counted_on))
        yield figure


def _pxweb(told: dict[str, Any]) -> Iterator[tuple[Any, Any, Any]]:
    keys = [column["code"].lower() for column in told["columns"] if column.get("type") != "c"]
    contents = [column for column in told["columns"] if column.get("type") == "c"]
    region, time = keys.index("region"), _time_of(keys)
    wanted = _population_among([column.get("text", "") for column in contents])
    for row in told["data"]:
        yield row["key"][region], row["key"][time], row["values"][wanted]


def _json_stat(told: dict[str, Any]) -> Iterator[tuple[Any, Any, Any]]:
    names = [name.lower() for name in told["id"]]
    categories = [_ordered(told["dimension"][name]["category"]) for name in told["id"]]
    region, time = names.index("region"), _time_of(names)
    content = names.index("contentscode") if "contentscode" in names else None
    labels = told["dimension"][told["id"][content]]["category"].get("label", {}) if content is not None else {}
    wanted = _population_among([labels.get(code, "") for code in categories[content]]) if content is not None else 0
    values = told["value"]
    for number, key in enumerate(product(*categories)):
        if content is None or key[content] == categories[content][wanted]:
            value = values.get(str(number)) if isinstance(values, dict) else values[number]
            yield key[region], key[time], value


def _ordered(category: dict[str, Any]) -> list[str]:
    index = category["index"]
    return sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)


def _time_of(names: list[str]) -> int:
    return names.index("tid") if "tid" in names else names.index("time")


def _population_among(texts: list[str]) -> int:
    named = [place for place, text in enumerate(texts) if text.lower().startswith(("folkmängd", "population"))]
    if len(texts) == 1 or len(named) == 1:
        return named[0] if named else 0
    raise PopulationFileError(say("The file has several figures for each municipality. Ask for the population only."))


class _UnreadableError(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


def _code(text: Any) -> str:
    code = str(text).strip()
    if not _CODE.fullmatch(code):
        raise _UnreadableError(say("“{text}” is not a municipality code of four digits", text=code))
    return code


def _inhabitants(value: Any) -> int:
    text = re.sub(r"\s", "", str(value))
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", text):
        raise _UnreadableError(say("“{text}” is not a number of inhabitants", text=str(value)))
    return int(text)


def _day(text: Any) -> date:
    """Read a date, or a period of SCB's (2025, 2025K3, 2025M09), whose last day counts."""
    if text is None:
        raise _UnreadableError(say("it names no day, and none was given"))
    written = str(text).strip()
    if period := _PERIOD.fullmatch(written):
        year, kind, number = int(period[1]), period[2], int(period[3] or 12)
        month = number * 3 if kind == "K" else number
        if 1 <= month <= 12:  # noqa: PLR2004 -- the months of a year
            return date(year, month, calendar.monthrange(year, month)[1])
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _UnreadableError(say("“{text}” is not a day such as 2025-12-31", text=written)) from None


def _broken_line(line: int, reason: Message) -> PopulationFileError:
    return PopulationFileError(say("Line {line}: {reason}.", line=line, reason=reason))


def _broken_entry(number: int, reason: Message) -> PopulationFileError:
    return PopulationFileError(say("Entry {number}: {reason}.", number=number, reason=reason))
