"""How a list is looked at in one browser tab: saved views, chosen columns, and the counts beside filter values."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import InvalidError
from sambruk_crm.services import option_counts, views
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.list_query import ListKind, ListQuery, read_query


@dataclass(frozen=True)
class ViewChoice:
    """A saved view as the menu shows it; `owner` is empty for one's own."""

    id: int
    name: str
    query: str
    columns: list[str] | None
    owner: str = ""
    is_shared: bool = False
    is_default: bool = False


NO_VIEW = ViewChoice(0, "", "", None)


class Viewing(AppState, mixin=True):
    """Mixed into ListState. A list whose kind has no noun has no views."""

    kind: ClassVar[ListKind]
    views: list[ViewChoice] = []
    view: ViewChoice = NO_VIEW
    """The view that was opened last, which may have been changed since."""
    is_view_changed: bool = False
    is_view_open: bool = False
    """The dialog that saves a view is open."""
    view_errors: dict[str, str] = {}
    leaving_view: int = 0
    """The view that is about to be removed, and waits for a second press."""
    hidden: list[str] = []
    """The columns that are not shown."""
    counted: list[str] = []
    """The filters whose values have been counted."""
    counts: dict[str, str] = {}
    """How many records a filter's value leaves, by "filter:value"."""
    _query: ListQuery = ListQuery()

    @rx.event
    @requires(Permission.VIEW)
    async def open_view(self, view_id: int) -> EventSpec | None:
        """Look through a view."""
        found = next((each for each in self.views if each.id == view_id), None)
        return None if found is None else await self._look_through(found)

    @rx.event
    @requires(Permission.VIEW)
    async def begin_view(self) -> None:
        """Ask what to call a view of what is shown now."""
        self.is_view_open, self.view_errors = True, {}

    @rx.event
    @requires(Permission.VIEW)
    async def end_view(self, is_open: bool) -> None:
        """Close the dialog, as when the reader turns away from it."""
        self.is_view_open = is_open

    @rx.event
    @requires(Permission.VIEW)
    async def save_view(self, form: dict[str, Any]) -> None:
        """Save what is shown now as a view."""
        values = {"noun": self.kind.noun, "name": form.get("name") or "", "is_shared": bool(form.get("is_shared"))}
        try:
            made = await self._do(views.create, {**values, **self._shown_now()})
        except InvalidError as error:
            self.view_errors = field_errors(error)
            return
        if form.get("is_default"):
            await self._do(views.prefer, self.kind.noun, {"default_view_id": made.key})
        self.is_view_open = False
        await self._refresh_views(made.key)

    @rx.event
    @requires(Permission.VIEW)
    async def keep_view(self) -> None:
        """Save what is shown now in the view that was opened."""
        if self.view.id:
            await self._do(views.update, self.view.id, self._shown_now())
            await self._refresh_views(self.view.id)

    @rx.event
    @requires(Permission.VIEW)
    async def remove_view(self, view_id: int) -> None:
        """Remove a view, when pressed a second time."""
        if self.leaving_view != view_id:
            self.leaving_view = view_id
            return
        await self._do(views.delete, view_id)
        await self._refresh_views(0 if self.view.id == view_id else self.view.id)

    @rx.event
    @requires(Permission.VIEW)
    async def turn_default(self, view_id: int) -> None:
        """Have the list open with a view, or no longer."""
        was = any(each.id == view_id and each.is_default for each in self.views)
        await self._do(views.prefer, self.kind.noun, {"default_view_id": None if was else view_id})
        await self._refresh_views(self.view.id)

    @rx.event
    @requires(Permission.VIEW)
    async def turn_column(self, name: str) -> None:
        """Show a column, or no longer; kept for the next time."""
        if name in self.kind.columns:
            hidden = set(self.hidden) ^ {name}
            shown = [column for column in self.kind.columns if column not in hidden]
            await self._do(views.prefer, self.kind.noun, {"columns": shown})
            self._hide(shown)

    @rx.event
    @requires(Permission.VIEW)
    async def show_usual_columns(self) -> None:
        """Show the columns that everybody sees who has chosen none."""
        await self._do(views.prefer, self.kind.noun, {"columns": None})
        self._hide(None)

    @rx.event
    @requires(Permission.VIEW)
    async def count_options(self, name: str, is_open: bool) -> None:
        """Tell how many records each value of a filter would leave."""
        if is_open and name in option_counts.counted(self._counted_noun()):
            found = await self._ask(option_counts.count, self._counted_noun(), name, self._filter(self._query))
            others = {mark: n for mark, n in self.counts.items() if not mark.startswith(f"{name}:")}
            self.counted = sorted({*self.counted, name})
            self.counts = {**others, **{f"{name}:{value}": str(number) for value, number in found.items()}}

    async def _load_views(self) -> None:
        if self.kind.noun:
            chosen = await self._ask(views.preference, self.kind.noun)
            self.counts, self.counted, self.leaving_view, self.view = {}, [], 0, NO_VIEW
            self._hide(chosen.columns)
            await self._refresh_views(0)

    async def _refresh_views(self, view_id: int) -> None:
        chosen = await self._ask(views.preference, self.kind.noun)
        self.views = [
            ViewChoice(
                listed.view.key,
                listed.view.name,
                listed.view.query,
                listed.view.columns,
                owner="" if listed.view.owner_id == self._actor.user_id else listed.owner,
                is_shared=listed.view.is_shared,
                is_default=listed.view.key == chosen.default_view_id,
            )
            for listed in await self._ask(views.views, self.kind.noun)
        ]
        self.view, self.leaving_view = next((each for each in self.views if each.id == view_id), NO_VIEW), 0
        self._compare()

    def _opening(self) -> ListQuery:
        """Give what the address asks for; one that asks for nothing opens with the default view."""
        asked = self.router.url.query.removeprefix("?")
        found = None if asked else self._default()
        if found is not None:
            self.view = found
            if found.columns is not None:
                self._hide(found.columns)
        return read_query(asked if found is None else found.query, self.kind)

    async def _look_through(self, found: ViewChoice) -> EventSpec:
        self.view = found
        if found.columns is not None:
            self._hide(found.columns)
        wanted = read_query(found.query, self.kind)
        self.options = await self._choices(wanted)
        return await self._show(wanted, refill=True)

    def _default(self) -> ViewChoice | None:
        return next((each for each in self.views if each.is_default), None)

    def _address(self, wanted: ListQuery) -> str:
        """Write the question as the query of an address; an empty one would mean the view that opens the list."""
        return wanted.address(self.kind) or ("?all" if self._default() else "")

    def _shown_now(self) -> dict[str, Any]:
        query = self._query_text()
        return {"query": query, "columns": [name for name in self.kind.columns if name not in self.hidden] or None}

    def _query_text(self) -> str:
        wanted = ListQuery(self._query.text, self._query.chosen, self._query.sort)
        return wanted.address(self.kind).removeprefix("?")

    def _compare(self) -> None:
        self.is_view_changed = self.view.id > 0 and self._query_text() != self.view.query

    def _hide(self, shown: list[str] | None) -> None:
        self.hidden = [] if shown is None else [name for name in self.kind.columns if name not in shown]

    def _counted_noun(self) -> str:
        return "deal" if self.kind.noun == "board" else self.kind.noun

    def _filter(self, _wanted: ListQuery) -> Any:
        raise NotImplementedError

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Any]]:
        raise NotImplementedError

    async def _show(self, _wanted: ListQuery, *, refill: bool = False) -> EventSpec:
        raise NotImplementedError
