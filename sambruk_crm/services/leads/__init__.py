"""Leads: persons who may be the way in to a future deal."""

from sambruk_crm.services.leads import conversion
from sambruk_crm.services.leads.conversion import ConversionInput
from sambruk_crm.services.leads.lists import LeadFilter, LeadRow, find, names, search, sort_columns, sources
from sambruk_crm.services.leads.rules import (
    LeadInput,
    change_state,
    create,
    create_many,
    delete,
    get,
    update,
    update_many,
)

__all__ = [
    "ConversionInput",
    "LeadFilter",
    "LeadInput",
    "LeadRow",
    "change_state",
    "conversion",
    "create",
    "create_many",
    "delete",
    "find",
    "get",
    "names",
    "search",
    "sort_columns",
    "sources",
    "update",
    "update_many",
]
