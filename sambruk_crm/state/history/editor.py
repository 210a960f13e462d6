"""An entry of a timeline being edited: what its form shows, and what of it was changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from sambruk_crm.models import HistoryKind
from sambruk_crm.services import clock, history, todos
from sambruk_crm.services.history import HistoryChange, HistoryRow
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import parse
from sambruk_crm.state.history.composer import MET, WRITTEN, Offer, follow_up, moment, type_of


@dataclass(frozen=True)
class Met:
    """A person who may have been met."""

    id: str
    name: str
    is_met: bool


@dataclass(frozen=True)
class Edited:
    """An entry as its form shows it; `happened_at` is on the association's clock, to the minute."""

    id: int = 0
    version: int = 0
    text: str = ""
    result: str = ""
    next_step: str = ""
    kind: str = ""
    has_kind: bool = False
    """Whether people choose its kind."""
    type: str = ""
    happened_at: str = ""
    people: list[Met] = field(default_factory=list[Met])
    has_todo: bool = False
    """Whether the to-do that it left behind is still open."""


def begin(session: Session, actor: Actor, row: HistoryRow, offer: Offer) -> Edited:
    """Return what the form shows of an entry: everybody who may have been met, whoever was met first."""
    others = [
        one for one in offer.contacts if one.value not in {str(row.person_id), *(str(met.id) for met in row.others)}
    ]
    entry = history.get(session, actor, row.id)
    happened_at = clock.local(datetime.fromisoformat(row.happened_at), clock.zone(session))
    return Edited(
        id=row.id,
        version=row.version,
        text=row.text,
        result=row.result,
        next_step=row.next_step,
        kind=row.kind,
        has_kind=HistoryKind(row.kind) in history.BY_HAND,
        type=row.type,
        happened_at=happened_at.strftime("%Y-%m-%dT%H:%M"),
        people=[
            *(Met(str(met.id), met.name, True) for met in row.others),
            *(Met(one.value, one.label, False) for one in others),
        ],
        has_todo=todos.follow_ups.open_todo(session, actor, entry) is not None,
    )


def save(session: Session, actor: Actor, edited: Edited, typed: dict[str, Any]) -> None:
    """Write what differs from what the form showed, and plan what is next; the rest stays as it is by now.

    Raises:
        InvalidError: with a message for each field that cannot be read.
        StaleError: somebody changed the entry meanwhile.
    """
    written = {name: str(typed[name] or "").replace("\r\n", "\n") for name in WRITTEN if name in typed}
    values: dict[str, Any] = {name: text for name, text in written.items() if text != getattr(edited, name)}
    kind = str(typed.get("kind") or edited.kind)
    if kind != edited.kind:
        values["kind"] = kind
    when = str(typed.get("happened_at") or edited.happened_at)
    if when != edited.happened_at:
        values["happened_at"] = moment(when, clock.zone(session))
    name = str(typed.get("type_name", edited.type) or "").strip()
    if name != edited.type:
        values["type_id"] = type_of(session, actor, name, parse(HistoryChange, {"kind": kind}).kind) if name else None
    met = [one.id for one in edited.people if typed.get(f"{MET}{one.id}")]
    if "has_people" in typed and met != [one.id for one in edited.people if one.is_met]:
        values["person_ids"] = met
    if not edited.has_todo:
        values |= follow_up(session, actor, typed, is_new="next_step" in values)
    todos.follow_ups.edit(session, actor, edited.id, values, version=edited.version)
