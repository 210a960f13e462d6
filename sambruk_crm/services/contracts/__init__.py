"""Contracts: written agreements, their parties, and where they stand."""

from sambruk_crm.services.contracts import making, parties
from sambruk_crm.services.contracts.lists import (
    ContractFilter,
    ContractRow,
    find,
    party_names,
    rows,
    search,
    sort_columns,
    state_clause,
)
from sambruk_crm.services.contracts.parties import PartyInput
from sambruk_crm.services.contracts.rules import ContractInput, delete, get, of_deal, update

__all__ = [
    "ContractFilter",
    "ContractInput",
    "ContractRow",
    "PartyInput",
    "delete",
    "find",
    "get",
    "making",
    "of_deal",
    "parties",
    "party_names",
    "rows",
    "search",
    "sort_columns",
    "state_clause",
    "update",
]
