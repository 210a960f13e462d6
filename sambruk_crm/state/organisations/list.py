"""The list of organisations in one browser tab."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from sambruk_crm.models import MembershipCategory, TagScope
from sambruk_crm.services import departments, organisations, responsibilities, tags, users, vocabularies
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.organisations import OrganisationRow
from sambruk_crm.services.paging import Page
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown


@dataclass(frozen=True)
class OrganisationLine(OrganisationRow):
    """An organisation as the page lists it; `called_at` is its telephone number as people write it."""

    called_at: PhoneShown = NO_PHONE


class OrganisationListState(ListState, rx.State):
    """The organisations that fit; `on` is the day for which membership is asked."""

    kind: ClassVar[ListKind] = ListKind(
        path="/organisations",
        filters=("status", "kind", "membership", "on", "category", "county", "tag", "responsible", "department"),
        sorts=(
            "name",
            "kind",
            "membership",
            "status",
            "county",
            "population",
            "responsible",
            "open_deals",
            "open_todos",
        ),
        topics=(
            "organisation",
            "membership",
            "membership_category",
            "organisation_tag",
            "organisation_responsibility",
            "organisation_department",
            "deal",
            "todo",
        ),
        lookups=("parent",),
        noun="organisation",
        columns=(
            "kind",
            "membership",
            "status",
            "county",
            "population",
            "responsible",
            "tags",
            "open_deals",
            "open_todos",
        ),
        facts=facts_beside("organisation", "name", "kind", "status"),
        groups=("status", "county", "kind", "membership", "responsible"),
        sums=("population", "open_deals", "open_todos"),
        others=others_beside("organisation", "membership", "county", "population", "responsible", "tags"),
        renamed={"membership_on": "on", "membership_category": "category"},
        references={"county": "county_code", "parent": "parent_id"},
    )

    writes: ClassVar[type[Input] | None] = organisations.OrganisationInput
    several: ClassVar[Mapping[str, Callable[..., None]]] = {
        "tags": tags.change,
        "responsible": responsibilities.change,
    }
    selects: ClassVar[SelectionNoun | None] = "organisation"

    rows: list[OrganisationLine] = []

    async def _fetch(self, wanted: ListQuery) -> Page[OrganisationLine]:
        found = await self._ask(
            organisations.search,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )
        lines = [OrganisationLine(**vars(row), called_at=phone_shown(row.phone)) for row in found.items]
        return Page(lines, found.total, found.next_cursor)

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        counties = await self._ask(organisations.counties)
        labels = await self._ask(tags.all_tags, TagScope.ORGANISATION)
        people = await self._ask(users.search)
        parts = await self._ask(departments.all_departments, archived=True)
        minding = await self._ask(responsibilities.candidates)
        above = await self._ask(organisations.names, wanted.keys("parent"))
        kinds = await self._ask(vocabularies.entries, MembershipCategory, archived=True)
        return {
            "category": [Choice(str(kind.key), vocabularies.shown(kind, self._actor.locale)) for kind in kinds],
            "county": [Choice(code, name) for code, name in counties],
            "tag": [Choice(str(tag.key), tag.name) for tag in labels],
            "responsible": [Choice(str(user.id), user.name) for user in people],
            "department": [Choice(str(part.key), part.name) for part in parts],
            "colleague": [Choice(str(key), name) for key, name in minding],
            "parent": [Choice(str(key), name) for key, name in above],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
