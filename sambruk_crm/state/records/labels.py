"""What hangs on a record and is put on and taken off by itself: tags and responsible users."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from sambruk_crm.models.vocabulary import TagScope
from sambruk_crm.services import responsibilities, tags
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.responsibilities import Responsible
from sambruk_crm.services.tags import Carried
from sambruk_crm.services.values import folding
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice


@dataclass(frozen=True)
class TagOn:
    """A tag that a record carries."""

    id: int
    name: str
    color: str


class LabelsState(AppState, mixin=True):
    """Mixed into record states, which give `scope`, `record_id` and `_refresh_facts`."""

    scope: ClassVar[TagScope]

    record_id: int = 0
    tags: list[TagOn] = []
    responsible: list[Choice] = []
    colleagues: list[Choice] = []
    """Users who could be made responsible."""
    tag_suggestions: list[Choice] = []
    tag_box: int = 0
    """Counts up when the field for one more tag must be empty again."""

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest_tags(self, text: str) -> None:
        """Propose tags while one is typed."""
        found = await self._ask(tags.all_tags, self.scope)
        typed = folding.fold(text)
        on = {tag.id for tag in self.tags}
        fitting = [tag for tag in found if typed in folding.fold(tag.name) and tag.key not in on]
        self.tag_suggestions = [Choice(str(tag.key), tag.name) for tag in fitting[:20]]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def add_tag(self, tag_id: str, _name: str = "") -> None:
        """Put a tag on."""
        if tag_id.isdecimal():
            await self._put_on(int(tag_id))
            self._empty_tag_box()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def create_tag(self, name: str) -> None:
        """Put a tag on that is made for it, or that has that very name."""
        known = await self._ask(tags.all_tags, self.scope)
        same = next((tag.key for tag in known if folding.fold(tag.name) == folding.fold(name)), None)
        await self._put_on(same or (await self._do(tags.create, {"name": name, "scope": self.scope.value})).key)
        self._empty_tag_box()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def remove_tag(self, tag_id: int) -> None:
        """Take a tag off."""
        await self._take_off(tag_id)

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def add_responsible(self, user_id: str) -> None:
        """Make one more colleague responsible."""
        if user_id.isdecimal():
            await self._make_responsible(int(user_id))

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def remove_responsible(self, user_id: str) -> None:
        """Relieve a colleague."""
        if user_id.isdecimal():
            await self._relieve(int(user_id))

    async def _put_on(self, tag_id: int) -> None:
        await self._do(tags.add, self.scope, self.record_id, tag_id)
        await self._refresh_facts()

    async def _take_off(self, tag_id: int) -> None:
        await self._do(tags.remove, self.scope, self.record_id, tag_id)
        await self._refresh_facts()

    async def _make_responsible(self, user_id: int) -> None:
        await self._do(responsibilities.add, self.scope, self.record_id, user_id)
        await self._refresh_facts()

    async def _relieve(self, user_id: int) -> None:
        await self._do(responsibilities.remove, self.scope, self.record_id, user_id)
        await self._refresh_facts()

    async def _take_labels(self, carried: list[Carried], people: list[Responsible]) -> None:
        found = await self._ask(responsibilities.candidates)
        self.tags = [TagOn(tag.id, tag.name, tag.color) for tag in carried]
        self.responsible = [Choice(str(user.key), user.name or user.email) for user in people]
        minding = {user.key for user in people}
        self.colleagues = [Choice(str(key), name) for key, name in found if key not in minding]

    def _empty_tag_box(self) -> None:
        self.tag_box += 1
        self.tag_suggestions = []

    async def _refresh_facts(self) -> None:
        raise NotImplementedError


class DraftLabelsState(LabelsState, mixin=True):
    """The same for a record that is not there yet: what is chosen waits in the tab for the record to be saved."""

    async def _put_on(self, tag_id: int) -> None:
        tag = await self._ask(tags.get, tag_id)
        if tag_id not in {one.id for one in self.tags}:
            self.tags = [*self.tags, TagOn(tag.key, tag.name, tag.color)]

    async def _take_off(self, tag_id: int) -> None:
        self.tags = [tag for tag in self.tags if tag.id != tag_id]

    async def _make_responsible(self, user_id: int) -> None:
        self._move(str(user_id), self.colleagues, self.responsible)

    async def _relieve(self, user_id: int) -> None:
        self._move(str(user_id), self.responsible, self.colleagues)

    def _move(self, value: str, source: list[Choice], target: list[Choice]) -> None:
        target.extend(one for one in source if one.value == value)
        source[:] = [one for one in source if one.value != value]

    def _chosen(self) -> dict[str, list[int]]:
        """Return what was chosen, as the record's service takes it."""
        return {"tags": [tag.id for tag in self.tags], "responsible": [int(user.value) for user in self.responsible]}
