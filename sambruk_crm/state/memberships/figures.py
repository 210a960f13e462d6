"""The figures of a day and of the years in one browser tab."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import OrganisationKind
from sambruk_crm.services import clock, memberships
from sambruk_crm.services.memberships import MemberCount, YearCount
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires

PATH = "/memberships/figures"


@dataclass(frozen=True)
class KindShown:
    """How many members there are of a kind of organisation; empty for those of none."""

    kind: str
    members: int


class FiguresState(AppState, rx.State):
    """How many members there are on a day, and how many came and went each year."""

    on: str = ""
    """The day (ISO) that the figures are of."""
    day_error: str = ""
    members: int = 0
    inhabitants: int = 0
    municipalities_covered: int = 0
    without_figure: int = 0
    kinds: list[KindShown] = []
    years: list[YearCount] = []
    """Newest first."""
    most: int = 1
    """The most members at the end of any year."""
    is_loaded: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the figures of the day in the address, or of today."""
        tabs.watch(self, ("membership", "coverage", "organisation"), FiguresState.reload)
        await self._count(self.router.url.query_parameters.get("on", ""))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Count again: somebody joined or left, or covers others now."""
        await self._count(self.on)

    @rx.event
    @requires(Permission.VIEW)
    async def choose(self, day: str) -> None:
        """Show the figures of another day."""
        await self._count(day)

    async def _count(self, day: str) -> None:
        self.day_error = ""
        try:
            counted, years = await self._ask(_counted, day)
        except InvalidError as error:
            self.day_error = translated(error.fields["on"])
            return
        self.on = counted.on.isoformat()
        self.members, self.inhabitants = counted.members, counted.inhabitants
        self.municipalities_covered, self.without_figure = counted.municipalities_covered, counted.without_figure
        known = {kind.value for kind in OrganisationKind}
        self.kinds = sorted(
            (KindShown(kind if kind in known else "", count) for kind, count in counted.members_by_kind.items()),
            key=lambda one: -one.members,
        )
        self.years = years[::-1]
        self.most = max([1, *(year.members for year in years)])
        self.is_loaded = True


def _counted(session: CrmSession, actor: Actor, day: str) -> tuple[MemberCount, list[YearCount]]:
    try:
        on = date.fromisoformat(day) if day else clock.today(session)
    except ValueError:
        raise InvalidError({"on": say("Write a date, such as 2026-11-23.")}) from None
    return memberships.members_on(session, actor, on), memberships.by_year(session, actor)
