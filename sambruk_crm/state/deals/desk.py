"""What is done about a deal from its card: calling, writing down, planning and mailing."""

import json
from collections.abc import AsyncIterator
from typing import Any, ClassVar
from urllib.parse import quote

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, say
from sambruk_crm.models import HistoryKind
from sambruk_crm.services import deals
from sambruk_crm.services.deals import DealContact
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, show_error, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.history import composer
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown
from sambruk_crm.state.todos import drafts as todo_drafts
from sambruk_crm.state.todos.form import TodoFormState

NO_CONTACT = DealContact(0, "")


class DealDeskState(AppState, rx.State):
    """The dialog in which a note or a call about a deal is written down."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)

    is_open: bool = False
    kind: str = HistoryKind.NOTE.value
    contact: DealContact = NO_CONTACT
    phone: PhoneShown = NO_PHONE
    errors: dict[str, str] = {}
    opened: int = 0
    """Counts up with every opening, so that the fields begin empty."""

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Begin the page with no dialog open."""
        self._close_dialogs()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def act(self, kind: str, deal_id: int) -> AsyncIterator[Any]:
        """Do what a card's button or key asks for: `call`, `note`, `todo` or `mail`."""
        doing = {"call": self._call, "note": self._note, "todo": self._plan, "mail": self._mail}
        if kind not in doing:
            return
        try:
            answer = await doing[kind](deal_id)
        except CrmError as error:
            answer = show_error(error)
        if answer is not None:
            yield answer

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show(self, is_open: bool) -> None:
        """Leave the dialog."""
        self.is_open = is_open

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def write(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Write down what was noted or said; what was typed stays until it is saved."""
        if not self.is_open:
            return
        met = {} if self.contact.person_id is None else {f"{composer.MET}{self.contact.person_id}": True}
        typed = {**form, "kind": self.kind, **(met if self.kind == HistoryKind.CALL else {})}
        try:
            await self._do(composer.write, typed, "deal_id", self.contact.deal_id)
        except InvalidError as error:
            self.errors = field_errors(composer.named(error))
            return
        self.is_open, self.errors = False, {}
        yield messages.done(translated(say("Saved.")))

    async def _note(self, deal_id: int) -> None:
        await self._open(deal_id, HistoryKind.NOTE)

    async def _call(self, deal_id: int) -> EventSpec | None:
        """Dial the number of whom the deal is about, and ask what was said."""
        await self._open(deal_id, HistoryKind.CALL)
        return _go_to("tel", quote(self.phone.dialled, safe="+;=")) if self.phone.dialled else None

    async def _mail(self, deal_id: int) -> EventSpec:
        """Begin a mail to whom the deal is about, in the program that the computer has for it."""
        found = await self._ask(deals.contacts.of, deal_id)
        if found.email:
            return _go_to("mailto", quote(found.email, safe="@+"))
        return messages.warned(translated(say("No e-mail address is known for {name}.", name=found.called)))

    async def _plan(self, deal_id: int) -> None:
        """Open the form for a to-do about the deal."""
        draft = await self._ask(todo_drafts.about, {"deal": deal_id})
        form = await self.get_state(TodoFormState)
        await form._begin(draft)  # noqa: SLF001 -- a public method would be an event handler

    async def _open(self, deal_id: int, kind: HistoryKind) -> None:
        self.contact = await self._ask(deals.contacts.of, deal_id)
        self.phone = phone_shown(self.contact.phone)
        self.kind, self.errors, self.opened, self.is_open = kind.value, {}, self.opened + 1, True


def _go_to(scheme: str, whom: str) -> EventSpec:
    """Hand a number or an address to the program that the device has for it.

    As if a tab were opened: to go there from the page itself would end its socket, and close its dialogs.
    """
    link = json.dumps({"href": f"{scheme}:{whom}", "target": "_blank", "rel": "noopener"})
    return rx.call_script(f"Object.assign(document.createElement('a'), {link}).click()")
