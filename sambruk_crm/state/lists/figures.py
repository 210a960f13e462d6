"""What the rows of a list come to: sums below their numbers, and how many there are in each group."""

from collections.abc import Mapping
from typing import Any, ClassVar

from sambruk_crm.services.lists import groups, totals
from sambruk_crm.services.lists.groups import Group
from sambruk_crm.services.lists.totals import Total
from sambruk_crm.state.base import AppState
from sambruk_crm.state.lists.query import ListKind, ListQuery


class Figures(AppState, mixin=True):
    """Mixed into ListState."""

    kind: ClassVar[ListKind]
    group_counts: dict[str, int] = {}
    """How many records each group has, by the key of its first row on screen."""
    totals: dict[str, list[Total]] = {}
    """What the shown columns of numbers come to, of all that match."""

    async def _sum_up(self, wanted: ListQuery, shown: list[str], *, is_known: bool) -> None:
        """Add up the columns of numbers that are shown, unless it is known what they come to."""
        names = tuple(name for name in shown if name in self._kind.numbers)
        if is_known and set(names) == set(self.totals):
            return
        self.totals = await self._ask(totals.totals, self.kind.noun, self._filter(wanted), names) if names else {}

    async def _group_rows(self, wanted: ListQuery, keys: list[int]) -> None:
        """Find where groups begin among rows, by their keys, and how many records each has."""
        self.group_counts = {}
        if not wanted.group or not keys:
            return
        found = await self._ask(groups.of_rows, self.kind.noun, self._filter(wanted), wanted.group, keys)
        begins = [key for key, before in zip(keys, (None, *keys), strict=False) if _differ(found, key, before)]
        self.group_counts = {str(key): found[key].count for key in begins if key in found}

    @property
    def _kind(self) -> ListKind:
        return self.kind

    def _filter(self, _wanted: ListQuery) -> Any:
        raise NotImplementedError


def _differ(found: Mapping[int, Group], key: int, before: int | None) -> bool:
    return before is None or found.get(key) != found.get(before)
