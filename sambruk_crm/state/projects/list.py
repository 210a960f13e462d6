"""The list of projects in one browser tab, and the form for a new one."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError
from sambruk_crm.services import organisations, projects, services, users
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.projects import ProjectRow
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside


class ProjectListState(ListState, rx.State):
    """The projects that fit."""

    kind: ClassVar[ListKind] = ListKind(
        path="/projects",
        filters=("status", "service", "organisation", "owner"),
        sorts=("name", "organisation", "service", "status", "from", "created", "owner", "last_contact", "next_todo"),
        topics=("project", "todo", "history_entry"),
        lookups=("organisation",),
        noun="project",
        columns=("organisation", "service", "status", "from", "to", "owner"),
        facts=facts_beside("project", "name", "status"),
        groups=("status", "service", "owner"),
        others=others_beside("project", "name", "organisation", "service", "status", "from_on", "to_on", "owner"),
    )

    writes: ClassVar[type[Input] | None] = projects.ProjectInput
    selects: ClassVar[SelectionNoun | None] = "project"

    rows: list[ProjectRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[ProjectRow]:
        return await self._ask(
            projects.search,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        offered = await self._ask(services.choices)
        called = await self._ask(organisations.names, wanted.keys("organisation"))
        return {
            "owner": [Choice(str(user.id), user.name) for user in people],
            "service": [Choice(str(key), name) for key, name in offered],
            "organisation": [Choice(str(key), name) for key, name in called],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]


class ProjectFormState(AppState, rx.State):
    """The form for a new project; its other facts are written on its page."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    errors: dict[str, str] = {}
    organisations: list[Choice] = []
    services: list[Choice] = []
    organisation: Choice = Choice("", "")
    """Whose project it is to be, if that is known when the form opens."""
    opened: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Begin a page with the form closed."""
        self._close_dialogs()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show(self, wanted: bool) -> None:
        """Open the form, or leave it."""
        self.organisation = Choice("", "")
        await self._show(wanted)

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def begin(self, organisation_id: int) -> None:
        """Open the form for an organisation."""
        place = await self._ask(organisations.get, organisation_id)
        self.organisation = Choice(str(place.key), place.name)
        await self._show(wanted=True)

    async def _show(self, wanted: bool) -> None:
        if wanted:
            self.services = [Choice(str(key), name) for key, name in await self._ask(services.choices)]
            self.opened += 1
        self.errors, self.organisations, self.is_open = {}, [], wanted

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_organisations(self, text: str) -> None:
        """Propose organisations."""
        found = await self._ask(organisations.suggest, text)
        self.organisations = [Choice(str(key), name) for key, name in found]

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Add the project and go to its page; what cannot be saved stays, with the reason beside it."""
        fields = ("organisation_id", "service_id", "name", "status", "from_on")
        try:
            made = await self._do(projects.create, {name: form[name] for name in fields if form.get(name)})
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        self.is_open = False
        return rx.redirect(f"/projects/{made.key}")
