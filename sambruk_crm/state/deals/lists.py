"""The list of deals in one browser tab, and what deals can be filtered by."""

from typing import ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, StaleError, say
from sambruk_crm.models import TagScope
from sambruk_crm.services import deals, organisations, persons, services, tags, users
from sambruk_crm.services.deals import DealFilter, DealRow, MoveInput
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import show_error
from sambruk_crm.state.deals.moves import Closing, DealMoves
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside, read_filter

FILTERS = ("owner", "service", "deal_type", "kind", "county", "tag")
TOPICS = ("deal", "phase", "todo", "organisation_tag", "decision")


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


class DealListState(DealMoves, DealListing, rx.State):
    """The list of deals in one browser tab."""

    kind: ClassVar[ListKind] = ListKind(
        "/deals/list",
        (*FILTERS, "phase", "outcome", "organisation", "person"),
        (
            "title",
            "phase",
            "value",
            "expected_close",
            "touched",
            "created",
            "owner",
            "organisation",
            "id",
            "county",
            "person",
            "service",
            "weighted",
            "outcome",
            "closed_at",
            "phase_since",
            "last_contact",
            "next_todo",
            "created_at",
            "updated_at",
        ),
        (*TOPICS, "deal_participant", "contract"),
        lookups=("organisation", "person"),
        noun="deal",
        records="/deals",
        columns=("organisation", "phase", "value", "owner", "expected_close", "touched"),
        usual=("organisation", "phase", "value", "owner", "expected_close", "touched"),
        facts=facts_beside("deal", "title"),
        groups=("phase", "owner", "service", "county"),
        sums=("value", "weighted"),
        others=others_beside("deal", "organisation", "phase", "value", "owner", "expected_close_on"),
        references={
            "phase": "phase_id",
            "organisation": "organisation_id",
            "person": "person_id",
            "service": "service_id",
            "owner": "owner_id",
        },
        named="title",
    )

    writes: ClassVar[type[Input] | None] = deals.DealInput
    selects: ClassVar[SelectionNoun | None] = "deal"

    rows: list[DealRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[DealRow]:
        return await self._ask(
            deals.lists.rows,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        offered = await super()._choices(wanted)
        columns = await self._ask(deals.lists.phase_choices)
        named = await self._ask(organisations.names, wanted.keys("organisation"))
        people = await self._ask(persons.names, wanted.keys("person"))
        return {
            **offered,
            "phase": [Choice(str(key), name) for key, name in columns],
            "organisation": [Choice(str(key), name) for key, name in named],
            "person": [Choice(str(key), name) for key, name in people],
        }

    def _is_written(self, name: str) -> bool:
        return name == "phase_id" or super()._is_written(name)

    async def _write_cell(self, row_id: int, name: str, value: str, base: str) -> None:
        if name == "phase_id":
            await self._move_in_list(row_id, value, base)
        else:
            await super()._write_cell(row_id, name, value, base)

    async def _move_in_list(self, row_id: int, phase: str, base: str) -> None:
        """Move a deal last into a phase, unless somebody else moved it; the closed one asks won or lost first."""
        if not phase.isdecimal():
            raise InvalidError({"phase_id": say("Choose one from the list.")})
        deal = await self._ask(deals.get, row_id)
        if str(deal.phase_id) not in (phase, base):
            raise StaleError({"phase_id": deal.phase_id}, ("phase_id",))
        if deal.phase_id == int(phase):
            return
        if await self._ask(deals.lists.is_closed_phase, int(phase)):
            await self._ask_outcome(Closing(row_id, int(phase), None, deal.title))
        else:
            await self._move(row_id, MoveInput(phase_id=int(phase)), version=deal.version)

    async def _put_back(self, error: CrmError) -> EventSpec:
        await self._show_again()
        return show_error(error)

    async def _called_off(self) -> None:
        """Leave the list as it is: nothing was changed in it."""

    async def _taken_back(self) -> None:
        await self._show_again()

    async def _suggest(self, name: str, text: str) -> list[Choice]:
        found = await self._ask(persons.suggest if name == "person" else organisations.suggest, text)
        return [Choice(str(key), called) for key, called in found]
