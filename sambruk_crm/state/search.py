"""What the search box has found, and for which text."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

import reflex as rx

from sambruk_crm.services import catalogue, search
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.search import Group, Hit
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires

LARGEST_KEY = 2_000_000_000


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
    """Return the page of what was found, or of the record it hangs on."""
    match hit.noun:
        case "service":
            return f"/deals/list?service={hit.id}"
        case "tag":
            return f"{catalogue.get(hit.kind).path}?tag={hit.id}"
        case "user":
            return f"/organisations?responsible={hit.id}"
        case "todo":
            return f"/todos?todo={hit.id}"
        case "history":
            return f"{catalogue.get(hit.of_noun).page(hit.of_id)}#history"
        case _:
            return catalogue.get(hit.noun).page(hit.id)


def _group(group: Group, text: str) -> FoundGroup:
    noun = catalogue.get(group.noun)
    takes_text = group.more and noun.listed is not None and noun.search is not None and not noun.search.is_prose
    all_of_it = f"{noun.path}?{urlencode({'text': text})}" if takes_text else ""
    return FoundGroup(group.noun, [_row(hit) for hit in group.hits], all_of_it)


def _row(hit: Hit) -> FoundRow:
    return FoundRow(hit.noun, hit.id, hit.name, hit.detail, hit.kind, hit.day, address_of(hit))


def _record(text: str) -> tuple[str, int] | None:
    noun, _, key = text.partition(":")
    if noun not in search.recalled() or not key.isdecimal() or not 0 < int(key) <= LARGEST_KEY:
        return None
    return noun, int(key)
