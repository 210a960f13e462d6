"""Deals: the pipeline with its phases, the board, moves, shares and participants."""

from sambruk_crm.services.deals import lists, phases, records, shares
from sambruk_crm.services.deals.lists import BoardColumn, DealCard, DealFilter
from sambruk_crm.services.deals.phases import PhaseInput
from sambruk_crm.services.deals.records import DealRecord, Participation, Step
from sambruk_crm.services.deals.rules import (
    DealInput,
    MoveInput,
    Place,
    close,
    create,
    delete,
    get,
    move,
    participants,
    participants_of,
    phase_changes,
    undo_move,
    update,
)

__all__ = [
    "BoardColumn",
    "DealCard",
    "DealFilter",
    "DealInput",
    "DealRecord",
    "MoveInput",
    "Participation",
    "PhaseInput",
    "Place",
    "Step",
    "close",
    "create",
    "delete",
    "get",
    "lists",
    "move",
    "participants",
    "participants_of",
    "phase_changes",
    "phases",
    "records",
    "shares",
    "undo_move",
    "update",
]
