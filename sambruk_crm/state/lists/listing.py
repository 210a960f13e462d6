"""Lists: what every list page remembers. The question stands in the address bar, so a link shows the same list."""

import json
import time
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import EMPTY, FILLED, Control
from sambruk_crm.services.lists import cells
from sambruk_crm.services.paging import LARGEST_PAGE, PAGE_SIZE, Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.editing import Editing
from sambruk_crm.state.lists.figures import Figures
from sambruk_crm.state.lists.own import OwnFields
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.lists.query import ListKind, ListQuery, read_filter
from sambruk_crm.state.lists.selecting import Selecting
from sambruk_crm.state.lists.viewing import Viewing
from sambruk_crm.state.records.phones import phone_shown

MOST_PAGES = LARGEST_PAGE // PAGE_SIZE
"""How many pages are shown at once as one scrolls; those after them are turned to."""


@dataclass(frozen=True)
class Choice:
    """A value that a filter can take, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Chip:
    """A chosen value of a filter; the label is empty where the filter is a fixed vocabulary."""

    filter: str
    value: str
    label: str = ""


class ListState(OwnFields, Viewing, Selecting, Editing, Figures, mixin=True):
    """Mixed into list states, `class OrganisationListState(ListState, rx.State)`, with `kind`, `rows` and `_fetch`."""

    kind: ClassVar[ListKind]

    rows: list[Any] = []
    text: str = ""
    sort: str = ""
    page: int = 1
    pages: int = 1
    pages_shown: int = 1
    """How many pages are shown from `page` on; more come as one scrolls."""
    has_more: bool = False
    """More can be shown below without turning the page."""
    group: str = ""
    """The sort whose equal values stand together."""
    total: int = 0
    first: int = 0
    last: int = 0
    chips: list[Chip] = []
    marks: list[str] = []
    """The chosen values as "filter:value", for ticking boxes."""
    active: list[str] = []
    """The filters that have a value."""
    options: dict[str, list[Choice]] = {}
    suggestions: list[Choice] = []
    is_loaded: bool = False
    asked_at: float = 0.0
    """When it was last gone to (seconds since 1970), to know the way back from a record of two lists."""
    box: int = 0
    """Counts up when the search box must take its text from here instead of from its writer."""

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> EventSpec:
        """Show what the address asks for."""
        self._close_dialogs()
        self.asked_at = time.time()
        tabs.watch(self, (*self.kind.topics, "own_field", "own_field_option"), type(self).reload)
        await self._load_own()
        await self._load_views()
        wanted = self._known(self._opening())
        self.options = await self._choices(wanted)
        shown = await self._show(wanted, refill=True)
        if self.counted:  # a filter may be opened before the list has loaded
            await self._count_values(self.counted)
        return shown

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch the rows again: somebody changed something."""
        await self._load_own()
        await self._show(self._known(self._query))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search(self, text: str) -> EventSpec:
        """Look for a text."""
        return await self._show(replace(self._query, text=text.strip()[:200], page=1))

    @rx.event
    @requires(Permission.VIEW)
    async def toggle(self, name: str, value: str) -> EventSpec | None:
        """Choose a value of a filter, or no longer."""
        if name not in self._kind.asked:
            return None
        wanted = self._query.toggled(name, value)
        if name in self.kind.lookups:
            self.options = await self._choices(wanted)
        return await self._show(wanted)

    @rx.event
    @requires(Permission.VIEW)
    async def put(self, name: str, value: str) -> EventSpec | None:
        """Return a filter this one value, or none."""
        if name not in self._kind.asked:
            return None
        return await self._show(self._query.put(name, value))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def contain(self, name: str, text: str) -> EventSpec | None:
        """Ask for a text that a fact contains, or for none; whether the fact is there at all stays asked."""
        if name not in self._kind.facts + self._kind.own:
            return None
        kept = tuple(value for value in self._query.values(name) if value in (FILLED, EMPTY))
        chosen = (*kept, text.strip()[:200]) if text.strip() else kept
        return await self._show(replace(self._query, chosen={**self._query.chosen, name: chosen}, page=1))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def bound(self, name: str, side: str, text: str) -> EventSpec | None:
        """Ask for what is at `least` or at `most` so much in an own field, or no longer; nonsense asks nothing."""
        chosen = self._bounded(name, side, text[:40])
        if chosen is None:
            return None
        return await self._show(replace(self._query, chosen={**self._query.chosen, name: chosen}, page=1))

    @rx.event
    @requires(Permission.VIEW)
    async def clear(self) -> EventSpec:
        """Take every filter and the text away."""
        return await self._show(ListQuery(sort=self._query.sort), refill=True)

    @rx.event
    @requires(Permission.VIEW)
    async def sort_by(self, column: str) -> EventSpec:
        """Sort by a column, and the other way round when it was sorted by it already."""
        turned = f"-{column}" if self._query.sort == column else column
        known = turned if column in self._kind.sortable else self._query.sort
        return await self._show(replace(self._query, sort=known, page=1))

    @rx.event
    @requires(Permission.VIEW)
    async def order(self, sort: str) -> EventSpec:
        """Sort by a column as it is written in the address: with a minus sign the other way round."""
        known = sort if sort.removeprefix("-") in self._kind.sortable else self._query.sort
        return await self._show(replace(self._query, sort=known, page=1))

    @rx.event
    @requires(Permission.VIEW)
    async def go_to(self, page: int) -> EventSpec:
        """Turn to a page."""
        return await self._show(replace(self._query, page=max(1, min(page, self.pages))))

    @rx.event
    @requires(Permission.VIEW)
    async def more(self) -> EventSpec | None:
        """Show the next rows below those that are shown."""
        if not self.has_more:
            return None
        return await self._show(replace(self._query, pages=self.pages_shown + 1))

    @rx.event
    @requires(Permission.VIEW)
    async def group_by(self, group: str) -> EventSpec | None:
        """Have records stand together whose value of a sort is the same, or no longer."""
        if group and group not in self.kind.groups:
            return None
        return await self._show(replace(self._query, group=group, page=1))

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest(self, name: str, text: str) -> None:
        """Propose values of a filter that is found by typing."""
        self.suggestions = await self._suggest(name, text) if name in self.kind.lookups and text.strip() else []

    def _filter(self, wanted: ListQuery) -> Any:
        """Return the service's filter for a question."""
        return read_filter(catalogue.get(self.kind.noun).in_list().filter, wanted, **self.kind.renamed)

    async def _fetch(self, wanted: ListQuery) -> Page[Any]:
        """Ask the service for a page of rows; each list has its own."""
        raise NotImplementedError

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        """Return the values of every filter that is no fixed vocabulary."""
        return {}

    async def _suggest(self, _name: str, _text: str) -> list[Choice]:
        """Return the values of a filter that fit what is being typed."""
        return []

    async def _show(self, wanted: ListQuery, *, refill: bool = False) -> EventSpec:
        if replace(wanted, pages=1) != replace(self._query, pages=1):
            wanted = replace(wanted, pages=1)
        found = await self._read(wanted)
        pages = max(1, -(-found.total // PAGE_SIZE))
        if wanted.page > pages:
            wanted = replace(wanted, page=pages)
            found = await self._read(wanted)
        if refill and (wanted.text != self.text or not self.is_loaded):
            self.box += 1
        turned = wanted != self._query and (wanted.text, wanted.chosen) == (self._query.text, self._query.chosen)
        self._take(wanted, found, pages)
        await self._sum_up(wanted, self.shown, is_known=turned)
        await self._group_rows(wanted, [row.id for row in self.rows] if wanted.group else [])
        return rx.call_script(address_script(self.kind.path, self._address(wanted)))

    async def _read(self, wanted: ListQuery) -> Page[Any]:
        """Return a page of rows, with what else is shown of each."""
        found, names = (
            await self._fetch(wanted),
            [name for name in self._kind.others + self._kind.own if name in (*self.shown, wanted.group)],
        )
        if not names or not found.items:
            return found
        told = await self._ask(cells.texts, self.kind.noun, names, [row.id for row in found.items])
        rows = [replace(row, facts={**row.facts, **told.get(row.id, dict.fromkeys(names, ""))}) for row in found.items]
        return replace(found, items=rows)

    def _take(self, wanted: ListQuery, found: Page[Any], pages: int) -> None:
        if self.is_all and (wanted.text, wanted.chosen) != (self._query.text, self._query.chosen):
            self._forget()
        self._query = wanted
        self._put_rows(self._worded(found.items))
        self.text, self.sort, self.page = wanted.text, wanted.sort, wanted.page
        self.pages, self.total, self.group = pages, found.total, wanted.group
        self.pages_shown = wanted.pages
        self.has_more = wanted.pages < MOST_PAGES and wanted.page + wanted.pages <= pages
        before = (wanted.page - 1) * PAGE_SIZE
        self.first, self.last = before + min(1, len(found.items)), before + len(found.items)
        self.chips = [Chip(name, v, self._label(name, v)) for name in self._kind.asked for v in wanted.values(name)]
        self.marks = [f"{chip.filter}:{chip.value}" for chip in self.chips]
        self.active = sorted({chip.filter for chip in self.chips})
        self._show_bounds(wanted)
        self.is_loaded = True
        self._count()
        self._compare()

    async def _show_again(self) -> None:
        await self._show(self._query)

    def _worded(self, rows: list[Any]) -> list[Any]:
        """Write the telephone numbers among the shown facts as people do."""
        shown = self._facts_shown()
        facts = catalogue.get(self.kind.noun).facts if shown else {}
        about = {name: facts[name].fact for name in shown if name in facts}
        names = [name for name, fact in about.items() if fact is not None and fact.control is Control.PHONE]
        if not names:
            return rows
        return [
            replace(row, facts={**row.facts, **{name: phone_shown(row.facts.get(name, "")).text for name in names}})
            for row in rows
        ]

    def _put_rows(self, rows: list[Any]) -> None:
        self.rows = rows

    def _wanted(self) -> ListQuery:
        return self._query

    def _label(self, name: str, value: str) -> str:
        if name in self._kind.own:
            return self._own_label(name, value)
        return next((choice.label for choice in self.options.get(name, []) if choice.value == value), "")

    async def _place_of(self, row_id: int) -> Place:
        """Find where a record lies in the list as it was last seen in this tab, turning the page if need be."""
        back = self.kind.path + self._address(self._query)
        if not self.is_loaded:
            return Place(back)
        at = self._index_of(row_id)
        for page in (self.page + 1, self.page - 1):
            if at is None and 1 <= page <= self.pages:
                await self._turn_if_there(row_id, page)
                at = self._index_of(row_id)
        if at is None:
            return Place(back)
        back = self.kind.path + self._address(self._query)
        before, after = await self._neighbour(at - 1), await self._neighbour(at + 1)
        return Place(back, before, after, self.first + at, self.total)

    def _facts_shown(self) -> list[str]:
        """Return the names of the record's own values that rows have: shown plain facts, and what can be written."""
        facts = [name for name in self.kind.facts if name in self.shown]
        written = [field for name, field in self.kind.references.items() if name in self.shown]
        return [*facts, *written, *filter(None, [self.kind.named])]

    async def _called(self, field: str, key: str) -> str:
        """Return what a record is called that a field points to; empty for any other field."""
        name = next((name for name, each in self.kind.references.items() if each == field), "")
        offered = await self._choices(ListQuery(chosen={name: (key,)})) if name else {}
        return next((choice.label for choice in offered.get(name, []) if choice.value == key), "")

    def _index_of(self, row_id: int) -> int | None:
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), None)

    async def _turn_if_there(self, row_id: int, page: int) -> None:
        wanted = replace(self._query, page=page)
        found = await self._read(wanted)
        if any(row.id == row_id for row in found.items):
            self._take(wanted, found, self.pages)

    async def _neighbour(self, at: int) -> str:
        """Return the address of the record at a place of the present page, or just beyond it."""
        if 0 <= at < len(self.rows):
            return self.kind.record(self.rows[at].id)
        page = self.page + (1 if at >= 0 else -1)
        if not 1 <= page <= self.pages:
            return ""
        items = (await self._fetch(replace(self._query, page=page))).items
        return self.kind.record(items[0 if at >= 0 else -1].id) if items else ""


def address_script(path: str, query: str) -> str:
    """Put the question into the address bar, unless the reader has gone to another page meanwhile."""
    here = f"location.pathname.replace(/\\/$/,'')==={json.dumps(path)}"
    return f"{here}&&history.replaceState(history.state,'',{json.dumps(path + query)})"
