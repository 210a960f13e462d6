"""Deals: the pipeline with its phases, the board, moves, shares and participants."""

from sambruk_crm.services.deals import lists, phases, records, shares
from sambruk_crm.services.deals.cards import DealCard
from sambruk_crm.services.deals.lists import BoardColumn, DealFilter
from sambruk_crm.services.deals.phases import PhaseInput
from sambruk_crm.services.deals.records import DealRecord, Participation, Step
from sambruk_crm.services.deals.rules import Place, close, create, delete, get, move, phase_changes, undo_move, update
from sambruk_crm.services.deals.sharing import participants, participants_of
from sambruk_crm.services.deals.written import DealInput, MoveInput

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
