"""The page of one organisation in one browser tab: its facts, places, people and work."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, say
from sambruk_crm.models import AddressKind, Organisation, TagScope
from sambruk_crm.services import attached, catalogue, clock, contracts, deals, organisations, persons
from sambruk_crm.services.audit import plain
from sambruk_crm.services.contracts import ContractFilter, ContractRow
from sambruk_crm.services.deals import DealCard, DealFilter
from sambruk_crm.services.organisations import OrganisationInput, OrganisationRecord
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values import numbers
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.attached import AttachedShown
from sambruk_crm.state.attached import shown as attached_shown
from sambruk_crm.state.base import field_errors, show_error, translated
from sambruk_crm.state.deals.moves import DealMoves
from sambruk_crm.state.departments import OrganisationDepartmentsState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.organisations.addresses import AddressesState, AddressRow
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.persons.affiliations import AffiliationRow, AffiliationsState, row_of
from sambruk_crm.state.records.facts import FactsState, as_text, read_base, record_key
from sambruk_crm.state.records.labels import LabelsState
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown

SHOWN = 20
NEXT = 2
"""As many open deals stand under what is next."""


@dataclass(frozen=True)
class Sight:
    """What is shown of an organisation and cannot be typed over in place."""

    name: str = ""
    membership: str = ""
    county: str = ""
    population: int | None = None
    area_km2: float | None = None
    parent_id: int = 0
    parent: str = ""
    updated_at: str = ""
    phone: PhoneShown = NO_PHONE
    logo: str = ""
    """Where the logo is fetched."""


class OrganisationState(
    FactsState, LabelsState, OrganisationDepartmentsState, AffiliationsState, AddressesState, DealMoves, rx.State
):
    """One organisation. Reloads refresh what is shown, never what is being typed."""

    noun: ClassVar[str] = "organisation"
    scope: ClassVar[TagScope] = TagScope.ORGANISATION
    side: ClassVar[Literal["organisation", "person"]] = "organisation"

    seen: Sight = Sight()
    place: Place = Place("/organisations")
    is_loaded: bool = False
    open_deals: list[DealCard] = []
    """The first that are not closed."""
    other_deals: list[DealCard] = []
    deal_count: int = 0
    phases: list[Choice] = []
    unsigned: list[ContractRow] = []
    """Contracts that not all have signed."""
    contracts: list[ContractRow] = []
    contract_count: int = 0
    attached: list[AttachedShown] = []
    """What is told before it is thrown away."""
    parent_suggestions: list[Choice] = []
    logo_error: str = ""

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the organisation in the address, and where it lies in the list one comes from."""
        key = record_key(self.router.url.path)
        if key != self.record_id:
            self.is_loaded, self.affiliation_open, self.address_open = False, False, False
        self._close_dialogs()
        self.record_id, self.is_missing = key, False
        self._watch(key)
        try:
            await self._refresh_facts()
        except NotFoundError:
            self.is_missing, self.is_loaded = True, True
            return
        await self._refresh_affiliations()
        await self._refresh_work()
        around = await self.get_state(OrganisationListState)
        place = await around._place_of(key)  # noqa: SLF001 -- a public method would be an event handler
        self.place = await self._beside(place)
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload_facts(self) -> None:
        """Fetch the facts again: somebody changed them."""
        await self._follow()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload_people(self) -> None:
        """Fetch the people again: somebody changed them."""
        await self._refresh_affiliations()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload_work(self) -> None:
        """Fetch deals and contracts again: somebody changed them."""
        await self._refresh_work()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def move_deal(self, deal_id: int, phase: str) -> EventSpec | None:
        """Move one of its open deals into a phase; the closed one asks won or lost first."""
        card = next((card for card in self.open_deals if card.id == deal_id), None)
        return await self._go_to(card, int(phase)) if card and phase.isdecimal() else None

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def begin_deal(self) -> EventSpec:
        """Make a deal in the first phase: the organisation is interested. What about is said later."""
        try:
            await self._do(deals.beginning.begin, self.record_id)
        except CrmError as error:
            return show_error(error)
        await self._refresh_work()
        return messages.done(translated(say("The deal is in the first phase.")))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest_parent(self, text: str) -> None:
        """Propose organisations that this one may be part of."""
        found = await self._ask(organisations.suggest, text)
        self.parent_suggestions = [Choice(str(key), name) for key, name in found if key != self.record_id]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_parent(self, value: str, _label: str) -> None:
        """Make this organisation part of another, or of none."""
        if (self.seen.parent_id or None) != (int(value) if value.isdecimal() else None):
            await self._do(organisations.update, self.record_id, {"parent_id": value})
            await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def bring_logo(self, token: str) -> None:
        """Make a picture that the browser has sent the logo."""
        try:
            await self._do(organisations.logos.put_brought, self.record_id, token)
        except InvalidError as error:
            self.logo_error = field_errors(error).get("logo", "")
        else:
            self.logo_error = ""
            await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def remove_logo(self) -> None:
        """Take the logo away."""
        await self._do(organisations.logos.remove, self.record_id)
        self.logo_error = ""
        await self._refresh_facts()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> Any:
        """Put the organisation in the trash and go back to the list."""
        return await self._throw_away(self.seen.name, organisations.delete, self.place.back)

    async def _before_asking(self) -> None:
        self.attached = attached_shown(await self._ask(attached.to_organisation, self.record_id))

    def _watch(self, key: int) -> None:
        own = (f"organisation:{key}", "membership", "address", "organisation_tag", "organisation_responsibility")
        tabs.watch(self, own, OrganisationState.reload_facts)
        tabs.watch(self, ("affiliation", "person"), OrganisationState.reload_people)
        tabs.watch(self, ("deal", "phase", "contract", "contract_party"), OrganisationState.reload_work)

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        values = {name: value}
        seen = read_base(OrganisationInput, {name: base})
        await self._do(organisations.update, self.record_id, values, base=seen)

    async def _refresh_facts(self) -> None:
        record = await self._ask(organisations.record, self.record_id)
        self.facts = _facts_of(record.organisation)
        self.seen = await self._seen(record)
        self.addresses = [AddressRow.of(kind, record.addresses.get(kind)) for kind in AddressKind]
        await self._take_labels(record.tags, record.responsible)
        await self._take_departments()

    async def _seen(self, record: OrganisationRecord) -> Sight:
        it = record.organisation
        above = dict(await self._ask(organisations.names, [it.parent_id] if it.parent_id else []))
        return Sight(
            name=it.name or it.email or it.organisation_number or "",
            membership=record.membership,
            county=it.county_name,
            population=it.population,
            area_km2=it.area_km2,
            parent_id=it.parent_id or 0,
            parent=above.get(it.parent_id or 0, ""),
            updated_at=it.updated_at.isoformat(),
            phone=phone_shown(it.phone),
            logo=organisations.logos.address_of(it),
        )

    async def _refresh_affiliations(self) -> None:
        held = await self._ask(persons.affiliations.of_organisation, self.record_id, ended=True)
        today = await self._ask(lambda session, _actor: clock.today(session))
        reach = await self._ask(persons.reach, [person.key for _, person in held])
        rows: list[AffiliationRow] = []
        for affiliation, person in held:
            is_current = affiliation.to_on is None or affiliation.to_on > today
            email, phone = reach[person.key]
            rows.append(row_of(affiliation, person.key, person.name, is_current=is_current, email=email, phone=phone))
        self._take_rows(rows)

    async def _refresh_work(self) -> None:
        paging, mine = Paging(limit=SHOWN), (self.record_id,)
        found = await self._ask(deals.lists.search, DealFilter(organisation=mine), sort="-touched", paging=paging)
        still_open = [card for card in found.items if card.outcome is None]
        self.open_deals, self.deal_count = still_open[:NEXT], found.total
        self.other_deals = [card for card in found.items if card not in self.open_deals]
        self.phases = [Choice(str(key), name) for key, name in await self._ask(deals.lists.phase_choices)]
        signed = await self._ask(contracts.search, ContractFilter(organisation=mine), sort="-from", paging=paging)
        self.unsigned = [row for row in signed.items if row.state in contracts.UNSIGNED]
        self.contracts, self.contract_count = signed.items, signed.total

    async def _put_back(self, error: CrmError) -> EventSpec:
        await self._refresh_work()
        return show_error(error)

    async def _called_off(self) -> None:
        await self._refresh_work()

    async def _taken_back(self) -> None:
        await self._refresh_work()


def _facts_of(organisation: Organisation) -> dict[str, str]:
    facts = {name: as_text(plain(getattr(organisation, name))) for name in catalogue.get("organisation").facts}
    facts["organisation_number"] = numbers.shown(organisation.organisation_number, organisation.country)
    return facts
