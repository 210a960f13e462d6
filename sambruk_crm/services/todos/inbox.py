"""The to-do inbox under its headings: each heading with its first to-dos, and how many there are in all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from sqlmodel import Session

from sambruk_crm.services.lists import option_counts
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import lists
from sambruk_crm.services.todos.lists import DueGroup, TodoFilter, TodoRow

GROUP_SIZE = 25
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
        counts, sort = {CLOSED: lists.count(session, actor, wanted)}, "-closed"
        asked = {CLOSED: wanted}
    else:
        counts, sort = lists.group_counts(session, actor, wanted), "remind"
        asked = {group.value: replace(wanted, group=(group,)) for group in DueGroup}
    found = {
        name: lists.first(session, actor, question, sort=sort, size=min(counts[name], sizes.get(name, GROUP_SIZE)))
        for name, question in asked.items()
        if counts.get(name)
    }
    rows = iter(lists.rows(session, actor, [todo for todos in found.values() for todo in todos]))
    return [
        InboxGroup(name, counts[name], list(islice(rows, len(todos))), has_more=counts[name] > len(todos))
        for name, todos in found.items()
    ]


def counts(session: Session, actor: Actor, wanted: TodoFilter) -> InboxCounts:
    """Count for whom there would be how many, and of which scope, the rest of the question being as it is."""
    everybody = replace(wanted, mine=False, assignee=())
    by_assignee = option_counts.count(session, actor, "todo", "assignee", everybody)
    mine = lists.count(session, actor, replace(everybody, mine=True))
    return InboxCounts(
        mine, sum(by_assignee.values()), by_assignee, option_counts.count(session, actor, "todo", "scope", wanted)
    )
