"""Excel files, behind checks of their size unpacked and of how far out their cells lie."""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sambruk_crm.errors import say
from sambruk_crm.integrations.tables.parts import (
    LARGEST_UNPACKED,
    MOST_CELLS,
    MOST_PARTS,
    CellProblem,
    Raw,
    RefusedError,
    unreadable,
)

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>/]*>([^<]*)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheets_of(content: bytes) -> dict[str, bool]:
    """Return the names of the sheets with cells, and whether each is shown.

    Raises:
        RefusedError: the file is broken, or too large unpacked.
    """
    book = _open(content)
    return {
        sheet.name: sheet.visible == SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    }


def read(content: bytes, name: str) -> Raw:
    """Read a sheet's lines, with what is wrong with cells that hold no value.

    Raises:
        RefusedError: the sheet is broken or reaches too far.
    """
    problems = _look_through(content, name)
    try:
        sheet: CalamineSheet = _open(content).get_sheet_by_name(name)
        above = sheet.start[0] if sheet.start else 0
        before = sheet.start[1] if sheet.start else 0
        lines = [(above + number, [""] * before + list(row)) for number, row in enumerate(sheet.iter_rows(), 1)]
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise unreadable() from error
    return Raw(lines, problems)


def _open(content: bytes) -> CalamineWorkbook:
    _refuse_bomb(content)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise unreadable() from error


def _look_through(content: bytes, name: str) -> dict[int, list[CellProblem]]:
    """Find how far the cells reach, before any is laid out, and those with a formula or an error and no value."""
    problems: dict[int, list[CellProblem]] = {}
    last_row, last_column, first = 0, 0, (1 << 20)
    for found in _CELL.finditer(_part_of(content, name)):
        place = _PLACE.search(found[1])
        if place is None:
            continue
        row, column = int(place[2]), _number(place[1])
        last_row, last_column, first = max(last_row, row), max(last_column, column), min(first, row)
        if problem := _problem(found[1], found[3] or b"", column):
            problems.setdefault(row, []).append(problem)
    if max(0, last_row - first + 1) * last_column > MOST_CELLS:
        raise RefusedError(
            say(
                "The sheet “{sheet}” reaches to row {row} and column {column}. Delete what lies outside of the table.",
                sheet=name,
                row=last_row,
                column=last_column,
            )
        )
    return problems


def _problem(attributes: bytes, inner: bytes, column: int) -> CellProblem | None:
    value = _VALUE.search(inner)
    if b't="e"' in attributes:
        shown = value[1].decode(errors="replace") if value else ""
        return CellProblem(column - 1, say("The spreadsheet shows an error here: {value}", value=shown or "#"))
    if re.search(rb"<(?:\w+:)?f\b", inner) and (value is None or not value[1]):
        return CellProblem(
            column - 1, say("This cell has a formula whose value was not saved. Save the file in Excel.")
        )
    return None


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _part_of(content: bytes, name: str) -> bytes:
    """Return the XML of a sheet, or nothing where the file is laid out in another way."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            book = ET.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314 -- this process may die
            ids = {s.get("name"): s.get(_RELATION) for s in book.iter() if s.tag.endswith("}sheet")}
            relations = ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- the same
            target = next((r.get("Target", "") for r in relations if r.get("Id") == ids.get(name)), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return parts.read(path)
    except (KeyError, ET.ParseError, zipfile.BadZipFile, OSError, ValueError):
        return b""


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
            size = sum(_unpacked(parts, part) for part in found[:MOST_PARTS])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise unreadable() from error
    if len(found) > MOST_PARTS or size > LARGEST_UNPACKED:
        raise RefusedError(say("This Excel file is too large when it is unpacked. Divide it."))


def _unpacked(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Count what a part really holds, as far as the limit: what it says of itself may be a lie."""
    size = 0
    with parts.open(part) as stream:
        while size <= LARGEST_UNPACKED and (block := stream.read(1 << 20)):
            size += len(block)
    return size
