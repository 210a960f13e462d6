"""The form for a new deal: what was typed stays until it is saved."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import DealType
from sambruk_crm.services import deals, duplicates, organisations, persons, services, users
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice

FIELDS = (
    "title",
    "organisation_id",
    "person_id",
    "service_id",
    "owner_id",
    "deal_type",
    "share_kind",
    "value",
    "expected_close_on",
    "delivers_on",
    "note",
)
NOT_ASKED: dict[str, tuple[str, ...]] = {
    DealType.STANDARD: ("share_kind", "delivers_on"),
    DealType.SPLIT: ("delivers_on",),
    DealType.ONE_TIME: ("share_kind",),
    DealType.DATA_PRIVACY_ONLY: ("service_id", "share_kind", "value", "delivers_on"),
}
"""What each type of deal is not asked; what was typed there waits in case the type is another after all."""


CHOSEN = ("organisation_id", "service_id", "deal_type")
"""What a title is proposed of."""


class DealFormState(AppState, rx.State):
    """The dialog for a new deal in one browser tab."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)

    is_open: bool = False
    errors: dict[str, str] = {}
    organisations: list[Choice] = []
    persons: list[Choice] = []
    services: list[Choice] = []
    owners: list[Choice] = []
    phases: list[Choice] = []
    owner: str = ""
    organisation: Choice = Choice("", "")
    proposed: str = ""
    """What the deal is called if nobody writes another title."""
    deal_type: str = DealType.STANDARD.value
    participants: list[Choice] = []
    """Who shares a split deal, beside its own organisation."""
    box: int = 0
    """Counts up when the field for who shares it is to be empty again."""
    same: list[Choice] = []
    """Open deals of the same service with the same organisation."""
    _chosen: dict[str, str] = {}
    _is_asked: bool = False
    """Whether it was asked already if there is to be one more."""

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Open the form where the address asks for it, as a link from an organisation does."""
        self._close_dialogs()
        query = self.router.url.query_parameters
        if "new" not in query:
            return
        self.organisation = Choice("", "")
        key = str(query.get("organisation", ""))
        if key.isdecimal():
            found = await self._ask(organisations.get, int(key))
            self.organisation = Choice(key, found.name)
        await self._open()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def begin(self) -> None:
        """Open an empty form."""
        self.organisation = Choice("", "")
        await self._open()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show(self, is_open: bool) -> None:
        """Leave the form."""
        self.is_open = is_open

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_organisations(self, text: str) -> None:
        """Propose organisations."""
        found = await self._ask(organisations.suggest, text)
        self.organisations = [Choice(str(key), name) for key, name in found]

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_persons(self, text: str) -> None:
        """Propose persons."""
        self.persons = [Choice(str(key), name) for key, name in await self._ask(persons.suggest, text)]

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_DEALS)
    async def choose(self, name: str, value: str) -> None:
        """Propose a title for what is chosen, and look for an open deal about the same."""
        if name in CHOSEN:
            self._chosen = {**self._chosen, name: value}
            if name == "deal_type" and value in NOT_ASKED:
                self.deal_type, self.errors = value, {}
            await self._propose()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def let_share(self, value: str, label: str) -> None:
        """Let an organisation share the deal."""
        self.box += 1
        if value.isdecimal() and all(one.value != value for one in self.participants):
            self.participants = [*self.participants, Choice(value, label)]

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def leave_out(self, value: str) -> None:
        """Let it share the deal no longer."""
        self.participants = [one for one in self.participants if one.value != value]

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Make the deal and go to its page."""
        kind = str(form.get("deal_type") or "")
        asked = [name for name in FIELDS if name not in NOT_ASKED.get(kind, ())]
        values = {name: form[name] for name in asked if name in form}
        if kind == DealType.SPLIT:
            values["participants"] = [{"organisation_id": int(one.value)} for one in self.participants]
        phase = str(form.get("phase_id") or "")
        self._chosen = {name: str(form.get(name) or "") for name in CHOSEN if name in asked}
        await self._propose()
        if self.same and not self._is_asked:
            self._is_asked = True
            self.errors = {
                "service_id": translated(say("There is an open deal about this already. Save to make one more."))
            }
            return
        try:
            deal = await self._do(deals.create, values, phase_id=int(phase) if phase.isdecimal() else None)
        except InvalidError as error:
            self.errors = field_errors(error)
            return
        self.is_open = False
        yield rx.redirect(f"/deals/{deal.key}")

    async def _open(self) -> None:
        offered = await self._ask(services.choices)
        self.services = [Choice(str(key), name) for key, name in offered]
        self.owners = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        self.phases = [Choice(str(key), name) for key, name in await self._ask(deals.lists.open_phase_choices)]
        self._chosen = {"organisation_id": self.organisation.value}
        self.deal_type, self.participants = DealType.STANDARD.value, []
        await self._propose()
        self.owner, self.errors, self.is_open = str(self._actor.user_id), {}, True

    async def _propose(self) -> None:
        found = await self._ask(_proposal, self._chosen)
        if found[1] != self.same:
            self._is_asked = False
        self.proposed, self.same = found


def _proposal(session: CrmSession, actor: Actor, chosen: dict[str, str]) -> tuple[str, list[Choice]]:
    keys = {name: int(value) if (value := chosen.get(name, "")).isdecimal() else None for name in CHOSEN}
    place = keys["organisation_id"]
    kind = next((kind for kind in DealType if kind == chosen.get("deal_type")), DealType.STANDARD)
    service = None if "service_id" in NOT_ASKED[kind] else keys["service_id"]
    title = deals.titles.propose(session, actor.locale, organisation_id=place, service_id=service, deal_type=kind)
    same = duplicates.of_deal(session, actor, organisation_id=place, service_id=service)
    return title, [Choice(str(key), name or title) for key, name in same]
