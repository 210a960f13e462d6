"""Writing a fact of a record where it stands in a list, by the rules of the record's page."""

from collections.abc import Callable
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.services import catalogue
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.query import ListKind
from sambruk_crm.state.records.facts import Answer, as_text, read_base


def _to_write(state: Any) -> Permission:
    return catalogue.right_to_change(state.kind.noun)


class Editing(AppState, mixin=True):
    """Mixed into ListState. A list without `writes` is only read."""

    kind: ClassVar[ListKind]
    writes: ClassVar[type[Input] | None] = None
    """What can be written of a record."""

    cell_answer: Answer = Answer()

    @rx.event
    @requires(_to_write)
    async def save_cell(self, row_id: int, name: str, value: str, base: str, stamp: int) -> None:
        """Write one fact, unless somebody else changed it since `base` was read."""
        update = self._update()
        if update is None or self.writes is None or name not in self.writes.model_fields:
            return
        try:
            seen = read_base(self.writes, {name: base})
            await self._do(lambda session, actor: update(session, actor, row_id, {name: value}, base=seen))
        except InvalidError as error:
            self.cell_answer = Answer(stamp, error=translated(error.fields.get(name, error.message)))
        except StaleError as error:
            error_text = "" if error.current else translated(error.message)
            theirs = as_text(error.current.get(name))
            self.cell_answer = Answer(stamp, error_text, True, theirs, await self._called(name, theirs))
        else:
            await self._show_again()
            self.cell_answer = Answer(stamp)

    def _update(self) -> Callable[..., Any] | None:
        rules = catalogue.get(self.kind.noun).rules if self.kind.noun in catalogue.in_lists() else None
        return rules.update if rules else None

    async def _called(self, _field: str, _key: str) -> str:
        raise NotImplementedError

    async def _show_again(self) -> None:
        raise NotImplementedError
