"""What the nouns of the API share: how lists are asked for and answered, and how versions are told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import fields as fields_of
from functools import cache
from inspect import Parameter, Signature
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter
from pydantic_core import to_jsonable_python
from sqlmodel import SQLModel

from sambruk_crm.api.access import OWN
from sambruk_crm.errors import StaleError
from sambruk_crm.models import Organisation, Person
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.catalogue import ListFilter
from sambruk_crm.services.paging import LARGEST_PAGE, PAGE_SIZE, Paging
from sambruk_crm.services.paging import Page as Found
from sambruk_crm.services.values.validation import LARGEST_KEY, Input

T = TypeVar("T")


def _split(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [
        part for value in values for part in (value.split(",") if isinstance(value, str) else [value]) if part != ""
    ]


Several = BeforeValidator(_split)
"""Put on a list parameter: values repeated, or joined by commas."""

Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
"""The key of a record in an address."""

One = Annotated[Annotated[int, Query(ge=1, le=LARGEST_KEY)] | None, Query()]
"""A filter for one record."""

Keys = Annotated[list[Annotated[int, Query(ge=1, le=LARGEST_KEY)]], Several, Query()]
Codes = Annotated[list[Annotated[str, Query(pattern="^[0-9A-Za-z]{1,4}$")]], Several, Query()]
Facts = Annotated[
    list[str],
    Query(max_length=20, description="A text that the fact contains, `:filled` or `:empty`; any of several."),
]
Own = Annotated[
    list[str],
    Query(
        alias=OWN,
        description="By the key of an own field (`GET /fields`): a text it contains, a number or "
        "day or a range of them (`10..20`, `10..`), the key of an option or a user, `true`, `:filled`; any of several.",
    ),
]
Text = Annotated[str, Query(max_length=200, description="Words that all occur; case and diacritics do not count.")]
Sort = Annotated[str, Query(max_length=100, description="A column; a minus sign in front turns the order.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]
Version = Annotated[int | None, Query(description="Refuse with 409 unless the record is still at this version.")]


F = TypeVar("F", bound=ListFilter)


@dataclass(frozen=True)
class Asked(Generic[F]):
    """What a list is asked: which records, in which order, and which page of them."""

    wanted: F
    sort: str
    paging: Paging


def asked(noun: str, kind: type[F]) -> Any:
    """Return the dependency that reads the question to a noun's list from the address: its filters, sort and page.

    The parameters are the fields of the filter, and the plain facts of the noun's columns. Fields of the association's
    own are asked for by `fields.<key>`; which there are is not known before.
    """
    found = catalogue.get(noun)
    listed = found.in_list()
    fields = {name: kind for name, kind in get_type_hints(kind, include_extras=True).items() if name != "facts"}
    facts = [name for name in found.facts if name not in fields]

    def read(request: Request, **values: Any) -> Asked[Any]:
        values.pop("own", None)
        page = paging(values.pop("limit"), values.pop("cursor"))
        sort = values.pop("sort")
        told = {name: tuple(value) for name in facts if (value := values.pop(name))}
        if found.has_own_fields:
            asked_for = request.query_params
            told |= {name: tuple(asked_for.getlist(name)) for name in asked_for if own_values.is_own(name)}
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
        }
        return Asked(kind(**given, facts=told), sort, page)

    parameters = [Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)]
    if found.has_own_fields:
        parameters.append(Parameter("own", Parameter.KEYWORD_ONLY, default=[], annotation=Own))
    parameters += [_parameter(name, hint, kind) for name, hint in fields.items()]
    parameters += [Parameter(name, Parameter.KEYWORD_ONLY, default=[], annotation=Facts) for name in facts]
    parameters += [
        Parameter("sort", Parameter.KEYWORD_ONLY, default=listed.usual_sort, annotation=Sort),
        Parameter("limit", Parameter.KEYWORD_ONLY, default=PAGE_SIZE, annotation=Limit),
        Parameter("cursor", Parameter.KEYWORD_ONLY, default=None, annotation=Cursor),
    ]
    read.__signature__ = Signature(parameters)  # pyright: ignore[reportFunctionMemberAccess]
    return Depends(read)


def _parameter(name: str, hint: Any, kind: type[Any]) -> Parameter:
    if get_origin(hint) is not tuple:
        default = next(field.default for field in fields_of(kind) if field.name == name)
        return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Text if name == "text" else hint)
    (value, _) = get_args(hint)
    annotation: Any = Keys if value is int else Annotated[list[value], Several, Query()]
    if value is str:  # what people write may have commas in it
        annotation = Annotated[list[str], Query()]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=[], annotation=annotation)


class Listed(BaseModel, Generic[T]):
    """One page of a list. `total` counts all that match; `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None
    total: int


class LikelyOut(BaseModel):
    """A record that may be the very one somebody is about to add."""

    id: int
    name: str


def likely(found: Sequence[Organisation | Person]) -> Listed[LikelyOut]:
    """Answer records that are likely here already, the most certain first."""
    return Listed(items=[LikelyOut(id=one.key, name=one.name) for one in found], total=len(found))


class Versioned(Input):
    """What every patch carries beside the fields to change; fields that are not sent stay."""

    version: Annotated[int, Field(description="The version that was read. A newer one on the server answers 409.")]

    def changes(self) -> dict[str, Any]:
        """Return the fields to change."""
        return {name: value for name, value in self.sent().items() if name != "version"}


def paging(limit: int = PAGE_SIZE, cursor: str | None = None) -> Paging:
    """Return which page is wanted."""
    return Paging(limit=limit, cursor=cursor)


def answer(found: Found[Any], items: list[Any]) -> dict[str, Any]:
    """Answer a page with its rows as they are to be shown."""
    return {"items": items, "next_cursor": found.next_cursor, "total": found.total}


def columns_of(table: type[SQLModel], out: type[BaseModel]) -> list[str]:
    """Name the columns of a table that an answer shows."""
    return [name for name in out.model_fields if name in table.model_fields]


def sent(kind: Any, value: Any) -> Response:
    """Answer a value of a kind as JSON, written once and straight from it."""
    return Response(_writer(kind).dump_json(value), media_type="application/json")


@cache
def _writer(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def whole(items: list[Any]) -> dict[str, Any]:
    """Answer a short list, all in one page."""
    return {"items": items, "next_cursor": None, "total": len(items)}


@contextmanager
def showing(read: Callable[..., Any], *arguments: Any) -> Iterator[None]:
    """Refuse a change from an old version with the record as it is read now, in the shape it is always given in."""
    try:
        yield
    except StaleError as error:
        raise StaleError(to_jsonable_python(read(*arguments)), error.fields) from error
