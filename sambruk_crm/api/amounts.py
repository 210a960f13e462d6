"""Amounts of money as REST answers them."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

Money = Annotated[
    Decimal | None,
    PlainSerializer(lambda value: None if value is None else float(value), float | None),
    Field(description="A number with at most two decimals, in `currency`."),
]
"""A JSON number: fourteen digits are fewer than a float holds, so nothing is lost."""
