"""The list of deals in one browser tab, and what deals can be filtered by."""

from typing import ClassVar

import reflex as rx

from sambruk_crm.models import TagScope
from sambruk_crm.services import deals, organisations, services, tags, users
from sambruk_crm.services.deals import DealCard, DealFilter
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, read_filter

FILTERS = ("owner", "service", "deal_type", "kind", "county", "tag")
TOPICS = ("deal", "phase", "todo", "organisation_tag")


class DealListing(ListState, mixin=True):
    """Mixed into board and list: what deals can be filtered by."""

    def _filter(self, wanted: ListQuery) -> DealFilter:
        return read_filter(DealFilter, wanted)

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        offered = await self._ask(services.choices)
        lands = await self._ask(organisations.counties)
        labels = await self._ask(tags.all_tags, TagScope.ORGANISATION)
        return {
            "owner": [Choice(str(user.id), user.name) for user in people],
            "service": [Choice(str(key), name) for key, name in offered],
            "county": [Choice(code, name) for code, name in lands],
            "tag": [Choice(str(tag.id), tag.name) for tag in labels],
        }


class DealListState(DealListing, rx.State):
    """The list of deals in one browser tab."""

    kind: ClassVar[ListKind] = ListKind(
        "/deals/list",
        (*FILTERS, "phase", "outcome", "organisation"),
        ("title", "phase", "value", "expected_close", "touched", "created", "owner"),
        TOPICS,
        lookups=("organisation",),
        noun="deal",
        records="/deals",
        columns=("organisation", "phase", "value", "owner", "expected_close", "touched"),
        groups=("phase", "owner"),
        sums=("value",),
    )

    writes: ClassVar[type[Input] | None] = deals.DealInput
    selects: ClassVar[SelectionNoun | None] = "deal"

    rows: list[DealCard] = []

    async def _fetch(self, wanted: ListQuery) -> Page[DealCard]:
        asked = self._filter(wanted)
        return await self._ask(deals.lists.search, asked, sort=wanted.order, paging=wanted.paging)

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        offered = await super()._choices(wanted)
        columns = await self._ask(deals.lists.phase_choices)
        named = await self._ask(organisations.names, wanted.keys("organisation"))
        return {
            **offered,
            "phase": [Choice(str(key), name) for key, name in columns],
            "organisation": [Choice(str(key), name) for key, name in named],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
