"""Which users are responsible for an organisation or a person, the first one first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import User
from sambruk_crm.services import bulk, catalogue, settings
from sambruk_crm.services.catalogue import Link
from sambruk_crm.services.paging import among, group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Responsible:
    """A user who is responsible for a record: what is shown of them, and nothing else of their account."""

    key: int
    name: str
    email: str


def candidates(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List by name the users who can be chosen as responsible, as the settings say."""
    require(actor, Permission.VIEW)
    query = sa.select(User.id, User.name).where(col(User.is_active), col(User.role).in_(_roles(session)))
    return [(key, name) for key, name in session.execute(query.order_by(sa.func.lower(User.name)))]


def colleagues(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Return all users who sign in, by name."""
    require(actor, Permission.VIEW)
    query = sa.select(User.id, User.name).where(col(User.is_active))
    return [(key, name) for key, name in session.execute(query.order_by(sa.func.lower(User.name)))]


def refuse_others(session: Session, user_ids: set[int], field: str) -> None:
    """Refuse whoever cannot be chosen as responsible.

    Raises:
        InvalidError: for `field`.
    """
    query = select(User.id).where(col(User.id).in_(user_ids), col(User.is_active), col(User.role).in_(_roles(session)))
    if user_ids - set(session.exec(query)):
        raise InvalidError({field: say("Choose users from the list.")})


def of_records(session: Session, scope: str, ids: Sequence[int]) -> dict[int, list[Responsible]]:
    """Return the responsible users of each record of a noun, the first one first."""
    link = _link(scope)
    query = sa.select(link.column, User.id, User.name, User.email).join(User, col(User.id) == link.table.user_id)
    query = query.where(among(link.column, ids)).order_by(link.table.position, link.table.id)
    found = group_by_id(session.execute(query))
    return {key: [Responsible(*user) for user in people] for key, people in found.items()}


def put_on(session: Session, scope: str, wanted: Mapping[int, Sequence[int]]) -> None:
    """Make exactly these users responsible for organisations or persons, in this order; the caller has the right.

    Raises:
        InvalidError: one of them cannot be chosen, and was not responsible before.
    """
    if not wanted:
        return
    table, owner = _link(scope).table, _link(scope).owner
    chosen = {row_id: list(dict.fromkeys(user_ids)) for row_id, user_ids in wanted.items()}
    present = {(getattr(row, owner), row.user_id): row for row in session.exec(select(table).where(_in(scope, wanted)))}
    pairs = {(row_id, user_id): at for row_id, user_ids in chosen.items() for at, user_id in enumerate(user_ids)}
    refuse_others(session, {user_id for _, user_id in pairs.keys() - present.keys()}, "responsible")
    for pair in present.keys() - pairs.keys():
        session.delete(present[pair])
    for pair, position in pairs.items():
        if pair in present:
            present[pair].position = position
    new = [(*pair, position) for pair, position in pairs.items() if pair not in present]
    drafts = [bulk.draft(table, user_id=user_id, position=at, **{owner: row_id}) for row_id, user_id, at in new]
    bulk.insert(session, table, drafts)


def add(session: Session, actor: Actor, scope: str, row_id: int, user_id: int) -> None:
    """Make one more user responsible for an organisation or person, after those who are."""
    require(actor, Permission.EDIT_RECORDS)
    _put_in(session, scope, row_id, [*ids_of(session, scope, row_id), user_id])


def remove(session: Session, actor: Actor, scope: str, row_id: int, user_id: int) -> None:
    """Relieve a user of an organisation or person."""
    require(actor, Permission.EDIT_RECORDS)
    _put_in(session, scope, row_id, [key for key in ids_of(session, scope, row_id) if key != user_id])


def change(session: Session, actor: Actor, scope: str, row_id: int, *, on: Sequence[int], off: Sequence[int]) -> None:
    """Make some users responsible, after those who are, and relieve others."""
    require(actor, Permission.EDIT_RECORDS)
    _put_in(session, scope, row_id, [*(key for key in ids_of(session, scope, row_id) if key not in off), *on])


def replace(session: Session, actor: Actor, scope: str, row_id: int, user_ids: list[int]) -> None:
    """Make exactly these users responsible, in this order."""
    require(actor, Permission.EDIT_RECORDS)
    _put_in(session, scope, row_id, user_ids)


def _roles(session: Session) -> tuple[str, ...]:
    least = settings.read(session).responsible_role
    return settings.RESPONSIBLE_ROLES[settings.RESPONSIBLE_ROLES.index(least) :]


def ids_of(session: Session, scope: str, row_id: int) -> list[int]:
    """Return the keys of the users who are responsible for a record, the first one first."""
    link = _link(scope)
    query = sa.select(link.table.user_id).where(link.column == row_id)
    return list(session.scalars(query.order_by(link.table.position, link.table.id)))


def _link(scope: str) -> Link:
    link = catalogue.get(scope).responsible
    if link is None:
        raise NotFoundError
    return link


def _put_in(session: Session, scope: str, row_id: int, user_ids: list[int]) -> None:
    put_on(session, scope, {row_id: user_ids})
    session.flush()


def _in(scope: str, ids: Iterable[int]) -> ColumnElement[bool]:
    return _link(scope).column.in_(ids)
