"""Jobs in one browser tab of an administrator's: by state, with why they failed."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from sambruk_crm.errors import say
from sambruk_crm.models import JobState
from sambruk_crm.services import job_lists
from sambruk_crm.services.job_lists import JobRow
from sambruk_crm.services.paging import PAGE_SIZE, Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires


@dataclass(frozen=True)
class JobShown:
    """A job, with its reason in the reader's words."""

    id: int
    kind: str
    about: str
    state: str
    moment: str
    attempts: int
    reason: str
    is_unsure: bool
    may_retry: bool
    may_cancel: bool


class JobListState(AppState, rx.State):
    """The jobs in one state; those that failed are shown first of all."""

    shown: str = JobState.FAILED.value
    rows: list[JobShown] = []
    counts: dict[str, int] = {}
    is_loaded: bool = False
    page: int = 1
    pages: int = 1

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show what failed."""
        tabs.watch(self, ("job",), JobListState.reload)
        self.shown, self.page = JobState.FAILED.value, 1
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def reload(self) -> None:
        """Fetch them again."""
        await self._fetch()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def show_state(self, state: str) -> None:
        """Show the jobs in another state."""
        if state in tuple(JobState):
            self.shown, self.page = state, 1
            await self._fetch()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def go_to(self, page: int) -> None:
        """Turn to a page."""
        self.page = max(1, min(page, self.pages))
        await self._fetch()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def retry(self, job_id: int) -> Any:
        """Begin a job again."""
        await self._do(job_lists.retry, job_id)
        await self._fetch()
        return messages.done(translated(say("It is tried again.")))

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def cancel(self, job_id: int) -> Any:
        """Have a job not done."""
        await self._do(job_lists.cancel, job_id)
        await self._fetch()
        return messages.done(translated(say("It is cancelled.")))

    async def _fetch(self) -> None:
        found = await self._ask(job_lists.search, state=JobState(self.shown), paging=Paging(page=self.page))
        self.counts = {state.value: 0 for state in JobState} | await self._ask(job_lists.counts)
        self.rows = [_show(row) for row in found.items]
        self.pages = max(1, -(-found.total // PAGE_SIZE))
        self.is_loaded = True


def _show(row: JobRow) -> JobShown:
    return JobShown(
        id=row.id,
        kind=row.kind,
        about=row.about,
        state=row.state,
        moment=row.ended_at or row.run_at,
        attempts=row.attempts,
        reason=translated(row.reason) if row.reason else "",
        is_unsure=row.is_unsure,
        may_retry=row.may_retry,
        may_cancel=row.may_cancel,
    )
