"""The page of one lead in one browser tab: facts, state, and what it becomes."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Lead, LeadState
from sambruk_crm.services import leads, organisations, persons, services, users
from sambruk_crm.services.audit import plain
from sambruk_crm.services.leads import LeadInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.leads.list import LeadListState
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.records.facts import FactsState, as_text, read_base
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown

FACTS = ("name", "organisation_name", "title", "email", "phone", "source", "note")
NEW, NONE = "new", "none"
NOBODY = Choice("", "")


@dataclass(frozen=True)
class LeadSight:
    """What is shown of a lead and cannot be typed over in place."""

    name: str = ""
    state: str = ""
    owner_id: str = ""
    organisation_name: str = ""
    organisation: Choice = NOBODY
    """The record of the organisation, where it is known here."""
    phone: PhoneShown = NO_PHONE


class LeadPageState(FactsState, rx.State):
    """One lead. Reloads refresh what is shown, never what is being typed."""

    noun: ClassVar[str] = "lead"

    seen: LeadSight = LeadSight()
    became: list[Choice] = []
    colleagues: list[Choice] = []
    services: list[Choice] = []
    service_id: str = ""
    place: Place = Place("/leads")
    dialogs: ClassVar[tuple[str, ...]] = ("convert_open", "drop_open")

    convert_open: bool = False
    persons: list[Choice] = []
    organisations: list[Choice] = []
    convert_errors: dict[str, str] = {}
    found: list[Choice] = []
    """What is proposed while another person or organisation is being typed."""
    drop_open: bool = False
    drop_error: str = ""

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the lead in the address, and where it stands in the list one comes from."""
        self.colleagues = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        self.services = [Choice(str(key), name) for key, name in await self._ask(services.choices)]
        await self._arrive(LeadListState)

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: somebody changed it."""
        await self._follow()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def give_to(self, user_id: str) -> None:
        """Let somebody else, or nobody, look after the lead."""
        await self._do(leads.update, self.record_id, {"owner_id": user_id})
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_service(self, service_id: str) -> None:
        """Say which service the lead is about, or none."""
        await self._do(leads.update, self.record_id, {"service_id": service_id})
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_organisation(self, organisation_id: str, _name: str) -> None:
        """Say which organisation that is here the lead belongs to, or none."""
        await self._do(leads.update, self.record_id, {"organisation_id": organisation_id})
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def change_state(self, state: str) -> None:
        """Show that the lead is new, or was contacted."""
        if state in (LeadState.NEW, LeadState.CONTACTED):
            await self._do(leads.change_state, self.record_id, LeadState(state))
            await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show_drop(self, wanted: bool) -> None:
        """Ask why the lead is given up, or no longer."""
        self.drop_open, self.drop_error = wanted, ""

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def drop(self, form: dict[str, Any]) -> None:
        """Return the lead up; the reason goes into its history."""
        reason = str(form.get("reason") or "")
        try:
            await self._do(leads.change_state, self.record_id, LeadState.DROPPED, reason=reason)
        except InvalidError as error:
            self.drop_error = field_errors(error).get("reason", "")
            return
        self.drop_open = False
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show_convert(self, wanted: bool) -> None:
        """Ask what the lead becomes, with what is likely there already first; or no longer."""
        if wanted:
            found = await self._ask(leads.conversion.candidates, self.record_id)
            self.persons = [Choice(str(key), name) for key, name in found.persons]
            self.organisations = [Choice(str(key), name) for key, name in found.organisations]
            self.convert_errors, self.found = {}, []
        self.convert_open = wanted

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_persons(self, text: str) -> None:
        """Propose persons."""
        self.found = [Choice(str(key), name) for key, name in await self._ask(persons.suggest, text)]

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_organisations(self, text: str) -> None:
        """Propose organisations."""
        self.found = [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def convert(self, form: dict[str, Any]) -> None:
        """Make or link what the lead becomes, all or nothing."""
        try:
            await self._do(leads.conversion.convert, self.record_id, _wanted(form))
        except InvalidError as error:
            self.convert_errors = field_errors(error)
            return
        self.convert_open = False
        await self._refresh_facts()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> Any:
        """Put the lead in the trash and go back to the list."""
        return await self._throw_away(self.seen.name, leads.delete, self.place.back)

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        await self._do(leads.update, self.record_id, {name: value}, base=read_base(LeadInput, {name: base}))

    async def _refresh_facts(self) -> None:
        lead, place, self.became = await self._ask(_record, self.record_id)
        self.facts = {name: as_text(plain(getattr(lead, name))) for name in FACTS}
        self.service_id = as_text(lead.service_id)
        shown = lead.name or lead.organisation_name or lead.email or lead.phone
        self.seen = LeadSight(
            shown, lead.state, as_text(lead.owner_id), lead.organisation_name, place, phone_shown(lead.phone)
        )


def _record(session: CrmSession, actor: Actor, lead_id: int) -> tuple[Lead, Choice, list[Choice]]:
    lead = leads.get(session, actor, lead_id)
    became = leads.conversion.became(session, actor, lead_id)
    known = organisations.names(session, actor, [lead.organisation_id]) if lead.organisation_id else []
    place = next((Choice(str(key), name) for key, name in known), NOBODY)
    return lead, place, [Choice(f"/{noun}s/{key}", name) for noun, key, name in became]


def _wanted(form: dict[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "makes_deal": bool(form.get("makes_deal")),
        "deal_title": str(form.get("deal_title") or ""),
    }
    for noun in ("person", "organisation"):
        chosen = str(form.get(f"other_{noun}_id") or form.get(f"{noun}_id") or "")
        wanted[f"makes_{noun}"] = chosen == NEW
        if chosen.isdecimal():
            wanted[f"{noun}_id"] = chosen
    return wanted
