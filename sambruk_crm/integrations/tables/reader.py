"""The process that reads a file: `python -m sambruk_crm.integrations.tables.reader`, which may die without harm.

Gets a line of JSON (how to read, which headings are known, limits) and the file on standard input, and answers JSON.
"""

import json
import re
import resource
import sys
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sambruk_crm.errors import Message, say
from sambruk_crm.integrations.tables import encodings, excel, headings, separated
from sambruk_crm.integrations.tables.parts import MOST_ROWS, CellProblem, Raw, Reading, RefusedError

PREVIEW = 12
_QUOTED_FORMULA = re.compile(r"'[=+\-@\t\r\n|%]")


def main() -> None:
    """Read the file on standard input, and write what was found."""
    told = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (told["memory"], told["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (told["seconds"], told["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = read(sys.stdin.buffer.read(), Reading(**told["reading"]), frozenset(told["known"]))
    except RefusedError as error:
        found = {"refused": asdict(error.message), "field": error.field}
    except MemoryError:
        found = {"refused": asdict(say("This file is too large to be read. Divide it.")), "field": "file"}
    sys.stdout.write(json.dumps(found))


def read(content: bytes, reading: Reading, known: frozenset[str]) -> dict[str, Any]:
    """Read a table, and tell how it was read.

    Raises:
        RefusedError: it cannot be read so.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedError(say("This is an old or protected Excel file. Save it as .xlsx without a password."))
    is_excel = content.startswith(b"PK")
    told, raw = _sheet(content, reading, known) if is_excel else _text(content, reading)
    return told | _table(raw, reading, known)


def plain(text: str) -> str:
    """Return a heading as headings are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _sheet(content: bytes, reading: Reading, known: frozenset[str]) -> tuple[dict[str, Any], Raw]:
    shown = excel.sheets_of(content)
    if reading.sheet:
        if reading.sheet not in shown:
            raise RefusedError(say("There is no sheet {name}.", name=reading.sheet), "sheet")
        return {"sheets": list(shown), "sheet": reading.sheet}, excel.read(content, reading.sheet)
    candidates = [name for name, is_shown in shown.items() if is_shown] or list(shown)
    if not candidates:
        raise RefusedError(say("There must be a line of headings and at least one row below it."))
    read = {name: excel.read(content, name) for name in candidates}
    ranks = {name: (_known(raw, known), _rows(raw) > 1) for name, raw in read.items()}
    best = max(candidates, key=lambda name: (ranks[name], -candidates.index(name)))
    return {"sheets": list(shown), "sheet": best}, read[best]


def _text(content: bytes, reading: Reading) -> tuple[dict[str, Any], Raw]:
    decoded = encodings.decode(content, reading.encoding)
    raw, separator = separated.read(decoded.text.replace("\r\n", "\n").replace("\r", "\n"), reading.separator)
    question = asdict(decoded.question) if decoded.question else None
    told = {"encoding": decoded.encoding, "separator": separator, "question": question, "choices": decoded.choices}
    return told, raw


def _known(raw: Raw, known: frozenset[str]) -> int:
    return headings.row_of(raw.lines, lambda text: plain(text) in known)[1]


def _rows(raw: Raw) -> int:
    return sum(any(_cell(cell) for cell in cells) for _, cells in raw.lines)


def _table(raw: Raw, reading: Reading, known: frozenset[str]) -> dict[str, Any]:
    row = reading.heading_row or headings.row_of(raw.lines, lambda text: plain(text) in known)[0]
    titles = headings.named(raw.lines, row) if row else []
    rows: list[tuple[int, list[str]]] = []
    problems = {line: list(found) for line, found in raw.problems.items() if line > row}
    beyond = [(line, []) for line in sorted(problems.keys() - {line for line, _ in raw.lines})]
    for line, cells in [*raw.lines, *beyond]:
        texts = [_cell(cell) for cell in cells]
        if line <= row or not (any(texts) or line in problems):
            continue
        if len(rows) == MOST_ROWS:
            raise RefusedError(say("There are more than {count} rows. Divide the file.", count=MOST_ROWS))
        if surplus := [text for text in texts[len(titles) :] if text]:
            problems.setdefault(line, []).append(CellProblem(None, _surplus(surplus[0])))
        rows.append((line, (texts + [""] * len(titles))[: max(1, len(titles))]))
    if not rows:
        raise RefusedError(say("There must be a line of headings and at least one row below it."))
    return {
        "heading_row": row,
        "headings": titles,
        "rows": rows,
        "problems": {line: [asdict(problem) for problem in found] for line, found in problems.items()},
        "above": [(line, [_cell(cell) for cell in cells]) for line, cells in raw.lines[:PREVIEW]],
    }


def _surplus(text: str) -> Message:
    return say(
        "There are more cells than headings. Is there a separator inside a text? The first is “{text}”.",
        text=text[:60],
    )


def _cell(cell: Any) -> str:
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


if __name__ == "__main__":
    main()
