"""The start page of one browser tab: what is due, which deals need me, what happened lately."""

from datetime import datetime

import reflex as rx
from sqlmodel import Session

from sambruk_crm.models import utc_now
from sambruk_crm.services import clock, deals, history, todos
from sambruk_crm.services.deals import DealCard
from sambruk_crm.services.history import HistoryFilter, HistoryRow
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.todos import Due, TodoFilter, TodoRow
from sambruk_crm.state import tabs
from sambruk_crm.state.gate import requires
from sambruk_crm.state.todos.actions import TodoActions, by_time

TODOS_SHOWN = 20
HAPPENINGS_SHOWN = 8
MORNING, NOON, EVENING = 5, 10, 18
"""The hours at which the greeting changes."""


class TodayState(TodoActions, rx.State):
    """The start page. Each part is asked for again by itself when something of its kind changes."""

    rows: list[TodoRow] = []
    overdue: int = 0
    due_today: int = 0
    is_more_due: bool = False
    deals: list[DealCard] = []
    happenings: list[HistoryRow] = []
    day: str = ""
    part: str = ""
    first_name: str = ""
    is_loaded: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the day."""
        tabs.watch(self, ("todo", "absence", "todo_type"), TodayState.reload)
        tabs.watch(self, ("deal", "phase", "todo"), TodayState.reload_deals)
        tabs.watch(self, ("history_entry",), TodayState.reload_happenings)
        self._close_dialogs()
        self._done = []
        await self._refresh()
        await self._show_deals()
        await self._show_happenings()
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Ask again what is due, and which day it is."""
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload_deals(self) -> None:
        """Ask again which deals need me."""
        await self._show_deals()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload_happenings(self) -> None:
        """Ask again what happened."""
        await self._show_happenings()

    async def _refresh(self) -> None:
        wanted = TodoFilter(due=(Due.OVERDUE, Due.TODAY))
        found = await self._ask(todos.lists.search, wanted, paging=Paging(limit=TODOS_SHOWN))
        counts = await self._ask(todos.lists.group_counts, wanted)
        now = await self._ask(_now)
        self.rows = by_time(found.items, self._done)
        self.overdue, self.due_today = counts.get(Due.OVERDUE, 0), counts.get(Due.TODAY, 0)
        self.is_more_due = found.total > len(found.items)
        self.day, self.part = now.date().isoformat(), part_of_day(now.hour)
        self.first_name = (self._actor.name.split() or [""])[0]

    async def _show_deals(self) -> None:
        self.deals = await self._ask(deals.lists.needing)

    async def _show_happenings(self) -> None:
        found = await self._ask(history.search, HistoryFilter(), paging=Paging(limit=HAPPENINGS_SHOWN))
        self.happenings = found.items


def _now(session: Session, _actor: Actor) -> datetime:
    return clock.local(utc_now(), clock.zone(session))


def part_of_day(hour: int) -> str:
    """Return which greeting fits an hour on the clock: `morning`, `day` or `evening`, which lasts until morning."""
    if MORNING <= hour < NOON:
        return "morning"
    return "day" if NOON <= hour < EVENING else "evening"
