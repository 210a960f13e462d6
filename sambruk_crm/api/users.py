"""Users over REST, to be read: whose key this is, and who can be responsible."""

from fastapi import APIRouter
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import Listed, whole
from sambruk_crm.models import Locale, Role
from sambruk_crm.services import users

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
    """Say whose key this is."""
    return Me(id=caller.user_id, name=caller.name, email=caller.email, role=caller.role, locale=caller.locale)


@router.get("/users")
def list_users(caller: Caller, *, inactive: bool = False) -> Listed[UserOut]:
    """List the users by name, all in one page; those who left only when asked for."""
    with db.reading() as session:
        found = users.search(session, caller, include_inactive=inactive)
    return Listed[UserOut](**whole([UserOut.model_validate(user, from_attributes=True) for user in found]))
