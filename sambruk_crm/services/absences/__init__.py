"""Absences and those who stand in: who is away, what is handed over, and the report on return."""

from sambruk_crm.services.absences import hand_overs, piles, reports
from sambruk_crm.services.absences.hand_overs import HandOverInput
from sambruk_crm.services.absences.piles import FIRST, Kind, Line, Pile
from sambruk_crm.services.absences.reports import Report, TodoLine
from sambruk_crm.services.absences.rules import (
    AbsenceInput,
    AbsenceRow,
    create,
    end,
    get,
    holds,
    row,
    search,
    stood_in_for,
    update,
)

__all__ = [
    "FIRST",
    "AbsenceInput",
    "AbsenceRow",
    "HandOverInput",
    "Kind",
    "Line",
    "Pile",
    "Report",
    "TodoLine",
    "create",
    "end",
    "get",
    "hand_overs",
    "holds",
    "piles",
    "reports",
    "row",
    "search",
    "stood_in_for",
    "update",
]
