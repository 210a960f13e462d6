"""The history: what happened with a record, newest first; it outlives its author."""

from sambruk_crm.services.history import rows
from sambruk_crm.services.history.belonging import SUBJECTS
from sambruk_crm.services.history.rows import HistoryRow, Revision
from sambruk_crm.services.history.rules import (
    BY_HAND,
    MOST_MET,
    WRITTEN,
    HistoryChange,
    HistoryFilter,
    HistoryInput,
    bring_in,
    correct,
    find,
    get,
    met,
    note,
    record,
    revisions,
    search,
    take_back,
    update,
    write,
)

__all__ = [
    "BY_HAND",
    "MOST_MET",
    "SUBJECTS",
    "WRITTEN",
    "HistoryChange",
    "HistoryFilter",
    "HistoryInput",
    "HistoryRow",
    "Revision",
    "bring_in",
    "correct",
    "find",
    "get",
    "met",
    "note",
    "record",
    "revisions",
    "rows",
    "search",
    "take_back",
    "update",
    "write",
]
