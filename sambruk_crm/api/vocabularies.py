"""The lists that requests name by their keys: to-do types, history types and lost reasons."""

from collections.abc import Callable

from fastapi import APIRouter
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import Listed, whole
from sambruk_crm.models import HistoryType, LostReason, TodoType
from sambruk_crm.services import vocabularies
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.vocabularies import Vocabulary

router = APIRouter(tags=["lists"], route_class=Endpoint)


class EntryOut(BaseModel):
    """An entry of a list, named in the caller's language."""

    id: int
    version: int
    name: str
    is_archived: bool


def _lister(kind: type[Vocabulary]) -> Callable[..., Listed[EntryOut]]:
    def list_entries(caller: Caller, *, archived: bool = False) -> Listed[EntryOut]:
        with db.reading() as session:
            found = vocabularies.entries(session, caller, kind, archived=archived)
        return Listed[EntryOut](**whole([_out(entry, caller) for entry in found]))

    return list_entries


def _out(entry: Vocabulary, caller: Actor) -> EntryOut:
    shown = {"name": vocabularies.shown(entry, caller.locale), "is_archived": entry.archived_at is not None}
    return EntryOut.model_validate(entry.model_dump() | shown)


for path, listed, text in (
    ("/todo-types", TodoType, "List the activities a to-do can be about, all in one page."),
    ("/history-types", HistoryType, "List the types of history entries, all in one page."),
    ("/lost-reasons", LostReason, "List the reasons for losing deals, all in one page."),
):
    name = f"list_{path.strip('/').replace('-', '_')}"
    router.add_api_route(path, _lister(listed), name=name, description=text)
