"""What stands in the fields that the association adds to its records: read, written, asked for; it knows no noun."""

from sambruk_crm.services.own_values.defaults import fill
from sambruk_crm.services.own_values.definitions import PREFIX, Field, Option, of_noun, read, shown
from sambruk_crm.services.own_values.kinds import CHOSEN, NUMBERS, TEXTS, Colleague, Colleagues, Value, told, typed
from sambruk_crm.services.own_values.kinds import read as read_value
from sambruk_crm.services.own_values.kinds import shown as shown_value
from sambruk_crm.services.own_values.kinds import stored as rows_of
from sambruk_crm.services.own_values.queries import (
    BETWEEN,
    COUNTED,
    containing,
    counts,
    fits,
    is_own,
    named,
    numbers,
    sorting,
    where,
)
from sambruk_crm.services.own_values.values import colleagues, of_records, put_on, told_of_records

__all__ = [
    "BETWEEN",
    "CHOSEN",
    "COUNTED",
    "NUMBERS",
    "PREFIX",
    "TEXTS",
    "Colleague",
    "Colleagues",
    "Field",
    "Option",
    "Value",
    "colleagues",
    "containing",
    "counts",
    "fill",
    "fits",
    "is_own",
    "named",
    "numbers",
    "of_noun",
    "of_records",
    "put_on",
    "read",
    "read_value",
    "rows_of",
    "shown",
    "shown_value",
    "sorting",
    "told",
    "told_of_records",
    "typed",
    "where",
]
