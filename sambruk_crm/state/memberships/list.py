"""The list of memberships in one browser tab."""

from typing import ClassVar

import reflex as rx

from sambruk_crm.models import MembershipCategory
from sambruk_crm.services import memberships, organisations, vocabularies
from sambruk_crm.services.memberships import MembershipInput, MembershipRow
from sambruk_crm.services.paging import Page
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, others_beside


class MembershipListState(ListState, rx.State):
    """The periods of membership that fit."""

    kind: ClassVar[ListKind] = ListKind(
        path="/memberships",
        filters=("status", "on", "category", "kind", "county", "organisation", "joined", "left"),
        sorts=("-joined", "joined", "left", "organisation", "kind", "county", "category", "contact", "created", "id"),
        topics=("membership", "organisation"),
        lookups=("organisation",),
        noun="membership",
        columns=("status", "kind", "county", "joined", "left", "category", "contact", "decision", "reasons"),
        usual=("status", "kind", "joined", "left", "category", "decision", "reasons"),
        groups=("kind", "category", "county"),
        others=others_beside(
            "membership",
            "organisation",
            "status",
            "kind",
            "county",
            "joined_on",
            "left_on",
            "category",
            "contact",
            "decision",
            "reason",
            "left_reason",
        ),
    )

    writes: ClassVar[type[Input] | None] = MembershipInput

    rows: list[MembershipRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[MembershipRow]:
        return await self._ask(memberships.lists.search, self._filter(wanted), sort=wanted.order, paging=wanted.paging)

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        kinds = await self._ask(vocabularies.entries, MembershipCategory, archived=True)
        counties = await self._ask(organisations.counties)
        called = await self._ask(organisations.names, wanted.keys("organisation"))
        years = [str(each.year) for each in reversed(await self._ask(memberships.by_year))]
        return {
            "category": [Choice(str(kind.key), vocabularies.shown(kind, self._actor.locale)) for kind in kinds],
            "county": [Choice(code, name) for code, name in counties],
            "organisation": [Choice(str(key), name) for key, name in called],
            "joined": [Choice(year, year) for year in years],
            "left": [Choice(year, year) for year in years],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
