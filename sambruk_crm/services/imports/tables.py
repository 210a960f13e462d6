"""Reading the tables people bring, in a process of its own: whatever a file does, it ends nobody's service.

`integrations/tables` is that process; here it is started with limits on memory and time, and its answer is read.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.integrations.tables.parts import CellProblem, Reading
from sambruk_crm.services.sheets import distinct

MEMORY = 1_500_000_000
"""Bytes of address space that reading a file may take."""
SECONDS = 60


@dataclass(frozen=True)
class Table:
    """A table that was read: its headings, and rows of texts, each with its line in the file.

    Where the encoding is not certain, `question` asks, and `choices` says which words each encoding would give.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    problems: dict[int, list[CellProblem]] = field(default_factory=dict[int, list[CellProblem]])
    reading: Reading = field(default_factory=Reading)
    sheets: list[str] = field(default_factory=list[str])
    above: list[tuple[int, list[str]]] = field(default_factory=list[tuple[int, list[str]]])
    """The first lines of the file, as they stand there."""
    question: Message | None = None
    choices: dict[str, str] = field(default_factory=dict[str, str])


def read(content: bytes, reading: Reading | None = None, known: frozenset[str] = frozenset()) -> Table:
    """Read a sheet of an Excel file, or a CSV file, whichever it is; what `reading` leaves open is found out.

    Args:
        known: headings that mean something, as `tables.reader.plain` writes them.

    Raises:
        InvalidError: it is neither, it is too large, or there is no row below a heading.
    """
    told = {"reading": asdict(reading or Reading()), "known": sorted(known), "memory": MEMORY, "seconds": SECONDS}
    command = [sys.executable, "-m", "sambruk_crm.integrations.tables.reader"]
    try:
        ended = subprocess.run(  # noqa: S603 -- fixed words
            command,
            input=json.dumps(told).encode() + b"\n" + content,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refusal(say("Reading this file takes too long. Divide it.")) from None
    if ended.returncode != 0 or not ended.stdout:
        raise _refusal(say("This file is too large to be read, or damaged. Save it anew, or divide it."))
    return _table(json.loads(ended.stdout))


def _table(found: dict[str, Any]) -> Table:
    if "refused" in found:
        raise InvalidError({found["field"]: Message(**found["refused"])})
    titles = [text or f"{number}" for number, text in enumerate(found["headings"], 1)]
    problems = {
        int(line): [CellProblem(each["column"], Message(**each["message"])) for each in listed]
        for line, listed in found["problems"].items()
    }
    how = {name: found.get(name, "") for name in ("sheet", "encoding", "separator")}
    return Table(
        headings=distinct(titles),
        rows=[(line, cells) for line, cells in found["rows"]],
        problems=problems,
        reading=Reading(**how, heading_row=found["heading_row"]),
        sheets=found.get("sheets", []),
        above=[(line, cells) for line, cells in found["above"]],
        question=Message(**found["question"]) if found.get("question") else None,
        choices=found.get("choices", {}),
    )


def _refusal(message: Message) -> InvalidError:
    return InvalidError({"file": message})
