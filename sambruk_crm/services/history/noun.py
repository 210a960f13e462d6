"""What an entry of the history is, for the search."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import HistoryEntry, HistoryKind, HistoryType
from sambruk_crm.services import vocabularies
from sambruk_crm.services.catalogue import (
    Clause,
    Hit,
    Noun,
    Searched,
    by_key,
    excerpt,
    joined,
    rows_of,
    subjects_of,
)
from sambruk_crm.services.history.belonging import SUBJECTS
from sambruk_crm.services.permissions import Actor


def _visible(_actor: Actor) -> Clause:
    """Leave out what the system noted, and what belongs to records in the trash."""
    by_people = col(HistoryEntry.kind) != HistoryKind.SYSTEM
    gone = [
        sa.exists().where(col(table.id) == column, col(table.deleted_at).is_not(None))
        for table, column in ((table, getattr(HistoryEntry, f"{noun}_id")) for noun, table in SUBJECTS.items())
    ]
    return sa.and_(by_people, *(~each for each in gone))


def _show(session: Session, actor: Actor, keys: list[int], text: str) -> Iterable[Hit]:
    rows = rows_of(session, HistoryEntry, keys)
    types = by_key(session, HistoryType, (row.type_id for row in rows))
    named_of = subjects_of(session, rows, SUBJECTS)
    for row in rows:
        noun, key, name = named_of(row)
        written = excerpt(" ".join(part for part in (row.text, row.result, row.next_step) if part), text)
        detail = joined(vocabularies.shown(types.get(row.type_id), actor.locale), name)
        day = row.happened_at.isoformat()
        yield Hit("history", row.key, written, detail, kind=row.kind, day=day, of_noun=noun, of_id=key)


HISTORY = Noun(
    "history",
    say("History"),
    say("History"),
    HistoryEntry,
    search=Searched(_show, _visible, is_prose=True),
    shown="text",
)
