"""Deals: the pipeline with its phases, the board, moves, shares and participants."""

from sambruk_crm.services.deals import (
    beginning,
    boards,
    contacts,
    forecast,
    lists,
    phase_merges,
    phases,
    previews,
    records,
    shares,
    titles,
)
from sambruk_crm.services.deals.boards import BoardColumn, BoardGroup, Figures
from sambruk_crm.services.deals.cards import DealCard
from sambruk_crm.services.deals.contacts import DealContact
from sambruk_crm.services.deals.forecast import ForecastMonth
from sambruk_crm.services.deals.lists import DealFilter, DealRow
from sambruk_crm.services.deals.phases import PhaseInput
from sambruk_crm.services.deals.previews import Preview, ShareChange, preview
from sambruk_crm.services.deals.records import DealRecord, Participation, Step
from sambruk_crm.services.deals.rules import Place, close, create, delete, get, move, phase_changes, undo_move, update
from sambruk_crm.services.deals.sharing import participants, participants_of
from sambruk_crm.services.deals.written import DealInput, MoveInput

__all__ = [
    "BoardColumn",
    "BoardGroup",
    "DealCard",
    "DealContact",
    "DealFilter",
    "DealInput",
    "DealRecord",
    "DealRow",
    "Figures",
    "ForecastMonth",
    "MoveInput",
    "Participation",
    "PhaseInput",
    "Place",
    "Preview",
    "ShareChange",
    "Step",
    "beginning",
    "boards",
    "close",
    "contacts",
    "create",
    "delete",
    "forecast",
    "get",
    "lists",
    "move",
    "participants",
    "participants_of",
    "phase_changes",
    "phase_merges",
    "phases",
    "preview",
    "previews",
    "records",
    "shares",
    "titles",
    "undo_move",
    "update",
]
