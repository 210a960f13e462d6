"""What the editor of the association's lists edits: tags, phases and vocabularies, each through its own service."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sambruk_crm.db import CrmSession
from sambruk_crm.models import HistoryType, LostReason, MembershipCategory, Phase, Tag, TagScope, TodoType
from sambruk_crm.services import deals, tags, vocabularies
from sambruk_crm.services.permissions import Actor

LANGUAGES = ("name_sv", "name_nb", "name_de", "name_en")
"""The names that a phase has in one language only."""


@dataclass(frozen=True)
class EntryRow:
    """An entry as the editor shows it; without a key while it is being written.

    Attributes:
        uses: how many records use it now.
        rotting_days: for phases, None for never.
        scope: for tags.
    """

    id: int = 0
    name: str = ""
    name_sv: str = ""
    name_nb: str = ""
    name_de: str = ""
    name_en: str = ""
    default_name: str = ""
    color: str = ""
    kind: str = ""
    usual_day: str = ""
    scope: str = ""
    probability: int = 0
    rotting_days: int | None = None
    average_days: int = -1
    """How long deals stayed in the phase on average; -1 where none has left it."""
    is_closed: bool = False
    is_archived: bool = False
    uses: int = 0
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class EntryGroup:
    """The entries that stand together: all of a list, or the tags of one scope."""

    scope: str = ""
    rows: list[EntryRow] = field(default_factory=list[EntryRow])
    archived: list[EntryRow] = field(default_factory=list[EntryRow])


class Entries(Protocol):
    """A list that can be edited. `fields` are what its form asks for, `topic` is what `live` calls it."""

    topic: str
    fields: tuple[str, ...]
    scopes: tuple[str, ...]

    def rows(self, session: CrmSession, actor: Actor) -> list[EntryRow]:
        """List all entries in their order, archived ones too."""
        ...

    def create(self, session: CrmSession, actor: Actor, values: dict[str, Any]) -> Any:
        """Add an entry."""
        ...

    def update(
        self, session: CrmSession, actor: Actor, entry_id: int, values: dict[str, Any], base: Mapping[str, Any]
    ) -> Any:
        """Change an entry where nobody else changed the same since `base`."""
        ...

    def archive(self, session: CrmSession, actor: Actor, entry_id: int, *, archived: bool) -> Any:
        """Take an entry out of the choices, or bring it back."""
        ...

    def delete(self, session: CrmSession, actor: Actor, entry_id: int) -> None:
        """Remove an unused entry."""
        ...

    def shift(self, session: CrmSession, actor: Actor, entry_id: int, by: int) -> None:
        """Move an entry down, or up when negative."""
        ...

    def merge(self, session: CrmSession, actor: Actor, entry_id: int, other_id: int) -> int:
        """Have another entry take over all uses, and return how many."""
        ...


class VocabularyEntries:
    """A vocabulary of `services.vocabularies`."""

    scopes: tuple[str, ...] = ("",)

    def __init__(self, kind: type[vocabularies.Vocabulary], *fields: str) -> None:
        self.kind, self.fields, self.topic = kind, fields, str(kind.__tablename__)

    def rows(self, session: CrmSession, actor: Actor) -> list[EntryRow]:
        """List all entries in their order, archived ones too."""
        uses = vocabularies.uses(session, actor, self.kind)
        entries = vocabularies.entries(session, actor, self.kind, archived=True)
        return [_row(entry, self.fields, uses) for entry in entries]

    def create(self, session: CrmSession, actor: Actor, values: dict[str, Any]) -> Any:
        """Add an entry last."""
        return vocabularies.create(session, actor, self.kind, values)

    def update(
        self, session: CrmSession, actor: Actor, entry_id: int, values: dict[str, Any], base: Mapping[str, Any]
    ) -> Any:
        """Change an entry where nobody else changed the same since `base`."""
        return vocabularies.update(session, actor, self.kind, entry_id, values, base=base)

    def archive(self, session: CrmSession, actor: Actor, entry_id: int, *, archived: bool) -> Any:
        """Take an entry out of the choices, or bring it back."""
        return vocabularies.archive(session, actor, self.kind, entry_id, archived=archived)

    def delete(self, session: CrmSession, actor: Actor, entry_id: int) -> None:
        """Remove an unused entry."""
        vocabularies.delete(session, actor, self.kind, entry_id)

    def shift(self, session: CrmSession, actor: Actor, entry_id: int, by: int) -> None:
        """Move an entry down, or up when negative."""
        vocabularies.shift(session, actor, self.kind, entry_id, by=by)

    def merge(self, session: CrmSession, actor: Actor, entry_id: int, other_id: int) -> int:
        """Have another entry take over all uses, and return how many."""
        return vocabularies.merge_into(session, actor, self.kind, entry_id, other_id)


class TagEntries:
    """The tags, which stand in the order of their names."""

    topic = "tag"
    fields: tuple[str, ...] = ("name", "color")
    scopes: tuple[str, ...] = tuple(scope.value for scope in TagScope)

    def rows(self, session: CrmSession, actor: Actor) -> list[EntryRow]:
        """List all tags by name, archived ones too."""
        uses = tags.uses(session, actor)
        return [_row(tag, (*self.fields, "scope"), uses) for tag in tags.all_tags(session, actor, archived=True)]

    def create(self, session: CrmSession, actor: Actor, values: dict[str, Any]) -> Any:
        """Add a tag."""
        return tags.create(session, actor, values)

    def update(
        self, session: CrmSession, actor: Actor, entry_id: int, values: dict[str, Any], base: Mapping[str, Any]
    ) -> Any:
        """Change a tag where nobody else changed the same since `base`."""
        return tags.update(session, actor, entry_id, values, base=base)

    def archive(self, session: CrmSession, actor: Actor, entry_id: int, *, archived: bool) -> Any:
        """Take a tag out of the choices, or bring it back."""
        return tags.archive(session, actor, entry_id, archived=archived)

    def delete(self, session: CrmSession, actor: Actor, entry_id: int) -> None:
        """Remove a tag that nothing carries."""
        tags.delete(session, actor, entry_id)

    def shift(self, session: CrmSession, actor: Actor, entry_id: int, by: int) -> None:
        """Leave it: tags stand in the order of their names."""

    def merge(self, session: CrmSession, actor: Actor, entry_id: int, other_id: int) -> int:
        """Have another tag take over all that carries this one, and return how many."""
        return tags.merge_into(session, actor, entry_id, other_id)


class PhaseEntries:
    """The phases of the pipeline. Merging one moves its deals."""

    topic = "phase"
    fields: tuple[str, ...] = ("name", *LANGUAGES, "probability", "rotting_days")
    scopes: tuple[str, ...] = ("",)

    def rows(self, session: CrmSession, actor: Actor) -> list[EntryRow]:
        """List all phases in their order, archived ones too."""
        uses = deals.phases.uses(session, actor)
        days = deals.forecast.average_days(session, actor)
        found = deals.phases.all_phases(session, actor, archived=True)
        rows = [_row(phase, (*self.fields, "is_closed"), uses) for phase in found]
        return [replace(row, average_days=-1 if row.id not in days else round(days[row.id])) for row in rows]

    def create(self, session: CrmSession, actor: Actor, values: dict[str, Any]) -> Any:
        """Add a phase before the closed one."""
        return deals.phases.create(session, actor, values)

    def update(
        self, session: CrmSession, actor: Actor, entry_id: int, values: dict[str, Any], base: Mapping[str, Any]
    ) -> Any:
        """Change a phase where nobody else changed the same since `base`."""
        return deals.phases.update(session, actor, entry_id, values, base=base)

    def archive(self, session: CrmSession, actor: Actor, entry_id: int, *, archived: bool) -> Any:
        """Take an empty phase off the board, or bring it back."""
        return deals.phases.archive(session, actor, entry_id, archived=archived)

    def delete(self, session: CrmSession, actor: Actor, entry_id: int) -> None:
        """Remove a phase that no deal was ever in."""
        deals.phases.delete(session, actor, entry_id)

    def shift(self, session: CrmSession, actor: Actor, entry_id: int, by: int) -> None:
        """Move a phase down, or up when negative."""
        deals.phases.shift(session, actor, entry_id, by=by)

    def merge(self, session: CrmSession, actor: Actor, entry_id: int, other_id: int) -> int:
        """Have another open phase take over all deals, and return how many."""
        return deals.phase_merges.merge_into(session, actor, entry_id, other_id)


LISTS: dict[str, Entries] = {
    "todo-types": VocabularyEntries(TodoType, "name", "color"),
    "history-types": VocabularyEntries(HistoryType, "name", "kind", "color"),
    "membership-categories": VocabularyEntries(MembershipCategory, "name", "color"),
    "lost-reasons": VocabularyEntries(LostReason, "name", "color"),
    "tags": TagEntries(),
    "phases": PhaseEntries(),
}
"""The lists by the last part of their page's address."""


def grouped(entries: Entries, rows: list[EntryRow]) -> list[EntryGroup]:
    """Put rows into the list's groups, archived ones apart, and mark the ends of each order."""
    found: list[EntryGroup] = []
    for scope in entries.scopes:
        here = [row for row in rows if row.scope == scope]
        movable = [row.id for row in here if not row.is_archived and not row.is_closed]
        marked = [
            replace(
                row,
                is_first=row.is_closed or row.id in movable[:1],
                is_last=row.is_closed or row.id in movable[-1:],
            )
            for row in here
        ]
        active = [row for row in marked if not row.is_archived]
        found.append(EntryGroup(scope, active, [row for row in marked if row.is_archived]))
    return found


def _row(entry: vocabularies.Vocabulary | Tag | Phase, fields: tuple[str, ...], uses: dict[int, int]) -> EntryRow:
    values = {name: getattr(entry, name) for name in fields}
    return EntryRow(
        id=entry.key,
        default_name=getattr(entry, "default_name", ""),
        is_archived=entry.archived_at is not None,
        uses=uses.get(entry.key, 0),
        **{name: getattr(value, "value", value) for name, value in values.items()},
    )
