"""What becomes of each row of a file: new, changed, the same, likely a duplicate, or an error with its reason."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import CrmError, InvalidError, Message, say
from sambruk_crm.integrations.tables.parts import CellProblem
from sambruk_crm.models import BatchItem, BatchOutcome, Organisation, Person, PersonEmail
from sambruk_crm.services import folding, import_doubts, import_facts, import_values
from sambruk_crm.services.import_columns import Match
from sambruk_crm.services.import_facts import Facts
from sambruk_crm.services.paging import group_by_id

LINK, NEW, SKIP = "link", "new", "skip"
ROW, CELL = "row", "cell"
"""What a cell that cannot be read costs: its row, or itself alone."""
CHOICES = (LINK, NEW, SKIP)


@dataclass(frozen=True)
class Layout:
    """How a file is read: what of which noun each column is (empty: nothing), and by what records are told."""

    noun: str
    columns: list[str]
    match: Match
    on_unreadable: list[str] = field(default_factory=list[str])
    """For each column, what a cell that cannot be read costs: its row (the usual), or itself."""
    decided: import_doubts.Decided = field(default_factory=dict[str, Any])
    """How numbers and days that can be read in two ways are read."""


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
    """Cells that were left empty, and why."""


@dataclass(frozen=True)
class _Signs:
    """Records that are here already, by each sign."""

    found: dict[Match, dict[str, list[int]]]

    def by(self, match: Match, noun: str, facts: Facts) -> list[int]:
        keys = [key for sign in signs_of(noun, facts)[match] for key in self.found[match].get(sign, [])]
        return list(dict.fromkeys(keys))

    def any(self, noun: str, facts: Facts) -> list[int]:
        return list(dict.fromkeys(key for match in self.found for key in self.by(match, noun, facts)))

    def all(self) -> set[int]:
        return {key for by_sign in self.found.values() for keys in by_sign.values() for key in keys}


def judge(
    session: Session, layout: Layout, rows: list[Given], *, seen: dict[str, int], made_by: int | None = None
) -> list[Verdict]:
    """Say what becomes of some rows, in as many queries as for one.

    Args:
        seen: the signs that rows before these had, with their lines; added to.
        made_by: the batch of this very import, when it is written: what it has made is nobody's duplicate.
    """
    names = import_values.known(session, layout.noun, layout.columns, [row.cells for row in rows])
    read = [_read(layout, row, names) for row in rows]
    signs = _signs(session, layout.noun, [each.facts for each in read])
    ours = _made(session, made_by, signs.all()) if made_by is not None else frozenset[int]()
    for row, verdict in zip(rows, read, strict=True):
        if verdict.outcome is not BatchOutcome.ERROR:
            _find(layout, row, verdict, signs, seen, ours)
    ids = [verdict.row_id for verdict in read if verdict.row_id is not None]
    present = import_facts.read(session, layout.noun, ids)
    for verdict in read:
        if verdict.row_id is not None:
            _compare(verdict, present.get(verdict.row_id))
    return read


def signs_of(noun: str, facts: Facts) -> dict[Match, list[str]]:
    """Give what a row is told by."""
    if noun == "organisation":
        number, email, name = (facts.get(part) or "" for part in ("organisation_number", "email", "name"))
        emails = [email] if email else []
    else:
        number, emails = "", facts.get("emails") or []
        name = f"{facts.get('last_name', '')} {facts.get('first_name', '')}".strip()
    folded = folding.sort_keys(name)["sort_fold"]
    return {
        Match.NUMBER: [number] if number else [],
        Match.EMAIL: emails,
        Match.NAME: [folded] if folded else [],
    }


def merged(before: Facts, given: Facts) -> Facts:
    """Give the facts that a row changes: lists grow and never shrink, and what is not given stays."""
    grown = {name: _grown(name, before[name], value) for name, value in given.items()}
    return {name: value for name, value in grown.items() if value != before[name]}


def _grown(name: str, now: Any, value: Any) -> Any:
    match name:
        case "tags":
            held = {tag.lower() for tag in now}
            return [*now, *(tag for tag in value if tag.lower() not in held)]
        case "responsible":
            return [*now, *(key for key in value if key not in now)]
        case "emails" | "phones":
            return [*value, *(other for other in now if other not in value)]
        case "visiting" | "invoice":
            return {**now, **value}
        case "works_at":
            return {**now, **{place: title or now.get(place, "") for place, title in value.items()}}
        case _:
            return value


def _read(layout: Layout, row: Given, names: import_values.Known) -> Verdict:
    cells, notes = (
        import_doubts.settle(layout.decided, row.cells),
        [each for each in row.problems if _may_be_empty(layout, each.column)],
    )
    if hard := [each for each in row.problems if not _may_be_empty(layout, each.column)]:
        return refused(hard)
    for note in notes:
        cells[note.column or 0] = ""
    while True:
        try:
            facts = import_values.facts_of(layout.noun, layout.columns, cells, names)
            break
        except InvalidError as error:
            faults = [CellProblem(_column(layout, name, cells), message) for name, message in error.fields.items()]
        except CrmError as error:
            return Verdict(BatchOutcome.ERROR, reason=error.message)
        soft = [each for each in faults if _may_be_empty(layout, each.column) and cells[each.column or 0]]
        if len(soft) < len(faults):
            return refused(faults)
        notes += soft
        for each in soft:
            cells[each.column or 0] = ""
    verdict = _of_facts(layout, facts)
    verdict.notes = notes
    return verdict


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
    if not any(signs_of(layout.noun, facts).values()) and not facts.get("phones"):
        return Verdict(BatchOutcome.ERROR, reason=say("There is nothing in this row to show a record by."))
    return Verdict(BatchOutcome.NEW, facts=facts)


def _find(
    layout: Layout, row: Given, verdict: Verdict, signs: _Signs, seen: dict[str, int], ours: frozenset[int]
) -> None:
    found = signs.by(layout.match, layout.noun, verdict.facts)
    likely = [key for key in found or signs.any(layout.noun, verdict.facts) if key not in ours or key in found]
    if row.choice == LINK and row.link_id is not None:
        verdict.row_id = row.link_id
    elif len(found) == 1:
        verdict.row_id = found[0]
    elif likely and row.choice != NEW:
        reason = say("Skipped.") if row.choice == SKIP else None
        verdict.outcome, verdict.likely, verdict.reason = BatchOutcome.DUPLICATE, likely[:10], reason
        return
    _refuse_twice(layout, row, verdict, seen)
    taken = signs.by(Match.NUMBER, layout.noun, verdict.facts)
    if verdict.outcome is not BatchOutcome.ERROR and taken and taken != [verdict.row_id]:
        verdict.outcome, verdict.row_id = BatchOutcome.ERROR, None
        verdict.reason = say("Another organisation already has this number.")
        verdict.faults = [CellProblem(_column(layout, "organisation_number", row.cells), verdict.reason)]


def _refuse_twice(layout: Layout, row: Given, verdict: Verdict, seen: dict[str, int]) -> None:
    """Refuse a row that is about the same record as one before it: nobody could say which holds."""
    own = [f"{layout.match}:{sign}" for sign in signs_of(layout.noun, verdict.facts)[layout.match]]
    keys = [f"row:{verdict.row_id}"] if verdict.row_id is not None else own
    before = [seen[key] for key in keys if seen.get(key, row.line) != row.line]
    if before and row.choice != NEW:
        verdict.outcome, verdict.row_id = BatchOutcome.ERROR, None
        verdict.reason = say("The same record is on line {line}.", line=before[0])
        return
    for key in {*keys, *own}:
        seen.setdefault(key, row.line)


def _compare(verdict: Verdict, present: Facts | None) -> None:
    if present is None:
        verdict.outcome, verdict.row_id = BatchOutcome.ERROR, None
        verdict.reason = say("This record does not exist, or you may not see it.")
        return
    verdict.after = merged(present, verdict.facts)
    verdict.before = {name: present[name] for name in verdict.after}
    verdict.outcome = BatchOutcome.CHANGED if verdict.after else BatchOutcome.SAME


def _made(session: Session, batch_id: int, keys: set[int]) -> frozenset[int]:
    """Say which of these records an import has made itself."""
    query = sa.select(BatchItem.row_id).where(
        col(BatchItem.batch_id) == batch_id,
        col(BatchItem.outcome) == BatchOutcome.NEW,
        col(BatchItem.row_id).in_(keys),
    )
    return frozenset(session.scalars(query).all())


def _signs(session: Session, noun: str, read: list[Facts]) -> _Signs:
    wanted = {match: [sign for facts in read for sign in signs_of(noun, facts)[match]] for match in Match}
    if noun == "organisation":
        by: dict[Match, Any] = {
            Match.NUMBER: Organisation.organisation_number,
            Match.EMAIL: Organisation.email,
            Match.NAME: Organisation.sort_fold,
        }
        queries = {
            match: sa.select(column, Organisation.id).where(
                col(column).in_(wanted[match]), col(Organisation.deleted_at).is_(None)
            )
            for match, column in by.items()
        }
    else:
        alive = col(Person.deleted_at).is_(None)
        queries = {
            Match.EMAIL: sa.select(PersonEmail.email, PersonEmail.person_id)
            .join(Person, col(Person.id) == PersonEmail.person_id)
            .where(col(PersonEmail.email).in_(wanted[Match.EMAIL]), alive),
            Match.NAME: sa.select(Person.sort_fold, Person.id).where(
                col(Person.sort_fold).in_(wanted[Match.NAME]), alive
            ),
        }
    found = {match: group_by_id(session.execute(query)) if wanted[match] else {} for match, query in queries.items()}
    return _Signs({match: found.get(match, {}) for match in Match})
