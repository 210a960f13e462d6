"""The list of leads in one browser tab."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from sambruk_crm.services import leads, services, users
from sambruk_crm.services.leads import LeadRow
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown


@dataclass(frozen=True)
class LeadLine(LeadRow):
    """A lead as the page lists it; `called_at` is its telephone number as people write it."""

    called_at: PhoneShown = NO_PHONE


class LeadListState(ListState, rx.State):
    """The leads that fit, the newest first."""

    kind: ClassVar[ListKind] = ListKind(
        path="/leads",
        filters=("state", "source", "owner", "service"),
        sorts=("-created", "created", "name", "organisation", "source", "state", "owner", "last_contact", "next_todo"),
        topics=("lead", "todo", "history_entry"),
        noun="lead",
        columns=("organisation", "email", "source", "state", "owner"),
        facts=facts_beside("lead", "name", "organisation_name", "email", "source"),
        groups=("state", "source", "owner"),
        others=others_beside("lead", "state", "owner"),
    )

    writes: ClassVar[type[Input] | None] = leads.LeadInput
    selects: ClassVar[SelectionNoun | None] = "lead"

    rows: list[LeadLine] = []

    async def _fetch(self, wanted: ListQuery) -> Page[LeadLine]:
        found = await self._ask(
            leads.search,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )
        lines = [LeadLine(**vars(row), called_at=phone_shown(row.phone)) for row in found.items]
        return Page(lines, found.total, found.next_cursor)

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        return {
            "source": [Choice(source, source) for source in await self._ask(leads.sources) if "," not in source],
            "owner": [Choice(str(user.id), user.name) for user in people],
            "service": [Choice(str(key), name) for key, name in await self._ask(services.choices)],
        }
