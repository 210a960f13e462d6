"""Tags: free labels for organisations or for persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError, InvalidError, NotFoundError, say, say_n
from sambruk_crm.models import Tag, TagScope, utc_now
from sambruk_crm.services import bulk, catalogue
from sambruk_crm.services.audit import announce
from sambruk_crm.services.catalogue import Link, NameOf
from sambruk_crm.services.paging import among, group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Input, Line, check_version, merge, parse
from sambruk_crm.services.vocabularies import COLORS


def scopes() -> list[str]:
    """Return the names of the nouns that take tags."""
    return [noun.name for noun in catalogue.every() if noun.tags is not None]


Scope = Annotated[str, NameOf(scopes)]
"""The name of a noun that takes tags."""


class TagInput(Input):
    """What a tag is called, what it may be put on, and its colour."""

    name: Annotated[Line, Field(max_length=80)] = ""
    scope: Scope = TagScope.ORGANISATION.value
    color: Line = "gray"


def all_tags(session: Session, actor: Actor, scope: str | None = None, *, archived: bool = False) -> list[Tag]:
    """List tags by name; archived ones only when asked for."""
    require(actor, Permission.VIEW)
    query = select(Tag).order_by(sa.func.lower(Tag.name))
    if scope is not None:
        query = query.where(Tag.scope == scope)
    if not archived:
        query = query.where(col(Tag.archived_at).is_(None))
    return list(session.exec(query))


def uses(session: Session, actor: Actor) -> dict[int, int]:
    """Count how many records carry each tag."""
    require(actor, Permission.VIEW)
    tables = [_link(scope).table for scope in scopes()]
    counted = [sa.select(table.tag_id, sa.func.count()).group_by(table.tag_id) for table in tables]
    return {tag_id: count for query in counted for tag_id, count in session.execute(query)}


def get(session: Session, actor: Actor, tag_id: int) -> Tag:
    """Return a tag."""
    require(actor, Permission.VIEW)
    return session.get(Tag, tag_id) or _refuse_missing()


def create(session: Session, actor: Actor, values: dict[str, Any] | TagInput) -> Tag:
    """Make a tag; anybody who edits records may, where they choose it."""
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(TagInput, values)
    _check(session, wanted, None)
    tag = Tag(name=wanted.name, scope=wanted.scope, color=wanted.color)
    session.add(tag)
    session.flush()
    return tag


def update(
    session: Session,
    actor: Actor,
    tag_id: int,
    values: dict[str, Any],
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Tag:
    """Rename or recolour a tag. Its scope stays: it may be in use.

    Raises:
        StaleError: `version` is old, or somebody else changed a field that differs from `base`, what the editor saw.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    tag = get(session, actor, tag_id)
    check_version(tag, version, tag.model_dump(mode="json"))
    wanted = parse(TagInput, {"name": tag.name, "color": tag.color, **values, "scope": tag.scope})
    _check(session, wanted, tag_id)
    merge(tag, {name: getattr(wanted, name) for name in ("name", "color") if name in values}, base)
    session.flush()
    return tag


def archive(session: Session, actor: Actor, tag_id: int, *, archived: bool = True) -> Tag:
    """Take a tag out of the choices, or bring it back; records keep it."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    tag = get(session, actor, tag_id)
    tag.archived_at = utc_now() if archived else None
    session.flush()
    return tag


def delete(session: Session, actor: Actor, tag_id: int) -> None:
    """Remove a tag that nothing carries.

    Raises:
        InUseError: something does; archive it instead.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    tag = get(session, actor, tag_id)
    count = uses(session, actor).get(tag_id, 0)
    if count:
        raise InUseError(
            say_n(
                "A record carries this tag. Archive it instead.",
                "{count} records carry this tag. Archive it instead.",
                count=count,
            )
        )
    session.delete(tag)
    session.flush()


def merge_into(session: CrmSession, actor: Actor, tag_id: int, other_id: int) -> int:
    """Have all that carries a tag carry the other one instead, remove the tag, and return how many records carried it.

    Raises:
        InvalidError: it is the same tag, or one for the other kind of record.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    tag, other = get(session, actor, tag_id), get(session, actor, other_id)
    if tag is other or tag.scope != other.scope:
        raise InvalidError({"other": say("Choose another one to merge into.")})
    link, owner = _link(tag.scope).table, _link(tag.scope).column
    count = session.scalar(sa.select(sa.func.count()).where(col(link.tag_id) == tag_id)) or 0
    both = sa.select(owner).where(col(link.tag_id) == other_id)
    session.execute(sa.delete(link).where(col(link.tag_id) == tag_id, owner.in_(both)))
    session.execute(sa.update(link).where(col(link.tag_id) == tag_id).values(tag_id=other_id))
    announce(session, link, 0)
    session.delete(tag)
    session.flush()
    return count


def put_on(session: Session, scope: str, wanted: Mapping[int, Sequence[int]]) -> None:
    """Make exactly these the tags of organisations or persons, by their keys; the caller has checked the right.

    Raises:
        InvalidError: one of them does not exist or is for the other kind of record.
    """
    if not wanted:
        return
    link, owner = _link(scope).table, _link(scope).owner
    named = {tag_id for tag_ids in wanted.values() for tag_id in tag_ids}
    if named - set(session.exec(select(Tag.id).where(col(Tag.id).in_(named), Tag.scope == scope))):
        raise InvalidError({"tags": say("Choose tags from the list.")})
    carried = select(link).where(getattr(link, owner).in_(wanted))
    present = {(getattr(row, owner), row.tag_id): row for row in session.exec(carried)}
    pairs = {(row_id, tag_id): None for row_id, tag_ids in wanted.items() for tag_id in tag_ids}
    for pair in present.keys() - pairs.keys():
        session.delete(present[pair])
    new = [pair for pair in pairs if pair not in present]
    bulk.insert(session, link, [bulk.draft(link, tag_id=tag_id, **{owner: row_id}) for row_id, tag_id in new])


def add(session: Session, actor: Actor, scope: str, row_id: int, tag_id: int) -> None:
    """Put one more tag on an organisation or person; one it has already changes nothing."""
    require(actor, Permission.EDIT_RECORDS)
    put_on(session, scope, {row_id: [*ids_on(session, scope, row_id), tag_id]})
    session.flush()


def remove(session: Session, actor: Actor, scope: str, row_id: int, tag_id: int) -> None:
    """Take one tag off an organisation or person."""
    require(actor, Permission.EDIT_RECORDS)
    put_on(session, scope, {row_id: [key for key in ids_on(session, scope, row_id) if key != tag_id]})
    session.flush()


def change(session: Session, actor: Actor, scope: str, row_id: int, *, on: Sequence[int], off: Sequence[int]) -> None:
    """Put some tags on an organisation or person and take others off; all others stay."""
    require(actor, Permission.EDIT_RECORDS)
    put_on(session, scope, {row_id: [*(key for key in ids_on(session, scope, row_id) if key not in off), *on]})
    session.flush()


def ids_on(session: Session, scope: str, row_id: int) -> list[int]:
    """Return the keys of the tags on a record."""
    link = _link(scope)
    return list(session.scalars(sa.select(link.table.tag_id).where(link.column == row_id)))


@dataclass(frozen=True)
class Carried:
    """A tag as a record shows it."""

    id: int
    name: str
    color: str


def carried(tag: Tag) -> Carried:
    """Return a tag as a record that carries it shows it."""
    return Carried(tag.key, tag.name, tag.color)


def of_records(session: Session, scope: str, ids: Sequence[int]) -> dict[int, list[Carried]]:
    """Return the tags on each record of a noun, by name."""
    link = _link(scope)
    query = sa.select(link.column, Tag.id, Tag.name, Tag.color).join(Tag, col(Tag.id) == link.table.tag_id)
    found = session.execute(query.where(among(link.column, ids)).order_by(sa.func.lower(Tag.name)))
    return {key: [Carried(*tag) for tag in carried] for key, carried in group_by_id(found).items()}


def names_on(session: Session, scope: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the tags on each record of a noun."""
    return {key: [tag.name for tag in carried] for key, carried in of_records(session, scope, ids).items()}


def _link(scope: str) -> Link:
    link = catalogue.get(scope).tags
    if link is None:
        raise NotFoundError
    return link


def _check(session: Session, wanted: TagInput, tag_id: int | None) -> None:
    if not wanted.name:
        raise InvalidError({"name": say("Give the tag a name.")})
    if wanted.color not in COLORS:
        raise InvalidError({"color": say("Choose one from the list.")})
    same = select(Tag.id).where(Tag.scope == wanted.scope, db.lowered(session, col(Tag.name)) == wanted.name.lower())
    if session.exec(same.where(Tag.id != tag_id)).first() is not None:
        raise InvalidError({"name": say("There is already a tag with this name.")})


def _refuse_missing() -> Tag:
    raise NotFoundError
