"""Finding anything over REST."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Several, Text
from sambruk_crm.services import catalogue, search
from sambruk_crm.services.catalogue import NameOf
from sambruk_crm.services.search import Hit

router = noun("search")

HIT = "What tells it from others, in the caller's language."
KIND = "The member of the noun's vocabulary it is, such as an organisation's kind; empty where there is none."
OF = "The noun of the record it hangs on, where it has no page of its own; empty where it has."


FoundNoun = Annotated[str, NameOf(catalogue.searched)]
"""The name of a noun that can be found."""


class HitOut(BaseModel):
    """A record that was found. It is read under its noun, by `id`."""

    id: int
    name: str
    detail: Annotated[str, Field(description=HIT)]
    kind: Annotated[str, Field(description=KIND)]
    day: Annotated[str, Field(description="When it happened or is due, as an ISO time; empty where that has no sense.")]
    of_noun: Annotated[str, Field(description=OF)]
    of_id: Annotated[int, Field(description="The key of that record, or 0.")]


class GroupOut(BaseModel):
    """What was found of one noun, best first; `more` tells that there is more than this."""

    noun: FoundNoun
    items: list[HitOut]
    more: bool


class SearchOut(BaseModel):
    """What was found, the noun with the best find first."""

    groups: list[GroupOut]


Nouns = Annotated[list[FoundNoun], Several, Query(description="Only these nouns.")]
Most = Annotated[int, Query(ge=1, le=search.LARGEST, description="How many of each noun at most.")]


@router.get("")
def search_everything(caller: Caller, *, text: Text, noun: Nouns = [], limit: Most = search.SHOWN) -> SearchOut:
    """Find a text in everything the caller may see: names, numbers, e-mail addresses, phones and what was written.

    First comes the very one, then what begins so, then words that begin so, then parts of words. Words stand in any
    order; case and diacritics do not count; numbers are found with and without spaces and dashes.
    """
    with db.reading() as session:
        found = search.everything(session, caller, text, nouns=noun, limit=limit)
    return SearchOut(
        groups=[GroupOut(noun=g.noun, items=[_out(hit) for hit in g.hits], more=g.more) for g in found],
    )


def _out(hit: Hit) -> HitOut:
    return HitOut.model_validate(hit, from_attributes=True)
