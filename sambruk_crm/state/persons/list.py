"""The list of persons in one browser tab."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from sambruk_crm.models.vocabulary import TagScope
from sambruk_crm.services import organisations, persons, responsibilities, tags, users
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.persons import PersonRow
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside, others_beside
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown


@dataclass(frozen=True)
class PersonLine(PersonRow):
    """A person as the page lists it; `called_at` is the first telephone number as people write it."""

    called_at: PhoneShown = NO_PHONE


class PersonListState(ListState, rx.State):
    """The persons that fit."""

    kind: ClassVar[ListKind] = ListKind(
        path="/persons",
        filters=("status", "tag", "responsible", "organisation"),
        sorts=("name", "organisation", "email", "phone", "status", "responsible"),
        topics=(
            "person",
            "person_email",
            "person_phone",
            "affiliation",
            "person_tag",
            "person_responsibility",
            "organisation",
        ),
        lookups=("organisation",),
        noun="person",
        columns=("organisation", "email", "phone", "status", "responsible", "tags"),
        facts=facts_beside("person", "name", "status"),
        groups=("status", "organisation", "responsible"),
        others=others_beside("person", "name", "organisation", "email", "phone", "responsible", "tags"),
    )

    writes: ClassVar[type[Input] | None] = persons.PersonInput
    several: ClassVar[Mapping[str, Callable[..., None]]] = {
        "tags": tags.change,
        "responsible": responsibilities.change,
        "organisations": persons.affiliations.change,
    }
    selects: ClassVar[SelectionNoun | None] = "person"

    rows: list[PersonLine] = []

    async def _fetch(self, wanted: ListQuery) -> Page[PersonLine]:
        found = await self._ask(
            persons.search,
            self._filter(wanted),
            sort=wanted.order,
            paging=wanted.paging,
            facts=self._facts_shown(),
        )
        lines = [PersonLine(**vars(row), called_at=phone_shown(row.phone)) for row in found.items]
        return Page(lines, found.total, found.next_cursor)

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        labels = await self._ask(tags.all_tags, TagScope.PERSON)
        people = await self._ask(users.search)
        minding = await self._ask(responsibilities.candidates)
        places = await self._ask(organisations.names, wanted.keys("organisation"))
        return {
            "tag": [Choice(str(tag.key), tag.name) for tag in labels],
            "responsible": [Choice(str(user.id), user.name) for user in people],
            "colleague": [Choice(str(key), name) for key, name in minding],
            "organisation": [Choice(str(key), name) for key, name in places],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
