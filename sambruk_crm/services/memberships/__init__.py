"""Memberships: dated periods, who covers whom, and the figures of a day."""

from sambruk_crm.services.memberships import coverages, lists
from sambruk_crm.services.memberships.coverages import CoverageDays, CoverageInput, CoverageRow
from sambruk_crm.services.memberships.figures import (
    Inhabitants,
    MemberCount,
    YearCount,
    by_year,
    figures_on,
    members_on,
)
from sambruk_crm.services.memberships.lists import MembershipFilter, MembershipRow
from sambruk_crm.services.memberships.rules import (
    MembershipInput,
    contact_names,
    delete,
    get,
    join,
    join_many,
    lasts_on,
    leave,
    periods_of,
    put_kinds,
    put_on,
    reopen,
    status_clause,
    statuses,
    update,
)

__all__ = [
    "CoverageDays",
    "CoverageInput",
    "CoverageRow",
    "Inhabitants",
    "MemberCount",
    "MembershipFilter",
    "MembershipInput",
    "MembershipRow",
    "YearCount",
    "by_year",
    "contact_names",
    "coverages",
    "delete",
    "figures_on",
    "get",
    "join",
    "join_many",
    "lasts_on",
    "leave",
    "lists",
    "members_on",
    "periods_of",
    "put_kinds",
    "put_on",
    "reopen",
    "status_clause",
    "statuses",
    "update",
]
