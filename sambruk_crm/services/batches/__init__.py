"""Bulk work: one change to many records, done by a job, told row by row, and taken back as a whole."""

from sambruk_crm.services.batches import texts
from sambruk_crm.services.batches.rules import UNDO_JOBS, UNDOABLE, BatchInput, ItemRow, get, items, search, start, undo

__all__ = ["UNDOABLE", "UNDO_JOBS", "BatchInput", "ItemRow", "get", "items", "search", "start", "texts", "undo"]
