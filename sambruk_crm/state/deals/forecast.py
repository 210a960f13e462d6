"""The pipeline in figures, in one browser tab: what is likely to come in by month, and how long phases take."""

from dataclasses import dataclass
from datetime import date

import reflex as rx
from babel.dates import format_skeleton

from sambruk_crm.db import CrmSession
from sambruk_crm.services import clock, deals, vocabularies
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires


@dataclass(frozen=True)
class MonthShown:
    """A month and currency; without a name for deals that have no day."""

    key: str
    name: str
    currency: str
    count: int
    total: float
    weighted: float
    is_past: bool
    """The month has gone by, and the deals are still open."""


@dataclass(frozen=True)
class PhaseShown:
    """A phase that deals pass through; -1 where no deal has left it."""

    id: int
    name: str
    count: int
    probability: int
    average_days: int


class ForecastState(AppState, rx.State):
    """The open deals by month, and the phases."""

    months: list[MonthShown] = []
    phases: list[PhaseShown] = []
    is_loaded: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the figures as they are."""
        tabs.watch(self, ("deal", "phase"), ForecastState.reload)
        self.months, self.phases = await self._ask(_figures)
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Reckon again: a deal or a phase was changed."""
        self.months, self.phases = await self._ask(_figures)


def _figures(session: CrmSession, actor: Actor) -> tuple[list[MonthShown], list[PhaseShown]]:
    present = clock.today(session).isoformat()[:7]
    months = [
        MonthShown(
            key=f"{line.month} {line.currency}",
            name=_name(line.month, actor.locale),
            currency=line.currency,
            count=line.count,
            total=line.total,
            weighted=line.weighted,
            is_past="" < line.month < present,
        )
        for line in deals.forecast.by_month(session, actor)
    ]
    days, uses = deals.forecast.average_days(session, actor), deals.phases.uses(session, actor)
    phases = [
        PhaseShown(
            id=phase.key,
            name=vocabularies.shown(phase, actor.locale),
            count=uses.get(phase.key, 0),
            probability=phase.probability,
            average_days=round(days[phase.key]) if phase.key in days else -1,
        )
        for phase in deals.phases.all_phases(session, actor)
        if not phase.is_closed
    ]
    return months, phases


def _name(month: str, locale: str) -> str:
    if not month:
        return ""
    name = format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=locale)
    return name[:1].upper() + name[1:]
