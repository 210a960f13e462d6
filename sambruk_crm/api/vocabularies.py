"""The lists that requests name by their keys: phases, to-do types, history types, lost reasons, users, and who I am."""

from collections.abc import Callable

from fastapi import APIRouter
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller
from sambruk_crm.models import HistoryType, LostReason, Role, TodoType
from sambruk_crm.services import phases, users, vocabularies
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.vocabularies import Vocabulary

router = APIRouter()


class PhaseOut(BaseModel):
    """A phase of the pipeline, named in the caller's language."""

    id: int
    version: int
    name: str
    position: int
    is_closed: bool
    probability: int
    rotting_days: int | None


class EntryOut(BaseModel):
    """An entry of a list, named in the caller's language."""

    id: int
    version: int
    name: str


class UserOut(BaseModel):
    """Somebody who signs in."""

    id: int
    name: str
    email: str
    role: Role
    is_active: bool


class Me(BaseModel):
    """Whose rights this key has."""

    id: int
    name: str
    email: str
    role: Role
    locale: str


@router.get("/me", tags=["users"])
def me(caller: Caller) -> Me:
    """Say whose key this is."""
    return Me(id=caller.user_id, name=caller.name, email=caller.email, role=caller.role, locale=caller.locale)


@router.get("/users", tags=["users"])
def list_users(caller: Caller) -> list[UserOut]:
    """List the active users."""
    with db.reading() as session:
        return [UserOut.model_validate(user, from_attributes=True) for user in users.search(session, caller)]


@router.get("/phases", tags=["phases"])
def list_phases(caller: Caller) -> list[PhaseOut]:
    """List the phases in their order."""
    with db.reading() as session:
        found = phases.all_phases(session, caller)
    return [
        PhaseOut.model_validate({**phase.model_dump(), "name": vocabularies.shown(phase, caller.locale)})
        for phase in found
    ]


def _lister(kind: type[Vocabulary]) -> Callable[[Actor], list[EntryOut]]:
    def list_entries(caller: Caller) -> list[EntryOut]:
        with db.reading() as session:
            found = vocabularies.entries(session, caller, kind)
        return [EntryOut(id=e.id, version=e.version, name=vocabularies.shown(e, caller.locale)) for e in found]

    return list_entries


for path, listed in (("/todo-types", TodoType), ("/history-types", HistoryType), ("/lost-reasons", LostReason)):
    router.add_api_route(path, _lister(listed), tags=["lists"], name=f"list_{path.strip('/').replace('-', '_')}")
