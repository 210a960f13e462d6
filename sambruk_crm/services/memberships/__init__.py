"""Memberships: dated periods, and the fee of the table."""

from sambruk_crm.services.memberships import coverages, fee_years, fees
from sambruk_crm.services.memberships.coverages import CoverageInput
from sambruk_crm.services.memberships.fee_years import YearFee
from sambruk_crm.services.memberships.fees import FeeBand
from sambruk_crm.services.memberships.figures import MemberCount, members_on
from sambruk_crm.services.memberships.rules import (
    MembershipInput,
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
    "CoverageInput",
    "FeeBand",
    "MemberCount",
    "MembershipInput",
    "YearFee",
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
