"""What all lists of the API share: how filters are written, and how a page of rows is answered."""

from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, BeforeValidator

from sambruk_crm.services.paging import LARGEST_PAGE, PAGE_SIZE, Paging
from sambruk_crm.services.paging import Page as Found

T = TypeVar("T")


def _split(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [
        part for value in values for part in (value.split(",") if isinstance(value, str) else [value]) if part != ""
    ]


Several = BeforeValidator(_split)
"""Put on a list parameter: values repeated, or joined by commas."""

Keys = Annotated[list[Annotated[int, Query(ge=1, le=2_000_000_000)]], Several, Query()]
Text = Annotated[str, Query(max_length=200, description="Words that all occur; case and diacritics do not count.")]
Sort = Annotated[str, Query(max_length=40, description="A column; a minus sign in front turns the order.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before.")]


class Listed(BaseModel, Generic[T]):
    """One page of a list. `total` counts all that match; `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None
    total: int


def paging(limit: int = PAGE_SIZE, cursor: str | None = None) -> Paging:
    """Say which page is wanted."""
    return Paging(limit=limit, cursor=cursor)


def answer(found: Found[Any], items: list[Any]) -> dict[str, Any]:
    """Answer a page with its rows as they are to be shown."""
    return {"items": items, "next_cursor": found.next_cursor, "total": found.total}


class Versioned(BaseModel):
    """What every patch carries: the version it was made from. A newer one on the server answers 409."""

    version: int
