"""One mailing in one browser tab: written while it is a draft, followed while it is sent."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models.vocabulary import MailingState
from sambruk_crm.services import clock, mail, mailings, todos
from sambruk_crm.services.mailings import Counts, MailingRecord
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import field_errors, translated
from sambruk_crm.state.frame import offer_back
from sambruk_crm.state.gate import requires
from sambruk_crm.state.mailings.drafts import TEXTS, MailingDraft
from sambruk_crm.state.records.facts import record_key


@dataclass(frozen=True)
class MailingSight:
    """What is shown of a mailing and cannot be typed over."""

    state: str = ""
    kind: str = ""
    subject: str = ""
    author: str = ""
    starts_at: str = ""
    started_at: str = ""
    ended_at: str = ""
    recipients: int = 0
    is_changed: bool = False
    """Somebody else wrote something since this page was opened."""


class MailingPageState(MailingDraft, rx.State):
    """A mailing's page. Reloads refresh what is shown, never what is being typed."""

    seen: MailingSight = MailingSight()
    counts: Counts = Counts()
    is_loaded: bool = False
    is_missing: bool = False
    has_mail: bool = True
    ask_whom: str = ""
    dialogs: ClassVar[tuple[str, ...]] = ("is_asking",)
    is_asking: bool = False
    """The question before sending is open."""
    is_later: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the mailing in the address."""
        key = record_key(self.router.url.path)
        if key != self.mailing_id:
            self.is_loaded, self.reader_number, self.recipient_state, self.recipient_text = False, 0, "", ""
            self.recipient_page = 1
        self._close_dialogs()
        self.mailing_id, self.is_missing = key, False
        tabs.watch(self, (f"mailing:{key}", "mailing_recipient"), MailingPageState.reload)
        try:
            record = await self._ask(mailings.record, key)
        except NotFoundError:
            self.is_missing = self.is_loaded = True
            return
        await self._open_draft(record.mailing)
        if record.mailing.state is MailingState.DRAFT and self._actor.may(Permission.SEND_MAILINGS):
            await self._review()
        self._show(record)
        await self._fetch_recipients()
        await self._find_reader()
        await self._preview()
        self.has_mail, self.ask_whom = await self._ask(mail.server.availability)
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: something changed."""
        try:
            record = await self._ask(mailings.record, self.mailing_id)
        except NotFoundError:
            self.is_missing = True
            return
        was = self.seen.state
        self._show(record)
        if was != self.seen.state and record.mailing.state is MailingState.DRAFT:
            await self._open_draft(record.mailing)
        await self._follow_review()
        await self._fetch_recipients()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def ask(self, is_open: bool) -> None:
        """Open the question before sending, with the list as it is now; or leave it."""
        if is_open:
            await self._review()
            if self.errors or not self.review.is_complete:
                return
        self.errors, self.is_asking = {}, is_open

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def choose_time(self, when: str) -> None:
        """Send now, or at a time."""
        self.is_later = when == "later"

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def send(self, form: dict[str, Any]) -> None:
        """Send it to those who were shown."""
        try:
            at = await self._ask(_read_time, form) if self.is_later else None
            await self._do(mailings.sending.send, self.mailing_id, at=at, recipients=self.review.recipients)
        except InvalidError as error:
            self.errors = field_errors(error)
            if {"subject", "body", "audience"} & error.fields.keys():
                self.is_asking = False
            return
        self.is_asking, self.errors, self.recipient_state = False, {}, ""
        await self.reload()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def stop(self) -> Any:
        """Take it back before it begins, or stop it."""
        await self._do(mailings.sending.stop, self.mailing_id)
        return MailingPageState.load

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def resume(self) -> None:
        """Send on."""
        await self._do(mailings.sending.resume, self.mailing_id)
        await self.reload()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def try_out(self) -> Any:
        """Send it to oneself, as the shown recipient will read it."""
        try:
            await self._do(mailings.reviews.send_test, self.mailing_id, self._reader_id or None)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        return messages.done(translated(say("On its way to {email}.", email=self._actor.email)))

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def copy_it(self) -> Any:
        """Begin a new draft that says the same."""
        made = await self._do(mailings.copy, self.mailing_id)
        return rx.redirect(f"/mailings/{made.key}")

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def delete(self) -> Any:
        """Put the draft in the trash, go back to the list, and offer to take it out again."""
        await self._do(mailings.delete, self.mailing_id)
        return await offer_back(self, "mailing", self.mailing_id, self.seen.subject, "/mailings")

    def _show(self, record: MailingRecord) -> None:
        mailing = record.mailing
        is_changed = any(getattr(mailing, name) != self._base.get(name) for name in TEXTS)
        self.counts = record.counts
        self.seen = MailingSight(
            state=mailing.state,
            kind=mailing.kind,
            subject=mailing.subject,
            author=record.author,
            starts_at=mailings.time_of(mailing.starts_at),
            started_at=mailings.time_of(mailing.started_at),
            ended_at=mailings.time_of(mailing.ended_at),
            recipients=record.counts.recipients,
            is_changed=is_changed and mailing.state is MailingState.DRAFT and not self.conflict,
        )


def _read_time(session: Any, _actor: Any, form: dict[str, Any]) -> Any:
    """Read day and time of sending, on the association's clock."""
    on, at = str(form.get("on") or ""), str(form.get("at") or "")
    moment = todos.repeats.read(on, at, clock.zone(session), clock.today(session))
    if moment is None:
        raise InvalidError({"at": say("Write a date and a time.")})
    return moment
