"""The page of one project in one browser tab: whose it is, in which service, and how far it has come."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import Project
from sambruk_crm.services import projects, services, users
from sambruk_crm.services.audit import plain
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.projects import ProjectInput, ProjectRow
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.projects.list import ProjectListState
from sambruk_crm.state.records.facts import FactsState, as_text, read_base

FACTS = ("name", "status", "from_on", "to_on", "note")
NOTHING = ProjectRow(0, 0, "", 0, "", "", "", "", "", "", {})


class ProjectPageState(FactsState, rx.State):
    """One project. Reloads refresh what is shown, never what is being typed."""

    noun: ClassVar[str] = "project"
    seen: ProjectRow = NOTHING
    owner_id: str = ""
    service_id: str = ""
    colleagues: list[Choice] = []
    services: list[Choice] = []
    place: Place = Place("/projects")
    dialogs: ClassVar[tuple[str, ...]] = ()

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the project in the address, and where it stands in the list one comes from."""
        self.colleagues = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        await self._arrive(ProjectListState, "service", "organisation")

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: somebody changed it."""
        await self._follow()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def choose(self, name: str, value: str) -> None:
        """Choose who is responsible or the service, or none; or where the project stands."""
        if name in ("owner_id", "service_id", "status"):
            await self._do(projects.update, self.record_id, {name: value})
            await self._refresh_facts()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> Any:
        """Put the project in the trash and go back to the list."""
        return await self._throw_away(self.seen.name, projects.delete, self.place.back)

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        if name not in FACTS:
            raise NotFoundError
        await self._do(projects.update, self.record_id, {name: value}, base=read_base(ProjectInput, {name: base}))

    async def _refresh_facts(self) -> None:
        project, self.seen, offered = await self._ask(_record, self.record_id)
        self.facts = {name: as_text(plain(getattr(project, name))) for name in FACTS}
        self.owner_id, self.service_id = as_text(project.owner_id), as_text(project.service_id)
        self.services = offered


def _record(session: CrmSession, actor: Actor, project_id: int) -> tuple[Project, ProjectRow, list[Choice]]:
    project = projects.get(session, actor, project_id)
    row = projects.rows(session, actor, [project])[0]
    offered = [Choice(str(key), name) for key, name in services.choices(session, actor)]
    if project.service_id and str(project.service_id) not in {each.value for each in offered}:
        offered.append(Choice(str(project.service_id), row.service))
    return project, row, offered
