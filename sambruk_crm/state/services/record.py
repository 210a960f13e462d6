"""The page of one service in one browser tab: who takes part, what is going on about it, and its facts."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, NotFoundError, StaleError
from sambruk_crm.models import Service
from sambruk_crm.services import clock, organisations, services, users
from sambruk_crm.services.audit import plain
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.services import Participant, ServiceInput, ServiceParticipantInput, Surroundings
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.records.facts import FactsState, as_text, read_base, stale_errors
from sambruk_crm.state.services.list import ServiceListState

MONEY = ("funding", "funding_yearly", "funding_each")
FACTS = ("name", "kind", "status", "description", *MONEY)
PARTICIPANT = ("role", "from_on", "to_on")


@dataclass(frozen=True)
class ParticipantRow:
    """Who takes part, as the page shows it. Days are ISO days, or empty; `id` is 0 where a contract tells it."""

    id: int = 0
    contract_id: int = 0
    organisation_id: int = 0
    organisation: str = ""
    role: str = "user"
    from_on: str = ""
    to_on: str = ""
    is_over: bool = False


class ServicePageState(FactsState, rx.State):
    """One service. Reloads refresh what is shown, never what is being typed."""

    noun: ClassVar[str] = "service"
    participants: list[ParticipantRow] = []
    owner_id: str = ""
    amounts: dict[str, float] = {}
    currency: str = ""
    around: Surroundings = Surroundings()
    colleagues: list[Choice] = []
    place: Place = Place("/services")
    dialogs: ClassVar[tuple[str, ...]] = ("is_participant_open",)
    is_participant_open: bool = False
    participant: ParticipantRow = ParticipantRow()
    """Whose form is open."""
    participant_errors: dict[str, str] = {}
    organisations: list[Choice] = []
    opened: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the service in the address, and where it stands in the list one comes from."""
        self.colleagues = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        await self._arrive(ServiceListState, "service_participant", "contract", "contract_party", "deal", "project")

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: somebody changed it."""
        await self._follow()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def give_to(self, owner_id: str) -> None:
        """Choose who is responsible, or nobody."""
        await self._do(services.update, self.record_id, {"owner_id": owner_id})
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def edit_participant(self, participant_id: int) -> None:
        """Open the form of a participant, or with 0 of a new one."""
        known = (row for row in self.participants if row.id == participant_id != 0)
        self.participant = next(known, ParticipantRow())
        self.participant_errors, self.organisations = {}, []
        self.opened += 1
        self.is_participant_open = True

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_participant(self, wanted: bool) -> None:
        """Leave that form."""
        self.is_participant_open = self.is_participant_open and wanted

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_organisations(self, text: str) -> None:
        """Propose organisations."""
        found = await self._ask(organisations.suggest, text)
        self.organisations = [Choice(str(key), name) for key, name in found]

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save_participant(self, form: dict[str, Any]) -> None:
        """Save the form; what cannot be saved stays in it, with the reason beside it."""
        values = {name: str(form.get(name) or "") for name in PARTICIPANT}
        key = self.participant.id
        try:
            if key:
                base = read_base(
                    ServiceParticipantInput, {name: getattr(self.participant, name) for name in PARTICIPANT}
                )
                await self._do(services.participants.update, self.record_id, key, values, base=base)
            else:
                chosen = {**values, "organisation_id": form.get("organisation_id") or ""}
                await self._do(services.participants.add, self.record_id, chosen)
        except InvalidError as error:
            self.participant_errors = field_errors(error)
            return
        except StaleError as error:
            self.participant_errors = stale_errors(error, PARTICIPANT)
            await self._refresh_facts()
            self.participant = next((row for row in self.participants if row.id == key), self.participant)
            return
        self.is_participant_open = False
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def remove_participant(self, participant_id: int) -> None:
        """Take away what was written by hand."""
        await self._do(services.participants.remove, self.record_id, participant_id)
        await self._refresh_facts()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> Any:
        """Put the service in the trash and go back to the list."""
        return await self._throw_away(self.facts["name"], services.delete, self.place.back)

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        if name not in FACTS:
            raise NotFoundError
        await self._do(services.update, self.record_id, {name: value}, base=read_base(ServiceInput, {name: base}))

    async def _refresh_facts(self) -> None:
        service, self.participants, self.around = await self._ask(_record, self.record_id)
        self.facts = {name: as_text(plain(getattr(service, name))) for name in FACTS}
        self.amounts = {name: float(getattr(service, name) or 0) for name in MONEY}
        self.owner_id, self.currency = as_text(service.owner_id), service.currency


def _record(session: CrmSession, actor: Actor, service_id: int) -> tuple[Service, list[ParticipantRow], Surroundings]:
    service = services.get(session, actor, service_id)
    shown = services.participants.of_service(session, actor, service_id)
    today = clock.today(session)
    rows = [_row(each, is_over=each.to_on is not None and each.to_on <= today) for each in shown]
    return service, rows, services.around(session, actor, service_id)


def _row(one: Participant, *, is_over: bool) -> ParticipantRow:
    return ParticipantRow(
        id=one.id or 0,
        contract_id=one.contract_id or 0,
        organisation_id=one.organisation_id,
        organisation=one.organisation,
        role=one.role,
        from_on=one.from_on.isoformat() if one.from_on else "",
        to_on=one.to_on.isoformat() if one.to_on else "",
        is_over=is_over,
    )
