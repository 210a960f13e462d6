"""The form for a new organisation, with its contact person in the same form."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import AddressKind, TagScope
from sambruk_crm.services import affiliations, organisations, persons
from sambruk_crm.services.organisations import AddressInput, OrganisationInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.labels import DraftLabelsState
from sambruk_crm.state.listing import Choice

SIGNS = ("name", "organisation_number", "email")
"""What tells that an organisation may be there already."""


class OrganisationFormState(DraftLabelsState, rx.State):
    """What the form knows beside what is typed, which stays in the browser until it is saved."""

    scope: ClassVar[TagScope] = TagScope.ORGANISATION

    errors: dict[str, str] = {}
    duplicates: list[Choice] = []
    parent_suggestions: list[Choice] = []
    form: int = 0
    """Counts up when the form must be empty again."""
    _typed: dict[str, str] = {}

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> None:
        """Start with an empty form."""
        self.errors, self.duplicates, self._typed = {}, [], {}
        self.form += 1
        await self._take_labels([], [])

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def look_for_same(self, name: str, value: str) -> None:
        """Show organisations that may be the one being typed."""
        if name in SIGNS:
            self._typed = {**self._typed, name: value}
            found = await self._ask(organisations.duplicates, dict(self._typed))
            self.duplicates = [Choice(str(one.key), one.name) for one in found]

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
        place = {name: form.get(name) or "" for name in ("street", "postal_code", "city")}
        contact = {name.removeprefix("contact_"): text for name, text in form.items() if name.startswith("contact_")}
        try:
            key = await self._do(_create, values, place, contact)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        return rx.redirect(f"/organisations/{key}")

    async def _refresh_facts(self) -> None:
        """Nothing is stored yet that could be refreshed."""


def _create(
    session: CrmSession, actor: Actor, values: dict[str, Any], place: dict[str, str], contact: dict[str, str]
) -> int:
    key = organisations.create(session, actor, values).key
    if any(place.values()):
        address = AddressInput(**place, country=str(values.get("country") or "SE"))
        organisations.set_address(session, actor, key, AddressKind.VISITING, address)
    title = contact.pop("title", "")
    if any(contact.values()):
        _add_contact(session, actor, key, contact, title)
    return key


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
    affiliations.create(session, actor, person_id, key, {"title": title, "is_primary": True})
