"""The list of contracts in one browser tab, and the form for a new one."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError
from sambruk_crm.models.vocabulary import DealType
from sambruk_crm.services import contracts, organisations, services, users
from sambruk_crm.services.contracts import ContractRow
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside


class ContractListState(ListState, rx.State):
    """The contracts that fit."""

    kind: ClassVar[ListKind] = ListKind(
        path="/contracts",
        filters=("state", "contract_type", "service", "owner", "county", "organisation"),
        sorts=(
            "title",
            "contract_type",
            "value",
            "from",
            "to",
            "created",
            "service",
            "owner",
            "state",
            "county",
            "party_count",
            "last_contact",
            "next_todo",
            "created_at",
            "updated_at",
        ),
        topics=("contract", "contract_party", "todo", "history_entry"),
        lookups=("organisation",),
        noun="contract",
        columns=("parties", "service", "contract_type", "state", "value", "from", "to", "owner"),
        usual=("parties", "state", "value", "to"),
        facts=facts_beside("contract", "title", "contract_type"),
        groups=("state", "service", "county", "contract_type", "owner"),
        sums=("value",),
        others=others_beside("contract", "parties", "service", "state", "value", "from_on", "to_on", "owner"),
        references={"service": "service_id", "owner": "owner_id"},
        named="title",
    )

    writes: ClassVar[type[Input] | None] = contracts.ContractInput
    selects: ClassVar[SelectionNoun | None] = "contract"

    rows: list[ContractRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[ContractRow]:
        return await self._ask(
            contracts.search,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        offered = await self._ask(services.choices)
        named = await self._ask(organisations.names, wanted.keys("organisation"))
        lands = await self._ask(organisations.counties)
        return {
            "owner": [Choice(str(user.id), user.name) for user in people],
            "service": [Choice(str(key), name) for key, name in offered],
            "organisation": [Choice(str(key), name) for key, name in named],
            "county": [Choice(code, name) for code, name in lands],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]


class ContractFormState(AppState, rx.State):
    """The form for a new contract; its other facts are written on its page."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    errors: dict[str, str] = {}
    organisations: list[Choice] = []

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Begin a page with the form closed."""
        self._close_dialogs()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show(self, wanted: bool) -> None:
        """Open the form, or leave it."""
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
        """Add the contract and go to its page; what cannot be saved stays, with the reason beside it."""
        party = str(form.get("organisation_id") or "")
        values = {"title": form.get("title") or "", "contract_type": form.get("contract_type") or DealType.STANDARD}
        try:
            made = await self._do(
                contracts.making.create, values, organisation_id=int(party) if party.isdecimal() else None
            )
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        self.is_open = False
        return rx.redirect(f"/contracts/{made.key}")
