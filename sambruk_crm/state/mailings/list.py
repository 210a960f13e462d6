"""The list of mailings in one browser tab, and beginning one from what is chosen in another list."""

from dataclasses import asdict
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.services import mailings, users
from sambruk_crm.services.lists.selections import Selection, SelectionNoun
from sambruk_crm.services.mailings import MailingRow
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.query import ListKind, ListQuery, others_beside
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.persons.list import PersonListState


class MailingListState(ListState, rx.State):
    """The mailings that fit."""

    kind: ClassVar[ListKind] = ListKind(
        path="/mailings",
        filters=("state", "kind", "author"),
        sorts=(
            "-created",
            "created",
            "subject",
            "kind",
            "state",
            "author",
            "recipients",
            "sent",
            "failed",
            "waiting",
            "skipped",
            "starts",
            "started_at",
            "ended_at",
            "updated_at",
            "id",
        ),
        topics=("mailing", "mailing_recipient"),
        noun="mailing",
        columns=("state", "kind", "recipients", "sent", "failed", "author", "starts", "created"),
        usual=("state", "kind", "recipients", "sent", "failed", "author", "starts"),
        groups=("state", "kind", "author"),
        sums=("recipients", "sent", "failed", "waiting", "skipped"),
        others=others_beside(
            "mailing", "subject", "state", "kind", "recipients", "sent", "failed", "author", "starts_at", "created_at"
        ),
    )

    selects: ClassVar[SelectionNoun | None] = "mailing"

    rows: list[MailingRow] = []

    async def _fetch(self, wanted: ListQuery) -> Page[MailingRow]:
        asked = self._filter(wanted)
        return await self._ask(mailings.search, asked, sort=wanted.order, paging=wanted.paging)

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        return {"author": [Choice(str(user.id), user.name) for user in people]}

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def stop(self, mailing_id: int) -> None:
        """Take a mailing back before it begins, or stop it."""
        await self._do(mailings.sending.stop, mailing_id)
        await self._show_again()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def copy_it(self, mailing_id: int) -> EventSpec:
        """Begin a new draft that says the same, and go to it."""
        made = await self._do(mailings.copy, mailing_id)
        return rx.redirect(f"/mailings/{made.key}")


class MailingStartState(AppState, rx.State):
    """Begins mailings."""

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def begin(self) -> EventSpec:
        """Begin a mailing to nobody yet."""
        return await self._open({})

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def to_persons(self) -> EventSpec:
        """Begin a mailing to the chosen persons, or to all that the list shows when none is chosen."""
        return await self._open({"persons": _meant(await self.get_state(PersonListState))})

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def to_organisations(self) -> EventSpec:
        """Begin a mailing to the chosen organisations, or to all that the list shows when none is chosen."""
        return await self._open({"organisations": _meant(await self.get_state(OrganisationListState))})

    async def _open(self, audience: dict[str, Any]) -> EventSpec:
        mailing = await self._do(mailings.create, {"audience": audience})
        return rx.redirect(f"/mailings/{mailing.key}")


def _meant(listed: Any) -> Selection:
    if listed.selected:
        return listed._selection()  # noqa: SLF001 -- a public method would be an event handler
    wanted = listed._wanted()  # noqa: SLF001 -- a public method would be an event handler
    filters = {name: value for name, value in asdict(listed._filter(wanted)).items() if value}  # noqa: SLF001
    return Selection(noun=listed.selects, filters=filters, sort=wanted.order)
