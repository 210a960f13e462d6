"""Numbers and days that can be read in two ways: decided by the other rows of their column, else asked for the file."""

from collections.abc import Mapping
from typing import Any

from sambruk_crm.services.imports.nouns.parts import Field, Holds
from sambruk_crm.services.values import amounts, days

Decided = Mapping[str, Any]
"""By the number of a column, the sign before decimals (text), or whether days have the day first (true or false)."""


def decide(
    fields: Mapping[str, Field],
    columns: list[str],
    rows: list[list[str]],
    *,
    decimal: str = "",
    day_first: bool | None = None,
) -> Decided:
    """Decide what the rows of each column agree on; what was said for the whole file goes before it."""
    found: dict[str, Any] = {}
    for number, name in enumerate(columns):
        texts = [cells[number] for cells in rows if cells[number]]
        holds = fields[name].holds if name in fields else Holds.TEXT
        if holds in (Holds.COUNT, Holds.AMOUNT) and (sign := decimal or amounts.decimal_sign_of(texts)):
            found[str(number)] = sign
        if holds is Holds.DAY:
            order = days.order_of(texts) if day_first is None else day_first
            if order is not None:
                found[str(number)] = order
    return found


def settle(decided: Decided, cells: list[str]) -> list[str]:
    """Write the cells of decided columns in the one way that cannot be misread."""
    return [_settled(decided.get(str(number)), text) for number, text in enumerate(cells)]


def _settled(how: Any, text: str) -> str:
    match how:
        case bool():
            return days.settle(text, day_first=how)
        case str():
            read = amounts.read(text, decimal=how)
            whole, _, rest = read.partition(".")
            return whole if not rest.strip("0") else read
        case _:
            return text
