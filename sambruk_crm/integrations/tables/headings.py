"""Which line of a table holds its headings, and what the columns are called."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sambruk_crm.errors import say
from sambruk_crm.integrations.tables.parts import LOOKED_AT, MOST_COLUMNS, RefusedError

Lines = Sequence[tuple[int, Sequence[Any]]]


def row_of(lines: Lines, is_known: Callable[[str], bool]) -> tuple[int, int]:
    """Return the line that most likely holds the headings, and how many of its texts are known ones."""
    looked = [(line, [_text(cell) for cell in cells]) for line, cells in lines[:LOOKED_AT]]
    filled = [(line, cells, sum(map(bool, cells))) for line, cells in looked if any(cells)]
    if not filled:
        return (0, 0)
    scored = [(sum(is_known(cell) for cell in cells if cell), line) for line, cells, _ in filled]
    known, line = max(scored, key=lambda each: (each[0], -each[1]))
    if known:
        return (line, known)
    widest = max(count for _, _, count in filled)
    return (next(line for line, _, count in filled if count * 2 >= widest), 0)


def named(lines: Lines, row: int) -> list[str]:
    """Return the headings on a line; where two are the same or one is missing, with the group that stands above.

    Raises:
        RefusedError: there are too many columns, or no such line.
    """
    at = next((number for number, (line, _) in enumerate(lines) if line == row), None)
    if at is None:
        raise RefusedError(say("There is no such line in the file."), "heading_row")
    texts = [_text(cell) for cell in lines[at][1]]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise RefusedError(say("There are more than {count} columns.", count=MOST_COLUMNS))
    groups = _groups(lines[at - 1][1], len(texts)) if at else [""] * len(texts)
    if len({group for group in groups if group}) > 1:
        texts = [
            f"{group} {text}".strip() if group and (not text or texts.count(text) > 1) else text
            for group, text in zip(groups, texts, strict=True)
        ]
    return texts


def _groups(cells: Sequence[Any], width: int) -> list[str]:
    """Return the group heading above each column: one reaches as far as the next."""
    found, group = [], ""
    for cell in [*map(_text, cells), *[""] * width][:width]:
        group = cell or group
        found.append(group)
    return found


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, (bool, int, float, date, datetime)):
        return "" if cell is None else str(cell)
    return " ".join(str(cell).split())
