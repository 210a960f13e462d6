"""Imports in one browser tab: bringing a file, saying what its columns are, looking at what would happen, doing it."""

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
from sambruk_crm.models import Batch, BatchOutcome, BatchState, Job, JobState
from sambruk_crm.services import files, import_texts, imports
from sambruk_crm.services.import_nouns import NOUNS
from sambruk_crm.services.import_texts import RowShown
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, said
from sambruk_crm.state.facts import record_key
from sambruk_crm.state.gate import requires
from sambruk_crm.state.listing import Choice

PAGE = 50
SHOWN_COLUMNS = 12
"""Columns of the first lines that are shown of a file; the columns themselves are listed below it."""


@dataclass(frozen=True)
class ImportShown:
    """An import as the screens tell it."""

    id: int = 0
    noun: str = ""
    file: str = ""
    state: str = ""
    created_at: str = ""
    total: int = 0
    done: int = 0
    is_tried: bool = False
    is_busy: bool = False
    match: str = ""
    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file: its heading, some of what stands below it, and what it is."""

    number: int
    heading: str
    sample: str
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


class ImportListState(AppState, rx.State):
    """Where a file is brought, and the imports before it."""

    noun: str = "organisation"
    error: str = ""
    rows: list[ImportShown] = []
    is_loaded: bool = False

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> None:
        """Show the latest imports; the address may say of what the next one is."""
        tabs.watch(self, ("batch",), ImportListState.reload)
        asked = self.router.url.query_parameters.get("of", "")
        self.noun, self.error = asked if asked in NOUNS else "organisation", ""
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_RECORDS)
    async def reload(self) -> None:
        """Fetch them again."""
        await self._refresh()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_noun(self, noun: str) -> None:
        """Say what the file is about."""
        self.noun = noun if noun in NOUNS else self.noun

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def bring(self, token: str, name: str) -> EventSpec | None:  # noqa: ARG002 -- as the field tells it
        """Read a file that was sent, and go on to its columns."""
        try:
            content = await self._ask(_content_of_file, token)
            table = await asyncio.to_thread(imports.read_file, self.noun, content)
            batch = await self._do(imports.begin_with, self.noun, token, table)
        except InvalidError as error:
            self.error = said(error.message)
            return None
        return rx.redirect(f"/import/{batch.key}")

    async def _refresh(self) -> None:
        self.rows = await self._ask(_latest)
        self.is_loaded = True


class ImportState(AppState, rx.State):
    """One import: its columns, what becomes of its rows, and how far it is."""

    shown: ImportShown = ImportShown()
    reading: FileReading = FileReading()
    columns: list[ImportColumn] = []
    fields: list[Choice] = []
    matches: list[str] = []
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
        self._lay_out(batch)

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_RECORDS)
    async def reload(self) -> None:
        """Fetch it again: it has come further. What the columns are said to be stays as it is on screen."""
        if self._import_id:
            await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def arrange(self, form: dict[str, Any]) -> None:
        """Take the columns and try the rows."""
        chosen = [str(form.get(f"column-{column.number}") or "") for column in self.columns]
        unreadable = [str(form.get(f"unreadable-{column.number}") or "row") for column in self.columns]
        match = str(form.get("match") or "")
        self.error = ""
        try:
            await self._do(
                imports.arrange,
                self._import_id,
                columns=chosen,
                match=match,
                on_unreadable=unreadable,
                decimal=str(form.get("decimal") or ""),
                day_first={"day": True, "month": False}.get(str(form.get("day_first") or "")),
            )
        except InvalidError as error:
            self.error = said(error.message)
        self.page, self.outcome = 1, ""
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def read_again(self, form: dict[str, Any]) -> None:
        """Read the file in another way: another sheet, line of headings, encoding or separator."""
        self.error = ""
        row = str(form.get("heading_row") or "")
        reading = Reading(
            sheet=str(form.get("sheet") or ""),
            heading_row=int(row) if row.isdecimal() and len(row) < 7 else 0,  # noqa: PLR2004 -- no file has more lines
            encoding=str(form.get("encoding") or ""),
            separator=str(form.get("separator") or ""),
        )
        try:
            noun, content = await self._do(imports.content_of, self._import_id)
            table = await asyncio.to_thread(imports.read_file, noun, content, reading)
            await self._do(imports.read_again, self._import_id, table)
        except InvalidError as error:
            self.error = said(error.message)
            return
        self.page, self.outcome = 1, ""
        self._lay_out(await self._fetch())

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
        """Say what to do with a likely duplicate; line 0 means with all of them."""
        what, _, key = choice.partition(":")
        link_id = int(key) if key.isdecimal() and len(key) < 10 else None  # noqa: PLR2004 -- the digits of a key
        try:
            await self._do(imports.choose, self._import_id, what, line=line or None, link_id=link_id)
        except InvalidError as error:
            self.error = said(error.message)
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
        """Give the rows that are not taken as a file."""
        file = await self._do(imports.bad_rows, self._import_id)
        return rx.call_script(f"window.location.assign('{files.address_of(file.token)}')")

    async def _fetch(self) -> Batch:
        batch, self.shown, total, self.rows = await self._ask(
            _read, self._import_id, self.outcome, (self.page - 1) * PAGE
        )
        self.pages = max(1, -(-total // PAGE))
        return batch

    def _lay_out(self, batch: Batch) -> None:
        given = batch.arguments
        self.columns = [
            ImportColumn(
                number,
                heading,
                ", ".join(cells[number] for cells in given["samples"][:3] if cells[number])[:120],
                given["columns"][number],
                (given.get("on_unreadable") or ["row"] * len(given["headings"]))[number],
            )
            for number, heading in enumerate(given["headings"])
        ]
        locale = self._actor.locale
        self.reading = _reading(batch, locale)
        known = NOUNS[batch.noun].fields.items()
        self.fields = [Choice(name, translate(each.title, locale)) for name, each in known]
        self.matches = [match.value for match in NOUNS[batch.noun].matches]


def _content_of_file(session: CrmSession, actor: Actor, token: str) -> bytes:
    return files.fetch(session, actor, token).content


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


def _latest(session: CrmSession, actor: Actor) -> list[ImportShown]:
    found = imports.latest(session, actor)
    work = imports.jobs_of(session, found)
    return [_shown(actor, batch, work.get(batch.key)) for batch in found]


def _read(
    session: CrmSession, actor: Actor, import_id: int, outcome: str, offset: int
) -> tuple[Batch, ImportShown, int, list[RowShown]]:
    if not import_id:
        raise NotFoundError
    batch = imports.get(session, actor, import_id)
    wanted = BatchOutcome(outcome) if outcome else None
    items, total = imports.rows(session, actor, import_id, outcome=wanted, offset=offset, limit=PAGE)
    job = imports.jobs_of(session, [batch]).get(batch.key)
    shown = _shown(actor, batch, job, imports.counts(session, import_id))
    return batch, shown, total, import_texts.shown(session, actor, batch, items)


def _shown(actor: Actor, batch: Batch, job: Job | None, counts: dict[str, int] | None = None) -> ImportShown:
    is_trying = batch.state is BatchState.DRAFT and job is not None and not batch.arguments["is_tried"]
    is_running = job is not None and job.state in (JobState.WAITING, JobState.RUNNING)
    return ImportShown(
        id=batch.key,
        noun=batch.noun,
        file=batch.arguments["file"],
        state=batch.state.value,
        created_at=batch.created_at.isoformat(),
        total=batch.total,
        done=job.done if job is not None and is_trying else batch.done,
        is_tried=bool(batch.arguments["is_tried"]),
        is_busy=is_running,
        match=batch.arguments["match"],
        reason=imports.failure_of(job, actor.locale),
        counts=counts or {},
    )
