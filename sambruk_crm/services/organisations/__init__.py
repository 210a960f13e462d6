"""Organisations: any body we have to do with."""

from sambruk_crm.services.organisations import logos, population, sorts
from sambruk_crm.services.organisations.addresses import AddressInput, set_address, set_addresses
from sambruk_crm.services.organisations.also_called import called
from sambruk_crm.services.organisations.also_called import keep as keep_names
from sambruk_crm.services.organisations.columns import COLUMNS
from sambruk_crm.services.organisations.lists import (
    OrganisationFilter,
    OrganisationRow,
    counties,
    names,
    search,
    sort_columns,
    suggest,
)
from sambruk_crm.services.organisations.population import FigureInput
from sambruk_crm.services.organisations.record_parts import OrganisationRecord, read, record
from sambruk_crm.services.organisations.rules import (
    OrganisationInput,
    create,
    create_many,
    delete,
    get,
    refresh_findable,
    update,
    update_many,
)

__all__ = [
    "COLUMNS",
    "AddressInput",
    "FigureInput",
    "OrganisationFilter",
    "OrganisationInput",
    "OrganisationRecord",
    "OrganisationRow",
    "called",
    "counties",
    "create",
    "create_many",
    "delete",
    "get",
    "keep_names",
    "logos",
    "names",
    "population",
    "read",
    "record",
    "refresh_findable",
    "search",
    "set_address",
    "set_addresses",
    "sort_columns",
    "sorts",
    "suggest",
    "update",
    "update_many",
]
