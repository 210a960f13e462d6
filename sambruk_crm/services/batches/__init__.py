"""Bulk work: one change to many records, done by a job, told row by row, and taken back as a whole."""

from sambruk_crm.services.batches import actions, texts
from sambruk_crm.services.batches.rules import (
    UNDO_JOBS,
    UNDOABLE,
    BatchInput,
    ItemRow,
    _change,
    _do_some,
    get,
    items,
    search,
    start,
    undo,
)

__all__ = [
    "UNDOABLE",
    "UNDO_JOBS",
    "BatchInput",
    "ItemRow",
    "_change",
    "_do_some",
    "actions",
    "get",
    "items",
    "search",
    "start",
    "texts",
    "undo",
]
