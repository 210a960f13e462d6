"""Persons: the human beings we know, whom they represent and how to reach them."""

from sambruk_crm.services.persons import affiliations, opt_outs, sorts
from sambruk_crm.services.persons.affiliations import AffiliationInput, Place
from sambruk_crm.services.persons.lists import PersonFilter, PersonRow, names, reach, search, sort_columns, suggest
from sambruk_crm.services.persons.record_parts import PersonRecord, read, record
from sambruk_crm.services.persons.rules import (
    PersonInput,
    create,
    create_many,
    delete,
    get,
    opt_out,
    update,
    update_many,
)
from sambruk_crm.services.persons.sorts import current

__all__ = [
    "AffiliationInput",
    "PersonFilter",
    "PersonInput",
    "PersonRecord",
    "PersonRow",
    "Place",
    "affiliations",
    "create",
    "create_many",
    "current",
    "delete",
    "get",
    "names",
    "opt_out",
    "opt_outs",
    "reach",
    "read",
    "record",
    "search",
    "sort_columns",
    "sorts",
    "suggest",
    "update",
    "update_many",
]
