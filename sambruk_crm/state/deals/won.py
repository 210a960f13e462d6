"""What the won deal on screen offers, in one browser tab."""

from dataclasses import dataclass

import reflex as rx

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import WonOffer
from sambruk_crm.services import won_deals
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import record_key


@dataclass(frozen=True)
class OfferShown:
    """Something that can follow for an organisation."""

    kind: str
    organisation_id: int
    organisation: str


class WonState(AppState, rx.State):
    """What can follow from the deal, and is not so yet."""

    offers: list[OfferShown] = []
    _deal_id: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show what the deal in the address offers."""
        self._deal_id = record_key(self.router.url.path)
        topics = (f"deal:{self._deal_id}", "service_participant", "project", "membership", "contract_party")
        tabs.watch(self, topics, WonState.reload)
        await self._list()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Ask again: the deal was won or reopened, or somebody took an offer."""
        await self._list()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def take(self, kind: str, organisation_id: int) -> rx.event.EventSpec:
        """Let it follow, from today on."""
        if kind not in set(WonOffer):
            raise InvalidError({"kind": say("Choose one from the list.")})
        await self._do(won_deals.take, self._deal_id, WonOffer(kind), organisation_id)
        await self._list()
        return messages.done(translated(say("Saved.")))

    async def _list(self) -> None:
        try:
            found = await self._ask(won_deals.offers, self._deal_id)
        except NotFoundError:
            found = []
        self.offers = [OfferShown(each.kind.value, each.organisation_id, each.organisation) for each in found]
