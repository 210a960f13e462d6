"""The list of services in one browser tab, and the form for a new one."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError
from sambruk_crm.services import services, users
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.services import ServiceRow
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside


class ServiceListState(ListState, rx.State):
    """The services that fit."""

    kind: ClassVar[ListKind] = ListKind(
        path="/services",
        filters=("kind", "status", "owner"),
        sorts=("name", "kind", "status", "created", "owner", "last_contact", "next_todo"),
        topics=("service", "service_participant", "contract", "contract_party", "todo", "history_entry"),
        noun="service",
        columns=("kind", "status", "participants", "owner"),
        facts=facts_beside("service", "name", "kind", "status"),
        groups=("kind", "status", "owner"),
        others=others_beside("service", "name", "kind", "status", "participants", "owner"),
    )

    writes: ClassVar[type[Input] | None] = services.ServiceInput
    selects: ClassVar[SelectionNoun | None] = "service"

    rows: list[ServiceRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[ServiceRow]:
        return await self._ask(
            services.search,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        return {"owner": [Choice(str(user.id), user.name) for user in await self._ask(users.search)]}


class ServiceFormState(AppState, rx.State):
    """The form for a new service; its other facts are written on its page."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Begin a page with the form closed."""
        self._close_dialogs()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show(self, wanted: bool) -> None:
        """Open the form, or leave it."""
        self.errors, self.is_open = {}, wanted

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Add the service and go to its page; what cannot be saved stays, with the reason beside it."""
        values = {name: form[name] for name in ("name", "kind", "status") if form.get(name)}
        try:
            made = await self._do(services.create, values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        self.is_open = False
        return rx.redirect(f"/services/{made.key}")
