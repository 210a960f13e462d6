"""The association's own choices: name, time zone, language, currency and what its nouns are called."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.services import association_logo, settings
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.settings import NOUNS, AssociationSettings
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.settings.lists import Conflict

FIELDS = ("association_name", "time_zone", "default_locale", "currency")
SHOWN_ZONES = 12
NO_PLACES = ("Etc/", "posi", "righ")
"""How the zones begin that nobody lives in."""
SAVED = "/settings?saved=yes"


@dataclass(frozen=True)
class Noun:
    """A noun, what it may be called (by msgid), and what it is called."""

    name: str
    chosen: str = ""
    alternatives: list[Choice] = field(default_factory=list[Choice])


class AssociationState(AppState, rx.State):
    """The form of the association's choices in one browser tab. Its own texts are those of before the change."""

    is_loaded: bool = False
    association_name: str = ""
    time_zone: str = ""
    default_locale: str = ""
    currency: str = ""
    nouns: list[Noun] = []
    has_example_data: bool = False
    zones: list[Choice] = []
    is_changed_elsewhere: bool = False
    logo: str = ""
    """Where the logo is fetched."""
    logo_error: str = ""
    errors: dict[str, str] = {}
    conflicts: list[Conflict] = []

    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def enter(self) -> Any:
        """Open the first page of the settings that this role may use."""
        if self._actor.may(Permission.MANAGE_SETTINGS):
            return AssociationState.load()
        if self._actor.may(Permission.MANAGE_VOCABULARIES):
            return rx.redirect("/settings/todo-types", replace=True)
        return None

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show the association's choices, and follow them."""
        tabs.watch(self, ("setting",), AssociationState.note_change)
        self.errors, self.conflicts, self.is_changed_elsewhere = {}, [], False
        self._fill(await self._ask(_read))
        self.zones, self.is_loaded = [], True

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def note_change(self) -> None:
        """Show that somebody else changed something; the form stays as it is."""
        now = _held(await self._ask(_read))
        self.is_changed_elsewhere = bool(self._base) and now != self._base

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def seek_zone(self, text: str) -> None:
        """Find time zones by a part of their name."""
        self.zones = _zones(text)

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save what differs, then load the page again so that every text follows."""
        values = {name: str(form.get(name) or "").strip() for name in FIELDS}
        changed: dict[str, Any] = {name: value for name, value in values.items() if value != self._base[name]}
        labels = {noun: str(form.get(f"label_{noun}") or "") for noun in NOUNS}
        if labels != _full(self._base["labels"]):
            changed["labels"] = labels
        self.errors, self.conflicts = {}, []
        try:
            self._base = _held(await self._do(settings.change, self._base, **changed))
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError as error:
            self.conflicts = [Conflict(name, self._worded(name, value)) for name, value in error.current.items()]
            self._base = {**self._base, **error.current}
            return None
        self.is_loaded = False  # the page that comes back must not begin with what was there before
        return rx.call_script(f"window.location.assign('{SAVED}')")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def bring_logo(self, token: str) -> Any:
        """Make a picture that the browser has sent the logo; the page is loaded again, so that every place has it."""
        try:
            await self._do(association_logo.put_brought, token)
        except InvalidError as error:
            self.logo_error = field_errors(error).get("logo", "")
            return None
        self.logo_error, self.is_loaded = "", False
        return rx.call_script(f"window.location.assign('{SAVED}')")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def remove_logo(self) -> Any:
        """Take the logo away."""
        await self._do(association_logo.remove)
        self.logo_error, self.is_loaded = "", False
        return rx.call_script(f"window.location.assign('{SAVED}')")

    def _fill(self, found: AssociationSettings) -> None:
        self._base = _held(found)
        self.logo = association_logo.address_of(found)
        self.association_name, self.time_zone = found.association_name, found.time_zone
        self.default_locale, self.currency = found.default_locale.value, found.currency
        self.has_example_data = found.has_example_data
        self.nouns = [_noun(name, chosen) for name, chosen in _full(found.labels).items()]

    def _worded(self, name: str, value: Any) -> str:
        if name == "labels":
            return ", ".join(translated(label) for label in _full(value).values())
        return str(value)


def _read(session: Any, _actor: Actor) -> AssociationSettings:
    return settings.read(session)


def _held(found: AssociationSettings) -> dict[str, Any]:
    return {"labels": found.labels, **{name: str(getattr(found, name)) for name in FIELDS}}


def _full(labels: dict[str, str]) -> dict[str, str]:
    """Return what every noun is called, by msgid, those included that nobody renamed."""
    return {noun: labels.get(noun, names[0][0].msgid) for noun, names in NOUNS.items()}


def _noun(name: str, chosen: str) -> Noun:
    alternatives = [Choice(one.msgid, f"{translated(one)} – {translated(many)}") for one, many in NOUNS[name]]
    return Noun(name, chosen, alternatives)


def _zones(text: str) -> list[Choice]:
    wanted = text.strip().casefold().replace(" ", "_")
    found = [zone for zone in sorted(available_timezones()) if zone[:4] not in NO_PLACES and wanted in zone.casefold()]
    return [Choice(zone, zone.replace("_", " ")) for zone in found[:SHOWN_ZONES]]
