"""The lists an association edits itself: types of to-dos and history, lost reasons, kinds of membership.

Phases are in `deals.phases`.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError, InvalidError, NotFoundError, say, say_n
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Deal,
    HistoryEntry,
    HistoryKind,
    HistoryType,
    LostReason,
    Membership,
    MembershipCategory,
    Offered,
    Phase,
    Todo,
    TodoType,
    utc_now,
)
from sambruk_crm.services.audit import announce
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Blank, Input, Line, check_version, merge, parse

Vocabulary = TodoType | HistoryType | LostReason | MembershipCategory
USED_BY: dict[type[Vocabulary], Any] = {
    TodoType: Todo.type_id,
    HistoryType: HistoryEntry.type_id,
    LostReason: Deal.lost_reason_id,
    MembershipCategory: Membership.category_id,
}

COLORS = ("gray", "red", "orange", "yellow", "green", "teal", "blue", "violet", "pink")


class VocabularyInput(Input):
    """An entry of a list: its name, its colour, a history type's sort of event, a to-do type's usual day."""

    name: Annotated[Line, Field(max_length=120)] = ""
    color: Line = ""
    kind: HistoryKind = HistoryKind.NOTE
    usual_day: Annotated[Offered | None, Blank] = None


def shown(row: Vocabulary | Phase | None, locale: str) -> str:
    """Return the name an entry goes by: its own, or its default one in the reader's language."""
    if row is None:
        return ""
    return getattr(row, f"name_{locale}", "") or row.name or translate(row.default_name, locale)


def entries(session: Session, actor: Actor, kind: type[Any], *, archived: bool = False) -> list[Any]:
    """List a vocabulary in its order; archived entries only when asked for."""
    require(actor, Permission.VIEW)
    query = select(kind).order_by(kind.position, kind.id)
    return list(session.exec(query if archived else query.where(col(kind.archived_at).is_(None))))


def uses(session: Session, actor: Actor, kind: type[Vocabulary]) -> dict[int, int]:
    """Count the uses of each entry."""
    require(actor, Permission.VIEW)
    column = USED_BY[kind]
    query = sa.select(column, sa.func.count()).where(column.is_not(None)).group_by(column)
    return {entry_id: count for entry_id, count in session.execute(query)}


def get(session: Session, actor: Actor, kind: type[Any], entry_id: int) -> Any:
    """Return an entry of a vocabulary."""
    require(actor, Permission.VIEW)
    found = session.get(kind, entry_id)
    if found is None:
        raise NotFoundError
    return found


def create(session: Session, actor: Actor, kind: type[Any], values: dict[str, Any]) -> Any:
    """Add an entry last; anybody who edits records may, where they choose it."""
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(VocabularyInput, values)
    _check(session, actor, kind, wanted.name, None)
    _check_color(wanted)
    last = session.scalar(sa.select(sa.func.max(kind.position)))
    entry = kind(position=0 if last is None else last + 1, **_fitting(kind, wanted.sent()))
    session.add(entry)
    session.flush()
    return entry


def update(
    session: Session,
    actor: Actor,
    kind: type[Any],
    entry_id: int,
    values: dict[str, Any],
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Any:
    """Rename or recolour an entry. A default one that is named back to nothing gets its default name again.

    Raises:
        StaleError: `version` is old, or somebody else changed a field that differs from `base`, what the editor saw.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    entry = get(session, actor, kind, entry_id)
    check_version(entry, version, entry.model_dump(mode="json"))
    wanted = parse(VocabularyInput, values)
    if "name" in wanted.model_fields_set and not (entry.default_name and not wanted.name):
        _check(session, actor, kind, wanted.name, entry_id)
    _check_color(wanted)
    merge(entry, _fitting(kind, wanted.sent()), base)
    session.flush()
    return entry


def archive(session: Session, actor: Actor, kind: type[Any], entry_id: int, *, archived: bool = True) -> Any:
    """Take an entry out of the choices, or bring it back; what uses it keeps it."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    entry = get(session, actor, kind, entry_id)
    entry.archived_at = utc_now() if archived else None
    session.flush()
    return entry


def delete(session: Session, actor: Actor, kind: type[Any], entry_id: int) -> None:
    """Remove an entry that nothing uses.

    Raises:
        InUseError: something does; archive it instead.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    entry = get(session, actor, kind, entry_id)
    count = uses(session, actor, kind).get(entry_id, 0)
    if count:
        raise InUseError(
            say_n(
                "This is used once. Archive it instead.", "This is used {count} times. Archive it instead.", count=count
            )
        )
    session.delete(entry)
    session.flush()


def merge_into(session: CrmSession, actor: Actor, kind: type[Vocabulary], entry_id: int, other_id: int) -> int:
    """Have all that uses an entry use the other one instead, remove the entry, and return how many uses moved.

    Raises:
        InvalidError: it is the same entry.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    entry, other = get(session, actor, kind, entry_id), get(session, actor, kind, other_id)
    if entry is other:
        raise InvalidError({"other": say("Choose another one to merge into.")})
    column = USED_BY[kind]
    user = column.class_
    users = list(session.exec(select(user.id).where(column == entry_id)))
    session.execute(
        sa.update(user).where(column == entry_id).values({column.key: other_id, "version": user.version + 1})
    )
    announce(session, user, *users)
    session.delete(entry)
    session.flush()
    return len(users)


def shift(session: Session, actor: Actor, kind: type[Any], entry_id: int, *, by: int) -> None:
    """Move an entry so many places down, or up when negative, among those that can be chosen."""
    order = [entry.key for entry in entries(session, actor, kind)]
    arrange(session, actor, kind, shifted(order, entry_id, by))


def shifted(order: list[int], key: int, by: int) -> list[int]:
    """Return the order with one key so many places further down, no further than the ends."""
    if key not in order:
        raise NotFoundError
    rest = [other for other in order if other != key]
    place = max(0, order.index(key) + by)
    return [*rest[:place], key, *rest[place:]]


def arrange(session: Session, actor: Actor, kind: type[Any], entry_ids: list[int]) -> None:
    """Put the entries in this order; those not named stay after them."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    places = {entry_id: place for place, entry_id in enumerate(entry_ids)}
    for entry in entries(session, actor, kind, archived=True):
        entry.position = places.get(entry.key, len(places) + entry.position)
    session.flush()


def _fitting(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in kind.model_fields}


def _check_color(wanted: VocabularyInput) -> None:
    if wanted.color and wanted.color not in COLORS:
        raise InvalidError({"color": say("Choose one from the list.")})


def _check(session: Session, actor: Actor, kind: type[Any], name: str, entry_id: int | None) -> None:
    if not name:
        raise InvalidError({"name": say("Give it a name.")})
    for other in entries(session, actor, kind, archived=True):
        if other.id != entry_id and name.casefold() in (other.name.casefold(), shown(other, actor.locale).casefold()):
            raise InvalidError({"name": say("There is already one with this name.")})
