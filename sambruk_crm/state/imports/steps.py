"""One import in one browser tab: how its file is read, what its columns are, what would happen, and what has."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, Message, NotFoundError
from sambruk_crm.i18n import translate
from sambruk_crm.integrations.tables.encodings import CHOOSABLE
from sambruk_crm.integrations.tables.parts import Reading
from sambruk_crm.models import Batch, BatchOutcome, BatchState
from sambruk_crm.services import files, imports
from sambruk_crm.services.imports import ImportNoun, RowShown, Sample
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.imports.list import ImportShown, shown_of
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.facts import record_key

PAGE = 50
SHOWN_COLUMNS = 12
"""Columns of the first lines that are shown of a file; all of them stand in the next step."""
READING, COLUMNS, RESULT = "reading", "columns", "result"
STEPS = (READING, COLUMNS, RESULT)
"""What follows the file itself."""
FOCUS = "setTimeout(() => document.getElementById('import-step')?.focus(), 50)"


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file: its heading, some of what stands below it, and what it is."""

    number: int
    heading: str
    samples: list[Sample]
    field: str
    on_unreadable: str = "row"


@dataclass(frozen=True)
class FileReading:
    """How a file is read, what else can be chosen, and its first lines as they stand there."""

    sheet: str = ""
    sheets: list[str] = field(default_factory=list[str])
    encoding: str = ""
    encodings: list[Choice] = field(default_factory=list[Choice])
    separator: str = ""
    heading_row: int = 0
    question: str = ""
    lines: list[tuple[int, list[str]]] = field(default_factory=list[tuple[int, list[str]]])


class ImportState(AppState, rx.State):
    """One import: its columns, what becomes of its rows, and how far it is."""

    shown: ImportShown = ImportShown()
    reading: FileReading = FileReading()
    columns: list[ImportColumn] = []
    fields: list[Choice] = []
    matches: list[str] = []
    step: str = ""
    rows: list[RowShown] = []
    outcome: str = ""
    page: int = 1
    pages: int = 1
    error: str = ""
    _import_id: int = 0

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> None:
        """Show the import in the address."""
        self._import_id, self.outcome, self.page, self.error = record_key(self.router.url.path), "", 1, ""
        self.shown, self.columns, self.rows = ImportShown(), [], []
        tabs.watch(self, (f"batch:{self._import_id}", "job"), ImportState.reload)
        batch = await self._fetch()
        await self._lay_out(batch)
        self.step = str(batch.arguments.get("step") or READING) if batch.state is BatchState.DRAFT else RESULT
        if batch.arguments["is_tried"]:
            self.step = RESULT

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def go_to_step(self, step: str) -> EventSpec | None:
        """Turn to a step that can be gone to."""
        is_open = self.shown.state == BatchState.DRAFT.value
        if step not in STEPS or not is_open or (step == RESULT and not (self.shown.is_tried or self.shown.is_busy)):
            return None
        self.step, self.error = step, ""
        return rx.call_script(FOCUS)

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_column(self, number: int, name: str) -> None:
        """Show what a column is; what is understood of it is told at once, and kept."""
        await self._prepare(columns=_changed([column.field for column in self.columns], number, name))

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_unreadable(self, number: int, what: str) -> None:
        """Show what an unreadable cell of a column costs."""
        await self._prepare(on_unreadable=_changed([column.on_unreadable for column in self.columns], number, what))

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_way(self, name: str, value: str) -> None:
        """Say by what records are told, or how numbers and days are read that can be read in two ways."""
        match name:
            case "match" | "decimal":
                await self._prepare(**{name: value})
            case "day_first":
                await self._prepare(day_first={"day": True, "month": False}.get(value))
            case _:
                raise NotFoundError

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def guess_anew(self) -> None:
        """Lay the file out by its headings, and not as the one before."""
        await self._do(imports.guess_anew, self._import_id)
        await self._lay_out(await self._fetch())

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def make_organisations(self) -> None:
        """Have the organisations made that rows name and that are not here, and try again."""
        await self._do(imports.arrange, self._import_id, **await self._ask(_arranged, self._import_id))
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_RECORDS)
    async def reload(self) -> None:
        """Fetch it again: it has come further. What the columns are said to be stays as it is on screen."""
        if self._import_id:
            await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def arrange(self) -> EventSpec | None:
        """Try the rows with what was chosen."""
        self.error = ""
        try:
            chosen = await self._ask(_arranged, self._import_id)
            chosen["makes_organisations"] = self.shown.makes_organisations
            await self._do(imports.arrange, self._import_id, **chosen)
        except InvalidError as error:
            self.error = translated(error.message)
            return None
        self.page, self.outcome, self.step = 1, "", RESULT
        await self._fetch()
        return rx.call_script(FOCUS)

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def read_again(self, form: dict[str, Any]) -> EventSpec | None:
        """Read the file in another way if one was chosen: sheet, line of headings, encoding or separator; and go on."""
        self.error = ""
        row = str(form.get("heading_row") or "")
        reading = Reading(
            sheet=str(form.get("sheet") or ""),
            heading_row=int(row) if row.isdecimal() and len(row) < 7 else 0,  # noqa: PLR2004 -- no file has more lines
            encoding=str(form.get("encoding") or ""),
            separator=str(form.get("separator") or ""),
        )
        shown = self.reading
        is_same = reading == Reading(shown.sheet, shown.heading_row, shown.encoding, shown.separator)
        try:
            if not is_same or shown.question:
                noun, content = await self._do(imports.content_of, self._import_id)
                table = await asyncio.to_thread(imports.read_file, noun, content, reading)
                await self._do(imports.read_again, self._import_id, table)
        except InvalidError as error:
            self.error = translated(error.message)
            return None
        self.page, self.outcome = 1, ""
        await self._lay_out(await self._fetch())
        if not is_same and not shown.question:
            return rx.call_script(FOCUS)
        self.step = COLUMNS
        await self._do(imports.remember_step, self._import_id, COLUMNS)
        return rx.call_script(FOCUS)

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show_only(self, outcome: str) -> None:
        """Show the rows of which this becomes, or all."""
        known = {one.value for one in BatchOutcome}
        self.outcome = outcome if outcome in known and outcome != self.outcome else ""
        self.page = 1
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def go_to(self, page: int) -> None:
        """Turn to a page of rows."""
        self.page = max(1, min(page, self.pages))
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose(self, line: int, choice: str) -> None:
        """Show what to do with a likely duplicate; line 0 means with all of them."""
        what, _, key = choice.partition(":")
        link_id = int(key) if key.isdecimal() and len(key) < 10 else None  # noqa: PLR2004 -- the digits of a key
        try:
            await self._do(imports.choose, self._import_id, what, line=line or None, link_id=link_id)
        except InvalidError as error:
            self.error = translated(error.message)
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def apply(self) -> None:
        """Write the rows."""
        await self._do(imports.apply, self._import_id)
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def undo(self) -> None:
        """Take the import back."""
        await self._do(imports.undo, self._import_id)
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def fetch_bad_rows(self) -> EventSpec:
        """Return the rows that are not taken as a file."""
        file = await self._do(imports.bad_rows, self._import_id)
        return rx.call_script(f"window.location.assign('{files.address_of(file.token)}')")

    async def _fetch(self) -> Batch:
        batch, self.shown, total, self.rows = await self._ask(
            _read, self._import_id, self.outcome, (self.page - 1) * PAGE
        )
        self.pages = max(1, -(-total // PAGE))
        return batch

    async def _prepare(self, **chosen: Any) -> None:
        self.error = ""
        try:
            batch = await self._do(imports.prepare, self._import_id, chosen)
        except InvalidError as error:
            self.error = translated(error.message)
            return
        await self._fetch()
        await self._lay_out(batch)

    async def _lay_out(self, batch: Batch) -> None:
        given, locale = batch.arguments, self._actor.locale
        is_draft = batch.state is BatchState.DRAFT
        samples = await self._ask(imports.samples.of_columns, batch) if is_draft else [[] for _ in given["headings"]]
        unreadable = given.get("on_unreadable") or ["row"] * len(given["headings"])
        self.columns = [
            ImportColumn(number, heading, samples[number], given["columns"][number], unreadable[number])
            for number, heading in enumerate(given["headings"])
        ]
        self.reading = _reading(batch, locale)
        noun = await self._ask(_noun, batch.noun)
        self.fields = [Choice(name, translate(each.title, locale)) for name, each in noun.fields.items()]
        self.matches = [match.value for match in noun.matches]


def _noun(session: CrmSession, actor: Actor, noun: str) -> ImportNoun:
    return imports.own.noun_of(session, noun, actor.locale)


def _changed(values: list[str], number: int, value: str) -> list[str]:
    return [value if at == number else one for at, one in enumerate(values)]


def _arranged(session: CrmSession, actor: Actor, import_id: int) -> dict[str, Any]:
    """Return what was chosen of an import, with organisations to be made that are not here."""
    given = imports.get(session, actor, import_id).arguments
    return {name: given.get(name) for name in imports.ARRANGED} | {"makes_organisations": True}


def _reading(batch: Batch, locale: str) -> FileReading:
    given = batch.arguments
    how, choices = given.get("reading", {}), given.get("choices", {})
    encoding = how.get("encoding", "")
    names: list[str] = [*choices, *(name for name in (encoding, *CHOOSABLE) if encoding and name not in choices)]
    names = list(dict.fromkeys(names))
    question = given.get("question")
    return FileReading(
        sheet=how.get("sheet", ""),
        sheets=given.get("sheets", []),
        encoding=encoding,
        encodings=[Choice(name, f"{name}: {choices[name]}" if name in choices else name) for name in names],
        separator=how.get("separator", ""),
        heading_row=how.get("heading_row", 0),
        question=translate(Message(**question), locale) if question else "",
        lines=[(line, cells[:SHOWN_COLUMNS]) for line, cells in given.get("above", [])],
    )


def _read(
    session: CrmSession, actor: Actor, import_id: int, outcome: str, offset: int
) -> tuple[Batch, ImportShown, int, list[RowShown]]:
    if not import_id:
        raise NotFoundError
    batch = imports.get(session, actor, import_id)
    wanted = BatchOutcome(outcome) if outcome else None
    items, total = imports.rows(session, actor, import_id, outcome=wanted, offset=offset, limit=PAGE)
    job = imports.jobs_of(session, [batch]).get(batch.key)
    shown = shown_of(actor, batch, job, imports.counts(session, import_id))
    return batch, shown, total, imports.texts.shown(session, actor, batch, items)
