"""Bulk work on organisations alone: membership from and until a day, county, and what they are part of."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Membership, MembershipCategory, Organisation, OrganisationKind
from sambruk_crm.services import actions, clock, memberships, vocabularies
from sambruk_crm.services.catalogue import Action, BulkFact, Noun
from sambruk_crm.services.organisations.lists import counties
from sambruk_crm.services.permissions import Actor

MOST_PARENTS = 200
Periods = list[list[str | None]]
"""Days of joining and leaving, as JSON holds them."""
Kind = list[Any] | None
"""The day of joining of the membership of today, and its kind."""


def _read_periods(session: Session, _actor: Actor, _noun: Noun[Any], row_id: int, _key: str) -> Periods:
    query = select(Membership.joined_on, Membership.left_on).where(Membership.organisation_id == row_id)
    found = session.exec(query.order_by(col(Membership.joined_on)))
    return [[joined.isoformat(), left.isoformat() if left else None] for joined, left in found]


def _write_periods(session: Session, actor: Actor, _noun: Noun[Any], row_id: int, _key: str, value: Periods) -> None:
    wanted = {date.fromisoformat(f"{joined}"): date.fromisoformat(left) if left else None for joined, left in value}
    memberships.put_on(session, actor, {row_id: wanted})


def _begun(session: Session, actor: Actor, noun: Noun[Any], row_id: int, value: Any) -> tuple[str, Any]:
    periods = _read_periods(session, actor, noun, row_id, "")
    if any(left is None for _, left in periods):
        return "membership", periods
    return "membership", [*periods, [value, None]]


def _ended(session: Session, actor: Actor, noun: Noun[Any], row_id: int, value: Any) -> tuple[str, Any]:
    periods = _read_periods(session, actor, noun, row_id, "")
    if all(left is not None for _, left in periods):
        raise InvalidError({"left_on": say("This organisation is not a member.")})
    return "membership", [[joined, left or value] for joined, left in periods]


def _day(session: Session, _actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
    try:
        day = date.fromisoformat(f"{value or clock.today(session)}")
    except ValueError:
        raise InvalidError({"value": say("Write a date, such as 2026-11-23.")}) from None
    return day.isoformat(), day.isoformat()


def _parents(session: Session, _actor: Actor) -> list[tuple[int, str]]:
    """List regions, unions and whatever something belongs to already, by name."""
    above = sa.select(Organisation.parent_id).where(col(Organisation.parent_id).is_not(None))
    query = sa.select(Organisation.id, Organisation.name).where(
        col(Organisation.deleted_at).is_(None),
        sa.or_(
            col(Organisation.kind).in_((OrganisationKind.REGION, OrganisationKind.MUNICIPAL_ASSOCIATION)),
            col(Organisation.id).in_(above),
        ),
    )
    return [(key, name) for key, name in session.execute(query.order_by(col(Organisation.sort_sv)).limit(MOST_PARENTS))]


def _read_kind(session: Session, _actor: Actor, _noun: Noun[Any], row_id: int, _key: str) -> Kind:
    query = select(Membership.joined_on, Membership.category_id).where(
        Membership.organisation_id == row_id, memberships.lasts_on(clock.today(session))
    )
    found = session.exec(query).first()
    return [found[0].isoformat(), found[1]] if found else None


def _write_kind(session: Session, actor: Actor, _noun: Noun[Any], row_id: int, _key: str, value: Kind) -> None:
    if value is not None:
        memberships.put_kinds(session, actor, {row_id: {date.fromisoformat(f"{value[0]}"): value[1]}})


def _of_kind(session: Session, actor: Actor, noun: Noun[Any], row_id: int, value: Any) -> tuple[str, Any]:
    now = _read_kind(session, actor, noun, row_id, "")
    if now is None:
        raise InvalidError({"value": say("This organisation is not a member.")})
    return "membership_category", [now[0], value]


def _check_kind(session: Session, actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
    key = actions.key_of(value)
    return key, actions.named(dict(_kinds(session, actor)).get(key, ""))


def _kinds(session: Session, actor: Actor) -> list[tuple[int, str]]:
    entries = vocabularies.entries(session, actor, MembershipCategory)
    return [(entry.key, vocabularies.shown(entry, actor.locale)) for entry in entries]


_MEMBERSHIP = BulkFact("membership", _read_periods, _write_periods)

ACTIONS = (
    Action(
        "begin_membership",
        say("Begin membership"),
        say("Member from {label}"),
        _MEMBERSHIP,
        _day,
        _begun,
        is_day=True,
    ),
    Action(
        "end_membership",
        say("End membership"),
        say("No member from {label}"),
        _MEMBERSHIP,
        _day,
        _ended,
        is_day=True,
    ),
    Action(
        "membership_category",
        say("Change kind of membership"),
        say("Kind of membership: {label}"),
        BulkFact("membership_category", _read_kind, _write_kind),
        _check_kind,
        _of_kind,
        lambda session, actor, _noun: [(str(key), name) for key, name in _kinds(session, actor)],
    ),
    actions.text("county", "county_code", say("Change county"), say("County: {label}"), counties),
    actions.record("parent", "parent_id", say("Change what they are part of"), say("Part of {label}"), _parents),
)
