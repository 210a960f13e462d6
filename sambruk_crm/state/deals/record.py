"""One deal's page in one browser tab."""

from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, NotFoundError
from sambruk_crm.models import DealType, Outcome
from sambruk_crm.services import contracts, deals, organisations, persons, services, users
from sambruk_crm.services.deals import DealCard, DealInput, DealRecord, Participation, Step
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import field_errors, show_error
from sambruk_crm.state.deals.board import DealBoardState
from sambruk_crm.state.deals.lists import DealListState
from sambruk_crm.state.deals.moves import Closing, DealMoves
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.records.facts import FactsState, as_text, read_base, record_key
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown

FACTS = (
    "title", "value", "deal_type", "probability", "expected_close_on", "delivers_on", "waits_until", "share_kind",
    "note",
)  # fmt: skip
NO_CHOICE = Choice("", "")
LINKS = ("organisation_id", "person_id")
CHOSEN = ("service_id", "owner_id")


NO_DEAL = DealCard(
    id=0,
    version=0,
    title="",
    organisation_id=None,
    organisation="",
    phase_id=0,
    phase="",
    value=None,
    weighted=0,
    currency="",
    owner="",
    owner_initials="",
    deal_type="",
    age_days=0,
    next_activity=None,
    probability=None,
    is_rotting=False,
    rotting_days=0,
    outcome=None,
    expected_close_on=None,
)
"""What the page shows before it is loaded."""


class DealState(DealMoves, FactsState, rx.State):
    """What the page of one deal shows."""

    noun: ClassVar[str] = "deal"

    is_loaded: bool = False
    place: Place = Place("/deals")
    card: DealCard = NO_DEAL
    person_id: int = 0
    person: str = ""
    person_email: str = ""
    person_phone: PhoneShown = NO_PHONE
    service: str = ""
    service_id: str = ""
    owner_id: str = ""
    lost_reason: str = ""
    lost_color: str = ""
    participants: list[Participation] = []
    steps: list[Step] = []
    phases: list[Choice] = []
    next_phase: Choice = NO_CHOICE
    """The one that comes after the deal's; none for a closed deal."""
    organisations: list[Choice] = []
    persons: list[Choice] = []
    services: list[Choice] = []
    owners: list[Choice] = []
    contract_id: int = 0
    """The contract it became; 0 for none."""
    dialogs: ClassVar[tuple[str, ...]] = ("is_linking",)
    is_linking: bool = False
    errors: dict[str, str] = {}
    share_error: str = ""
    sharing_with: Choice = NO_CHOICE
    """Who is to share a deal that was nobody's but its organisation's, until that is confirmed."""

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the deal that the address names."""
        self.record_id = record_key(self.router.url.path)
        self._close_dialogs()
        self.share_error = ""
        self.sharing_with = NO_CHOICE
        self._undo, self.undo_text = None, ""
        tabs.watch(self, (f"deal:{self.record_id}", "phase", "todo", "contract"), DealState.reload)
        self.phases = [Choice(str(key), name) for key, name in await self._ask(deals.lists.phase_choices)]
        self.services = [Choice(str(key), name) for key, name in await self._ask(services.choices)]
        self.owners = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        await self._refresh_facts()
        board, listed = await self.get_state(DealBoardState), await self.get_state(DealListState)
        around = listed if listed.asked_at > board.asked_at else board
        place = await around._place_of(self.record_id)  # noqa: SLF001 -- a public method would be an event handler
        self.place = await self._beside(place)

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Show the deal anew: somebody changed it. What is being typed stays."""
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def move(self, phase: str) -> EventSpec | None:
        """Move the deal last into a phase; the closed one asks won or lost first."""
        return await self._go_to(self.card, int(phase) if phase.isdecimal() else 0)

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def lose_deal(self) -> None:
        """Ask why the deal was lost, wherever it is."""
        phase_id = await self._ask(deals.lists.closed_phase)
        await self._ask_outcome(Closing(self.card.id, phase_id, None, self.card.title), Outcome.LOST.value)

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def choose(self, name: str, value: str) -> None:
        """Choose the owner or the service, or none."""
        if name in CHOSEN:
            await self._do(deals.update, self.record_id, {name: value})
            await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def begin_linking(self) -> None:
        """Open the form that links the deal to whom it is with."""
        self.errors, self.is_linking = {}, True

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_linking(self, is_open: bool) -> None:
        """Leave that form."""
        self.is_linking = is_open

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def link(self, form: dict[str, Any]) -> None:
        """Link the deal to an organisation and a person."""
        try:
            await self._do(deals.update, self.record_id, {name: form.get(name) or None for name in LINKS})
        except InvalidError as error:
            self.errors = field_errors(error)
            return
        self.is_linking = False
        await self._refresh_facts()

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

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def add_participant(self, value: str, _name: str) -> None:
        """Let an organisation share the deal."""
        if not value.isdecimal() or any(part.organisation_id == int(value) for part in self.participants):
            return
        if not self.participants and self.facts["deal_type"] != DealType.SPLIT:
            name = next((one.label for one in self.organisations if one.value == value), "")
            self.sharing_with = Choice(value, name)
            return
        await self._share([*self._parts(), {"organisation_id": int(value)}])

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def begin_sharing(self, _form: dict[str, Any]) -> None:
        """Share the deal with whom it was asked about; its type becomes Split."""
        if self.sharing_with.value.isdecimal():
            await self._share([{"organisation_id": int(self.sharing_with.value)}])
        self.sharing_with = NO_CHOICE

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_sharing(self, is_open: bool) -> None:
        """Leave that question."""
        self.sharing_with = self.sharing_with if is_open else NO_CHOICE

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def remove_participant(self, organisation_id: int) -> None:
        """Let an organisation share the deal no longer."""
        await self._share([part for part in self._parts() if part["organisation_id"] != organisation_id])

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save_amounts(self, form: dict[str, Any]) -> None:
        """Write the fixed shares, which must add up to the value."""
        await self._share([{**part, "amount": form.get(f"amount-{part['organisation_id']}")} for part in self._parts()])

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> EventSpec:
        """Put the deal in the trash and go back to where it was opened from."""
        return await self._throw_away(self.card.title, deals.delete, self.place.back)

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def make_contract(self) -> EventSpec:
        """Make the contract of a won deal, and go to it."""
        try:
            made = await self._do(contracts.making.from_deal, self.record_id)
        except CrmError as error:
            return await self._put_back(error)
        return rx.redirect(f"/contracts/{made.key}")

    def _parts(self) -> list[dict[str, Any]]:
        return [{"organisation_id": part.organisation_id, "amount": part.amount} for part in self.participants]

    async def _share(self, parts: list[dict[str, Any]]) -> None:
        try:
            await self._do(deals.update, self.record_id, {"participants": parts})
        except InvalidError as error:
            self.share_error = next(iter(field_errors(error).values()))
            return
        self.share_error = ""
        await self._refresh_facts()

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        if name not in FACTS:
            raise NotFoundError
        await self._do(deals.update, self.record_id, {name: value}, base=read_base(DealInput, {name: base}))

    async def _refresh_facts(self) -> None:
        try:
            found = await self._ask(deals.records.record, self.record_id)
        except NotFoundError:
            self.is_missing, self.is_loaded = True, True
            return
        made = await self._ask(contracts.of_deal, self.record_id)
        self.contract_id = 0 if made is None else made.key
        self._take(found)
        if self.person_id:
            self.person_email, number = (await self._ask(persons.reach, [self.person_id]))[self.person_id]
            self.person_phone = phone_shown(number)

    def _take(self, found: DealRecord) -> None:
        deal = found.deal
        self.card, self.person, self.service = found.card, found.person, found.service
        self.person_id = deal.person_id or 0
        self.service_id, self.owner_id = as_text(deal.service_id), as_text(deal.owner_id)
        self.lost_reason, self.lost_color = found.lost_reason, found.lost_color
        self.participants, self.steps = found.participants, found.steps
        self.facts = {name: as_text(getattr(deal, name)) for name in FACTS}
        at = next((at for at, phase in enumerate(self.phases) if phase.value == str(deal.phase_id)), None)
        later = [] if at is None or deal.outcome is not None else self.phases[at + 1 :]
        self.next_phase = later[0] if later else NO_CHOICE
        self.is_loaded, self.is_missing = True, False

    async def _put_back(self, error: CrmError) -> EventSpec:
        await self._refresh_facts()
        return show_error(error)

    async def _called_off(self) -> None:
        await self._refresh_facts()

    async def _taken_back(self) -> None:
        await self._refresh_facts()
