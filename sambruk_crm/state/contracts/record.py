"""The page of one contract in one browser tab: facts, parties, and where it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, NotFoundError, StaleError, say
from sambruk_crm.models import Contract, ContractParty, DealType, Signature
from sambruk_crm.services import clock, contracts, organisations, persons, services, users
from sambruk_crm.services.audit import plain
from sambruk_crm.services.contracts import ContractInput, ContractRow, PartyInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import field_errors, translated
from sambruk_crm.state.contracts.list import ContractListState
from sambruk_crm.state.contracts.period import NO_PERIOD, PeriodShown, period_shown
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.records.facts import FactsState, as_text, read_base, stale_errors
from sambruk_crm.state.records.phones import PhoneShown, phone_shown

FACTS = (
    "number", "title", "contract_type", "share_kind", "value", "charged", "indexation", "from_on", "to_on", "renewal",
    "renewal_months", "notice_months", "notice_on", "notice_given_on", "data_categories", "sub_processors", "review_on",
    "note",
)  # fmt: skip
PARTY = ("role", "amount", "sent_on", "signed_on", "declined_on", "signatory", "from_on", "to_on")
MOST_PEOPLE = 20
"""As many of those who represent the parties are shown; that there are more is said."""
NOTHING = ContractRow(0, 0, "", "", [], "", "", "", None, "", "", "", "")


@dataclass(frozen=True)
class PartyRow:
    """A party as the page shows it. Days are ISO days, or empty."""

    id: int = 0
    organisation_id: int = 0
    name: str = ""
    role: str = ""
    amount: str = ""
    signature: str = ""
    sent_on: str = ""
    signed_on: str = ""
    declined_on: str = ""
    signatory: str = ""
    from_on: str = ""
    to_on: str = ""


@dataclass(frozen=True)
class ContactRow:
    """Somebody who represents a party: as what, where, and how to be reached."""

    id: int
    name: str
    title: str
    party: str
    email: str
    phone: PhoneShown


class ContractPageState(FactsState, rx.State):
    """One contract. Reloads refresh what is shown, never what is being typed."""

    noun: ClassVar[str] = "contract"

    seen: ContractRow = NOTHING
    deal_id: int = 0
    owner_id: str = ""
    service_id: str = ""
    shared_out: float = 0
    """The sum of the parties' shares."""
    parties: list[PartyRow] = []
    people: list[ContactRow] = []
    has_more_people: bool = False
    """Who represents the parties today, first contacts first."""
    colleagues: list[Choice] = []
    services: list[Choice] = []
    place: Place = Place("/contracts")
    party: PartyRow = PartyRow()
    """The party whose form is open."""
    dialogs: ClassVar[tuple[str, ...]] = ("is_party_open", "is_notice_open")
    is_party_open: bool = False
    is_notice_open: bool = False
    party_errors: dict[str, str] = {}
    signed_today: str = ""
    """The day that is proposed in the form of a party that signs."""
    to_sign: int = 0
    """The first party that has not signed; 0 for none."""
    to_send: int = 0
    """How many parties it was not sent to."""
    becomes_split: bool = False
    """Whether one more party makes the type Split."""
    period: PeriodShown = NO_PERIOD
    notice_on: str = ""
    """The day on which notice is given, as the dialog proposes it, and the end that follows."""
    notice_ends_on: str = ""
    notice_errors: dict[str, str] = {}
    organisations: list[Choice] = []

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the contract in the address, and where it stands in the list one comes from."""
        self.colleagues = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        self.services = [Choice(str(key), name) for key, name in await self._ask(services.choices)]
        await self._arrive(ContractListState, "contract_party", "affiliation", "person")

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: somebody changed it."""
        await self._follow()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def choose(self, name: str, value: str) -> None:
        """Choose the owner or the service, or none."""
        if name in ("owner_id", "service_id"):
            await self._do(contracts.update, self.record_id, {name: value})
            await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def edit_party(self, party_id: int) -> None:
        """Open the form of a party, or with 0 of a new one."""
        self.party = next((row for row in self.parties if row.id == party_id), PartyRow())
        self.party_errors, self.signed_today, self.is_party_open = {}, "", True

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def sign(self, party_id: int) -> None:
        """Open the form of a party that signs, with today proposed."""
        self.party = next((row for row in self.parties if row.id == party_id), PartyRow())
        today = await self._ask(lambda session, _actor: clock.today(session))
        self.party_errors, self.signed_today, self.is_party_open = {}, today.isoformat(), True

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_party(self, wanted: bool) -> None:
        """Leave that form."""
        self.is_party_open = self.is_party_open and wanted

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_organisations(self, text: str) -> None:
        """Propose organisations."""
        found = await self._ask(organisations.suggest, text)
        self.organisations = [Choice(str(key), name) for key, name in found]

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save_party(self, form: dict[str, Any]) -> None:
        """Save the form; what cannot be saved stays in it, with the reason beside it."""
        values = {name: str(form.get(name) or "") for name in PARTY}
        try:
            if self.party.id:
                base = read_base(PartyInput, {name: getattr(self.party, name) for name in PARTY})
                await self._do(contracts.parties.update, self.record_id, self.party.id, values, base=base)
            else:
                chosen = {**values, "organisation_id": form.get("organisation_id") or ""}
                await self._do(contracts.parties.add, self.record_id, chosen)
        except InvalidError as error:
            self.party_errors = field_errors(error)
            return
        except StaleError as error:
            self.party_errors = stale_errors(error, PARTY)
            await self._refresh_facts()
            self.party = next((row for row in self.parties if row.id == self.party.id), self.party)
            return
        self.is_party_open = False
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def send_today(self) -> None:
        """Write down that it was sent today to all who have not got it."""
        today = await self._ask(lambda session, _actor: clock.today(session))
        await self._do(contracts.parties.send, self.record_id, today)
        await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_notice(self, wanted: bool) -> None:
        """Ask when notice is given, with today proposed, or no longer."""
        self.notice_errors, self.is_notice_open = {}, wanted
        if wanted:
            today = await self._ask(lambda session, _actor: clock.today(session))
            await self._propose_end(today)

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_DEALS)
    async def propose_end(self, day: str) -> None:
        """Show when the contract ends if notice is given on another day."""
        try:
            await self._propose_end(date.fromisoformat(day))
        except ValueError:
            self.notice_ends_on = ""

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def give_notice(self, form: dict[str, Any]) -> None:
        """Write the notice down; the end follows from it."""
        given_on = str(form.get("notice_given_on") or "")
        if not given_on:
            self.notice_errors = {"notice_given_on": translated(say("Write a date, such as 2026-11-23."))}
            return
        try:
            await self._do(contracts.update, self.record_id, {"notice_given_on": given_on})
        except InvalidError as error:
            self.notice_errors = field_errors(error)
            return
        self.is_notice_open = False
        await self._refresh_facts()

    async def _propose_end(self, day: date) -> None:
        ends_on = await self._ask(contracts.end_after_notice, self.record_id, day)
        self.notice_on, self.notice_ends_on = day.isoformat(), ends_on.isoformat() if ends_on else ""

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def remove_party(self, party_id: int) -> None:
        """Take a party out of the contract."""
        await self._do(contracts.parties.remove, self.record_id, party_id)
        await self._refresh_facts()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> Any:
        """Put the contract in the trash and go back to the list."""
        return await self._throw_away(self.seen.title, contracts.delete, self.place.back)

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        if name not in FACTS:
            raise NotFoundError
        await self._do(contracts.update, self.record_id, {name: value}, base=read_base(ContractInput, {name: base}))

    async def _refresh_facts(self) -> None:
        contract, self.seen, parties, self.period = await self._ask(_record, self.record_id)
        self.facts = {name: as_text(plain(getattr(contract, name))) for name in FACTS}
        self.shared_out = float(sum(party.amount or 0 for party, _ in parties))
        self.deal_id = contract.deal_id or 0
        self.owner_id, self.service_id = as_text(contract.owner_id), as_text(contract.service_id)
        self.parties = [_row(party, name) for party, name in parties]
        self.to_sign = next((row.id for row in self.parties if not row.signed_on), 0)
        self.to_send = sum(row.signature == Signature.NOT_SENT.value for row in self.parties)
        unsplit = contract.contract_type not in (DealType.SPLIT, DealType.DATA_PRIVACY_ONLY)
        self.becomes_split = unsplit and contract.value is not None and any(party.amount for party, _ in parties)
        found = await self._ask(_people, [party.organisation_id for party, _ in parties])
        self.people, self.has_more_people = found[:MOST_PEOPLE], len(found) > MOST_PEOPLE


def _people(session: CrmSession, actor: Actor, organisation_ids: list[int]) -> list[ContactRow]:
    found = persons.affiliations.of_organisations(session, actor, organisation_ids, limit=MOST_PEOPLE + 1)
    reach = persons.reach(session, actor, [person.key for person, *_ in found])
    return [
        ContactRow(person.key, person.name, title, party, reach[person.key][0], phone_shown(reach[person.key][1]))
        for person, title, party in found
    ]


def _record(
    session: CrmSession, actor: Actor, contract_id: int
) -> tuple[Contract, ContractRow, list[tuple[ContractParty, str]], PeriodShown]:
    contract = contracts.get(session, actor, contract_id)
    parties = contracts.parties.of_contract(session, actor, contract_id)
    period = period_shown(contract, clock.today(session))
    return contract, contracts.rows(session, [contract])[0], parties, period


def _row(party: ContractParty, name: str) -> PartyRow:
    values = {each: as_text(plain(getattr(party, each))) for each in PARTY}
    return PartyRow(party.key, party.organisation_id, name, signature=party.signature.value, **values)
