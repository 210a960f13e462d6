"""Tags over REST."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller
from sambruk_crm.api.listing import Listed
from sambruk_crm.models import Tag, TagScope
from sambruk_crm.services import tags
from sambruk_crm.services.tags import TagInput
from sambruk_crm.services.validation import Input

router = APIRouter(prefix="/tags", tags=["tags"])


class TagOut(BaseModel):
    """A tag, with how many records carry it."""

    id: int
    version: int
    name: str
    scope: TagScope
    color: str
    is_archived: bool
    uses: int


class TagPatch(Input):
    """Fields to change, and the version that was read. The scope stays."""

    name: str = ""
    color: str = "gray"
    version: int


@router.get("")
def list_tags(caller: Caller, scope: TagScope | None = None, archived: bool = False) -> Listed[TagOut]:
    """List tags by name, all in one page."""
    with db.reading() as session:
        found = tags.all_tags(session, caller, scope, archived=archived)
        uses = tags.uses(session, caller)
    return Listed[TagOut](items=[_out(tag, uses) for tag in found], next_cursor=None, total=len(found))


@router.post("", status_code=201)
def create_tag(caller: Caller, body: TagInput, response: Response) -> TagOut:
    """Make a tag."""
    with db.transaction(caller.user_id) as session:
        tag = tags.create(session, caller, body)
    response.headers["Location"] = f"/api/v1/tags/{tag.key}"
    return _out(tag, {})


@router.get("/{tag_id}")
def get_tag(caller: Caller, tag_id: int) -> TagOut:
    """Give a tag."""
    with db.reading() as session:
        return _out(tags.get(session, caller, tag_id), tags.uses(session, caller))


@router.patch("/{tag_id}")
def patch_tag(caller: Caller, tag_id: int, body: TagPatch) -> TagOut:
    """Rename or recolour a tag."""
    values = body.sent()
    version = values.pop("version")
    with db.transaction(caller.user_id) as session:
        return _out(tags.update(session, caller, tag_id, values, version=version), tags.uses(session, caller))


@router.delete("/{tag_id}", status_code=204)
def delete_tag(caller: Caller, tag_id: int) -> None:
    """Remove a tag that nothing carries; a used one answers 409."""
    with db.transaction(caller.user_id) as session:
        tags.delete(session, caller, tag_id)


def _out(tag: Tag, uses: dict[int, int]) -> TagOut:
    values = tag.model_dump()
    return TagOut(**values, is_archived=tag.archived_at is not None, uses=uses.get(tag.key, 0))
