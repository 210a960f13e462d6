"""Settings > CRM in one browser tab: who can be responsible, and what becomes of bookings."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.models import BookingLink, HistoryKind, HistoryType, TagScope
from sambruk_crm.services import bookings, persons, settings, tags, vocabularies
from sambruk_crm.services.bookings import BookingFilter
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.settings import AssociationSettings
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice

NAMES = (
    "responsible_role", "links_customers", "synchronised_role", "adds_trials", "trial_tag", "booking_history_type",
    "contract_warning_days",
)  # fmt: skip
NOT_LINKED = tuple(link for link in BookingLink if link not in bookings.LINKED)
PAGE = 20


@dataclass(frozen=True)
class BookingShown:
    """A booking whose customer is not linked; `starts_at` is an ISO moment."""

    id: int
    customer: str
    activity: str
    starts_at: str
    link: str


NOBODY = BookingShown(0, "", "", "", "")
"""What is linked while nothing is."""


class CrmSettingsState(AppState, rx.State):
    """The form, and the bookings that were not linked."""

    is_loaded: bool = False
    responsible_role: str = ""
    links_customers: bool = False
    synchronised_role: str = ""
    adds_trials: bool = False
    contract_warning_days: str = ""
    trial_tag: Choice = Choice("", "")
    history_type: Choice = Choice("", "")
    suggestions: list[Choice] = []
    errors: dict[str, str] = {}
    box: int = 0
    """Counts up when the form must take its values from here again."""
    unlinked: list[BookingShown] = []
    unlinked_total: int = 0
    page: int = 1
    pages: int = 1
    linking: BookingShown = NOBODY
    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show the choices as they are."""
        tabs.watch(self, ("booking",), CrmSettingsState.reload)
        self.errors, self.linking, self.page = {}, NOBODY, 1
        await self._fill()
        await self._list()

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def reload(self) -> None:
        """List the bookings anew; the form stays as it is."""
        await self._list()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save what differs."""
        values = {
            "responsible_role": str(form.get("responsible_role") or ""),
            "synchronised_role": str(form.get("synchronised_role") or ""),
            "links_customers": bool(form.get("links_customers")),
            "adds_trials": bool(form.get("adds_trials")),
            "trial_tag": _key(form.get("trial_tag")),
            "booking_history_type": _key(form.get("booking_history_type")),
            "contract_warning_days": str(form.get("contract_warning_days") or ""),
        }
        shown = {**self._base, "contract_warning_days": self.contract_warning_days}
        changed = {name: value for name, value in values.items() if value != shown.get(name)}
        try:
            await self._do(settings.change, self._base, **changed)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError as error:
            self.errors = {"": translated(error.message)}
            self._base = {**self._base, **error.current}
            return None
        self.errors = {}
        await self._fill()
        return messages.done(translated(say("Saved.")))

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def seek_tag(self, text: str) -> None:
        """Find tags for persons."""
        found = await self._ask(tags.all_tags, TagScope.PERSON)
        self.suggestions = _fitting([Choice(str(tag.key), tag.name) for tag in found], text)

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def make_tag(self, name: str) -> None:
        """Make a tag where it is chosen."""
        try:
            tag = await self._do(tags.create, {"name": name, "scope": TagScope.PERSON})
        except InvalidError as error:
            self.errors = {"trial_tag": next(iter(field_errors(error).values()))}
            return
        self.trial_tag = Choice(str(tag.key), tag.name)

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def seek_history_type(self, text: str) -> None:
        """Find history types."""
        found = await self._ask(vocabularies.entries, HistoryType)
        locale = self._actor.locale
        self.suggestions = _fitting([Choice(str(one.key), vocabularies.shown(one, locale)) for one in found], text)

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def make_history_type(self, name: str) -> None:
        """Make a history type where it is chosen."""
        try:
            made = await self._do(vocabularies.create, HistoryType, {"name": name, "kind": HistoryKind.BOOKING})
        except InvalidError as error:
            self.errors = {"booking_history_type": next(iter(field_errors(error).values()))}
            return
        self.history_type = Choice(str(made.key), made.name)

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def go_to(self, page: int) -> None:
        """Turn to a page of bookings."""
        self.page = max(1, min(page, self.pages))
        await self._list()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def begin_link(self, booking_id: int) -> None:
        """Ask which person a booking belongs to; 0 asks no longer."""
        self.linking = next((one for one in self.unlinked if one.id == booking_id), NOBODY)
        self.suggestions = []

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def seek_person(self, text: str) -> None:
        """Find persons."""
        found = await self._ask(persons.suggest, text) if text.strip() else []
        self.suggestions = [Choice(str(key), name) for key, name in found]

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def link(self, value: str, label: str) -> Any:
        """Link the booking with the chosen person."""
        if not self.linking.id or not value.isdecimal():
            return None
        await self._do(bookings.link, self.linking.id, int(value))
        self.linking = NOBODY
        await self._list()
        return messages.done(translated(say("Linked with {name}.", name=label)))

    async def _fill(self) -> None:
        found, tag, history_type = await self._ask(_read)
        self._base = {name: getattr(found, name) for name in NAMES}
        self.responsible_role, self.synchronised_role = found.responsible_role, found.synchronised_role
        self.links_customers, self.adds_trials = found.links_customers, found.adds_trials
        self.contract_warning_days = ", ".join(map(str, found.contract_warning_days))
        self.trial_tag, self.history_type = tag, history_type
        self.box += 1
        self.is_loaded = True

    async def _list(self) -> None:
        found = await self._ask(bookings.search, BookingFilter(NOT_LINKED), paging=Paging(self.page, PAGE))
        self.unlinked_total, self.pages = found.total, max(1, -(-found.total // PAGE))
        self.unlinked = [
            BookingShown(
                one.key,
                one.customer_name or one.customer_email or one.customer_phone,
                one.activity,
                one.starts_at.isoformat() if one.starts_at else "",
                one.link,
            )
            for one in found.items
        ]


def _read(session: Any, actor: Actor) -> tuple[AssociationSettings, Choice, Choice]:
    tag, kind = bookings.trial_tag(session), bookings.history_type(session)
    return (
        settings.read(session),
        Choice(str(tag.key), tag.name) if tag else Choice("", ""),
        Choice(str(kind.key), vocabularies.shown(kind, actor.locale)) if kind else Choice("", ""),
    )


def _fitting(found: list[Choice], text: str) -> list[Choice]:
    return [choice for choice in found if text.strip().casefold() in choice.label.casefold()][:20]


def _key(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() else None
