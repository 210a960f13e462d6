"""Contracts: written agreements, their parties, and where they stand."""

from sambruk_crm.services.contracts import documents, making, parties, terms
from sambruk_crm.services.contracts.documents import Document, Edition
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
from sambruk_crm.services.contracts.rules import ContractInput, delete, end_after_notice, get, of_deal, update
from sambruk_crm.services.contracts.standing import UNSIGNED, state_clause, states_of

__all__ = [
    "UNSIGNED",
    "ContractFilter",
    "ContractInput",
    "ContractRow",
    "Document",
    "Edition",
    "PartyInput",
    "delete",
    "documents",
    "end_after_notice",
    "find",
    "get",
    "making",
    "names",
    "of_deal",
    "parties",
    "rows",
    "search",
    "sort_columns",
    "state_clause",
    "states_of",
    "terms",
    "update",
]
