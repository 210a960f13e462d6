"""Users over REST: whose key this is, who can be responsible, and handing over what somebody who leaves has open."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import Key, Limit, Listed, whole
from sambruk_crm.models import Locale, Role
from sambruk_crm.services import absences, users
from sambruk_crm.services.absences import HandOverInput, Kind
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.values.validation import Input

router = APIRouter(tags=["users"], route_class=Endpoint)


class UserOut(BaseModel):
    """Somebody who signs in."""

    id: int
    name: str
    email: str
    role: Role
    is_active: bool


class Me(BaseModel):
    """Whose rights this key has, and the language that texts are given in."""

    id: int
    name: str
    email: str
    role: Role
    locale: Locale


@router.get("/me")
def me(caller: Caller) -> Me:
    """Return whose key this is."""
    return Me(id=caller.user_id, name=caller.name, email=caller.email, role=caller.role, locale=caller.locale)


class LineOut(BaseModel):
    """One thing that is open. A private to-do of somebody else's says no more than that it is one."""

    id: int
    text: str
    about: str
    is_private: bool


class PileOut(BaseModel):
    """What somebody has of one kind: how much, and the first of it."""

    kind: Kind
    count: int
    items: list[LineOut]


class HandedOver(BaseModel):
    """How much of each kind was handed over."""

    todos: int = 0
    deals: int = 0
    organisations: int = 0
    persons: int = 0
    stand_ins: int = 0


@router.get("/users")
def list_users(caller: Caller, *, inactive: bool = False) -> Listed[UserOut]:
    """List the users by name, all in one page; those who left only when asked for."""
    with db.reading() as session:
        found = users.search(session, caller, include_inactive=inactive)
    return Listed[UserOut](**whole([UserOut.model_validate(user, from_attributes=True) for user in found]))


class NewUser(Input):
    """Somebody to invite."""

    email: str
    name: str = ""
    role: Role = Role.STAFF
    locale: Locale | None = None


class LinkOut(BaseModel):
    """A link to choose a password, shown this once, and whether a mail with it is on its way."""

    user_id: int
    name: str
    email: str
    link: str
    is_mailed: bool
    expires_at: datetime


@router.post("/users", status_code=201)
def invite_user(caller: Caller, body: NewUser) -> LinkOut:
    """Add somebody, who chooses a password by a link: mailed where there is a mail server, and told here."""
    with db.transaction(caller.user_id) as session:
        made = users.links.invite(session, caller, body.sent())
    return LinkOut.model_validate(made, from_attributes=True)


@router.post("/users/{user_id}/password-link", status_code=201)
def renew_password_link(caller: Caller, user_id: Key) -> LinkOut:
    """Make a new link for a user; the former ones do not work any more, the password does until the link is used."""
    with db.transaction(caller.user_id) as session:
        made = users.links.renew(session, caller, user_id)
    return LinkOut.model_validate(made, from_attributes=True)


@router.get("/users/{user_id}/open-work")
def open_work(caller: Caller, user_id: Key, *, limit: Limit = PAGE_SIZE) -> Listed[PileOut]:
    """List what a user has open, to be looked through before it is handed over; `limit` is of each kind."""
    with db.reading() as session:
        piles = absences.piles.review(session, caller, user_id, sizes=dict.fromkeys(Kind, limit))
    shown = [
        PileOut(
            kind=Kind(pile.kind),
            count=pile.count,
            items=[LineOut.model_validate(line, from_attributes=True) for line in pile.lines],
        )
        for pile in piles
    ]
    return Listed[PileOut](**whole(shown))


@router.post("/users/{user_id}/deactivate")
def deactivate_user(caller: Caller, user_id: Key, body: HandOverInput | None = None) -> HandedOver:
    """Shut a user out at once, with everything open handed over; refused with 409 while nobody takes it over."""
    with db.transaction(caller.user_id) as session:
        return HandedOver(**users.deactivate(session, caller, user_id, body))


@router.post("/users/{user_id}/reactivate", status_code=204)
def reactivate_user(caller: Caller, user_id: Key) -> None:
    """Let a deactivated user sign in again."""
    with db.transaction(caller.user_id) as session:
        users.reactivate(session, caller, user_id)
