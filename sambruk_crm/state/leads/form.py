"""The form for a new lead."""

from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import TagScope
from sambruk_crm.services import duplicates, leads
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.drafts import FormDraftState

FIELDS = ("name", "email", "phone", "organisation_name", "title", "source", "note")
SIGNS = ("name", "email", "phone")


class LeadFormState(FormDraftState, rx.State):
    """What the form knows beside what is typed, which stays in the browser until it is saved."""

    scope: ClassVar[TagScope] = TagScope.PERSON
    draft_name: ClassVar[str] = "lead"

    errors: dict[str, str] = {}
    duplicates: list[Choice] = []
    _typed: dict[str, str] = {}

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> EventSpec:
        """Start with an empty form, or with what the browser has kept of it."""
        return await self._begin()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def look_for_same(self, name: str, value: str) -> None:
        """Show persons who may be the one being typed."""
        if name in SIGNS:
            self._typed = {**self._typed, name: value}
            first, _, last = self._typed.get("name", "").strip().partition(" ")
            reached = {"emails": [self._typed.get("email", "")], "phones": [self._typed.get("phone", "")]}
            found = await self._ask(duplicates.of_person, {"first_name": first, "last_name": last, **reached})
            self.duplicates = [Choice(str(one.key), one.name) for one in found]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Make the lead."""
        try:
            lead = await self._do(leads.create, {name: form.get(name) or "" for name in FIELDS})
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        return [self._forget(), rx.redirect(f"/leads/{lead.key}")]

    def _empty(self) -> None:
        self.errors, self.duplicates, self._typed = {}, [], {}

    def _take_draft(self, kept: dict[str, str]) -> None:
        self._typed = {name: kept[name] for name in SIGNS if name in kept}

    async def _refresh_facts(self) -> None:
        """Nothing is stored yet that could be refreshed."""
