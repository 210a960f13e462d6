"""Reading the tables people bring: Excel behind a check of its size unpacked, CSV in whatever encoding and parting."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.services.sheets import distinct

MOST_ROWS = 100_000
MOST_COLUMNS = 200
LARGEST_UNPACKED = 300_000_000
MOST_PARTS = 2_000
LONGEST_CELL = 100_000
_DELIMITERS = ";,\t|"
_QUOTED_FORMULA = re.compile(r"'[=+\-@\t\r\n|%]")


@dataclass(frozen=True)
class Table:
    """A table that was read: its headings, and rows of texts, each with its line in the file."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(content: bytes) -> Table:
    """Read the first sheet of an Excel file, or a CSV file, whichever it is.

    Raises:
        InvalidError: it is neither, it is too large unpacked, or there is no row below a heading.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(say("This is an old or protected Excel file. Save it as .xlsx without a password."))
    lines = _excel(content) if content.startswith(b"PK") else _csv(_decoded(content))
    return _table(lines)


def _table(lines: Iterator[Sequence[Any]]) -> Table:
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for line, cells in enumerate(lines, 1):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not headings:
            headings = _headings(texts)
            continue
        if len(rows) == MOST_ROWS:
            raise _refusal(say("There are more than {count} rows. Divide the file.", count=MOST_ROWS))
        rows.append((line, (texts + [""] * len(headings))[: len(headings)]))
    if not rows:
        raise _refusal(say("There must be a line of headings and at least one row below it."))
    return Table(headings, rows)


def _headings(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise _refusal(say("There are more than {count} columns.", count=MOST_COLUMNS))
    return distinct([text or f"{number}" for number, text in enumerate(texts, 1)])


def _excel(content: bytes) -> Iterator[Sequence[Any]]:
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        above = sheet.start[0] if sheet.start else 0
        yield from ([] for _ in range(above))
        yield from sheet.iter_rows()
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise _refusal(say("This Excel file cannot be read. Save it anew as .xlsx.")) from error


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
            size = sum(_unpacked(parts, part) for part in found[:MOST_PARTS])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _refusal(say("This Excel file cannot be read. Save it anew as .xlsx.")) from error
    if len(found) > MOST_PARTS or size > LARGEST_UNPACKED:
        raise _refusal(say("This Excel file is too large when it is unpacked. Divide it."))


def _unpacked(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Count what a part really holds, as far as the limit: what it says of itself may be a lie."""
    size = 0
    with parts.open(part) as stream:
        while size <= LARGEST_UNPACKED and (block := stream.read(1 << 20)):
            size += len(block)
    return size


def _decoded(content: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _csv(text: str) -> Iterator[Sequence[Any]]:
    if "\x00" in text[:10_000]:
        raise _refusal(say("This is neither an Excel file (.xlsx) nor CSV."))
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first.strip()[4:] in tuple(_DELIMITERS):
        delimiter, text = first.strip()[4:], rest
    else:
        delimiter = _delimiter(text)
    limit = csv.field_size_limit(LONGEST_CELL * 2)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _refusal(say("This CSV file cannot be read.")) from error
    finally:
        csv.field_size_limit(limit)


def _delimiter(text: str) -> str:
    """Choose what parts the first lines into the most columns, each into as many."""

    def fitness(delimiter: str) -> tuple[int, int]:
        lines = list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter))[:20]
        widths = [len(line) for line in lines[:-1] or lines if line]
        if not widths or widths[0] == 1:
            return (0, 0)
        return (sum(width == widths[0] for width in widths), widths[0])

    return max(_DELIMITERS, key=fitness)


def _text(cell: Any) -> str:
    match cell:
        case str():
            text = cell.replace("\x00", "").strip()
            return text[1:] if _QUOTED_FORMULA.match(text) else text
        case bool():
            return "1" if cell else "0"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 -- exact
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case _:
            return "" if cell is None else str(cell)


def _refusal(message: Message) -> InvalidError:
    return InvalidError({"file": message})
