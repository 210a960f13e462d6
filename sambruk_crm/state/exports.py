"""Taking a list out in one browser tab: which columns as what, how far it is, and where the file is."""

from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, Message, NotFoundError, say_n
from sambruk_crm.models import Job, JobState
from sambruk_crm.services import exports, files
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.background import BackgroundWork
from sambruk_crm.state.base import translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.nouns import LISTS


@dataclass(frozen=True)
class ExportColumn:
    """A column that can be taken out."""

    name: str
    title: str
    is_usual: bool


@dataclass(frozen=True)
class ExportShown:
    """An export as the bar tells it."""

    id: int = 0
    done: int = 0
    total: int = 0
    name: str = ""
    address: str = ""
    reason: str = ""
    is_busy: bool = False


class ExportState(BackgroundWork, rx.State):
    """The dialog that asks for an export, and the bar that tells how far it has come."""

    nothing: ClassVar[Any] = ExportShown()
    topic: ClassVar[str] = "job"

    count_text: str = ""
    columns: list[ExportColumn] = []
    error: str = ""
    shown: ExportShown = ExportShown()
    _selection: str = ""
    """What is taken out, as JSON: the state hands out proxies of what it holds, which no job can carry."""

    @rx.event
    @requires(Permission.EXPORT)
    async def ask(self, noun: str) -> None:
        """Open the dialog for what is chosen in the list of a noun, or for all that match when nothing is."""
        selection = await self._selected(noun)
        count = await self._ask(selections.count, selection)
        self.count_text = translated(say_n("{count} row", "{count} rows", count=count))
        self.columns = [ExportColumn(*column) for column in await self._ask(exports.columns, noun)]
        self._selection, self.error, self.is_open = selection.model_dump_json(), "", True

    @rx.event
    @requires(Permission.EXPORT)
    async def start(self, form: dict[str, Any]) -> None:
        """Have the file made."""
        chosen = [column.name for column in self.columns if form.get(f"column-{column.name}")]
        if not self._selection:
            raise NotFoundError
        selection = Selection.model_validate_json(self._selection)
        values = {"selection": selection, "columns": chosen, "format": form.get("format") or "xlsx"}
        try:
            job = await self._do(exports.begin, values)
        except InvalidError as error:
            self.error = translated(error.message)
            return
        self.is_open, self.shown = False, _shown(job)
        await self._watch()

    async def _selected(self, noun: str) -> Selection:
        if noun not in LISTS:
            raise NotFoundError
        listed = await self.get_state(LISTS[noun])
        if listed.selects is not None and listed.selected:
            return listed._selection()  # noqa: SLF001 -- a public method would be an event handler
        wanted = listed._query  # noqa: SLF001 -- a var of the server alone, named as Reflex wants it
        found = asdict(listed._filter(wanted))  # noqa: SLF001 -- the same
        filters = {name: value for name, value in found.items() if value or value is False}
        return Selection(noun=noun, filters=filters, sort=wanted.sort)  # pyright: ignore[reportArgumentType]

    async def _refresh(self) -> None:
        if self.shown.id and self._actor.may(Permission.EXPORT):
            shown = _shown(await self._ask(exports.get, self.shown.id))
            self.shown = shown if shown.total else replace(shown, total=self.shown.total)


def _shown(job: Job) -> ExportShown:
    result = job.result or {}
    is_over = job.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    return ExportShown(
        id=job.key,
        done=job.done,
        total=job.total or 0,
        name=result.get("name", ""),
        address=files.address_of(result["file"]) if "file" in result else "",
        reason=translated(Message(**job.reason)) if job.state is JobState.FAILED and job.reason else "",
        is_busy=not is_over,
    )
