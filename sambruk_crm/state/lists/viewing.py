"""How a list is looked at in one browser tab: saved views, chosen columns, and the counts beside filter values."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import ListPreference
from sambruk_crm.services.lists import option_counts, views
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.query import ListKind, ListQuery, read_query


@dataclass(frozen=True)
class ViewChoice:
    """A saved view as the menu shows it; `owner` is empty for one's own."""

    id: int
    version: int
    name: str
    query: str
    columns: list[str] | None
    widths: dict[str, int] = field(default_factory=dict[str, int])
    owner: str = ""
    is_shared: bool = False
    is_default: bool = False


NARROWEST, WIDEST = 48, 800
"""How narrow and how wide a column can be made, in pixels."""
NO_VIEW = ViewChoice(0, 0, "", "", None)


class Viewing(AppState, mixin=True):
    """Mixed into ListState. A list whose kind has no noun has no views."""

    kind: ClassVar[ListKind]
    views: list[ViewChoice] = []
    view: ViewChoice = NO_VIEW
    """The view that was opened last, which may have been changed since."""
    is_view_changed: bool = False
    dialogs: ClassVar[tuple[str, ...]] = ("is_view_open",)

    is_view_open: bool = False
    """The dialog that saves a view is open."""
    view_errors: dict[str, str] = {}
    leaving_view: int = 0
    """The view that is about to be removed, and waits for a second press."""
    shown: list[str] = []
    """The columns that are shown, in their order."""
    widths: dict[str, int] = {}
    """How wide columns are (pixels) whose width was chosen."""
    are_columns_chosen: bool = False
    """Other columns are shown than the usual ones."""
    counted: str = ""
    """The filter that is open, once its values have been counted."""
    counts: dict[str, str] = {}
    """How many records each of its values leaves."""
    _query: ListQuery = ListQuery()

    @rx.event
    @requires(Permission.VIEW)
    async def open_view(self, view_id: int) -> EventSpec | None:
        """Look through a view."""
        found = next((each for each in self.views if each.id == view_id), None)
        return None if found is None else await self._look_through(found)

    @rx.event
    @requires(Permission.VIEW)
    async def leave_view(self) -> EventSpec:
        """Look at all there is again, with one's own columns."""
        self.view = NO_VIEW
        chosen = await self._ask(views.preference, self.kind.noun)
        self._hide(chosen.columns, chosen.widths)
        return await self._show(ListQuery(sort=self.kind.sorts[0]), refill=True)

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
            self.view_errors = _beside_the_name(error)
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
            await self._do(views.update, self.view.id, self._shown_now(), version=self.view.version)
            await self._refresh_views(self.view.id)

    @rx.event
    @requires(Permission.VIEW)
    async def remove_view(self, view_id: int) -> None:
        """Remove a view, when pressed a second time."""
        if self.leaving_view != view_id:
            self.leaving_view = view_id
            return
        found = next((each for each in self.views if each.id == view_id), NO_VIEW)
        await self._do(views.delete, view_id, version=found.version)
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
        """Show a column after those that usually stand before it, or no longer; kept for the next time."""
        if name not in self._kind.choosable:
            return
        if name in self.shown:
            await self._show_columns(_without(self.shown, name))
            return
        before = self._kind.choosable[: self._kind.choosable.index(name)]
        at = max((self.shown.index(each) + 1 for each in before if each in self.shown), default=0)
        await self._show_columns([*self.shown[:at], name, *self.shown[at:]])

    @rx.event
    @requires(Permission.VIEW)
    async def place_column(self, name: str, to: str) -> None:
        """Put a shown column where another one is; where it is none, first."""
        if name in self.shown:
            at = self.shown.index(to) if to in self.shown else 0
            rest = _without(self.shown, name)
            await self._show_columns([*rest[:at], name, *rest[at:]])

    @rx.event
    @requires(Permission.VIEW)
    async def shift_column(self, name: str, by: int) -> None:
        """Put a shown column so many places further on."""
        if name in self.shown:
            at = max(0, min(len(self.shown) - 1, self.shown.index(name) + max(-99, min(by, 99))))
            rest = _without(self.shown, name)
            await self._show_columns([*rest[:at], name, *rest[at:]])

    @rx.event
    @requires(Permission.VIEW)
    async def size_column(self, name: str, width: int) -> None:
        """Make a column so wide (pixels); 0 for as wide as it needs."""
        if name in self._kind.choosable:
            rest = {key: value for key, value in self.widths.items() if key != name}
            kept = {**rest, name: max(NARROWEST, min(width, WIDEST))} if width > 0 else rest
            self.widths = (await self._do(views.prefer, self.kind.noun, {"widths": kept})).widths
            self._compare()

    @rx.event
    @requires(Permission.VIEW)
    async def show_usual_columns(self) -> None:
        """Show the columns that everybody sees who has chosen none."""
        await self._do(views.prefer, self.kind.noun, {"columns": None, "widths": {}})
        self._hide(None, {})
        self._compare()

    async def _show_columns(self, shown: list[str]) -> None:
        await self._do(views.prefer, self.kind.noun, {"columns": shown})
        has_more = not set(shown) <= set(self.shown)
        self._hide(shown, self.widths)
        if has_more:
            await self._show(self._query)
        self._compare()

    @rx.event
    @requires(Permission.VIEW)
    async def count_options(self, name: str, is_open: bool) -> None:
        """Show how many records each value of a filter would leave, as long as the filter is open."""
        self.counted, self.counts = "", {}
        if is_open:
            await self._count_values(name)

    async def _count_values(self, name: str) -> None:
        if name in (*option_counts.counted(self._counted_noun()), *self._kind.own):
            found = await self._ask(option_counts.count, self._counted_noun(), name, self._filter(self._query))
            self.counted, self.counts = name, {value: str(number) for value, number in found.items()}

    async def _load_views(self) -> None:
        if self.kind.noun:
            chosen = await self._refresh_views(0)
            self._hide(chosen.columns, chosen.widths)

    async def _refresh_views(self, view_id: int) -> ListPreference:
        chosen = await self._ask(views.preference, self.kind.noun)
        self.views = [
            ViewChoice(
                listed.view.key,
                listed.view.version,
                listed.view.name,
                listed.view.query,
                listed.view.columns,
                listed.view.widths,
                owner="" if listed.view.owner_id == self._actor.user_id else listed.owner,
                is_shared=listed.view.is_shared,
                is_default=listed.view.key == chosen.default_view_id,
            )
            for listed in await self._ask(views.views, self.kind.noun)
        ]
        self.view, self.leaving_view = next((each for each in self.views if each.id == view_id), NO_VIEW), 0
        self._compare()
        return chosen

    def _opening(self) -> ListQuery:
        """Return what the address asks for; one that asks for nothing opens with the default view."""
        asked = self.router.url.query.removeprefix("?")
        found = None if asked else self._default()
        return read_query(asked, self._kind) if found is None else self._wanted_by(found)

    def _wanted_by(self, view: ViewChoice) -> ListQuery:
        self.view = view
        if view.columns is not None:
            self._hide(view.columns, view.widths)
        return read_query(view.query, self._kind)

    async def _look_through(self, found: ViewChoice) -> EventSpec:
        wanted = self._wanted_by(found)
        self.options = await self._choices(wanted)
        return await self._show(wanted, refill=True)

    def _default(self) -> ViewChoice | None:
        return next((each for each in self.views if each.is_default), None)

    def _address(self, wanted: ListQuery) -> str:
        """Write the question as the query of an address; an empty one would mean the view that opens the list."""
        return wanted.address(self._kind) or ("?all" if self._default() else "")

    def _shown_now(self) -> dict[str, Any]:
        wanted = replace(self._query, page=1)
        columns = self.shown if self.kind.columns else None
        return {
            "query": wanted.address(self._kind).removeprefix("?"),
            "columns": columns,
            "widths": self.widths if columns else {},
        }

    def _compare(self) -> None:
        now, view = self._shown_now(), self.view
        looks_otherwise = view.columns is not None and (view.columns, view.widths) != (now["columns"], now["widths"])
        self.is_view_changed = view.id > 0 and (now["query"] != view.query or looks_otherwise)

    def _hide(self, shown: list[str] | None, widths: dict[str, int]) -> None:
        known = self._kind.choosable
        usual = list(self.kind.usual or self.kind.columns)
        self.shown = usual if shown is None else [name for name in shown if name in known]
        self.widths = dict(widths)
        self.are_columns_chosen = self.shown != usual

    @property
    def _kind(self) -> ListKind:
        """What the list is, with the fields that the association has added."""
        return self.kind

    def _counted_noun(self) -> str:
        return "deal" if self.kind.noun == "board" else self.kind.noun

    def _filter(self, _wanted: ListQuery) -> Any:
        raise NotImplementedError

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Any]]:
        raise NotImplementedError

    async def _show(self, _wanted: ListQuery, *, refill: bool = False) -> EventSpec:
        raise NotImplementedError


def _beside_the_name(error: InvalidError) -> dict[str, str]:
    """Show what is wrong where the dialog has room for it; an address that is too long has no field of its own."""
    if "query" in error.fields:
        return {"name": translated(say("The address of this list is too long for a view. Choose fewer filters."))}
    return field_errors(error)


def _without(names: list[str], name: str) -> list[str]:
    return [each for each in names if each != name]
