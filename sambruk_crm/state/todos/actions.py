"""What one tap or key does to a to-do, in the inbox and on the start page, and the way back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import reflex as rx
from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say, say_n
from sambruk_crm.models import Todo
from sambruk_crm.services import clock, todos
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.todos import Postponement, Returned, TodoRow
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires


@dataclass(frozen=True)
class Postponing:
    """A to-do whose new day is being chosen, with the day and time it has."""

    todo_id: int = 0
    todo: str = ""
    remind_on: str = ""
    remind_time: str = ""


@dataclass(frozen=True)
class WayBack:
    """The last deed: which to-do, when it was due, and whether it was closed or only put off; or who got which."""

    todo_id: int = 0
    was: datetime | None = None
    is_closing: bool = False
    assignee_id: int = 0
    given: tuple[int, ...] = ()


class TodoActions(AppState, mixin=True):
    """Mixed into inbox and start page, which give `_refresh`. What was done stays in sight until the next visit."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_postponing",)

    undo_text: str = ""
    undo_number: int = 0
    postponing: Postponing = Postponing()
    is_postponing: bool = False
    postpone_errors: dict[str, str] = {}
    _done: list[TodoRow] = []
    _undo: WayBack | None = None

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def close(self, todo_id: int) -> None:
        """Tick a to-do off."""
        row = await self._do(_close, todo_id)
        self._done = [*(done for done in self._done if done.id != todo_id), row]
        self._offer(WayBack(todo_id, None, is_closing=True), translated(say("Done: {todo}", todo=_title(row))))
        await self._refresh()

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def reopen(self, todo_id: int) -> None:
        """Put a closed to-do back: it is not done after all."""
        await self._do(todos.reopen, todo_id)
        await self._show_open(todo_id)

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def postpone(self, todo_id: int, to: str) -> None:
        """Put a to-do off to one of the usual days."""
        if to in tuple(Postponement):
            await self._postpone(todo_id, Postponement(to))

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def choose_day(self, todo_id: int) -> None:
        """Ask for the day and time to put a to-do off to."""
        row = await self._ask(_row, todo_id)
        local = datetime.fromisoformat(row.remind_at).astimezone(self._actor.time_zone) if row.remind_at else None
        self.postponing = Postponing(
            todo_id, _title(row), f"{local:%Y-%m-%d}" if local else "", f"{local:%H:%M}" if local else ""
        )
        self.postpone_errors, self.is_postponing = {}, True

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def show_postponing(self, is_open: bool) -> None:
        """Leave the question for the day."""
        self.is_postponing = is_open

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def postpone_to(self, form: dict[str, Any]) -> None:
        """Put the to-do off to the chosen day and time."""
        day, time = str(form.get("remind_on") or ""), str(form.get("remind_time") or "")
        try:
            chosen = todos.repeats.read(day, time, self._actor.time_zone, await self._ask(_today))
        except InvalidError as error:
            self.postpone_errors = field_errors(error)
            return
        if chosen is None:
            self.postpone_errors = {"remind_on": translated(say("Choose a day."))}
            return
        await self._postpone(self.postponing.todo_id, chosen)
        self.is_postponing = False

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def undo(self) -> AsyncIterator[Any]:
        """Take the last deed back."""
        back, self._undo, self.undo_text = self._undo, None, ""
        if back is None:
            return
        yield
        if back.given:
            values = {"assignee_id": back.assignee_id, "ids": back.given}
            returned = await self._do(todos.assignments.give_back, values)
            yield _told(returned)
        elif back.is_closing:
            await self._do(todos.reopen, back.todo_id)
        else:
            await self._do(todos.postpone, back.todo_id, back.was)
        await self._show_open(back.todo_id)

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def dismiss_undo(self, number: int) -> None:
        """Stop offering the way back, unless something else was done meanwhile."""
        if number == self.undo_number:
            self._undo, self.undo_text = None, ""

    async def _postpone(self, todo_id: int, to: Postponement | datetime) -> None:
        was, row = await self._do(_put_off, todo_id, to)
        self._offer(WayBack(todo_id, was, is_closing=False), translated(say("Postponed: {todo}", todo=_title(row))))
        await self._refresh()

    def _offer(self, back: WayBack, text: str) -> None:
        self._undo, self.undo_text = back, text
        self.undo_number += 1

    async def _show_open(self, todo_id: int) -> None:
        self._done = [done for done in self._done if done.id != todo_id]
        await self._refresh()

    async def _refresh(self) -> None:
        """Fetch the rows again."""
        raise NotImplementedError


def by_time(rows: list[TodoRow], done: list[TodoRow]) -> list[TodoRow]:
    """Put what was just done back among the open rows, where it was."""
    present = {row.id for row in rows}
    missing = [row for row in done if row.id not in present]
    if not missing:
        return rows
    return sorted([*rows, *missing], key=lambda row: (row.remind_at is None, row.remind_at or "", row.id))


def _title(row: TodoRow) -> str:
    return ": ".join(filter(None, (row.type, row.note))) or row.customer or translated(say("To-do"))


def _row(session: Session, actor: Actor, todo_id: int) -> TodoRow:
    return todos.lists.row(session, actor, todos.get(session, actor, todo_id))


def _close(session: Session, actor: Actor, todo_id: int) -> TodoRow:
    return todos.lists.row(session, actor, todos.close(session, actor, todo_id))


def _put_off(
    session: Session, actor: Actor, todo_id: int, to: Postponement | datetime
) -> tuple[datetime | None, TodoRow]:
    was = todos.get(session, actor, todo_id).remind_at
    todo: Todo = todos.postpone(session, actor, todo_id, to)
    return was, todos.lists.row(session, actor, todo)


def _told(returned: Returned) -> Any:
    if not returned.left:
        return messages.done(translated(say("They are back where they were.")))
    return messages.warned(
        translated(
            say_n(
                "{count} was closed or passed on meanwhile and stays as it is.",
                "{count} were closed or passed on meanwhile and stay as they are.",
                count=len(returned.left),
            )
        )
    )


def _today(session: Session, _actor: Actor) -> Any:
    return clock.today(session)
