"""The question a list answers, and how it is written in the address bar."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import parse_qs, urlencode

from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Control, ListFilter
from sambruk_crm.services.paging import Paging

E = TypeVar("E", bound=StrEnum)
F = TypeVar("F", bound=ListFilter)
LARGEST_KEY = 2_000_000_000


@dataclass(frozen=True)
class ListKind:
    """What a list can be asked: its address, filters by their names in the address, sorts (the first is usual), topics.

    `lookups` are filters whose values are found by typing, because there are too many to show. `noun` names the list
    for saved views, and `columns` those that can be left out. `facts` are plain facts of the noun: columns that can be
    put in, filters and sorts. Records have their pages under `records`, or `path`.
    """

    path: str
    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    topics: tuple[str, ...]
    lookups: tuple[str, ...] = ()
    noun: str = ""
    columns: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    """Those of `columns` that are shown until somebody chooses; none means all of them."""
    records: str = ""
    facts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Sorts whose equal values can stand together under a heading."""
    sums: tuple[str, ...] = ()
    """Columns of numbers beside the facts, that are summed up."""
    others: tuple[str, ...] = ()
    """What else the noun knows of its records and can only be shown, by its columns' names."""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Fields of the service's filter that have another name in the address."""
    references: Mapping[str, str] = field(default_factory=dict[str, str])
    """Columns of a record that is pointed to, and the field that says which; chosen from the filter of that name."""
    named: str = ""
    """The field that says what a record is called, where it is written in its row."""
    own: tuple[str, ...] = ()
    """Fields of the association's own: columns that can be put in, filters and sorts; known when a list is opened."""
    own_numbers: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that are summed up."""
        return self.sums + tuple(name for name in self.facts if _is_number(self.noun, name)) + self.own_numbers

    @property
    def asked(self) -> tuple[str, ...]:
        """The filters, plain facts and own fields that stand in the address."""
        return self.filters + tuple(name for name in self.facts if name not in self.filters) + self.own

    @property
    def sortable(self) -> tuple[str, ...]:
        """What the list can be sorted by."""
        return self.sorts + self.facts + self.own

    @property
    def choosable(self) -> tuple[str, ...]:
        """The columns that can be left out or put in."""
        return self.columns + self.facts + self.others + self.own

    def record(self, row_id: int) -> str:
        """Return the address of a record's page."""
        return f"{self.records or self.path}/{row_id}"


@dataclass(frozen=True)
class ListQuery:
    """The question that a list answers."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    sort: str = ""
    page: int = 1
    pages: int = 1
    """How many pages are shown from there on; not in the address."""
    group: str = ""
    """The sort whose equal values stand together."""

    @property
    def order(self) -> str:
        """The sort as a service takes it, within the groups if there are any."""
        if not self.group:
            return self.sort
        return f"{'-' if self.sort.startswith('-') else ''}{self.group},{self.sort.removeprefix('-')}"

    @property
    def paging(self) -> Paging:
        """The part of the list that is shown."""
        return Paging(page=self.page, pages=self.pages)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the chosen values of a filter."""
        return self.chosen.get(name, ())

    def keys(self, name: str) -> tuple[int, ...]:
        """Return the chosen records of a filter by their keys; what is no key is left out."""
        return tuple(int(v) for v in self.values(name) if v.isdecimal() and 0 < int(v) <= LARGEST_KEY)

    def members(self, name: str, kind: type[E]) -> tuple[E, ...]:
        """Return the chosen members of a fixed vocabulary; unknown ones are left out."""
        known = {member.value for member in kind}
        return tuple(kind(value) for value in self.values(name) if value in known)

    def day(self, name: str) -> date | None:
        """Return a filter's day, if it is one."""
        try:
            return date.fromisoformat(next(iter(self.values(name)), ""))
        except ValueError:
            return None

    def toggled(self, name: str, value: str) -> "ListQuery":
        """Return the question with a value of a filter chosen, or no longer."""
        present = self.values(name)
        kept = tuple(v for v in present if v != value) if value in present else (*present, value)
        return replace(self, chosen={**self.chosen, name: kept}, page=1)

    def put(self, name: str, value: str) -> "ListQuery":
        """Return the question with this as a filter's only value; an empty one takes the filter away."""
        return replace(self, chosen={**self.chosen, name: (value,) if value else ()}, page=1)

    def address(self, kind: ListKind) -> str:
        """Write the question as the query of an address, with a question mark unless it is empty."""
        parts = {"text": self.text, **{name: ",".join(self.values(name)) for name in kind.asked}}
        parts["sort"] = "" if self.sort == kind.sorts[0] else self.sort
        parts["group"] = self.group
        parts["page"] = "" if self.page <= 1 else str(self.page)
        query = urlencode({name: value for name, value in parts.items() if value}, safe=",:")
        return f"?{query}" if query else ""


def read_query(query: str, kind: ListKind) -> ListQuery:
    """Read the question from the query of an address; what the list does not know is left out."""
    found = parse_qs(query.removeprefix("?"))
    page = next(iter(found.get("page", [])), "1")
    sort, group = (next(iter(found.get(name, [])), "") for name in ("sort", "group"))
    return ListQuery(
        text=next(iter(found.get("text", [])), "")[:200],
        chosen={
            name: tuple(dict.fromkeys(v for joined in found[name] for v in _split(joined, name, kind) if v))
            for name in kind.asked
            if name in found
        },
        sort=sort if sort.removeprefix("-") in kind.sortable else kind.sorts[0],
        group=group if group in kind.groups else "",
        page=min(int(page), LARGEST_KEY) if page.isdecimal() and int(page) > 0 else 1,
    )


def facts_beside(noun: str, *others: str) -> tuple[str, ...]:
    """Return the names of the plain facts of a noun but for those that its list shows or asks for by hand."""
    return tuple(name for name in catalogue.get(noun).facts if name not in others)


def _is_number(noun: str, name: str) -> bool:
    fact = catalogue.get(noun).columns[name].fact
    return fact is not None and fact.control is Control.NUMBER


def others_beside(noun: str, *shown: str) -> tuple[str, ...]:
    """Return the names of the columns of a noun that are no plain facts, but for those that its list shows by hand."""
    return tuple(name for name, column in catalogue.get(noun).columns.items() if not column.fact and name not in shown)


def read_filter(kind: type[F], wanted: ListQuery, **renamed: str) -> F:
    """Read a list's question as its service takes it; values that do not fit are left out.

    Args:
        renamed: fields of the filter that have another name in the address.
    """
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name not in ("text", "facts")}
    values = {name: _values(wanted, renamed.get(name, name), hint) for name, hint in hints.items()}
    known = {renamed.get(name, name) for name in hints}
    facts = {name: chosen for name, chosen in wanted.chosen.items() if name not in known and chosen}
    return kind(text=wanted.text, facts=facts, **values)


def _values(wanted: ListQuery, name: str, hint: Any) -> Any:
    if get_origin(hint) is not tuple:
        return wanted.day(name)
    (value, _) = get_args(hint)
    if value is int:
        return wanted.keys(name)
    return wanted.values(name) if value is str else wanted.members(name, value)


def _split(joined: str, name: str, kind: ListKind) -> list[str]:
    """Part the values of a filter; what people write in a fact may have commas in it."""
    return joined.split(",") if name in kind.filters else [joined]
