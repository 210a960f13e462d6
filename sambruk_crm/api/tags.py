"""Tags over REST."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.api.vocabularies import Merged, MergeInto
from sambruk_crm.models import Tag
from sambruk_crm.services import tags
from sambruk_crm.services.tags import Scope, TagInput
from sambruk_crm.services.values.validation import Line

router = noun("tags")


class TagOut(BaseModel):
    """A tag, with how many records carry it."""

    id: int
    version: int
    name: str
    scope: Scope
    color: str
    is_archived: bool
    uses: int


class TagPatch(Versioned):
    """Fields to change, and the version that was read. The scope stays; an archived tag can no longer be chosen."""

    name: Annotated[Line, Field(max_length=80)] = ""
    color: Line = "gray"
    is_archived: bool = False


@router.get("")
def list_tags(caller: Caller, *, scope: Scope | None = None, archived: bool = False) -> Listed[TagOut]:
    """List tags by name, all in one page."""
    with db.reading() as session:
        found = tags.all_tags(session, caller, scope, archived=archived)
        uses = tags.uses(session, caller)
    return Listed[TagOut](**whole([_out(tag, uses) for tag in found]))


@router.post("", status_code=201)
def create_tag(caller: Caller, body: TagInput, response: Response) -> TagOut:
    """Make a tag."""
    with db.transaction(caller.user_id) as session:
        tag = tags.create(session, caller, body)
    response.headers["Location"] = f"/api/v1/tags/{tag.key}"
    return _out(tag, {})


@router.get("/{tag_id}")
def get_tag(caller: Caller, tag_id: Key) -> TagOut:
    """Return a tag."""
    with db.reading() as session:
        return _out(tags.get(session, caller, tag_id), tags.uses(session, caller))


@router.patch("/{tag_id}")
def patch_tag(caller: Caller, tag_id: Key, body: TagPatch) -> TagOut:
    """Rename, recolour or archive a tag; an older version answers 409 with the current values."""
    values = body.changes()
    is_archived = values.pop("is_archived", None)
    with showing(get_tag, caller, tag_id), db.transaction(caller.user_id) as session:
        tag = tags.update(session, caller, tag_id, values, version=body.version)
        if is_archived is not None:
            tags.archive(session, caller, tag_id, archived=is_archived)
        return _out(tag, tags.uses(session, caller))


@router.post("/{tag_id}/merge")
def merge_tag(caller: Caller, tag_id: Key, body: MergeInto) -> Merged:
    """Have another tag of the same scope take over all that carries this one, and remove it."""
    with db.transaction(caller.user_id) as session:
        return Merged(moved=tags.merge_into(session, caller, tag_id, body.into))


@router.delete("/{tag_id}", status_code=204)
def delete_tag(caller: Caller, tag_id: Key) -> None:
    """Remove a tag that nothing carries; a used one answers 409."""
    with db.transaction(caller.user_id) as session:
        tags.delete(session, caller, tag_id)


def _out(tag: Tag, uses: dict[int, int]) -> TagOut:
    values = tag.model_dump()
    return TagOut(**values, is_archived=tag.archived_at is not None, uses=uses.get(tag.key, 0))
