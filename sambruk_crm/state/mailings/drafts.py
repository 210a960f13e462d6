"""Writing a mailing: what is typed saves itself, and nobody's words are overwritten."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.models import Mailing
from sambruk_crm.models.vocabulary import MailingKind, RecipientState
from sambruk_crm.services import mailings
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.mailings import RecipientFilter, Review, Written
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.mailings.recipients import MailingRecipients

TEXTS = ("subject", "body")
NOUNS = {"persons": "person", "organisations": "organisation"}


@dataclass(frozen=True)
class Part:
    """One half of an audience: nobody, the chosen ones, or all; and how many these are."""

    choice: str = "nobody"
    chosen: int = 0
    everybody: int = 0


@dataclass(frozen=True)
class Missing:
    """A field that has no value for so many recipients."""

    field: str
    count: int


class MailingDraft(MailingRecipients, mixin=True):
    """Mixed into the state of a mailing's page."""

    subject: str = ""
    body: str = ""
    kind: str = MailingKind.MARKETING.value
    opened: int = 0
    """Counts up when the fields must begin anew with what is here."""
    is_saved: bool = True
    errors: dict[str, str] = {}
    conflict: str = ""
    """The field that somebody else changed meanwhile."""
    conflict_value: str = ""
    persons: Part = Part()
    organisations: Part = Part()
    address: str = ""
    review: Review = Review()
    missing: list[Missing] = []
    templates: list[Choice] = []
    written: Written = Written("", "", "")
    reader: str = ""
    reader_number: int = 0
    _base: dict[str, Any] = {}
    _reader_id: int = 0
    _selections: dict[str, Any] = {}

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def keep(self, name: str, value: str) -> None:
        """Save one text of the draft while it is written."""
        if name in TEXTS and value.strip() != self._base.get(name):
            await self._save({name: value})
            await self._preview()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def choose_kind(self, kind: str) -> None:
        """Make it marketing, or information that also reaches those who opted out."""
        await self._save({"kind": kind})
        await self._review()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def choose_audience(self, half: str, choice: str) -> None:
        """Have it go to nobody of a half, to those chosen in the list, or to all."""
        if half not in NOUNS:
            return
        everybody = Selection(noun=NOUNS[half]).model_dump(mode="json")  # pyright: ignore[reportArgumentType]
        wanted = {"nobody": None, "everybody": everybody}.get(choice, self._selections.get(half))
        await self._save({"audience": {**self._base["audience"], half: wanted}})
        await self._review()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def choose_address(self, address: str) -> None:
        """Show where organisations get it."""
        await self._save({"audience": {**self._base["audience"], "address": address}})
        await self._review()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def take_template(self, template_id: str) -> None:
        """Begin with a template's message, in the place of what is written."""
        if template_id.isdecimal():
            template = await self._ask(mailings.templates.get, int(template_id))
            await self._save({"subject": template.subject, "body": template.body})
            self.opened += 1
            await self._preview()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def settle(self, mine: bool) -> None:
        """End a conflict: save what was written here, or take what the other one wrote."""
        name, theirs = self.conflict, self.conflict_value
        self.conflict = self.conflict_value = ""
        self._base = {**self._base, name: theirs}
        if mine:
            await self._save({name: getattr(self, name)})
        else:
            setattr(self, name, theirs)
            self.opened += 1
        await self._preview()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def look_through(self) -> None:
        """Find out anew who gets it."""
        await self._review()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def read_as(self, number: int) -> None:
        """Show the message as one of the recipients will read it; 0 is oneself."""
        self.reader_number = max(0, min(number, self.review.recipients))
        await self._find_reader()
        await self._preview()

    async def _save(self, values: dict[str, Any]) -> None:
        for name in TEXTS:
            if name in values:
                setattr(self, name, values[name])
        self.is_saved, self.errors = False, {}
        base = {name: self._base.get(name) for name in values}
        try:
            self._take(await self._do(mailings.update, self.mailing_id, values, base=base))
        except InvalidError as error:
            self.errors = field_errors(error)
        except StaleError as error:
            self.conflict = next((name for name in error.current if name in TEXTS), "")
            self.conflict_value = str(error.current.get(self.conflict, ""))
            if not self.conflict:
                raise
        else:
            self.is_saved = True

    def _take(self, mailing: Mailing) -> None:
        self._base = {name: getattr(mailing, name) for name in (*TEXTS, "kind", "audience")}
        self.kind = mailing.kind.value
        self.address = mailings.audience_of(mailing).address.value

    async def _open_draft(self, mailing: Mailing) -> None:
        self._take(mailing)
        self.subject, self.body = mailing.subject, mailing.body
        self._selections = {half: chosen for half in NOUNS if (chosen := mailing.audience.get(half))}
        self.errors, self.conflict, self.is_saved = {}, "", True
        self.templates = [Choice(str(one.key), one.name) for one in await self._ask(mailings.templates.all_templates)]
        self.opened += 1

    async def _review(self) -> None:
        """Write the list of recipients anew and show it; only whoever may send does."""
        halves = await self._ask(_halves, self._base["audience"], self._selections)
        self.persons, self.organisations = halves["persons"], halves["organisations"]
        try:
            self.review = await self._do(mailings.reviews.review, self.mailing_id)
        except InvalidError as error:
            self.errors = field_errors(error)
        await self._show_review()

    async def _follow_review(self) -> None:
        """Show how far the list has come that a job writes down."""
        if not self.review.is_complete:
            self.review = await self._ask(mailings.reviews.reviewed, self.mailing_id) or Review()
            await self._show_review()

    async def _show_review(self) -> None:
        self.missing = [Missing(name, count) for name, count in self.review.missing.items()]
        self.reader_number = min(self.reader_number or 1, self.review.recipients)
        await self._find_reader()
        await self._fetch_recipients()
        await self._preview()

    async def _find_reader(self) -> None:
        self._reader_id, self.reader = 0, ""
        if self.reader_number:
            waiting = RecipientFilter(state=(RecipientState.WAITING,))
            found = await self._ask(
                mailings.reviews.recipients, self.mailing_id, waiting, paging=Paging(page=self.reader_number, limit=1)
            )
            for row in found.items:
                self._reader_id, self.reader = row.id, row.name or row.email

    async def _preview(self) -> None:
        try:
            self.written = await self._ask(mailings.reviews.preview, self.mailing_id, self._reader_id or None)
        except InvalidError as error:
            self.errors = {**self.errors, **field_errors(error)}


def _halves(session: CrmSession, actor: Actor, audience: dict[str, Any], kept: dict[str, Any]) -> dict[str, Part]:
    """Tell of each half of an audience what it is and what it could be."""
    found: dict[str, Part] = {}
    for half, noun in NOUNS.items():
        everybody = Selection(noun=noun)  # pyright: ignore[reportArgumentType]
        now = audience.get(half)
        chosen = kept.get(half)
        choice = "nobody" if now is None else "everybody" if _is_everybody(now) else "chosen"
        count = selections.count(session, actor, Selection(**chosen)) if chosen and not _is_everybody(chosen) else 0
        found[half] = Part(choice, count, selections.count(session, actor, everybody))
    return found


def _is_everybody(selection: dict[str, Any]) -> bool:
    return selection.get("ids") is None and not selection.get("filters") and not selection.get("excluded")
