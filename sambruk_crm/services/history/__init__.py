"""The history: what happened with a record, newest first; it outlives its author."""

from sambruk_crm.services.history import rows
from sambruk_crm.services.history.belonging import SUBJECTS, check_subjects
from sambruk_crm.services.history.contacts import CONTACTS, last_contact
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
    note_all,
    record,
    revisions,
    search,
    take_back,
    update,
    write,
)

__all__ = [
    "BY_HAND",
    "CONTACTS",
    "MOST_MET",
    "SUBJECTS",
    "WRITTEN",
    "HistoryChange",
    "HistoryFilter",
    "HistoryInput",
    "HistoryRow",
    "Revision",
    "bring_in",
    "check_subjects",
    "correct",
    "find",
    "get",
    "last_contact",
    "met",
    "note",
    "note_all",
    "record",
    "revisions",
    "rows",
    "search",
    "take_back",
    "update",
    "write",
]
