"""Two fields become one, or two options: what the other one cannot take stays where it was, out of sight."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import OwnField, OwnFieldOption, OwnKind, OwnValue, utc_now
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.audit import announce
from sambruk_crm.services.own_fields.rules import get
from sambruk_crm.services.permissions import Actor, Permission, require

_FITTING = {
    OwnKind.TEXT: (OwnKind.TEXT, OwnKind.LONG_TEXT),
    OwnKind.LONG_TEXT: (OwnKind.LONG_TEXT,),
    OwnKind.NUMBER: (OwnKind.NUMBER,),
    OwnKind.MONEY: (OwnKind.MONEY, OwnKind.NUMBER),
    OwnKind.DATE: (OwnKind.DATE,),
    OwnKind.YES_NO: (OwnKind.YES_NO,),
    OwnKind.ONE_OF: (OwnKind.ONE_OF, OwnKind.SEVERAL_OF),
    OwnKind.SEVERAL_OF: (OwnKind.SEVERAL_OF,),
    OwnKind.LINK: (OwnKind.LINK, OwnKind.TEXT, OwnKind.LONG_TEXT),
    OwnKind.USER: (OwnKind.USER,),
}
"""Which kinds can take over what stands in fields of a kind."""


def takers(session: Session, field: OwnField) -> list[OwnField]:
    """Return the fields that can take over what stands in one."""
    query = select(OwnField).where(
        OwnField.noun == field.noun,
        OwnField.id != field.id,
        col(OwnField.kind).in_(_FITTING[field.kind]),
        col(OwnField.archived_at).is_(None),
    )
    return list(session.exec(query.order_by(col(OwnField.position))))


def merge_into(session: CrmSession, actor: Actor, field_id: int, other_id: int) -> tuple[int, int]:
    """Have another field take over what stands in one, which is archived; returns how many records moved and stayed.

    Where something stands in the other one already, that holds, and what stood here stays in the archived field.

    Raises:
        InvalidError: it is the same field, or one that cannot hold such values.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    field, other = get(session, actor, field_id), get(session, actor, other_id)
    if field is other or other.noun != field.noun or other.kind not in _FITTING[field.kind]:
        raise InvalidError({"into": say("Choose another one that holds the same kind of values.")})
    if field.kind in own_values.CHOSEN:
        _share_options(session, field, other)
    moved = _move(session, field, other)
    field.archived_at = utc_now()
    session.flush()
    stayed = session.scalar(
        sa.select(sa.func.count(sa.distinct(col(OwnValue.record_id)))).where(col(OwnValue.field_id) == field_id)
    )
    _tell(session, field.noun, moved)
    return len(moved), stayed or 0


def merge_option(session: CrmSession, actor: Actor, field_id: int, key: str, into: str) -> int:
    """Have another option take over all records that one was chosen in, remove it, and return how many there were.

    Raises:
        InvalidError: there are no two such options.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    field = get(session, actor, field_id)
    options = {row.slug: row for row in _options(session, field_id)}
    if key not in options or into not in options or key == into:
        raise InvalidError({"into": say("Choose another one to merge into.")})
    old, new = options[key], options[into]
    ids = list(session.scalars(sa.select(OwnValue.record_id).where(col(OwnValue.option_id) == old.key)))
    _replace(session, field, old.key, new.key)
    if field.default:
        chosen = [into if one == key else one for one in field.default.split("\n")]
        field.default = "\n".join(dict.fromkeys(chosen))
    session.flush()
    session.delete(old)
    field.updated_at = utc_now()
    session.flush()
    _tell(session, field.noun, ids)
    return len(ids)


def _options(session: Session, field_id: int) -> list[OwnFieldOption]:
    query = select(OwnFieldOption).where(OwnFieldOption.field_id == field_id)
    return list(session.exec(query.order_by(col(OwnFieldOption.position))))


def _replace(session: Session, field: OwnField, old: int, new: int) -> None:
    """Let a new option stand wherever the old one does."""
    if field.kind is OwnKind.SEVERAL_OF:
        has_new = sa.select(col(OwnValue.record_id)).where(
            col(OwnValue.field_id) == field.key, col(OwnValue.option_id) == new
        )
        both = col(OwnValue.option_id) == old, col(OwnValue.record_id).in_(has_new)
        _execute(session, sa.delete(OwnValue).where(*both))
        _execute(session, sa.update(OwnValue).where(col(OwnValue.option_id) == old).values(option_id=new, place=new))
    else:
        _execute(session, sa.update(OwnValue).where(col(OwnValue.option_id) == old).values(option_id=new))


def _share_options(session: Session, field: OwnField, other: OwnField) -> None:
    """Give the other field the options that it lacks, and let those that it has under the same name stand for ours."""
    theirs = _options(session, other.key)
    by_name = {name.casefold(): row for row in theirs for name in row.names.values()}
    taken = {row.slug for row in theirs}
    for option in _options(session, field.key):
        same = next((by_name[name.casefold()] for name in option.names.values() if name.casefold() in by_name), None)
        if same is None:
            slug = next(key for key in _keys(option.slug) if key not in taken)
            taken.add(slug)
            same = OwnFieldOption(
                field_id=other.key,
                slug=slug,
                names=option.names,
                position=len(theirs) + option.position,
                archived_at=option.archived_at,
            )
            session.add(same)
            session.flush()
        _replace(session, field, option.key, same.key)


def _keys(slug: str) -> list[str]:
    return [slug, *(f"{slug[:36]}_{number}" for number in range(2, 1000))]


def _move(session: Session, field: OwnField, other: OwnField) -> list[int]:
    """Move values; several options of one record each by itself, one option to where none stands."""
    held = sa.select(col(OwnValue.record_id)).where(col(OwnValue.field_id) == other.key)
    mine = col(OwnValue.field_id) == field.key
    if other.kind is OwnKind.SEVERAL_OF:
        _execute(session, sa.update(OwnValue).where(mine).values(place=OwnValue.option_id))
        chosen = sa.select(col(OwnValue.record_id), col(OwnValue.option_id)).where(col(OwnValue.field_id) == other.key)
        twice = sa.tuple_(col(OwnValue.record_id), col(OwnValue.option_id)).in_(chosen)
        _execute(session, sa.delete(OwnValue).where(mine, twice))
        fits: Any = sa.true()
    else:
        fits = col(OwnValue.record_id).not_in(held)
    moved = list(session.scalars(sa.select(OwnValue.record_id).where(mine, fits).distinct()))
    _execute(session, sa.update(OwnValue).where(mine, fits).values(field_id=other.key))
    return moved


def _execute(session: Session, statement: Any) -> None:
    session.execute(statement.execution_options(synchronize_session=False))


def _tell(session: CrmSession, noun: str, ids: list[int]) -> None:
    """Count up the versions of the records whose values moved, and tell the tabs that show them."""
    table = catalogue.get(noun).table
    columns = sa.inspect(table).c
    for start in range(0, len(ids), 5000):
        part = ids[start : start + 5000]
        _execute(session, sa.update(table).where(columns.id.in_(part)).values(version=columns.version + 1))
    announce(session, table, *ids)
