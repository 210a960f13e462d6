"""Absences: in the period, and only then, a stand-in sees a colleague's to-dos."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, say
from sambruk_crm.models import Absence, User, utc_now
from sambruk_crm.services import clock
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Day, Input, Key, check_version, merge, parse

LONGEST = timedelta(days=366 * 3)


class AbsenceInput(Input):
    """Who is away, the first and the last day, and who stands in; oneself unless somebody else is named."""

    user_id: Key = None
    stand_in_id: Key = None
    from_on: Day = None
    to_on: Day = None


@dataclass(frozen=True)
class AbsenceRow:
    """An absence as lists show it. Days are ISO strings; `state` is `now`, `ahead` or `over`."""

    id: int
    version: int
    user_id: int
    user: str
    stand_in_id: int
    stand_in: str
    from_on: str
    to_on: str
    state: str
    covered_by: str
    """Who is there when the stand-in is away too, as things are today."""
    may_edit: bool


def stood_in_for(session: Session, user_id: int, on: date) -> list[int]:
    """List the users for whom this one stands in on a day, also by way of a stand-in who is away too."""
    absent: dict[int, list[int]] = {}
    for absence in _within(session, on, on):
        absent.setdefault(absence.stand_in_id, []).append(absence.user_id)
    found: list[int] = []
    waiting = [user_id]
    while waiting:
        new = [key for key in absent.get(waiting.pop(), []) if key != user_id and key not in found]
        found += new
        waiting += new
    return found


def search(session: Session, actor: Actor, *, mine: bool = False, over: bool = False) -> list[AbsenceRow]:
    """List the absences that concern me, all of them for those who manage them; those that are over when asked for.

    Args:
        mine: my own alone, and those in which I stand in.
    """
    require(actor, Permission.SIGNED_IN)
    today = clock.today(session)
    query = sa.select(Absence).order_by(Absence.from_on, Absence.id)
    query = query.where(is_over(today) if over else sa.not_(is_over(today)))
    if mine or not actor.may(Permission.MANAGE_ABSENCES):
        query = query.where(sa.or_(col(Absence.user_id) == actor.user_id, col(Absence.stand_in_id) == actor.user_id))
    return _rows(session, actor, list(session.scalars(query)), today)


def get(session: Session, actor: Actor, absence_id: int, *, for_update: bool = False) -> Absence:
    """Return an absence of mine or in which I stand in, or anybody's to those who manage them."""
    require(actor, Permission.SIGNED_IN)
    found = session.get(Absence, absence_id, with_for_update=HELD if for_update else None)
    if found is None or not (
        actor.may(Permission.MANAGE_ABSENCES) or actor.user_id in (found.user_id, found.stand_in_id)
    ):
        raise NotFoundError
    return found


def row(session: Session, actor: Actor, absence: Absence) -> AbsenceRow:
    """Show one absence as lists do."""
    return _rows(session, actor, [absence], clock.today(session))[0]


def create(session: Session, actor: Actor, values: dict[str, Any] | AbsenceInput) -> Absence:
    """Write an absence down: one's own, or with the right to, a colleague's.

    Raises:
        InvalidError: the days do not fit, or nobody would be there.
    """
    wanted = parse(AbsenceInput, values)
    user_id = wanted.user_id or actor.user_id
    _require_for(actor, user_id)
    absence = Absence(user_id=user_id, stand_in_id=0, from_on=date.min, to_on=date.min)
    _write(session, absence, wanted.sent() | {"user_id": user_id}, None)
    session.add(absence)
    session.flush()
    return absence


def update(
    session: Session,
    actor: Actor,
    absence_id: int,
    values: dict[str, Any] | AbsenceInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Absence:
    """Change days or stand-in of an absence that is not over; `version` and `base` as for organisations."""
    absence = _editable(session, actor, absence_id)
    check_version(absence, version, absence.model_dump(mode="json"))
    entered = parse(AbsenceInput, values).sent()
    if entered.pop("user_id", absence.user_id) not in (None, absence.user_id):
        raise InvalidError({"user_id": say("Whose absence it is stays as it is.")})
    _write(session, absence, entered, base)
    session.flush()
    return absence


def end(session: Session, actor: Actor, absence_id: int) -> None:
    """Let somebody be back from this moment on; an absence that has not begun is taken away."""
    cut_short(session, _editable(session, actor, absence_id))
    session.flush()


def cut_short(session: Session, absence: Absence) -> None:
    """End an absence now, as part of another rule; the caller has checked the right."""
    today = clock.today(session)
    if absence.from_on > today:
        session.delete(absence)
    else:
        absence.to_on, absence.ended_at = today, utc_now()


def is_over(today: date) -> ColumnElement[bool]:
    """Return the SQL condition that an absence has ended, by its last day or before."""
    return sa.or_(col(Absence.to_on) < today, col(Absence.ended_at).is_not(None))


def holds(first: date, last: date) -> ColumnElement[bool]:
    """Return the SQL condition that an absence that nobody ended has a day in a period."""
    return sa.and_(col(Absence.from_on) <= last, col(Absence.to_on) >= first, col(Absence.ended_at).is_(None))


def check_stand_in(session: Session, absence: Absence) -> None:
    """Refuse a stand-in who is not there to stand in.

    Raises:
        InvalidError: it is the absent one, somebody deactivated, or the stand-ins lead round in a circle.
    """
    stand_in = session.get(User, absence.stand_in_id)
    if stand_in is None or not stand_in.is_active:
        raise InvalidError({"stand_in_id": say("Choose one from the list.")})
    if absence.stand_in_id == absence.user_id:
        raise InvalidError({"stand_in_id": say("Nobody stands in for themselves.")})
    others = [other for other in _within(session, absence.from_on, absence.to_on) if other.id != absence.id]
    if closing := _circle(absence, others):
        first, last = max(absence.from_on, closing.from_on), min(absence.to_on, closing.to_on)
        raise InvalidError(
            {
                "stand_in_id": say(
                    "{name} is away too, {from} to {to}, and nobody would be left. Choose somebody else.",
                    **{"name": _name(stand_in), "from": first.isoformat(), "to": last.isoformat()},
                )
            }
        )


def _circle(absence: Absence, others: list[Absence]) -> Absence | None:
    """Return the absence by which the stand-ins lead back to the absent one on some day, if there is one."""
    waiting = [(absence.stand_in_id, absence.from_on, absence.to_on, None)]
    while waiting:
        person, first, last, began = waiting.pop()
        for other in others:
            start, stop = max(first, other.from_on), min(last, other.to_on)
            if other.user_id != person or start > stop:
                continue
            if other.stand_in_id == absence.user_id:
                return began or other
            waiting.append((other.stand_in_id, start, stop, began or other))
    return None


def _write(session: Session, absence: Absence, values: dict[str, Any], base: dict[str, Any] | None) -> None:
    for name, text in (
        ("stand_in_id", say("Choose who stands in.")),
        ("from_on", say("Choose a day.")),
        ("to_on", say("Choose a day.")),
    ):
        if values.get(name, None if absence.id is None else True) is None:
            raise InvalidError({name: text})
    was = absence.from_on
    merge(absence, values, base)
    if absence.from_on != was:
        absence.began_at = utc_now() if absence.from_on == clock.today(session) else None
    with session.no_autoflush:
        _hold(session, absence.user_id, absence.stand_in_id)
        _check(session, absence)


def _check(session: Session, absence: Absence) -> None:
    if absence.to_on < absence.from_on:
        raise InvalidError({"to_on": say("The last day comes after the first.")})
    if absence.to_on - absence.from_on > LONGEST:
        raise InvalidError({"to_on": say("An absence lasts three years at most.")})
    user = session.get(User, absence.user_id)
    if user is None or not user.is_active:
        raise InvalidError({"user_id": say("Choose one from the list.")})
    _refuse_overlap(session, absence)
    check_stand_in(session, absence)


def _refuse_overlap(session: Session, absence: Absence) -> None:
    for other in _within(session, absence.from_on, absence.to_on):
        if other.user_id == absence.user_id and other.id != absence.id:
            raise InvalidError(
                {
                    "from_on": say(
                        "There is an absence in these days already, {from} to {to}.",
                        **{"from": other.from_on.isoformat(), "to": other.to_on.isoformat()},
                    )
                }
            )


def _hold(session: Session, *user_ids: int) -> None:
    """Have those who write absences of the same people wait for each other, always in the same order."""
    held = sa.select(User.id).where(col(User.id).in_(user_ids)).order_by(col(User.id)).with_for_update(**HELD)
    session.execute(held)


def _within(session: Session, first: date, last: date) -> list[Absence]:
    return list(session.scalars(sa.select(Absence).where(holds(first, last))))


def _require_for(actor: Actor, user_id: int) -> None:
    require(actor, Permission.SIGNED_IN if user_id == actor.user_id else Permission.MANAGE_ABSENCES)


def _editable(session: Session, actor: Actor, absence_id: int) -> Absence:
    absence = get(session, actor, absence_id, for_update=True)
    _require_for(actor, absence.user_id)
    if _state(absence, clock.today(session)) == "over":
        raise ForbiddenError(say("This absence is over."))
    return absence


def _rows(session: Session, actor: Actor, found: list[Absence], today: date) -> list[AbsenceRow]:
    keys = {key for absence in found for key in (absence.user_id, absence.stand_in_id)}
    away = {absence.user_id: absence.stand_in_id for absence in _within(session, today, today)}
    people = sa.select(User).where(col(User.id).in_(keys | set(away.values())))
    names = {user.key: _name(user) for user in session.scalars(people)}
    return [
        AbsenceRow(
            id=absence.key,
            version=absence.version,
            user_id=absence.user_id,
            user=names[absence.user_id],
            stand_in_id=absence.stand_in_id,
            stand_in=names[absence.stand_in_id],
            from_on=absence.from_on.isoformat(),
            to_on=absence.to_on.isoformat(),
            state=_state(absence, today),
            covered_by=names.get(_covering(absence.stand_in_id, away), "") if _state(absence, today) == "now" else "",
            may_edit=actor.user_id == absence.user_id or actor.may(Permission.MANAGE_ABSENCES),
        )
        for absence in found
    ]


def _covering(stand_in_id: int, away: dict[int, int]) -> int:
    """Return who is there at the end of the chain; 0 when the stand-in is there."""
    seen = {stand_in_id}
    key = stand_in_id
    while key in away and away[key] not in seen:
        key = away[key]
        seen.add(key)
    return 0 if key == stand_in_id else key


def _state(absence: Absence, today: date) -> str:
    if absence.to_on < today or absence.ended_at is not None:
        return "over"
    return "now" if absence.from_on <= today else "ahead"


def _name(user: User) -> str:
    return user.name or user.email
