"""Writing a fact of a record where it stands in a list, by the rules of the record's page."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, get_origin

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Rules
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.query import LARGEST_KEY, ListKind
from sambruk_crm.state.records.facts import Answer, as_text, read_base


def _to_write(state: Any) -> Permission:
    return catalogue.right_to_change(state.kind.noun)


class Editing(AppState, mixin=True):
    """Mixed into ListState. A list without `writes` is only read."""

    kind: ClassVar[ListKind]
    writes: ClassVar[type[Input] | None] = None
    """What can be written of a record."""

    several: ClassVar[Mapping[str, Callable[..., None]]] = {}
    """What changes what hangs on a record, by field: it takes noun and key, what is put on and what comes off."""

    cell_answer: Answer = Answer()

    @rx.event
    @requires(_to_write)
    async def save_cell(self, row_id: int, name: str, value: str, base: str, stamp: int) -> None:
        """Write one fact, unless somebody else changed it since `base` was read."""
        if not self._is_written(name):
            return
        try:
            await self._write_cell(row_id, name, value, base)
        except InvalidError as error:
            self.cell_answer = Answer(stamp, error=translated(error.fields.get(name, error.message)))
        except StaleError as error:
            error_text = "" if error.current else translated(error.message)
            theirs = as_text(error.current.get(name))
            self.cell_answer = Answer(stamp, error_text, True, theirs, await self._called(name, theirs))
        else:
            await self._show_again()
            self.cell_answer = Answer(stamp)

    def _is_written(self, name: str) -> bool:
        """Whether a field can be written here."""
        return self._rules() is not None and (
            name in self.several or (self.writes is not None and name in self.writes.model_fields)
        )

    async def _write_cell(self, row_id: int, name: str, value: str, base: str) -> None:
        rules, writes = self._rules(), self.writes
        if rules is None or writes is None:
            return
        if name in self.several:
            await self._do(self._change_several, row_id, name, _keys(value), _keys(base))
            return
        values, seen = {name: _typed(writes, name, value)}, read_base(writes, {name: _typed(writes, name, base)})
        await self._do(lambda session, actor: rules.update(session, actor, row_id, values, base=seen))

    def _change_several(
        self, session: CrmSession, actor: Actor, row_id: int, name: str, now: list[int], was: list[int]
    ) -> None:
        """Put on and take off what was chosen; what others put on or took off meanwhile stays so."""
        noun = catalogue.get(self.kind.noun)
        if noun.rules is not None:
            noun.rules.get(session, actor, row_id)
        on, off = [key for key in now if key not in was], [key for key in was if key not in now]
        self.several[name](session, actor, noun.name, row_id, on=on, off=off)

    def _rules(self) -> Rules | None:
        return catalogue.get(self.kind.noun).rules if self.kind.noun in catalogue.in_lists() else None

    async def _called(self, _field: str, _key: str) -> str:
        raise NotImplementedError

    async def _show_again(self) -> None:
        raise NotImplementedError


def _keys(text: str) -> list[int]:
    return [int(key) for key in text.split(",") if key.isdecimal() and int(key) <= LARGEST_KEY]


def _typed(kind: type[Input], name: str, value: str) -> str | list[str]:
    """Return what was typed as the field takes it: several texts stand one to a line."""
    is_list = get_origin(kind.model_fields[name].annotation) is list
    return [line for line in value.splitlines() if line.strip()] if is_list else value
