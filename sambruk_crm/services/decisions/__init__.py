"""Decisions: the meetings at which municipalities decide about deals, which wait for them."""

from sambruk_crm.services.decisions import asking, lists
from sambruk_crm.services.decisions.lists import DecisionFilter, DecisionGroup, DecisionRow, Span
from sambruk_crm.services.decisions.rules import (
    DecisionInput,
    ResultInput,
    conclude,
    create,
    delete,
    follows,
    get,
    of_deal,
    reopen,
    update,
)

__all__ = [
    "DecisionFilter",
    "DecisionGroup",
    "DecisionInput",
    "DecisionRow",
    "ResultInput",
    "Span",
    "asking",
    "conclude",
    "create",
    "delete",
    "follows",
    "get",
    "lists",
    "of_deal",
    "reopen",
    "update",
]
