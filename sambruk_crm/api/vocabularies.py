"""The lists that requests name by their keys: to-do types, history types and lost reasons."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.models import HistoryKind, HistoryType, LostReason, MembershipCategory, Offered, TodoType
from sambruk_crm.services import vocabularies
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Id, Input
from sambruk_crm.services.vocabularies import Vocabulary, VocabularyInput

router = APIRouter(tags=["lists"], route_class=Endpoint)


class EntryOut(BaseModel):
    """An entry of a list, named in the caller's language, with how many records use it."""

    id: int
    version: int
    name: str
    color: str = ""
    kind: Annotated[HistoryKind | None, Field(description="For history types: what sort of event it is.")] = None
    usual_day: Annotated[Offered | None, Field(description="For to-do types: when they are usually to be done.")] = None
    is_archived: bool
    uses: int


class EntryPatch(VocabularyInput, Versioned):
    """Fields to change, and the version that was read. An archived entry can no longer be chosen."""

    is_archived: bool = False


class MergeInto(Input):
    """The entry that takes over all uses."""

    into: Id


class Merged(BaseModel):
    """How many uses were taken over."""

    moved: int


class OrderInput(Input):
    """The keys of the entries in their new order; those not named stay after them."""

    ids: list[Id]


@dataclass(frozen=True)
class _List:
    """The endpoints of one list."""

    kind: type[Vocabulary]
    path: str

    def every(self, caller: Caller, *, archived: bool = False) -> Listed[EntryOut]:
        """List the entries in their order, all in one page; archived ones only when asked for."""
        with db.reading() as session:
            found = vocabularies.entries(session, caller, self.kind, archived=archived)
            uses = vocabularies.uses(session, caller, self.kind)
        return Listed[EntryOut](**whole([_out(entry, caller, uses) for entry in found]))

    def create(self, caller: Caller, body: VocabularyInput, response: Response) -> EntryOut:
        """Add an entry last."""
        with db.transaction(caller.user_id) as session:
            entry = vocabularies.create(session, caller, self.kind, body.sent())
        response.headers["Location"] = f"/api/v1{self.path}/{entry.key}"
        return _out(entry, caller, {})

    def get(self, caller: Caller, entry_id: Key) -> EntryOut:
        """Return an entry."""
        with db.reading() as session:
            entry = vocabularies.get(session, caller, self.kind, entry_id)
            return _out(entry, caller, vocabularies.uses(session, caller, self.kind))

    def patch(self, caller: Caller, entry_id: Key, body: EntryPatch) -> EntryOut:
        """Rename, recolour or archive an entry; an older version answers 409 with the current values."""
        values = body.changes()
        is_archived = values.pop("is_archived", None)
        with showing(self.get, caller, entry_id), db.transaction(caller.user_id) as session:
            entry = vocabularies.update(session, caller, self.kind, entry_id, values, version=body.version)
            if is_archived is not None:
                vocabularies.archive(session, caller, self.kind, entry_id, archived=is_archived)
            return _out(entry, caller, vocabularies.uses(session, caller, self.kind))

    def delete(self, caller: Caller, entry_id: Key) -> None:
        """Remove an entry that nothing uses; a used one answers 409."""
        with db.transaction(caller.user_id) as session:
            vocabularies.delete(session, caller, self.kind, entry_id)

    def merge(self, caller: Caller, entry_id: Key, body: MergeInto) -> Merged:
        """Have another entry take over all uses, and remove this one."""
        with db.transaction(caller.user_id) as session:
            return Merged(moved=vocabularies.merge_into(session, caller, self.kind, entry_id, body.into))

    def arrange(self, caller: Caller, body: OrderInput) -> None:
        """Put the entries in an order."""
        with db.transaction(caller.user_id) as session:
            vocabularies.arrange(session, caller, self.kind, body.ids)


def _out(entry: Vocabulary, caller: Actor, uses: dict[int, int]) -> EntryOut:
    shown: dict[str, Any] = {
        "name": vocabularies.shown(entry, caller.locale),
        "is_archived": entry.archived_at is not None,
        "uses": uses.get(entry.key, 0),
    }
    return EntryOut.model_validate(entry.model_dump() | shown)


for path, listed, noun in (
    ("/todo-types", TodoType, "todo_type"),
    ("/history-types", HistoryType, "history_type"),
    ("/lost-reasons", LostReason, "lost_reason"),
    ("/membership-categories", MembershipCategory, "membership_category"),
):
    entries, one = _List(listed, path), f"{path}/{{entry_id}}"
    plural = path[1:].replace("-", "_")
    router.add_api_route(path, entries.every, name=f"list_{plural}")
    router.add_api_route(path, entries.create, methods=["POST"], status_code=201, name=f"create_{noun}")
    router.add_api_route(f"{path}/order", entries.arrange, methods=["PUT"], status_code=204, name=f"arrange_{plural}")
    router.add_api_route(one, entries.get, name=f"get_{noun}")
    router.add_api_route(one, entries.patch, methods=["PATCH"], name=f"patch_{noun}")
    router.add_api_route(one, entries.delete, methods=["DELETE"], status_code=204, name=f"delete_{noun}")
    router.add_api_route(f"{one}/merge", entries.merge, methods=["POST"], name=f"merge_{noun}")
