"""Saved views, one's choice for a list, and the counts of a filter's values over REST."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Version, Versioned, showing, whole
from sambruk_crm.models import ListPreference, SavedView
from sambruk_crm.services.lists import option_counts, totals, views
from sambruk_crm.services.lists.selections import SelectionNoun, read_filter
from sambruk_crm.services.lists.views import ListNoun, PreferenceInput, ViewInput
from sambruk_crm.services.lists.views import ViewPatch as ViewChanges
from sambruk_crm.services.values.validation import Input

router = noun("views")


class ViewOut(BaseModel):
    """A view: `query` is what stands behind the question mark of the list's address."""

    id: int
    version: int
    noun: str
    name: str
    query: str
    columns: list[str] | None
    widths: dict[str, int]
    is_shared: bool
    owner_id: int


class ViewPatch(ViewChanges, Versioned):
    """Fields to change, and the version that was read."""


class PreferenceOut(BaseModel):
    """What the caller has chosen for a list; `columns` is null for the usual ones, `folded` is of the board."""

    noun: str
    columns: list[str] | None
    widths: dict[str, int]
    default_view_id: int | None
    folded: list[str]


class CountQuestion(Input):
    """A list, one of its filters, and what is chosen in the others."""

    noun: SelectionNoun
    filter: str
    filters: dict[str, Any] = {}


@router.get("")
def list_views(caller: Caller, noun: ListNoun) -> Listed[ViewOut]:
    """List one's own views of a list and those that others share, all in one page."""
    with db.reading() as session:
        return Listed[ViewOut](**whole([_out(listed.view) for listed in views.views(session, caller, noun)]))


@router.post("", status_code=201)
def create_view(caller: Caller, body: ViewInput, response: Response) -> ViewOut:
    """Save a view; to share it takes the right to edit records."""
    with db.transaction(caller.user_id) as session:
        view = views.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/views/{view.key}"
        return _out(view)


@router.post("/counts")
def count_options(caller: Caller, body: CountQuestion) -> dict[str, int]:
    """Count the records of a list by the values of one of its filters, given the other filters."""
    with db.reading() as session:
        return option_counts.count(session, caller, body.noun, body.filter, body.filters)


class TotalQuestion(Input):
    """A list, its filters, and the columns of numbers that are added up."""

    noun: SelectionNoun
    columns: list[str]
    filters: dict[str, Any] = {}


class TotalOut(BaseModel):
    """What a column comes to: of the records that have a number there, in one currency if it is money."""

    sum: float
    average: float
    count: int
    currency: str


@router.post("/totals")
def sum_up(caller: Caller, body: TotalQuestion) -> dict[str, list[TotalOut]]:
    """Add up the numbers of all records of a list that match, by column; money for each currency."""
    with db.reading() as session:
        wanted = read_filter(body.noun, body.filters)
        found = totals.totals(session, caller, body.noun, wanted, body.columns)
        return {name: [TotalOut(**vars(total)) for total in each] for name, each in found.items()}


@router.get("/preferences/{noun}")
def get_preference(caller: Caller, noun: ListNoun) -> PreferenceOut:
    """Return what the caller has chosen for a list."""
    with db.reading() as session:
        return _chosen(views.preference(session, caller, noun))


@router.patch("/preferences/{noun}")
def patch_preference(caller: Caller, noun: ListNoun, body: PreferenceInput) -> PreferenceOut:
    """Keep what is sent of the caller's choice for a list."""
    with db.transaction(caller.user_id) as session:
        return _chosen(views.prefer(session, caller, noun, body))


@router.get("/{view_id}")
def get_view(caller: Caller, view_id: Key) -> ViewOut:
    """Return a view."""
    with db.reading() as session:
        return _out(views.get(session, caller, view_id))


@router.patch("/{view_id}")
def patch_view(caller: Caller, view_id: Key, body: ViewPatch) -> ViewOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_view, caller, view_id), db.transaction(caller.user_id) as session:
        return _out(views.update(session, caller, view_id, body.changes(), version=body.version))


@router.delete("/{view_id}", status_code=204)
def delete_view(caller: Caller, view_id: Key, version: Version = None) -> None:
    """Remove a view; the records it shows stay."""
    with db.transaction(caller.user_id) as session:
        views.delete(session, caller, view_id, version=version)


def _out(view: SavedView) -> ViewOut:
    return ViewOut.model_validate(view, from_attributes=True)


def _chosen(preference: ListPreference) -> PreferenceOut:
    return PreferenceOut.model_validate(preference, from_attributes=True)
