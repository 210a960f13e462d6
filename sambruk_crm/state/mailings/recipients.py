"""The recipients of a mailing, page by page: who gets it, who does not and why, and what became of each mail."""

import reflex as rx

from sambruk_crm.models.vocabulary import RecipientState
from sambruk_crm.services import mailings
from sambruk_crm.services.mailings import RecipientFilter, RecipientRow
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires

ROWS = 20


class MailingRecipients(AppState, mixin=True):
    """Mixed into the state of a mailing's page, which gives `mailing_id`."""

    mailing_id: int = 0
    recipients: list[RecipientRow] = []
    recipient_state: str = ""
    """Which ones are shown; all when empty."""
    recipient_text: str = ""
    recipient_page: int = 1
    recipient_pages: int = 1
    recipient_total: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def show_recipients(self, state: str) -> None:
        """Show those who stand in one state, or all."""
        known = {member.value for member in RecipientState}
        self.recipient_state, self.recipient_page = state if state in known else "", 1
        await self._fetch_recipients()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def seek_recipients(self, text: str) -> None:
        """Show those whose name or address holds a text."""
        self.recipient_text, self.recipient_page = text.strip()[:200], 1
        await self._fetch_recipients()

    @rx.event
    @requires(Permission.VIEW)
    async def turn_recipients(self, page: int) -> None:
        """Turn to a page."""
        self.recipient_page = max(1, min(page, self.recipient_pages))
        await self._fetch_recipients()

    async def _fetch_recipients(self) -> None:
        state = (RecipientState(self.recipient_state),) if self.recipient_state else ()
        wanted = RecipientFilter(text=self.recipient_text, state=state)
        found = await self._ask(
            mailings.reviews.recipients,
            self.mailing_id,
            wanted,
            paging=Paging(page=self.recipient_page, limit=ROWS),
        )
        self.recipient_pages = max(1, -(-found.total // ROWS))
        self.recipient_total, self.recipients = found.total, found.items
        if self.recipient_page > self.recipient_pages:
            self.recipient_page = self.recipient_pages
            await self._fetch_recipients()
