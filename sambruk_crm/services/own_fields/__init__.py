"""Fields that the association adds to its records: what they are called, hold and offer, and where they stand."""

from sambruk_crm.services.own_fields.columns import columns_of, own_columns
from sambruk_crm.services.own_fields.merging import merge_into, merge_option, takers
from sambruk_crm.services.own_fields.rules import (
    OptionInput,
    OwnFieldInput,
    OwnFieldPatch,
    all_fields,
    archive,
    arrange,
    create,
    delete,
    get,
    nouns,
    shift,
    update,
    uses,
)
from sambruk_crm.services.own_fields.writing import OwnFacts, facts_of, write

__all__ = [
    "OptionInput",
    "OwnFacts",
    "OwnFieldInput",
    "OwnFieldPatch",
    "all_fields",
    "archive",
    "arrange",
    "columns_of",
    "create",
    "delete",
    "facts_of",
    "get",
    "merge_into",
    "merge_option",
    "nouns",
    "own_columns",
    "shift",
    "takers",
    "update",
    "uses",
    "write",
]
