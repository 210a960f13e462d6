"""Membership as dated periods: joining, leaving, and who is a member on a given day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Membership,
    MembershipCategory,
    MembershipStatus,
    Organisation,
    Person,
)
from sambruk_crm.services import bulk
from sambruk_crm.services.catalogue import rows_of
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Day, Input, Key, Line, check_version, merge, parse


class MembershipInput(Input):
    """A period as it is written; it ends the day before `left_on`. `reason` is why they joined."""

    joined_on: Day = None
    left_on: Day = None
    category_id: Key = None
    contact_id: Key = None
    decision: Annotated[Line, Field(max_length=200)] = ""
    reason: Annotated[Line, Field(max_length=500)] = ""
    left_reason: Annotated[Line, Field(max_length=500)] = ""


def status_of(periods: Iterable[Membership], on: date) -> MembershipStatus:
    """Return where an organisation with these periods stands on a day."""
    told = list(periods)
    if any(_is_current(period, on) for period in told):
        return MembershipStatus.MEMBER
    if any(period.joined_on > on for period in told):
        return MembershipStatus.FUTURE
    return MembershipStatus.FORMER if told else MembershipStatus.NEVER


def status_clause(status: MembershipStatus, on: date) -> ColumnElement[bool]:
    """Return the same as an SQL condition on `Organisation`."""
    current = _has_period(lasts_on(on))
    future = _has_period(col(Membership.joined_on) > on)
    match status:
        case MembershipStatus.MEMBER:
            return current
        case MembershipStatus.FUTURE:
            return sa.and_(~current, future)
        case MembershipStatus.FORMER:
            return sa.and_(~current, ~future, _has_period())
        case MembershipStatus.NEVER:
            return ~_has_period()


def lasts_on(on: date) -> ColumnElement[bool]:
    """Return the condition that a period of membership lasts on a day."""
    return sa.and_(col(Membership.joined_on) <= on, _not_left(on))


def statuses(session: Session, organisation_ids: list[int], on: date) -> dict[int, MembershipStatus]:
    """Return the status of many organisations on a day in one query."""
    periods: defaultdict[int, list[Membership]] = defaultdict(list)
    for period in session.exec(select(Membership).where(among(col(Membership.organisation_id), organisation_ids))):
        periods[period.organisation_id].append(period)
    return {organisation_id: status_of(periods[organisation_id], on) for organisation_id in organisation_ids}


def get(session: Session, actor: Actor, membership_id: int) -> Membership:
    """Return a period of an organisation that is not in the trash."""
    require(actor, Permission.VIEW)
    period = session.get(Membership, membership_id)
    place = session.get(Organisation, period.organisation_id) if period is not None else None
    if period is None or place is None or place.deleted_at is not None:
        raise NotFoundError(say("This membership does not exist."))
    return period


def periods_of(session: Session, actor: Actor, organisation_id: int) -> list[Membership]:
    """List an organisation's periods, newest first."""
    require(actor, Permission.VIEW)
    query = select(Membership).where(Membership.organisation_id == organisation_id)
    return list(session.exec(query.order_by(col(Membership.joined_on).desc())))


def contact_names(session: Session, actor: Actor, periods: Iterable[Membership]) -> dict[int, str]:
    """Return what the contacts of periods are called, by key."""
    require(actor, Permission.VIEW)
    return {person.key: person.name for person in rows_of(session, Person, (period.contact_id for period in periods))}


def join(
    session: Session,
    actor: Actor,
    organisation_id: int,
    joined_on: date,
    **facts: Any,
) -> Membership:
    """Begin a period of membership; a day ahead makes a future member, and one that has ended already tells the past.

    Args:
        facts: what else `MembershipInput` knows.

    Raises:
        InvalidError: the organisation is a member then, or will be; or the days are out of order.
    """
    require(actor, Permission.EDIT_RECORDS)
    _lock(session, organisation_id)
    period = Membership(organisation_id=organisation_id, joined_on=joined_on)
    _write(session, period, parse(MembershipInput, facts).sent(), None)
    return period


def join_many(session: Session, actor: Actor, joined: Mapping[int, date]) -> None:
    """Begin a period of membership of many organisations, by their keys.

    Raises:
        NotFoundError: one of them is not there, or in the trash.
        InvalidError: one of them is a member then, or will be. Then none is made.
    """
    require(actor, Permission.EDIT_RECORDS)
    held = bulk.hold(session, Organisation, list(joined))
    if any(key not in held or held[key].deleted_at is not None for key in joined):
        raise NotFoundError(say("This organisation does not exist."))
    rows = session.exec(select(Membership).where(among(col(Membership.organisation_id), list(joined))))
    for period in rows:
        key, day = period.organisation_id, joined[period.organisation_id]
        if period.left_on is None or period.left_on > day:
            message = say(
                "{name} has a membership from {date} already.", name=held[key].name, date=period.joined_on.isoformat()
            )
            raise InvalidError({"joined_on": message})
    drafts = [bulk.draft(Membership, organisation_id=key, joined_on=day) for key, day in joined.items()]
    bulk.insert(session, Membership, drafts)


def leave(session: Session, actor: Actor, organisation_id: int, left_on: date, *, reason: str = "") -> Membership:
    """End the period that is open. `left_on` is the first day without membership.

    Raises:
        InvalidError: no period is open, or it begins later than that.
    """
    require(actor, Permission.EDIT_RECORDS)
    _lock(session, organisation_id)
    query = select(Membership).where(Membership.organisation_id == organisation_id, col(Membership.left_on).is_(None))
    period = session.exec(query).first()
    if period is None:
        raise InvalidError({"left_on": say("This organisation is not a member.")})
    _write(session, period, {"left_on": left_on, **({"left_reason": reason} if reason else {})}, None)
    return period


def reopen(session: Session, actor: Actor, membership_id: int) -> Membership:
    """Take a leaving back: the period goes on.

    Raises:
        InvalidError: the organisation has joined again since.
    """
    require(actor, Permission.EDIT_RECORDS)
    period = _locked(session, membership_id)
    _write(session, period, {"left_on": None, "left_reason": ""}, None)
    return period


def update(
    session: Session,
    actor: Actor,
    membership_id: int,
    values: dict[str, Any] | MembershipInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Membership:
    """Correct a period.

    Raises:
        InvalidError: its days are out of order, or it would overlap another one.
        StaleError: somebody else changed it since `version`, or the same field since `base`.
    """
    require(actor, Permission.EDIT_RECORDS)
    period = _locked(session, membership_id)
    check_version(period, version, period.model_dump(mode="json"))
    _write(session, period, parse(MembershipInput, values).sent(), base)
    return period


def delete(session: Session, actor: Actor, membership_id: int) -> None:
    """Remove a period that was written by mistake; the audit log keeps it."""
    require(actor, Permission.EDIT_RECORDS)
    session.delete(_locked(session, membership_id))
    session.flush()


def put_on(session: Session, actor: Actor, wanted: Mapping[int, Mapping[date, date | None]]) -> None:
    """Make exactly these the periods of organisations that are there, by the day of joining.

    Raises:
        InvalidError: days are out of order, or periods overlap.
    """
    require(actor, Permission.EDIT_RECORDS)
    if not wanted:
        return
    bulk.hold(session, Organisation, wanted.keys())
    rows = session.exec(select(Membership).where(col(Membership.organisation_id).in_(wanted)))
    present = {(row.organisation_id, row.joined_on): row for row in rows}
    pairs = {(key, joined): left for key, periods in wanted.items() for joined, left in periods.items()}
    for periods in wanted.values():
        _refuse_disorder(periods)
    for pair in present.keys() - pairs.keys():
        session.delete(present[pair])
    for pair in present.keys() & pairs.keys():
        if present[pair].left_on != pairs[pair]:
            present[pair].left_on = pairs[pair]
    session.flush()
    new = [(*pair, left) for pair, left in pairs.items() if pair not in present]
    drafts = [bulk.draft(Membership, organisation_id=key, joined_on=begun, left_on=left) for key, begun, left in new]
    bulk.insert(session, Membership, drafts)


def put_kinds(session: Session, actor: Actor, wanted: Mapping[int, Mapping[date, int | None]]) -> None:
    """Set the kinds of periods that are there, by organisation and day of joining; others stay as they are."""
    require(actor, Permission.EDIT_RECORDS)
    for period in session.exec(select(Membership).where(col(Membership.organisation_id).in_(wanted))):
        kinds = wanted[period.organisation_id]
        if period.joined_on in kinds and period.category_id != kinds[period.joined_on]:
            period.category_id = kinds[period.joined_on]
    session.flush()


def _is_current(period: Membership, on: date) -> bool:
    return period.joined_on <= on and (period.left_on is None or period.left_on > on)


def _not_left(on: date) -> ColumnElement[bool]:
    return sa.or_(col(Membership.left_on).is_(None), col(Membership.left_on) > on)


def _has_period(*that: ColumnElement[bool]) -> ColumnElement[bool]:
    return sa.exists().where(col(Membership.organisation_id) == Organisation.id, *that)


def _lock(session: Session, organisation_id: int) -> None:
    found = session.get(Organisation, organisation_id, with_for_update=True)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This organisation does not exist."))


def _locked(session: Session, membership_id: int) -> Membership:
    period = session.get(Membership, membership_id)
    if period is None:
        raise NotFoundError(say("This membership does not exist."))
    _lock(session, period.organisation_id)
    session.refresh(period)
    return period


def _write(session: Session, period: Membership, values: dict[str, Any], base: dict[str, Any] | None) -> None:
    merged = {"joined_on": period.joined_on, "left_on": period.left_on} | values
    if merged["joined_on"] is None:
        raise InvalidError({"joined_on": say("Write a date, such as 2026-11-23.")})
    if merged["left_on"] is not None and merged["left_on"] <= merged["joined_on"]:
        raise InvalidError({"left_on": say("The day of leaving must come after the day of joining.")})
    for name, table in (("category_id", MembershipCategory), ("contact_id", Person)):
        if values.get(name) is not None and session.get(table, values[name]) is None:
            raise InvalidError({name: say("Choose one from the list.")})
    with session.no_autoflush:
        merge(period, values, base)
        _refuse_overlap(session, period)
    session.add(period)
    session.flush()


def _refuse_disorder(periods: Mapping[date, date | None]) -> None:
    """Refuse periods of one organisation that end before they begin, or overlap."""
    ordered = sorted(periods.items())
    for joined, left in ordered:
        if left is not None and left <= joined:
            raise InvalidError({"left_on": say("The day of leaving must come after the day of joining.")})
    for (joined, left), (later, _) in pairwise(ordered):
        if left is None or left > later:
            message = say("There is already a membership from {date} in that period.", date=joined.isoformat())
            raise InvalidError({"joined_on": message})


def _refuse_overlap(session: Session, period: Membership) -> None:
    others = select(Membership.joined_on, Membership.left_on).where(
        col(Membership.organisation_id) == period.organisation_id,
        col(Membership.id) != (period.id or 0),
        sa.or_(col(Membership.left_on).is_(None), col(Membership.left_on) > period.joined_on),
    )
    if period.left_on is not None:
        others = others.where(col(Membership.joined_on) < period.left_on)
    other = session.exec(others.limit(1)).first()
    if other is not None:
        message = say("There is already a membership from {date} in that period.", date=other[0].isoformat())
        raise InvalidError({"joined_on": message})
