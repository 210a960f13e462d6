"""The to-do inbox of one browser tab."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import TodoScope
from sambruk_crm.services import todos, users
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.todos import GROUP_SIZE, RECORDS, DueGroup, InboxGroup, TodoFilter, TodoRow
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.lists.query import ListKind, ListQuery
from sambruk_crm.state.todos.actions import by_time
from sambruk_crm.state.todos.choosing import TodoChoosing
from sambruk_crm.state.todos.drafts import SUBJECTS, named

MINE, ALL = "mine", "all"
LARGEST_GROUP = 5000


class TodoInboxState(TodoChoosing, rx.State):
    """The inbox: whose, of which scope, open or done, perhaps about one record; under headings by day."""

    kind: ClassVar[ListKind] = ListKind(
        "/todos",
        ("who", "scope", "closed", *SUBJECTS),
        ("remind",),
        ("todo", "absence", "history_entry", *RECORDS, "todo_type"),
        noun="todo",
    )

    rows: list[InboxGroup] = []
    who: str = MINE
    scope: str = ""
    is_closed: bool = False
    who_counts: dict[str, int] = {}
    scope_counts: dict[str, int] = {}
    """How many to-dos each choice would leave."""
    _sizes: dict[str, int] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def show_more(self, group: str) -> None:
        """Show more under a heading."""
        shown = min(self._sizes.get(group, GROUP_SIZE), LARGEST_GROUP)
        self._sizes = {**self._sizes, group: shown + GROUP_SIZE}
        await self._refresh()

    async def _refresh(self) -> None:
        await self._show(self._query)

    async def _show(self, wanted: ListQuery, *, refill: bool = False) -> EventSpec:
        if refill or wanted != self._query:
            self._done, self._sizes = [], {}
        return await super()._show(wanted, refill=refill)

    async def _fetch(self, wanted: ListQuery) -> Page[InboxGroup]:
        found = await self._ask(todos.inbox.groups, filter_of(wanted), sizes=self._sizes)
        counts = await self._ask(todos.inbox.counts, filter_of(wanted))
        self.who_counts = {MINE: counts.mine, ALL: counts.all, **counts.by_assignee}
        self.scope_counts = {"": sum(counts.by_scope.values()), **counts.by_scope}
        return Page(with_done(found, self._done), sum(group.count for group in found))

    def _filter(self, wanted: ListQuery) -> TodoFilter:
        return filter_of(wanted)

    def _take(self, wanted: ListQuery, found: Page[Any], pages: int) -> None:
        super()._take(wanted, found, pages)
        self.who, self.is_closed = _who(wanted), bool(wanted.values("closed"))
        self.scope = next(iter(wanted.members("scope", TodoScope)), "")

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        found = await self._ask(_names, {name: wanted.keys(name)[:1] for name in SUBJECTS})
        return {"who": [Choice(str(user.id), user.name) for user in people if user.id != self._actor.user_id], **found}


def filter_of(wanted: ListQuery) -> TodoFilter:
    """Read which to-dos a question asks for; those about a record are everybody's unless said."""
    who = _who(wanted)
    about: dict[str, Any] = {f"{noun}_id": next(iter(wanted.keys(noun)), None) for noun in SUBJECTS}
    return TodoFilter(
        mine=who == MINE,
        assignee=wanted.keys("who"),
        scope=wanted.members("scope", TodoScope),
        is_closed=bool(wanted.values("closed")),
        **about,
    )


def with_done(found: list[InboxGroup], done: Iterable[TodoRow]) -> list[InboxGroup]:
    """Leave what was just done in sight, under the heading it had."""
    present = {row.id for group in found for row in group.rows}
    left = [row for row in done if row.id not in present]
    groups = {group.name: group for group in found}
    for row in left:
        group = groups.get(row.group, InboxGroup(row.group, 0, [], has_more=False))
        groups[row.group] = replace(group, rows=by_time(group.rows, [row]))
    order = [group.value for group in DueGroup]
    return sorted(groups.values(), key=lambda group: order.index(group.name) if group.name in order else 0)


def _who(wanted: ListQuery) -> str:
    chosen = next(iter(wanted.values("who")), "")
    if chosen in (MINE, ALL) or wanted.keys("who"):
        return chosen
    return ALL if any(wanted.keys(name) for name in SUBJECTS) else MINE


def _names(session: Session, actor: Actor, keys: dict[str, tuple[int, ...]]) -> dict[str, list[Choice]]:
    """Name the customers and records in the address; one that does not exist has no name."""
    found: dict[str, list[Choice]] = {name: [] for name in keys}
    for name, wanted in keys.items():
        for key in wanted:
            with suppress(NotFoundError):
                found[name].append(named(session, actor, name, key))
    return found
