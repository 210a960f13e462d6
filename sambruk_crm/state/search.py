"""What the search box has found, and for which text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import reflex as rx

from sambruk_crm.services import search
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.search import Group
from sambruk_crm.services.search_hits import Hit
from sambruk_crm.services.search_nouns import Noun
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires

LARGEST_KEY = 2_000_000_000
_LISTS = {
    Noun.ORGANISATION: "/organisations",
    Noun.PERSON: "/persons",
    Noun.LEAD: "/leads",
    Noun.DEAL: "/deals/list",
    Noun.CONTRACT: "/contracts",
}
"""The lists that take the text as a filter."""


@dataclass(frozen=True)
class FoundRow:
    """Something found, and where it leads."""

    noun: str
    id: int
    name: str
    detail: str
    kind: str
    day: str
    to: str


@dataclass(frozen=True)
class FoundGroup:
    """What was found of one noun; `list` leads to all of it, where there is more."""

    noun: str
    hits: list[FoundRow] = field(default_factory=list[FoundRow])
    list: str = ""


class SearchState(AppState, rx.State):
    """The search box of one browser tab."""

    groups: list[FoundGroup] = []
    asked: str = ""
    recent: list[FoundRow] = []

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def find(self, text: str) -> None:
        """Look for what was typed; of several askings the last one counts."""
        found = await self._ask(search.everything, text)
        self.groups = [_group(group, text) for group in found]
        self.asked = text

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def recall(self, records: list[str]) -> None:
        """Show what was open last in this browser, or else what this person changed last."""
        known = [found for record in records[:20] if (found := _record(record))]
        hits = await self._ask(search.recall, known) if known else await self._ask(search.recent)
        self.recent = [_row(hit) for hit in hits]


def address_of(hit: Hit) -> str:
    """Give the page of what was found, or of the record it hangs on."""
    match hit.noun:
        case Noun.ORGANISATION | Noun.PERSON | Noun.LEAD | Noun.DEAL | Noun.CONTRACT | Noun.MAILING:
            return f"/{hit.noun}s/{hit.id}"
        case Noun.SERVICE:
            return f"/deals/list?service={hit.id}"
        case Noun.TAG:
            return f"/{hit.kind}s?tag={hit.id}"
        case Noun.USER:
            return f"/organisations?responsible={hit.id}"
        case Noun.TODO:
            return f"/todos?todo={hit.id}"
        case _:
            return f"/{hit.of_noun}s/{hit.of_id}" + ("#history" if hit.noun is Noun.HISTORY else "")


def _group(group: Group, text: str) -> FoundGroup:
    path = _LISTS.get(group.noun) if group.more else None
    all_of_it = f"{path}?{urlencode({'text': text})}" if path else ""
    return FoundGroup(group.noun, [_row(hit) for hit in group.hits], all_of_it)


def _row(hit: Hit) -> FoundRow:
    return FoundRow(hit.noun, hit.id, hit.name, hit.detail, hit.kind, hit.day, address_of(hit))


def _record(text: str) -> tuple[Noun, int] | None:
    noun, _, key = text.partition(":")
    known: Sequence[str] = [each.value for each in search.RECALLED]
    if noun not in known or not key.isdecimal() or not 0 < int(key) <= LARGEST_KEY:
        return None
    return Noun(noun), int(key)
