"""What an organisation takes part in and is engaged in, on its page."""

from dataclasses import dataclass

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.models import ProjectStatus
from sambruk_crm.services import clock, projects, services
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.projects import ProjectFilter, ProjectRow
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import record_key


@dataclass(frozen=True)
class TakingPart:
    """A service that the organisation takes part in today; `contract_id` is 0 where no contract tells it."""

    service_id: int
    service: str
    role: str
    contract_id: int
    from_on: str


class EngagementState(AppState, rx.State):
    """The services and open projects of the organisation on screen."""

    taking_part: list[TakingPart] = []
    projects: list[ProjectRow] = []
    project_count: int = 0
    """How many projects it has in all; their list has the others."""
    organisation_id: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show those of the organisation in the address."""
        self.organisation_id = record_key(self.router.url.path)
        topics = ("service_participant", "contract", "contract_party", "project", "service")
        tabs.watch(self, topics, EngagementState.reload)
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again: somebody changed them."""
        await self._refresh()

    async def _refresh(self) -> None:
        self.taking_part, self.projects, self.project_count = await self._ask(_engagement, self.organisation_id)


def _engagement(
    session: CrmSession, actor: Actor, organisation_id: int
) -> tuple[list[TakingPart], list[ProjectRow], int]:
    today = clock.today(session)
    present = [
        TakingPart(
            one.service_id,
            one.service,
            one.role,
            one.contract_id or 0,
            one.from_on.isoformat() if one.from_on else "",
        )
        for one in services.participants.of_organisation(session, actor, organisation_id)
        if one.lasts_on(today)
    ]
    open_ones = tuple(status for status in ProjectStatus if status is not ProjectStatus.CLOSED)
    found = projects.search(session, actor, ProjectFilter(organisation=(organisation_id,), status=open_ones))
    every = projects.search(session, actor, ProjectFilter(organisation=(organisation_id,)), paging=Paging(limit=1))
    return present, found.items, every.total
