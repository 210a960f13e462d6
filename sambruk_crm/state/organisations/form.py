"""The form for a new organisation, with its addresses, logo and contact person in the same form."""

from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import AddressKind, TagScope
from sambruk_crm.services import duplicates, organisations, persons
from sambruk_crm.services.organisations import OrganisationInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values import numbers
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.drafts import FormDraftState

SIGNS = ("name", "organisation_number", "email")
"""What tells that an organisation may be there already."""
PLACE = ("street", "postal_code", "city")


class OrganisationFormState(FormDraftState, rx.State):
    """What the form knows beside what is typed, which stays in the browser until it is saved."""

    scope: ClassVar[TagScope] = TagScope.ORGANISATION
    draft_name: ClassVar[str] = "organisation"

    errors: dict[str, str] = {}
    duplicates: list[Choice] = []
    parent_suggestions: list[Choice] = []
    _typed: dict[str, str] = {}

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> EventSpec:
        """Start with an empty form, or with what the browser has kept of it."""
        return await self._begin()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def look_for_same(self, name: str, value: str) -> None:
        """Show organisations that may be the one being typed."""
        if name in SIGNS:
            self._typed = {**self._typed, name: value}
            found = await self._ask(duplicates.of_organisation, dict(self._typed))
            self.duplicates = [Choice(str(one.key), one.name) for one in found]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def check_number(self, name: str, value: str) -> None:
        """Show beside the field whether the number is one of its country, as soon as it is left."""
        self._typed = {**self._typed, name: value}
        kept = {field: text for field, text in self.errors.items() if field != "organisation_number"}
        try:
            numbers.canonical(self._typed.get("organisation_number"), self._typed.get("country") or "SE")
        except InvalidError as error:
            kept |= field_errors(error)
        self.errors = kept

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest_parent(self, text: str) -> None:
        """Propose organisations that the new one may be part of."""
        found = await self._ask(organisations.suggest, text)
        self.parent_suggestions = [Choice(str(key), name) for key, name in found]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Make the organisation, its address and its contact person, all or nothing."""
        values = {name: form[name] or "" for name in OrganisationInput.model_fields if name in form} | self._chosen()
        places = {kind: {part: form.get(f"{kind}_{part}") or "" for part in PLACE} for kind in AddressKind}
        contact = {name.removeprefix("contact_"): text for name, text in form.items() if name.startswith("contact_")}
        try:
            key = await self._do(_create, values, places, contact, str(form.get("logo") or ""))
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        return [self._forget(), rx.redirect(f"/organisations/{key}")]

    def _empty(self) -> None:
        self.errors, self.duplicates, self._typed = {}, [], {}

    def _take_draft(self, kept: dict[str, str]) -> None:
        self._typed = {name: kept[name] for name in (*SIGNS, "country") if name in kept}

    async def _refresh_facts(self) -> None:
        """Nothing is stored yet that could be refreshed."""


def _create(
    session: CrmSession,
    actor: Actor,
    values: dict[str, Any],
    places: dict[AddressKind, dict[str, str]],
    contact: dict[str, str],
    logo: str,
) -> int:
    key = organisations.create(session, actor, values).key
    for kind, place in places.items():
        if any(place.values()):
            _add_address(session, actor, key, kind, {**place, "country": str(values.get("country") or "SE")})
    title = contact.pop("title", "")
    if any(contact.values()):
        _add_contact(session, actor, key, contact, title)
    if logo:
        organisations.logos.put_brought(session, actor, key, logo)
    return key


def _add_address(session: CrmSession, actor: Actor, key: int, kind: AddressKind, place: dict[str, str]) -> None:
    try:
        organisations.set_address(session, actor, key, kind, place)
    except InvalidError as error:
        raise InvalidError({f"{kind}_{name}": message for name, message in error.fields.items()}) from None


def _add_contact(session: CrmSession, actor: Actor, key: int, contact: dict[str, str], title: str) -> None:
    person = {
        "first_name": contact.get("first_name", ""),
        "last_name": contact.get("last_name", ""),
        "emails": [contact.get("email", "")],
        "phones": [contact.get("phone", "")],
    }
    try:
        person_id = persons.create(session, actor, person).key
    except InvalidError as error:
        names = {"emails": "email", "phones": "phone"}
        fields = {f"contact_{names.get(name, name)}": message for name, message in error.fields.items()}
        raise InvalidError(fields) from None
    persons.affiliations.create(session, actor, person_id, key, {"title": title})
