"""What was done while I was away, on the start page of one browser tab."""

import reflex as rx

from sambruk_crm.services import absences
from sambruk_crm.services.absences import FIRST, Report
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires

MORE = 50
NOTHING = Report(0, "", "", "", 0, [], 0, [])


class AbsenceReportState(AppState, rx.State):
    """The report of my last absence, until it is put away; without a key there is none."""

    report: Report = NOTHING
    _todos: int = FIRST
    _entries: int = FIRST

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show it, if I am just back."""
        tabs.watch(self, ("absence",), AbsenceReportState.reload)
        self._todos, self._entries = FIRST, FIRST
        await self._show()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Ask again."""
        await self._show()

    @rx.event
    @requires(Permission.VIEW)
    async def show_more_todos(self) -> None:
        """Show more of the to-dos."""
        self._todos += MORE
        await self._show()

    @rx.event
    @requires(Permission.VIEW)
    async def show_more_entries(self) -> None:
        """Show more of the history."""
        self._entries += MORE
        await self._show()

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def put_away(self) -> None:
        """Stop showing it."""
        if self.report.absence_id:
            await self._do(absences.reports.put_away, self.report.absence_id)
            await self._show()

    async def _show(self) -> None:
        found = await self._ask(absences.reports.waiting, todos=self._todos, entries=self._entries)
        self.report = found or NOTHING
