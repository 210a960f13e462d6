"""The form for a new person, with the organisation in the same form."""

from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, Message
from sambruk_crm.models import TagScope
from sambruk_crm.services import duplicates, organisations, persons
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.drafts import FormDraftState

PLAIN = ("first_name", "last_name", "status", "note", "consent_on", "consent_source")
LISTS = ("emails", "phones")
SIGNS = ("first_name", "last_name", "emails", "phones")


class PersonFormState(FormDraftState, rx.State):
    """What the form knows beside what is typed, which stays in the browser until it is saved."""

    scope: ClassVar[TagScope] = TagScope.PERSON
    draft_name: ClassVar[str] = "person"

    errors: dict[str, str] = {}
    duplicates: list[Choice] = []
    organisation_suggestions: list[Choice] = []
    new_organisation: str = ""
    """The name of an organisation to be made together with the person."""
    _typed: dict[str, Any] = {}

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
            self._typed = {**self._typed, name: _lines(value) if name in LISTS else value}
            found = await self._ask(duplicates.of_person, dict(self._typed))
            self.duplicates = [Choice(str(one.key), one.name) for one in found]

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest_organisation(self, text: str) -> None:
        """Propose organisations while one is typed."""
        found = await self._ask(organisations.suggest, text)
        self.organisation_suggestions = [Choice(str(key), name) for key, name in found]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_organisation(self, value: str, _label: str) -> None:
        """Take one that is there instead of a new one."""
        if value:
            self.new_organisation = ""

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def create_organisation(self, text: str) -> None:
        """Have a new organisation of this name made when the form is saved."""
        self.new_organisation = text.strip()[:200]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Make the person, and perhaps the organisation, all or nothing."""
        values = {name: form.get(name) or "" for name in PLAIN} | self._chosen()
        values |= {name: _lines(str(form.get(name) or "")) for name in LISTS}
        title = str(form.get("title") or "")
        try:
            key = await self._do(_create, values, str(form.get("organisation_id") or ""), self.new_organisation, title)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        return [self._forget(), rx.redirect(f"/persons/{key}")]

    def _empty(self) -> None:
        self.errors, self.duplicates, self._typed, self.new_organisation = {}, [], {}, ""

    def _take_draft(self, kept: dict[str, str]) -> None:
        self._typed = {name: _lines(kept[name]) if name in LISTS else kept[name] for name in SIGNS if name in kept}
        self.new_organisation = kept.get("new_organisation", "")[:200]

    async def _refresh_facts(self) -> None:
        """Nothing is stored yet that could be refreshed."""


def _create(
    session: CrmSession, actor: Actor, values: dict[str, Any], organisation: str, new_organisation: str, title: str
) -> int:
    key = persons.create(session, actor, values).key
    place = int(organisation) if organisation.isdecimal() else None
    if place is None and new_organisation:
        place = _make_organisation(session, actor, new_organisation)
    if place is not None:
        persons.affiliations.create(session, actor, key, place, {"title": title})
    return key


def _make_organisation(session: CrmSession, actor: Actor, name: str) -> int:
    try:
        return organisations.create(session, actor, {"name": name}).key
    except InvalidError as error:
        first: Message = next(iter(error.fields.values()))
        raise InvalidError({"organisation_id": first}) from None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
