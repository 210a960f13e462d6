"""CSV, parted by whatever sign, with what is wrong with its quotation marks and its surplus cells."""

import csv
import io
from collections import Counter

from sambruk_crm.errors import say
from sambruk_crm.integrations.tables.parts import LONGEST_CELL, MOST_ROWS, CellProblem, Raw, RefusedError

SEPARATORS = ";,\t|"
LOOKED_INTO = 20_000
"""Signs of a file that tell what parts its cells."""


def read(text: str, separator: str = "") -> tuple[Raw, str]:
    """Read lines, parted by a sign that was chosen, that the file names itself, or that fits best; returns which.

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
    """Return what parts the first lines into the most columns, as far as they agree on how many."""

    def fitness(separator: str) -> float:
        found = [line for line in csv.reader(io.StringIO(text[:LOOKED_INTO], newline=""), delimiter=separator) if line]
        whole = found[:-1] if len(text) > LOOKED_INTO and len(found) > 1 else found
        widths = Counter(len(line) for line in whole[:30])
        return max((count * (width - 1) / len(whole[:30]) for width, count in widths.items()), default=0)

    csv.field_size_limit(LONGEST_CELL * 2)
    try:
        return max(SEPARATORS, key=fitness)
    except csv.Error as error:
        raise RefusedError(say("This CSV file cannot be read.")) from error
