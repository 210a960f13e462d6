"""What the composer of a timeline offers for a record, and how what was typed into it is read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import HistoryKind, HistoryType, Offered, TodoType
from sambruk_crm.services import check_ins, clock, deals, todos, users, vocabularies
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.todos import FollowUp, HappeningInput
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import parse
from sambruk_crm.state.base import translated
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.todos import drafts as todo_drafts

WRITTEN = ("text", "result", "next_step")
UNPLANNED, UNDATED, ON_A_DAY = "no", "none", "day"
"""No to-do, one without a day, and one on a day that is written; nothing chosen means the usual day of its type."""
MET = "met_"
"""Stands before the key of a person in the name of their box."""
NAMED_AS_KINDS = frozenset({"Note", "Phone call", "Visit", "Meeting"})
"""Built-in types that say no more than the kind, which is chosen by itself."""


@dataclass(frozen=True)
class Offer:
    """What can be chosen: types of events, who may have been met, types of to-dos, and colleagues with me first."""

    types: list[Choice] = field(default_factory=list[Choice])
    contacts: list[Choice] = field(default_factory=list[Choice])
    todo_types: list[Choice] = field(default_factory=list[Choice])
    usual_days: dict[str, str] = field(default_factory=dict[str, str])
    """The offered day that a type of to-do usually has, by the type's key."""
    assignees: list[Choice] = field(default_factory=list[Choice])


def offered(session: Session, actor: Actor, subject: str, record_id: int) -> Offer:
    """Return what can be chosen for a record."""
    me = Choice(str(actor.user_id), translated(say("{name} (me)", name=actor.name)))
    others = [Choice(str(user.id), user.name) for user in users.search(session, actor) if user.id != actor.user_id]
    return Offer(
        types=_choices(session, actor, HistoryType, but=NAMED_AS_KINDS),
        contacts=_contacts(session, actor, subject, record_id),
        todo_types=_choices(session, actor, TodoType),
        usual_days=todo_drafts.usual_days(session, actor),
        assignees=[me, *others],
    )


def write(session: Session, actor: Actor, typed: dict[str, Any], subject: str, record_id: int) -> None:
    """Write down what the composer holds, or plan it; a type that is not there yet is made with it, or neither.

    Raises:
        InvalidError: with a message for each field that cannot be read.
    """
    if typed.get("kind") == HistoryKind.TODO.value:
        _plan(session, actor, typed, {subject: record_id})
        return
    wanted = _read(session, actor, typed, subject, record_id)
    if name := str(typed.get("type_name") or "").strip():
        wanted = wanted.model_copy(update={"type_id": type_of(session, actor, name, wanted.kind)})
    todos.follow_ups.write(session, actor, wanted)


def type_of(session: Session, actor: Actor, name: str, kind: HistoryKind) -> int:
    """Return the type of that name, made if there is none yet."""
    known = {folding.fold(one.label): int(one.value) for one in _choices(session, actor, HistoryType)}
    if (same := known.get(folding.fold(name))) is not None:
        return same
    try:
        return vocabularies.create(session, actor, HistoryType, {"name": name, "kind": kind}).key
    except InvalidError as error:
        raise InvalidError({"type_name": next(iter(error.fields.values()))}) from None


def _read(session: Session, actor: Actor, typed: dict[str, Any], subject: str, record_id: int) -> HappeningInput:
    """Read the composer.

    Raises:
        InvalidError: with a message for each field that cannot be read.
    """
    zone = clock.zone(session)
    values: dict[str, Any] = {name: typed.get(name) or "" for name in WRITTEN}
    values |= {"kind": typed.get("kind") or "note", subject: record_id}
    values["happened_at"] = moment(str(typed.get("happened_at") or ""), zone)
    values["person_ids"] = [int(name.removeprefix(MET)) for name in typed if name.removeprefix(MET).isdecimal()]
    values |= follow_up(session, actor, typed, is_new=True)
    return parse(HappeningInput, values)


def follow_up(session: Session, actor: Actor, typed: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
    """Return the to-do that is left behind, as `todo`: when a day is chosen, and for a new next step when none is.

    Raises:
        InvalidError: a day is chosen, and nothing says what is to be done.
    """
    chosen, step = typed.get("todo_in"), str(typed.get("next_step") or "").strip()
    if chosen == UNPLANNED or not actor.may(Permission.EDIT_TODOS) or not (chosen or (step and is_new)):
        return {}
    if not (step or typed.get("todo_type_id")):
        raise InvalidError({"next_step": say("Write what is to be done, or choose a type.")})
    return {"todo": _todo(session, typed, clock.zone(session))}


def _plan(session: Session, actor: Actor, typed: dict[str, Any], about: dict[str, int]) -> None:
    wanted = parse(FollowUp, _todo(session, typed, clock.zone(session)) | {"note": typed.get("text") or ""})
    try:
        todos.follow_ups.plan(session, actor, about, wanted)
    except InvalidError as error:
        names = {"note": "text"}
        raise InvalidError(
            {names.get(name, f"todo.{name}"): message for name, message in error.fields.items()}
        ) from error


def _todo(session: Session, typed: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    wanted = {"type_id": typed.get("todo_type_id") or "", "assignee_id": typed.get("todo_assignee_id") or ""}
    if typed.get("todo_in") in (None, "", UNPLANNED):
        return wanted
    return wanted | {"remind_at": _reminder(typed, zone, session)}


def named(error: InvalidError) -> InvalidError:
    """Put what is wrong of the to-do beside the composer's own fields."""
    return InvalidError({name.replace(".", "_"): message for name, message in error.fields.items()})


def _reminder(typed: dict[str, Any], zone: ZoneInfo, session: Session) -> datetime | None:
    chosen = str(typed.get("todo_in") or "")
    if chosen in tuple(Offered):
        return todos.offers.moment(Offered(chosen), zone, clock.today(session))
    if chosen != ON_A_DAY:
        return None
    on, at = str(typed.get("todo_on") or ""), str(typed.get("todo_time") or "")
    try:
        return todos.repeats.read(on, at, zone, clock.today(session))
    except InvalidError as error:
        raise InvalidError({name.replace("remind", "todo"): text for name, text in error.fields.items()}) from None


def moment(typed: str, zone: ZoneInfo) -> datetime | None:
    """Read day and time as the association's clock shows them."""
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        raise InvalidError({"happened_at": say("Write a date and a time.")}) from None


def _choices(session: Session, actor: Actor, vocabulary: type[Any], but: frozenset[str] = frozenset()) -> list[Choice]:
    kinds = vocabularies.entries(session, actor, vocabulary)
    wanted = [kind for kind in kinds if kind.name or kind.default_name not in but]
    return [Choice(str(kind.id), vocabularies.shown(kind, actor.locale)) for kind in wanted]


def _contacts(session: Session, actor: Actor, subject: str, record_id: int) -> list[Choice]:
    organisation_id = record_id if subject == "organisation_id" else None
    if subject == "deal_id":
        organisation_id = deals.get(session, actor, record_id).organisation_id
    found = check_ins.contacts(session, actor, organisation_id) if organisation_id else []
    return [Choice(str(contact.id), contact.name) for contact in found]
