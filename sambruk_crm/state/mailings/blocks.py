"""What keeps mailings from the addresses of the record on screen."""

import reflex as rx

from sambruk_crm.services import mail
from sambruk_crm.services.mail import BlockRow
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import record_key


class MailBlocksState(AppState, rx.State):
    """The blocked addresses of one person or organisation."""

    blocks: list[BlockRow] = []
    _is_person: bool = True
    _key: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def of_person(self) -> None:
        """Show those of the person in the address."""
        await self._begin(is_person=True)

    @rx.event
    @requires(Permission.VIEW)
    async def of_organisation(self) -> None:
        """Show those of the organisation in the address."""
        await self._begin(is_person=False)

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again: somebody opted out, or an address changed."""
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def release(self, block_id: int) -> None:
        """Have mailings go to an address again."""
        await self._do(mail.blocks.release, block_id)
        await self._fetch()

    async def _begin(self, *, is_person: bool) -> None:
        self._is_person, self._key, self.blocks = is_person, record_key(self.router.url.path), []
        tabs.watch(self, ("mail_block", "person_email", f"organisation:{self._key}"), MailBlocksState.reload)
        await self._fetch()

    async def _fetch(self) -> None:
        if self._is_person:
            self.blocks = await self._ask(mail.blocks.of_person, self._key)
        else:
            self.blocks = await self._ask(mail.blocks.of_organisation, self._key)
