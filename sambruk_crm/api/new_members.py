"""Many memberships at once over REST: a list of names, codes or numbers is read, and those found are made members."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import Listed, whole
from sambruk_crm.i18n import translate
from sambruk_crm.services import new_members
from sambruk_crm.services.new_members import MOST_LINES, Joining, LineOutcome
from sambruk_crm.services.values.validation import Day, Input

router = APIRouter(prefix="/memberships", tags=["memberships"], route_class=Endpoint)


class MemberList(Input):
    """A list, one on each line, perhaps with a year or day behind a tab, semicolon or comma; `since` for the others."""

    text: Annotated[str, Field(max_length=100_000)]
    since: Day = None


class SuggestedOut(BaseModel):
    """An organisation that a line may mean."""

    key: str
    name: str


class MemberLineOut(BaseModel):
    """A line and what it was matched to: `key` is `organisation:12`, or `code:0586` for one not in the register yet."""

    number: int
    text: str
    outcome: LineOutcome
    key: str
    name: str
    since: str
    reason: str
    suggestions: list[SuggestedOut]


class NewMembers(Input):
    """Those to make members."""

    members: Annotated[list[Joining], Field(max_length=MOST_LINES)]


class Joined(BaseModel):
    """How many have become members."""

    count: int


@router.post("/read")
def read_members(caller: Caller, body: MemberList) -> Listed[MemberLineOut]:
    """Match each line of a list with an organisation; nothing is written."""
    with db.reading() as session:
        lines = new_members.read(session, caller, body.text, since=body.since)
    shown = [
        MemberLineOut(
            number=line.number,
            text=line.text,
            outcome=line.outcome,
            key=line.key,
            name=line.name,
            since=line.since,
            reason=translate(line.reason, caller.locale) if line.reason else "",
            suggestions=[SuggestedOut.model_validate(one, from_attributes=True) for one in line.suggestions],
        )
        for line in lines
    ]
    return Listed[MemberLineOut](**whole(shown))


@router.post("", status_code=201)
def create_memberships(caller: Caller, body: NewMembers) -> Joined:
    """Make all of them members, or none; a municipality that is not in the register is added by its code."""
    with db.transaction(caller.user_id) as session:
        return Joined(count=new_members.join(session, caller, body.members))
