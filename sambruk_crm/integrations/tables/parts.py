"""What is said of a table while it is read: limits, how it is to be read, and what was found."""

from dataclasses import dataclass, field
from typing import Any

from sambruk_crm.errors import Message, say

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 5_000_000
LARGEST_UNPACKED = 300_000_000
MOST_PARTS = 2_000
LONGEST_CELL = 100_000
LOOKED_AT = 25
"""Lines among which the headings are looked for."""


class RefusedError(Exception):
    """The file cannot be read, for the reason in `message`; `field` is what would have to be chosen otherwise."""

    def __init__(self, message: Message, field: str = "file") -> None:
        super().__init__(message.msgid)
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Reading:
    """How a file is to be read; what is empty is found out."""

    sheet: str = ""
    heading_row: int = 0
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True)
class CellProblem:
    """A cell that could not be read, by its column from 0, or a whole row without one."""

    column: int | None
    message: Message


@dataclass
class Raw:
    """Lines as they stand in the file, each with its number, and what is wrong with some of them."""

    lines: list[tuple[int, list[Any]]]
    problems: dict[int, list[CellProblem]] = field(default_factory=dict[int, list[CellProblem]])


def unreadable() -> RefusedError:
    """Return the refusal of an Excel file that is broken."""
    return RefusedError(say("This Excel file cannot be read. Save it anew as .xlsx."))
