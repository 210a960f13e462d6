"""The to-do inbox under its headings: each heading with its first to-dos, and how many there are in all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from sambruk_crm.services.lists import option_counts
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import lists
from sambruk_crm.services.todos.lists import DueGroup, TodoFilter, TodoRow

GROUP_SIZE = 50
CLOSED = "closed"
"""The only heading when what is done is looked at."""


@dataclass(frozen=True)
class InboxGroup:
    """A heading with its first rows; `count` is of all that belong under it."""

    name: str
    count: int
    rows: list[TodoRow]
    has_more: bool


@dataclass(frozen=True)
class InboxCounts:
    """How many to-dos each choice of the inbox leaves: mine, everybody's, each colleague's by key, each scope's."""

    mine: int
    all: int
    by_assignee: dict[str, int]
    by_scope: dict[str, int]


def groups(
    session: Session, actor: Actor, wanted: TodoFilter, *, sizes: Mapping[str, int] | None = None
) -> list[InboxGroup]:
    """Return the headings that have to-dos, in the order of time; what is closed comes under one, latest first.

    Args:
        sizes: how many to show under a heading, where it is not the usual number.
    """
    sizes = sizes or {}
    if wanted.is_closed:
        return _filled([_group(session, actor, wanted, CLOSED, sizes.get(CLOSED, GROUP_SIZE))])
    counts = lists.group_counts(session, actor, wanted)
    return _filled(
        [
            _group(session, actor, replace(wanted, group=(group,)), group, sizes.get(group, GROUP_SIZE))
            for group in DueGroup
            if counts.get(group)
        ]
    )


def counts(session: Session, actor: Actor, wanted: TodoFilter) -> InboxCounts:
    """Count for whom there would be how many, and of which scope, the rest of the question being as it is."""
    everybody = replace(wanted, mine=False, assignee=())
    by_assignee = option_counts.count(session, actor, "todo", "assignee", everybody)
    mine = lists.count(session, actor, replace(everybody, mine=True))
    return InboxCounts(
        mine, sum(by_assignee.values()), by_assignee, option_counts.count(session, actor, "todo", "scope", wanted)
    )


def _filled(found: list[InboxGroup]) -> list[InboxGroup]:
    return [group for group in found if group.count]


def _group(session: Session, actor: Actor, wanted: TodoFilter, name: str, size: int) -> InboxGroup:
    sort = "-closed" if wanted.is_closed else "remind"
    rows: list[TodoRow] = []
    count = size
    for page in range(1, -(-size // GROUP_SIZE) + 1):
        if len(rows) < count:
            found = lists.search(session, actor, wanted, sort=sort, paging=Paging(page=page, limit=GROUP_SIZE))
            rows, count = rows + found.items, found.total
    return InboxGroup(str(name), count, rows, count > len(rows))
