"""The yearly run of fees in one browser tab: a year, its runs, and the lines of one of them."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, StaleError, say, say_n
from sambruk_crm.services import clock, fees, files
from sambruk_crm.services.fees import LineFilter
from sambruk_crm.services.paging import PAGE_SIZE, Paging
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, focus_on, save_file, translated
from sambruk_crm.state.fees.shown import LineShown, RunShown, RunTab, line_shown, run_shown
from sambruk_crm.state.gate import current_locale, requires

TOPICS = ("fee_run", "fee_line", "fee_table", "membership", "population_figure")
DEEDS = {
    "refresh": (fees.runs.refresh, say("The list is up to date.")),
    "approve": (fees.runs.approve, say("The fees are approved.")),
    "reopen": (fees.runs.reopen, say("The fees are a draft again.")),
    "lock": (fees.runs.lock, say("The fees are locked.")),
}
ASKED = ("lock", "discard", "invoiced")
"""What is asked about before it is done."""


class FeesState(AppState, rx.State):
    """The page of yearly fees."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_editing", "is_asking")
    year: int = 0
    years: list[int] = []
    runs: list[RunTab] = []
    run: RunShown = RunShown()
    counts: dict[str, int] = {}
    which: str = LineFilter.ALL.value
    rows: list[LineShown] = []
    matching: int = 0
    selected: list[int] = []
    edited: LineShown = LineShown()
    asked: str = ""
    is_editing: bool = False
    is_asking: bool = False
    is_loaded: bool = False
    errors: dict[str, str] = {}
    _pages: int = 1

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def load(self) -> None:
        """Show the year that the address asks for, or where one was; at first this one."""
        self._close_dialogs()
        tabs.watch(self, TOPICS, FeesState.reload)
        this_year = (await self._ask(_today)).year
        asked = self.router.url.query_parameters.get("year", "")
        before = self.year
        self.year = int(asked) if asked.isdecimal() and fees.runs.is_year(int(asked)) else before or this_year
        found = {run.year for run in await self._ask(fees.runs.search)}
        self.years = sorted({this_year - 1, this_year, this_year + 1, self.year} | found, reverse=True)
        if self.year != before:
            self._begin_list()
        await self._show(self.run.id)

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_FEES)
    async def reload(self) -> None:
        """Fetch it again: somebody changed something. What is being written stays."""
        await self._show(self.run.id)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def choose_year(self, year: str) -> Any:
        """Show another year, and have it in the address."""
        if not (year.isdecimal() and fees.runs.is_year(int(year))):
            return None
        self.year = int(year)
        self._begin_list()
        await self._show(0)
        return rx.redirect(f"/fees?year={self.year}", replace=True)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def choose_run(self, run_id: int) -> None:
        """Show another run of the year."""
        self._begin_list()
        await self._show(run_id)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def show(self, which: str) -> None:
        """Show some of the lines."""
        if which in tuple(LineFilter):
            self.which, self.selected, self._pages = which, [], 1
            await self._show(self.run.id)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def more(self) -> None:
        """Show more lines."""
        self._pages += 1
        await self._show(self.run.id)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def begin(self) -> Any:
        """Begin the run of the year, or a supplement once it is locked."""
        try:
            made = await self._do(fees.runs.begin, self.year)
        except InvalidError as error:
            return messages.failed(translated(error.message))
        self._begin_list()
        await self._show(made.key)
        return None

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def move(self, deed: str) -> Any:
        """Update, approve or reopen the run as it is shown."""
        if deed not in DEEDS or deed in ASKED:
            return None
        return await self._move(deed)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def ask(self, deed: str) -> None:
        """Ask before something is done for good."""
        self.asked, self.is_asking = (deed, True) if deed in ASKED else ("", False)
        self.selected = [] if deed == "invoiced" else self.selected

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def show_question(self, is_open: bool) -> None:
        """Leave it undone."""
        self.is_asking = self.is_asking and is_open

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def confirm(self, _form: dict[str, Any]) -> Any:
        """Do what was asked about."""
        self.is_asking = False
        match self.asked:
            case "lock":
                return await self._move("lock")
            case "discard":
                await self._do(fees.runs.discard, self.run.id, version=self.run.version)
                self._begin_list()
                await self._show(0)
                return messages.done(translated(say("The draft is thrown away.")))
            case "invoiced":
                return await self._mark(is_invoiced=True)
            case _:
                return None

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def mark(self, is_invoiced: bool) -> Any:
        """Mark the chosen lines as invoiced, or as not invoiced after all."""
        return await self._mark(is_invoiced=is_invoiced) if self.selected else None

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def tick(self, line_id: int) -> None:
        """Choose a line, or let it go."""
        others = [key for key in self.selected if key != line_id]
        self.selected = others if line_id in self.selected else [*self.selected, line_id]

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def tick_all(self, is_ticked: bool) -> None:
        """Choose all lines that are shown, or none."""
        self.selected = [row.id for row in self.rows] if is_ticked else []

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def edit(self, line_id: int) -> None:
        """Open the form of an exception."""
        self.edited = line_shown(await self._ask(fees.lines.get, line_id), current_locale())
        self.errors, self.is_editing = {}, True

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def show_form(self, is_open: bool) -> Any:
        """Leave the form, back to its line."""
        self.is_editing = self.is_editing and is_open
        return self._back()

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the exception; what cannot be saved stays in the form, with the reason beside it."""
        values = {"exception": form.get("exception") or None, "exception_reason": form.get("exception_reason") or ""}
        return await self._except(values)

    @rx.event
    @requires(Permission.MANAGE_FEES)
    async def take_back(self) -> Any:
        """Have the member pay what the table says."""
        return await self._except({})

    @rx.event
    @requires(Permission.EXPORT)
    async def export(self, kind: str) -> Any:
        """Make a file of the lines that are shown, as the basis of invoices."""
        which = LineFilter(self.which)
        kind_of_file = "csv" if kind == "csv" else "xlsx"
        made = await self._do(fees.files.of_run, self.run.id, kind_of_file, which=which)
        return save_file(files.address_of(made.token))

    async def _move(self, deed: str) -> Any:
        function, done = DEEDS[deed]
        try:
            await self._do(function, self.run.id, version=self.run.version)
        except StaleError as error:
            await self._show(self.run.id)
            return messages.failed(translated(error.message))
        await self._show(self.run.id)
        return messages.done(translated(done))

    async def _mark(self, *, is_invoiced: bool) -> Any:
        values = {"lines": list(self.selected) or None, "is_invoiced": is_invoiced}
        count = await self._do(fees.lines.put_invoiced, self.run.id, values)
        self.selected = []
        await self._show(self.run.id)
        return messages.done(
            translated(
                say_n("{count} fee marked as invoiced.", "{count} fees marked as invoiced.", count=count)
                if is_invoiced
                else say_n("{count} fee marked as not invoiced.", "{count} fees marked as not invoiced.", count=count)
            )
        )

    async def _except(self, values: dict[str, Any]) -> Any:
        try:
            await self._do(fees.lines.put_exception, self.edited.id, values, version=self.edited.version)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError:
            now = line_shown(await self._ask(fees.lines.get, self.edited.id), current_locale())
            theirs = say(
                "Someone else wrote “{value}” here meanwhile. Save again to keep yours.",
                value=f"{now.exception or '–'} {now.reason}".strip(),
            )
            self.edited, self.errors = now, {"exception": translated(theirs)}
            return None
        self.is_editing = False
        await self._show(self.run.id)
        return [messages.done(translated(say("Saved."))), self._back()]

    def _back(self) -> rx.event.EventSpec:
        return focus_on(f"except-{self.edited.id}", after=300)

    def _begin_list(self) -> None:
        self.which, self.selected, self._pages = LineFilter.ALL.value, [], 1

    async def _show(self, run_id: int) -> None:
        found = await self._ask(fees.runs.search, year=self.year)
        self.runs = [RunTab(run.key, run.number, run.state.value) for run in found]
        chosen = next((run for run in found if run.key == run_id), found[-1] if found else None)
        if chosen is None:
            self.run, self.rows, self.counts, self.matching = RunShown(), [], {}, 0
        else:
            self.run, self.counts = await self._ask(run_shown, chosen.key, is_last=chosen is found[-1])
            page = await self._ask(
                fees.lines.search,
                chosen.key,
                which=LineFilter(self.which),
                paging=Paging(limit=PAGE_SIZE, pages=self._pages),
            )
            locale = current_locale()
            self.rows, self.matching = [line_shown(row, locale) for row in page.items], page.total
            shown = {row.id for row in self.rows}
            self.selected = [key for key in self.selected if key in shown]
        self.is_loaded = True


def _today(session: CrmSession, _actor: Actor) -> Any:
    return clock.today(session)
