"""Bringing a file in one browser tab, and the imports before it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.i18n import translate
from sambruk_crm.integrations.tables.parts import Reading
from sambruk_crm.models import Batch, BatchState, Job, JobState
from sambruk_crm.services import files, imports
from sambruk_crm.services.imports import NOUNS
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires

MOST_PASTED = 500_000
"""Signs that are taken from the clipboard; more come as a file."""


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
    missing: int = 0
    """How many organisations rows name that are not here."""
    makes_organisations: bool = False
    remembered: str = ""
    """The file whose columns were taken over."""
    decimal: str = ""
    day_first: str = ""


class ImportListState(AppState, rx.State):
    """Where a file is brought, and the imports before it."""

    noun: str = "organisation"
    nouns: list[str] = []
    error: str = ""
    pasted_error: str = ""
    rows: list[ImportShown] = []
    is_loaded: bool = False

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> None:
        """Show the latest imports; the address may say of what the next one is."""
        tabs.watch(self, ("batch",), ImportListState.reload)
        asked = self.router.url.query_parameters.get("of", "")
        self.noun, self.error, self.pasted_error = asked if asked in NOUNS else "organisation", "", ""
        self.nouns = [name for name, noun in NOUNS.items() if self._actor.may(noun.permission)]
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_RECORDS)
    async def reload(self) -> None:
        """Fetch them again."""
        await self._refresh()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_noun(self, noun: str) -> None:
        """Show what the file is about."""
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
            self.error = translated(error.message)
            return None
        return rx.redirect(f"/import/{batch.key}")

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def paste(self, form: dict[str, Any]) -> EventSpec | None:
        """Read rows from the clipboard as they come from a spreadsheet, and go on to their columns."""
        content = str(form.get("pasted") or "")
        try:
            _refuse_too_much(content)
            table = await asyncio.to_thread(imports.read_file, self.noun, content.encode(), Reading(encoding="utf-8"))
            name = translate(say("Pasted rows"), self._actor.locale)
            batch = await self._do(imports.begin, self.noun, name=name, content=content.encode(), table=table)
        except InvalidError as error:
            self.pasted_error = translated(error.message)
            return None
        return rx.redirect(f"/import/{batch.key}")

    async def _refresh(self) -> None:
        self.rows = await self._ask(_latest)
        self.is_loaded = True


def _content_of_file(session: CrmSession, actor: Actor, token: str) -> bytes:
    return files.fetch(session, actor, token).content


def _day_order(day_first: bool | None) -> str:
    if day_first is None:
        return ""
    return "day" if day_first else "month"


def _refuse_too_much(pasted: str) -> None:
    if len(pasted) > MOST_PASTED:
        raise InvalidError({"pasted": say("This is too much to paste. Save it as a file.")})


def _latest(session: CrmSession, actor: Actor) -> list[ImportShown]:
    found = imports.latest(session, actor)
    work = imports.jobs_of(session, found)
    return [shown_of(actor, batch, work.get(batch.key)) for batch in found]


def shown_of(actor: Actor, batch: Batch, job: Job | None, counts: dict[str, int] | None = None) -> ImportShown:
    """Return an import as the screens tell it."""
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
        missing=batch.arguments.get("missing", 0),
        makes_organisations=bool(batch.arguments.get("makes_organisations")),
        remembered=batch.arguments.get("remembered", ""),
        decimal=batch.arguments.get("decimal") or "",
        day_first=_day_order(batch.arguments.get("day_first")),
    )
