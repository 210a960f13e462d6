"""What becomes of each row of a file: new, changed, the same, likely a duplicate, or an error with its reason."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import CrmError, InvalidError, Message, say
from sambruk_crm.integrations.tables.parts import CellProblem
from sambruk_crm.models import BatchItem, BatchOutcome
from sambruk_crm.services.imports import doubts
from sambruk_crm.services.imports.merging import merged
from sambruk_crm.services.imports.nouns import NOUNS, reading
from sambruk_crm.services.imports.nouns.known import Known, Named, look_up
from sambruk_crm.services.imports.nouns.parts import Facts, ImportNoun, Match, OwnColumns
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.imports.own import refused as refused_values
from sambruk_crm.services.imports.own import with_own

LINK, NEW, SKIP = "link", "new", "skip"
ROW, CELL = "row", "cell"
"""What a cell that cannot be read costs: its row, or itself alone."""
CHOICES = (LINK, NEW, SKIP)
UNREADABLE = "?"
"""Stands for a cell that could not be read, so that its field is not taken for missing."""


@dataclass(frozen=True)
class Layout:
    """How a file is read: what of which noun each column is (empty: nothing), and by what records are told."""

    noun: str
    columns: list[str]
    match: Match
    on_unreadable: list[str] = field(default_factory=list[str])
    """For each column, what a cell that cannot be read costs: its row (the usual), or itself."""
    decided: doubts.Decided = field(default_factory=dict[str, Any])
    """How numbers and days that can be read in two ways are read."""
    makes_organisations: bool = False
    """Whether organisations that rows name and that are not here are made."""
    own: OwnColumns = field(default_factory=OwnColumns)
    """The fields of the noun that the association has added."""

    @cached_property
    def kind(self) -> ImportNoun:
        """What is imported."""
        return with_own(NOUNS[self.noun], self.own)


@dataclass(frozen=True)
class Given:
    """A row of a file; for a likely duplicate what somebody chose, and the record to link it with."""

    line: int
    cells: list[str]
    choice: str = ""
    link_id: int | None = None
    problems: tuple[CellProblem, ...] = ()
    """What could not be read of the file itself."""


@dataclass
class Verdict:
    """What becomes of a row. `before` and `after` hold the facts that change."""

    outcome: BatchOutcome
    row_id: int | None = None
    facts: Facts = field(default_factory=dict[str, Any])
    before: Facts | None = None
    after: Facts | None = None
    likely: list[int] = field(default_factory=list[int])
    reason: Message | None = None
    faults: list[CellProblem] = field(default_factory=list[CellProblem])
    """All that is wrong with the row, with the columns; `reason` is the first."""
    notes: list[CellProblem] = field(default_factory=list[CellProblem])
    """Cells that were left empty, and why; or taken, though they may be wrong."""
    signs: dict[Match, list[str]] = field(default_factory=dict[Match, list[str]])
    """What the record is told by."""
    missing: list[Named] = field(default_factory=list[Named])
    """Organisations that are not here yet, and are made with the row."""


@dataclass(frozen=True)
class _Signs:
    """Records that are here already, by each sign."""

    found: dict[Match, dict[str, list[int]]]

    def by(self, match: Match, verdict: Verdict) -> list[int]:
        held = self.found.get(match, {})
        return list(dict.fromkeys(key for sign in verdict.signs.get(match, ()) for key in held.get(sign, ())))

    def any(self, verdict: Verdict) -> list[int]:
        return list(dict.fromkeys(key for match in self.found for key in self.by(match, verdict)))

    def all(self) -> set[int]:
        return {key for by_sign in self.found.values() for keys in by_sign.values() for key in keys}


def judge(
    session: Session, layout: Layout, rows: list[Given], *, seen: dict[str, int], made_by: int | None = None
) -> list[Verdict]:
    """Return what becomes of some rows, in as many queries as for one.

    Args:
        seen: the signs that rows before these had, with their lines; added to.
        made_by: the batch of this very import, when it is written: what it has made is nobody's duplicate.
    """
    noun = layout.kind
    given = [reading.by_field(layout.columns, row.cells) for row in rows]
    known = look_up(session, layout.noun, given, makes_organisations=layout.makes_organisations)
    read = [_read(layout, row, known) for row in rows]
    signs = _signs(session, noun, [each.facts for each in read if each.facts])
    ours = _made(session, made_by, signs.all()) if made_by is not None else frozenset[int]()
    for row, verdict in zip(rows, read, strict=True):
        if verdict.outcome is BatchOutcome.ERROR:
            _find_more_faults(layout, row, verdict, signs, seen)
        else:
            _find(layout, row, verdict, signs, seen, ours)
    ids = [verdict.row_id for verdict in read if verdict.row_id is not None]
    present = noun.facts(session, ids) if ids else {}
    for verdict in read:
        if verdict.row_id is not None:
            _compare(verdict, present.get(verdict.row_id))
    for row, verdict in zip(rows, read, strict=True):
        _refuse_archived(layout, row, verdict)
    return read


def _read(layout: Layout, row: Given, known: Known) -> Verdict:
    cells, notes = (
        doubts.settle(layout.decided, row.cells),
        [each for each in row.problems if _may_be_empty(layout, each.column)],
    )
    hard = [each for each in row.problems if not _may_be_empty(layout, each.column)]
    if any(each.column is None for each in hard):
        return refused(hard)  # nobody knows which cell belongs to which column
    for note in notes:
        cells[note.column or 0] = ""
    for each in hard:
        cells[each.column or 0] = cells[each.column or 0] or UNREADABLE
    while True:
        doubted = Faults()
        try:
            facts, faults = _attempt(layout, cells, known, doubted)
        except CrmError as error:
            return Verdict(BatchOutcome.ERROR, reason=error.message)
        if hard:
            unread = {None, *(each.column for each in hard)}
            return refused([*hard, *(each for each in faults if each.column not in unread)])
        if not faults:
            break
        soft = [each for each in faults if _may_be_empty(layout, each.column) and cells[each.column or 0]]
        if len(soft) < len(faults):
            signs = layout.kind.signs(facts) if facts else {}
            return replace(refused(faults), missing=list(known.missing), facts=facts, signs=signs)
        notes += soft
        for each in soft:
            cells[each.column or 0] = ""
    verdict = _of_facts(layout, facts)
    verdict.missing = list(known.missing)
    verdict.notes = notes + [
        CellProblem(_column(layout, name, cells), message) for name, message in doubted.doubts.items()
    ]
    return verdict


def _attempt(layout: Layout, cells: list[str], known: Known, doubted: Faults) -> tuple[Facts, list[CellProblem]]:
    """Read cells as a record; returns what could be read, and all that is wrong with them."""
    known.missing.clear()
    facts: Facts = {}
    try:
        facts = layout.kind.read(reading.by_field(layout.columns, cells), known, doubted)
        doubted.end()
    except InvalidError as error:
        return facts, [CellProblem(_column(layout, name, cells), message) for name, message in error.fields.items()]
    return facts, []


def refused(faults: list[CellProblem]) -> Verdict:
    """Return the verdict on a row with these faults."""
    return Verdict(BatchOutcome.ERROR, reason=faults[0].message, faults=faults)


def _may_be_empty(layout: Layout, column: int | None) -> bool:
    return column is not None and column < len(layout.on_unreadable) and layout.on_unreadable[column] == CELL


def _column(layout: Layout, name: str, cells: list[str]) -> int | None:
    """Return the column of a field, the one with something in it where several are the same."""
    found = [number for number, each in enumerate(layout.columns) if name and each == name]
    return next((number for number in found if cells[number]), found[0] if found else None)


def _of_facts(layout: Layout, facts: Facts) -> Verdict:
    signs = layout.kind.signs(facts)
    if not any(signs.values()):
        return Verdict(BatchOutcome.ERROR, reason=say("There is nothing in this row to show a record by."))
    return Verdict(BatchOutcome.NEW, facts=facts, signs=signs)


def _find(
    layout: Layout, row: Given, verdict: Verdict, signs: _Signs, seen: dict[str, int], ours: frozenset[int]
) -> None:
    found = signs.by(layout.match, verdict)
    likely = [key for key in found or signs.any(verdict) if key not in ours or key in found]
    if row.choice == LINK and row.link_id is not None:
        verdict.row_id = row.link_id
    elif len(found) == 1:
        verdict.row_id = found[0]
    elif likely and row.choice != NEW:
        reason = say("Skipped.") if row.choice == SKIP else None
        verdict.outcome, verdict.likely, verdict.reason = BatchOutcome.DUPLICATE, likely[:10], reason
        verdict.row_id = likely[0] if len(likely) == 1 and not row.choice else None
        return
    faults = _taken(layout, row, verdict, signs, seen, verdict.row_id)
    if faults:
        verdict.outcome, verdict.row_id = BatchOutcome.ERROR, None
        verdict.reason, verdict.faults = faults[0].message, faults
        return
    for key in {*_keys(layout, verdict, verdict.row_id), *_keys(layout, verdict, None)}:
        seen.setdefault(key, row.line)


def _find_more_faults(layout: Layout, row: Given, verdict: Verdict, signs: _Signs, seen: dict[str, int]) -> None:
    """Add what else hinders a row with cells that are wrong, as far as it could be read."""
    found = signs.by(layout.match, verdict)
    row_id = row.link_id if row.choice == LINK else found[0] if len(found) == 1 else None
    if row_id is not None or row.choice == NEW or not found:
        verdict.faults += _taken(layout, row, verdict, signs, seen, row_id)


def _taken(
    layout: Layout, row: Given, verdict: Verdict, signs: _Signs, seen: dict[str, int], row_id: int | None
) -> list[CellProblem]:
    """Return why the record of a row cannot be written: an earlier row is about it, or its number is another's."""
    faults: list[CellProblem] = []
    before = [seen[key] for key in _keys(layout, verdict, row_id) if seen.get(key, row.line) != row.line]
    if before and row.choice != NEW:  # nobody could say which holds
        faults.append(CellProblem(None, say("The same record is on line {line}.", line=before[0])))
    taken = signs.by(Match.NUMBER, verdict)
    if taken and taken != [row_id]:
        [name] = layout.kind.matches[Match.NUMBER]
        faults.append(CellProblem(_column(layout, name, row.cells), say("Another record already has this number.")))
    return faults


def _keys(layout: Layout, verdict: Verdict, row_id: int | None) -> list[str]:
    """Return under what it is remembered that a row is about a record: the record itself, or its signs."""
    if row_id is not None:
        return [f"row:{row_id}"]
    return [f"{layout.match}:{sign}" for sign in verdict.signs.get(layout.match, ())]


def _compare(verdict: Verdict, present: Facts | None) -> None:
    """Return what changes; a likely duplicate of one record of which nothing would change is that record, unasked."""
    if present is None:
        verdict.outcome, verdict.row_id = BatchOutcome.ERROR, None
        verdict.reason = say("This record does not exist, or you may not see it.")
        return
    verdict.after = merged(present, verdict.facts)
    if verdict.outcome is BatchOutcome.DUPLICATE and verdict.after:
        verdict.row_id = verdict.after = None
        return
    verdict.before = {name: present[name] for name in verdict.after}
    verdict.likely = []
    verdict.outcome = BatchOutcome.CHANGED if verdict.after else BatchOutcome.SAME


def _refuse_archived(layout: Layout, row: Given, verdict: Verdict) -> None:
    """Make an error of a row that puts an archived option, or a user who has left, where neither stands yet."""
    if verdict.outcome not in (BatchOutcome.NEW, BatchOutcome.CHANGED):
        return
    after = verdict.facts if verdict.after is None else verdict.after
    found = refused_values(layout.own, verdict.before or {}, after)
    if found:
        faults = [CellProblem(_column(layout, name, row.cells), message) for name, message in found.items()]
        verdict.outcome, verdict.row_id, verdict.before, verdict.after = BatchOutcome.ERROR, None, None, None
        verdict.reason, verdict.faults = faults[0].message, faults


def _made(session: Session, batch_id: int, keys: set[int]) -> frozenset[int]:
    """Return which of these records an import has made itself."""
    query = sa.select(BatchItem.row_id).where(
        col(BatchItem.batch_id) == batch_id,
        col(BatchItem.outcome) == BatchOutcome.NEW,
        col(BatchItem.row_id).in_(keys),
    )
    return frozenset(session.scalars(query).all())


def _signs(session: Session, noun: ImportNoun, read: list[Facts]) -> _Signs:
    """Find what is here already and not in the trash, by all the signs that rows have."""
    found = noun.find(session, read) if read else {}
    pairs = {
        match: list(session.execute(each)) if isinstance(each, sa.SelectBase) else list(each)
        for match, each in found.items()
    }
    keys = {key for each in pairs.values() for _, key in each}
    alive = keys if not hasattr(noun.table, "deleted_at") else _alive(session, noun.table, keys)
    return _Signs({match: _grouped(each, alive) for match, each in pairs.items()})


def _alive(session: Session, table: Any, keys: set[int]) -> set[int]:
    rows = session.execute(sa.select(table.id, table.deleted_at).where(table.id.in_(keys))) if keys else ()
    return {key for key, deleted_at in rows if deleted_at is None}


def _grouped(pairs: list[Any], alive: set[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for sign, key in pairs:
        if key in alive:
            found.setdefault(sign, []).append(key)
    return found
