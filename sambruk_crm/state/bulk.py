"""Bulk work in one browser tab: asking for it from a list's selection, watching it, taking it back."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, Message, NotFoundError, say_n
from sambruk_crm.models import Batch, BatchKind, OwnKind
from sambruk_crm.services import actions, attached, batches, catalogue, clock, own_values
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.vocabularies import LABELS
from sambruk_crm.state.attached import AttachedShown
from sambruk_crm.state.attached import shown as attached_shown
from sambruk_crm.state.background import BackgroundWork
from sambruk_crm.state.base import field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, ListState
from sambruk_crm.state.lists.nouns import LISTS
from sambruk_crm.state.records.own_options import OwnChoice, options_of

OPTION = "option:"
"""What stands before an option's key, where several are ticked in a form."""


@dataclass(frozen=True)
class FieldAsked:
    """The field of one's own that is to be set: its kind, and what can be chosen in it."""

    key: str = ""
    kind: str = ""
    options: list[OwnChoice] = field(default_factory=list[OwnChoice])


@dataclass(frozen=True)
class BatchShown:
    """A batch as the bar and the lists show it. `created_at` is an ISO moment."""

    id: int = 0
    address: str = ""
    """Its page; an import has one of its own."""
    noun: str = ""
    title: str = ""
    state: str = ""
    total: int = 0
    done: int = 0
    failed: int = 0
    created_at: str = ""
    is_busy: bool = False
    is_undoable: bool = False


class BulkState(BackgroundWork, rx.State):
    """The dialog that asks for bulk work, and the bar that tells how far it has come."""

    nothing: ClassVar[Any] = BatchShown()
    topic: ClassVar[str] = "batch"

    noun: str = ""
    action: str = ""
    count_text: str = ""
    options: list[Choice] = []
    asked: FieldAsked = FieldAsked()
    """What was chosen among the fields of one's own, where one is to be set."""
    today: str = ""
    attached: list[AttachedShown] = []
    """What is told before they are thrown away."""
    errors: dict[str, str] = {}
    shown: BatchShown = BatchShown()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def ask(self, noun: str, action: str) -> None:
        """Open the dialog for an action on what is chosen in the list of a noun."""
        if action not in {each.name for each in catalogue.get(noun).actions}:
            raise NotFoundError
        listed = await self._list(noun)
        selected = listed.selected
        self.count_text = translated(say_n("{count} record is chosen.", "{count} records are chosen.", count=selected))
        self.noun, self.action, self.errors, self.asked = noun, action, {}, FieldAsked()
        self.options = await self._choices(noun, action)
        self.today = (await self._ask(_today)).isoformat()
        self.attached = await self._attached(listed) if action == actions.ARCHIVE.name else []
        self.is_open = True

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_field(self, key: str) -> None:
        """Ask for a value of this field."""
        self.errors = {}
        self.asked = await self._ask(_asked, self.noun, key)

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def start(self, form: dict[str, Any]) -> None:
        """Ask for it."""
        listed = await self._list(self.noun)
        values = {
            "selection": listed._selection(),  # noqa: SLF001 -- a public method would be an event handler
            "action": self.action,
            "arguments": {"value": self._value(form)},
        }
        try:
            batch = await self._do(batches.start, values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return
        self.is_open = False
        listed._forget()  # noqa: SLF001 -- the same
        self._show(batch)
        await self._watch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def undo(self) -> None:
        """Take it back."""
        self._show(await self._do(batches.undo, self.shown.id))

    def _value(self, form: dict[str, Any]) -> Any:
        if self.action != actions.OWN_FIELD.name:
            return form.get("value")
        value = form.get("value")
        if self.asked.kind == OwnKind.SEVERAL_OF:
            value = [one.value for one in self.asked.options if form.get(f"{OPTION}{one.value}")]
        return {"key": self.asked.key, "value": value}

    async def _list(self, noun: str) -> ListState:
        if noun not in LISTS:
            raise NotFoundError
        return await self.get_state(LISTS[noun])

    async def _attached(self, listed: ListState) -> list[AttachedShown]:
        chosen = listed._selection()  # noqa: SLF001 -- a public method would be an event handler
        return attached_shown(await self._ask(attached.to_selection, chosen))

    async def _refresh(self) -> None:
        if self.shown.id:
            self._show(await self._ask(batches.get, self.shown.id))

    async def _choices(self, noun: str, action: str) -> list[Choice]:
        wanted = actions.action_of(noun, action)
        if wanted.words is not None:
            return [Choice(value, translated(Message(msgid))) for value, msgid in LABELS[wanted.words].items()]
        if wanted.choices is None:
            return []
        found = await self._ask(wanted.choices, catalogue.get(noun))
        return [Choice(value, label) for value, label in found]

    def _show(self, batch: Batch) -> None:
        self.shown = show(batch, self._actor)


def _asked(session: CrmSession, actor: Actor, noun: str, key: str) -> FieldAsked:
    found = own_values.of_noun(session, noun).get(key)
    if found is None:
        return FieldAsked()
    options = options_of(found, own_values.colleagues(session), actor.locale, "")
    return FieldAsked(key, found.kind.value, options)


def _today(session: CrmSession, _actor: Actor) -> date:
    return clock.today(session)


def show(batch: Batch, actor: Actor) -> BatchShown:
    """Turn a batch into what is shown of it."""
    is_over = batch.ended_at is not None and batch.state.value not in {"waiting", "running", "undoing"}
    return BatchShown(
        id=batch.key,
        address=f"/import/{batch.key}" if batch.kind is BatchKind.IMPORT else f"/batches/{batch.key}",
        noun=batch.noun,
        title=batches.texts.title(batch, actor.locale),
        state=batch.state,
        total=batch.total,
        done=batch.done,
        failed=batch.failed,
        created_at=batch.created_at.isoformat(),
        is_busy=not is_over and batch.state.value != "draft",
        is_undoable=batch.state in batches.UNDOABLE,
    )
