"""The matrix of municipalities and services in one browser tab: what it shows, a cell opened, what begins there."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import Message, say
from sambruk_crm.models import MatrixState, MembershipStatus, OrganisationKind, ServiceKind
from sambruk_crm.services import files, matrix, organisations
from sambruk_crm.services.matrix import Cell, MatrixFilter, Opened
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, save_file, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.todos import drafts
from sambruk_crm.state.todos.form import TodoFormState

SIZES: dict[str, tuple[int | None, int | None]] = {
    "small": (None, 15_000),
    "middle": (15_000, 50_000),
    "large": (50_000, None),
}
"""Inhabitants from and below, by the name of the choice."""
BEGUN: dict[str, tuple[Any, Message]] = {
    "deal": (matrix.begin_deal, say("The deal is in the first phase.")),
    "lead": (matrix.begin_lead, say("The lead is written down.")),
}
"""What begins at a cell, and what is told then."""
ASKED = ("service_kind", "kind", "county", "membership", "size")


@dataclass(frozen=True)
class ColumnSeen:
    """A service as the head of a column."""

    id: int
    name: str
    count: int


@dataclass(frozen=True)
class RowSeen:
    """An organisation, and where it stands in each service: the state, of deals with the phase after a colon."""

    id: int
    name: str
    count: int
    cells: list[str]


@dataclass(frozen=True)
class NeighbourSeen:
    """A neighbour of the opened cell's organisation."""

    id: int
    name: str
    state: str


@dataclass(frozen=True)
class CellSeen:
    """A cell that is open. `day` is an ISO day, or empty; `address` leads to the record that tells it."""

    organisation_id: int = 0
    service_id: int = 0
    organisation: str = ""
    service: str = ""
    state: str = MatrixState.NOTHING.value
    phase: str = ""
    day: str = ""
    reason: str = ""
    address: str = ""
    borders: int = 0
    """On how many municipalities it borders."""
    neighbours: tuple[NeighbourSeen, ...] = ()
    """Those of them that are no white spots."""


class MatrixPageState(AppState, rx.State):
    """The matrix; it follows what colleagues change."""

    columns: list[ColumnSeen] = []
    rows: list[RowSeen] = []
    counties: list[Choice] = []
    asked: dict[str, str] = dict.fromkeys(ASKED, "")
    """What is chosen above the matrix, by the name of the filter."""
    text: str = ""
    is_loaded: bool = False
    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    seen: CellSeen = CellSeen()

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the matrix as it is asked for."""
        self._close_dialogs()
        topics = ("contract", "contract_party", "service_participant", "deal", "lead", "service", "membership")
        tabs.watch(self, topics, MatrixPageState.reload)
        self.counties = [Choice(code, name) for code, name in await self._ask(organisations.counties)]
        await self._refresh()
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: somebody changed it."""
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def choose(self, name: str, value: str) -> None:
        """Ask for other rows or columns."""
        if name in ASKED:
            self.asked = {**self.asked, name: value}
            await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search(self, text: str) -> None:
        """Ask for organisations by name."""
        self.text = text
        await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def open_cell(self, organisation_id: int, service_id: int) -> None:
        """Show what is known of a cell, and who has the service next door."""
        found = await self._ask(matrix.opened, organisation_id, service_id)
        self.seen, self.is_open = _seen(organisation_id, service_id, found), True

    @rx.event
    @requires(Permission.VIEW)
    async def show(self, wanted: bool) -> None:
        """Leave the opened cell."""
        self.is_open = self.is_open and wanted

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def begin(self, what: str, organisation_id: int, service_id: int) -> Any:
        """Begin a deal, a lead or a to-do with an organisation about a service; the services ask for the right."""
        if what == "todo":
            self.is_open = False
            await self._plan(organisation_id, service_id)
            return None
        if what not in BEGUN:
            return None
        begun, told = BEGUN[what]
        await self._do(begun, organisation_id, service_id)
        self.is_open = False
        await self._refresh()
        return messages.done(translated(told))

    @rx.event
    @requires(Permission.EXPORT)
    async def take_out(self) -> Any:
        """Fetch the matrix as an Excel file."""
        kept = await self._do(matrix.keep_file, self._wanted())
        return save_file(files.address_of(kept.token))

    async def _plan(self, organisation_id: int, service_id: int) -> None:
        draft = await self._ask(drafts.about, {"organisation": organisation_id, "service": service_id})
        form: Any = await self.get_state(TodoFormState)
        await form._begin(draft)  # noqa: SLF001 -- a public method would be an event handler

    def _wanted(self) -> MatrixFilter:
        above, below = SIZES.get(self.asked["size"], (None, None))
        return MatrixFilter(
            text=self.text,
            service_kind=_members(ServiceKind, self.asked["service_kind"]),
            kind=_members(OrganisationKind, self.asked["kind"]),
            membership=_members(MembershipStatus, self.asked["membership"]),
            county=(self.asked["county"],) if self.asked["county"] else (),
            inhabitants_from=above,
            inhabitants_below=below,
        )

    async def _refresh(self) -> None:
        found = await self._ask(matrix.of, self._wanted())
        self.columns = [ColumnSeen(column.id, column.name, column.count) for column in found.columns]
        self.rows = [RowSeen(row.id, row.name, row.count, [_code(cell) for cell in row.cells]) for row in found.rows]


def _members(kind: Any, value: str) -> tuple[Any, ...]:
    return (kind(value),) if value in {member.value for member in kind} else ()


def _code(cell: Cell) -> str:
    return cell.state.value if cell.phase is None else f"{cell.state.value}:{cell.phase}"


def _seen(organisation_id: int, service_id: int, found: Opened) -> CellSeen:
    cell = found.cell
    return CellSeen(
        organisation_id=organisation_id,
        service_id=service_id,
        organisation=found.organisation,
        service=found.service,
        state=cell.state.value,
        phase=cell.phase_name,
        day=cell.day.isoformat() if cell.day else "",
        reason=cell.reason,
        address=f"/{cell.noun}s/{cell.id}" if cell.noun else "",
        borders=len(found.neighbours),
        neighbours=tuple(
            NeighbourSeen(one.id, one.name, one.state.value)
            for one in found.neighbours
            if one.state is not MatrixState.NOTHING
        ),
    )
