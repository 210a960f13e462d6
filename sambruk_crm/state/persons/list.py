"""The list of persons in one browser tab."""

from typing import ClassVar

import reflex as rx

from sambruk_crm.models.vocabulary import TagScope
from sambruk_crm.services import organisations, persons, tags, users
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.persons import PersonRow
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, facts_beside


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
    )

    selects: ClassVar[SelectionNoun | None] = "person"

    rows: list[PersonRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[PersonRow]:
        return await self._ask(
            persons.search,
            self._filter(wanted),
            sort=wanted.sort,
            paging=Paging(page=wanted.page),
            facts=self._facts_shown(),
        )

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        labels = await self._ask(tags.all_tags, TagScope.PERSON)
        people = await self._ask(users.search)
        places = await self._ask(organisations.names, wanted.keys("organisation"))
        return {
            "tag": [Choice(str(tag.key), tag.name) for tag in labels],
            "responsible": [Choice(str(user.id), user.name) for user in people],
            "organisation": [Choice(str(key), name) for key, name in places],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
