"""CSV, parted by whatever sign, with what is wrong with its quotation marks and its surplus cells."""

import csv
import io
from collections import Counter

from sambruk_crm.errors import say
from sambruk_crm.integrations.tables.parts import LONGEST_CELL, MOST_ROWS, CellProblem, Raw, RefusedError

SEPARATORS = ";,\t|"


def read(text: str, separator: str = "") -> tuple[Raw, str]:
    """Read lines, parted by a sign that was chosen, that the file names itself, or that fits best; gives which.

    Raises:
        RefusedError: it cannot be read so.
    """
    text = text.replace("\x00", "")
    first, _, rest = text.partition("\n")
    named = first.strip()[4:] if first.lower().startswith("sep=") else ""
    above = 0
    if named and named in SEPARATORS:
        text, above, separator = rest, 1, separator or named
    separator = separator or _fitting(text)
    if separator not in SEPARATORS:
        raise RefusedError(say("Choose one from the list."), "separator")
    lines: list[tuple[int, list[str]]] = []
    csv.field_size_limit(LONGEST_CELL * 2)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = above + 1
    try:
        for cells in reader:
            lines.append((begins, cells))
            begins = above + reader.line_num + 1
            if len(lines) > MOST_ROWS + 100:
                break
    except csv.Error as error:
        raise RefusedError(say("This CSV file cannot be read.")) from error
    return Raw(lines, _open_quotes(text, lines, separator)), separator


def _open_quotes(text: str, lines: list[tuple[int, list[str]]], separator: str) -> dict[int, list[CellProblem]]:
    """Find the cell that swallowed lines because a quotation mark in it is never closed."""
    if text.count('"') % 2 == 0:
        return {}
    for line, cells in reversed(lines):
        for column, cell in enumerate(cells):
            if "\n" in cell and separator in cell:
                message = say(
                    "A quotation mark opens here and is never closed, so {count} lines became one.",
                    count=cell.strip().count("\n") + 1,
                )
                return {line: [CellProblem(column, message)]}
    return {}


def _fitting(text: str) -> str:
    """Return what parts the first lines into the most columns, most of them into as many."""

    def fitness(separator: str) -> tuple[int, int]:
        found = list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=separator))[:30]
        widths = Counter(len(line) for line in (found[:-1] or found) if len(line) > 1)
        if not widths:
            return (0, 0)
        width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
        return (count, width)

    csv.field_size_limit(LONGEST_CELL * 2)
    try:
        return max(SEPARATORS, key=fitness)
    except csv.Error as error:
        raise RefusedError(say("This CSV file cannot be read.")) from error
