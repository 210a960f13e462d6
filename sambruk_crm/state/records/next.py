"""What is to be done next for the record on screen: its open to-dos, done and put off where they stand."""

from typing import Any

import reflex as rx

from sambruk_crm.services import todos
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.todos import TodoFilter, TodoRow
from sambruk_crm.state import tabs
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import record_key
from sambruk_crm.state.todos.actions import TodoActions, by_time
from sambruk_crm.state.todos.form import TodoFormState

SHOWN = 3
"""As many stand on the page; the inbox has all."""


class NextState(TodoActions, rx.State):
    """The open to-dos of one record, the earliest first."""

    todos: list[TodoRow] = []
    todo_count: int = 0
    _about: dict[str, int] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def of_organisation(self) -> None:
        """Show what is to be done for the organisation in the address."""
        await self._begin("organisation_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_person(self) -> None:
        """Show what is to be done for the person in the address."""
        await self._begin("person_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_deal(self) -> None:
        """Show what is to be done for the deal in the address."""
        await self._begin("deal_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_lead(self) -> None:
        """Show what is to be done for the lead in the address."""
        await self._begin("lead_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_contract(self) -> None:
        """Show what is to be done for the contract in the address."""
        await self._begin("contract_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_service(self) -> None:
        """Show what is to be done for the service in the address."""
        await self._begin("service_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_project(self) -> None:
        """Show what is to be done for the project in the address."""
        await self._begin("project_id", record_key(self.router.url.path))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch the to-dos again: somebody changed them."""
        await self._refresh()

    async def _begin(self, subject: str, record_id: int) -> None:
        self._close_dialogs()
        form: Any = await self.get_state(TodoFormState)
        form.is_open = False
        self._about, self._done = {subject: record_id}, []
        self._undo, self.undo_text = None, ""
        tabs.watch(self, ("todo", "todo_type"), NextState.reload)
        await self._refresh()

    async def _refresh(self) -> None:
        wanted = TodoFilter(mine=False, **self._about)  # pyright: ignore[reportArgumentType]
        found = await self._ask(todos.lists.search, wanted, paging=Paging(limit=SHOWN))
        self.todos, self.todo_count = by_time(found.items, self._done), found.total
