"""Choosing rows of the inbox, and giving them to a colleague."""

from dataclasses import asdict
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, say, say_n
from sambruk_crm.services import todos
from sambruk_crm.services.lists.selections import Selection, SelectionNoun
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import ListState
from sambruk_crm.state.todos.actions import TodoActions, WayBack


class TodoChoosing(TodoActions, ListState, mixin=True):
    """Mixed into the inbox, whose rows stand in groups. What is done cannot be chosen."""

    selects: ClassVar[SelectionNoun | None] = "todo"

    is_choosing: bool = False
    """Whether the boxes are in sight."""
    assign_error: str = ""

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def choose(self, is_choosing: bool) -> None:
        """Bring the boxes into sight, or choose nothing any more."""
        self.is_choosing, self.assign_error = is_choosing, ""
        self._forget()

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def assign(self, form: dict[str, Any]) -> Any:
        """Return what is chosen to a colleague, with a way back."""
        if not self.selected:
            return None
        chosen = self._selection()
        which = {"ids": chosen.ids, "filters": chosen.filters, "excluded": chosen.excluded}
        try:
            given = await self._do(
                todos.assignments.assign_many, {"assignee_id": str(form.get("assignee_id") or ""), **which}
            )
        except InvalidError as error:
            self.assign_error = next(iter(field_errors(error).values()))
            return None
        self.is_choosing, self.assign_error = False, ""
        self._forget()
        if not given.ids:
            return messages.done(translated(say("They were theirs already.")))
        text = say_n(
            "{count} to-do given to {name}", "{count} to-dos given to {name}", count=len(given.ids), name=given.assignee
        )
        receiver = int(form["assignee_id"])
        self._offer(WayBack(assignee_id=receiver, given=tuple(given.ids)), translated(text))
        await self._refresh()
        return None

    def _selection(self) -> Selection:
        """Return what is chosen; of "all", the whole question, also what it says by saying no."""
        if not self.is_all:
            return super()._selection()
        filters = asdict(self._filter(self._wanted()))
        return Selection(noun="todo", filters=filters, excluded=tuple(self._excluded), sort="remind")

    def _in_sight(self) -> list[int]:
        return [row.id for group in self.rows for row in group.rows if row.closed_at is None]
