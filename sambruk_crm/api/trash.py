"""The trash over REST: what is in it, and taking it out."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Cursor, Key, Limit, Listed, Text, answer, paging
from sambruk_crm.services import catalogue, trash
from sambruk_crm.services.catalogue import NameOf
from sambruk_crm.services.paging import PAGE_SIZE

Trashed = Annotated[str, NameOf(catalogue.trashed)]
router = noun("trash")


class TrashOut(BaseModel):
    """A record in the trash."""

    noun: Trashed
    id: int
    name: str
    detail: str
    deleted_at: str
    deleted_by: str


@router.get("")
def list_trash(
    caller: Caller, *, noun: Trashed | None = None, text: Text = "", limit: Limit = PAGE_SIZE, cursor: Cursor = None
) -> Listed[TrashOut]:
    """List what is in the trash, what was put there last first."""
    with db.reading() as session:
        found = trash.search(session, caller, noun=noun or "", text=text, paging=paging(limit, cursor))
    return Listed[TrashOut].model_validate(answer(found, [TrashOut(**vars(row)) for row in found.items]))


@router.post("/{noun}/{row_id}/restore", status_code=204)
def restore_from_trash(caller: Caller, noun: Annotated[Trashed, Path()], row_id: Key) -> None:
    """Take a record out of the trash; its address gives it again."""
    with db.transaction(caller.user_id) as session:
        trash.restore(session, caller, noun, row_id)
