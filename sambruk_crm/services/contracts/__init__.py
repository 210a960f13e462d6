"""Contracts: written agreements, their parties, and where they stand."""

from sambruk_crm.services.contracts import making, parties
from sambruk_crm.services.contracts.lists import (
    ContractFilter,
    ContractRow,
    find,
    names,
    rows,
    search,
    sort_columns,
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
    "names",
    "of_deal",
    "parties",
    "rows",
    "search",
    "sort_columns",
    "update",
]
