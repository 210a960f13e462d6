"""Memberships: dated periods, and the fee of the table."""

from sambruk_crm.services.memberships import fees
from sambruk_crm.services.memberships.fees import FeeBand
from sambruk_crm.services.memberships.rules import (
    MemberCount,
    MembershipInput,
    delete,
    join,
    join_many,
    leave,
    members_on,
    periods_of,
    put_on,
    reopen,
    status_clause,
    statuses,
    update,
)

__all__ = [
    "FeeBand",
    "MemberCount",
    "MembershipInput",
    "delete",
    "fees",
    "join",
    "join_many",
    "leave",
    "members_on",
    "periods_of",
    "put_on",
    "reopen",
    "status_clause",
    "statuses",
    "update",
]
