"""Memberships: dated periods, and the fee of the table."""

from sambruk_crm.services.memberships import coverages, fee_years, fees
from sambruk_crm.services.memberships.coverages import CoverageDays, CoverageInput, CoverageRow
from sambruk_crm.services.memberships.fee_years import YearFee
from sambruk_crm.services.memberships.fees import FeeBand
from sambruk_crm.services.memberships.figures import MemberCount, members_on
from sambruk_crm.services.memberships.rules import (
    MembershipInput,
    contact_names,
    delete,
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
    "FeeBand",
    "MemberCount",
    "MembershipInput",
    "YearFee",
    "contact_names",
    "coverages",
    "delete",
    "fee_years",
    "fees",
    "join",
    "join_many",
    "lasts_on",
    "leave",
    "members_on",
    "periods_of",
    "put_kinds",
    "put_on",
    "reopen",
    "status_clause",
    "statuses",
    "update",
]
