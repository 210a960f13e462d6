"""Deals: writing them and moving them through the phases. Every way of moving runs `move`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, OutcomeRequiredError, say
from sambruk_crm.models import (
    Deal,
    LostReason,
    Organisation,
    Outcome,
    Person,
    Phase,
    PhaseChange,
    Service,
    User,
    utc_now,
)
from sambruk_crm.services import history, own_values, settings
from sambruk_crm.services.deals import phases, ranks, titles, types
from sambruk_crm.services.deals.sharing import share
from sambruk_crm.services.deals.written import DealInput, MoveInput
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import (
    check_version,
    merge,
    parse,
)


@dataclass(frozen=True)
class Place:
    """Where a deal was, kept to take a move back."""

    phase_id: int
    rank: str
    outcome: Outcome | None
    lost_reason_id: int | None
    lost_reason_text: str
    closed_at: datetime | None
    phase_since: datetime
    touched_at: datetime
    probability: int | None


@dataclass(frozen=True)
class Moved:
    """A move that was made: the deal as it is, and where it was."""

    deal: Deal
    was: Place


def get(session: Session, actor: Actor, deal_id: int, *, for_update: bool = False) -> Deal:
    """Return a deal that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Deal, deal_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This deal does not exist."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | DealInput, *, phase_id: int | None = None) -> Deal:
    """Add a deal, last in a phase: the first open one unless another open one is named.

    Without a title it is called as is proposed of its type, service and organisation.
    """
    require(actor, Permission.EDIT_DEALS)
    wanted = parse(DealInput, values)
    if not wanted.title:
        about = wanted.model_dump(include={"organisation_id", "service_id", "deal_type"})
        wanted = wanted.model_copy(update={"title": titles.propose(session, actor.locale, **about)})
    phase = _first_phase(session, actor, phase_id)
    deal = Deal(
        phase_id=phase.key,
        rank=ranks.last(session, phase.key),
        owner_id=actor.user_id,
        currency=settings.read(session).currency,
    )
    _write(session, deal, wanted, None)
    session.add(deal)
    session.flush()
    share(session, deal, wanted)
    own_values.put_on(session, Deal, {deal.key: wanted.fields})
    session.add(PhaseChange(deal_id=deal.key, to_phase_id=phase.key, user_id=actor.user_id))
    _tell(session, actor, deal, "created", None, phase)
    session.flush()
    return deal


def update(
    session: Session,
    actor: Actor,
    deal_id: int,
    values: dict[str, Any] | DealInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Deal:
    """Change what was sent and nothing else; `version` and `base` as for organisations.

    Raises:
        StaleError: with the current values.
    """
    require(actor, Permission.EDIT_DEALS)
    deal = get(session, actor, deal_id, for_update=True)
    check_version(deal, version, deal.model_dump(mode="json"))
    wanted = parse(DealInput, values)
    _write(session, deal, wanted, base)
    session.flush()
    share(session, deal, wanted)
    own_values.put_on(session, Deal, {deal_id: wanted.fields})
    return deal


def move(
    session: Session,
    actor: Actor,
    deal_id: int,
    values: dict[str, Any] | MoveInput,
    *,
    version: int | None = None,
) -> Moved:
    """Move a deal to a phase, above another card or last.

    A lost deal goes straight to the closed phase from wherever it is; out of the closed phase it is reopened, and is
    as likely to be won as its phase says.

    Raises:
        NotFoundError: no such deal, phase or card.
        OutcomeRequiredError: the phase is closed and neither won nor lost was said.
        InvalidError: lost without a reason.
    """
    require(actor, Permission.EDIT_DEALS)
    wanted = parse(MoveInput, values)
    phase = phases.get(session, actor, wanted.phase_id, for_update=True)
    deal = get(session, actor, deal_id, for_update=True)
    check_version(deal, version, deal.model_dump(mode="json"))
    if phase.archived_at is not None:
        raise NotFoundError(say("There is no such phase."))
    was = place_of(deal)
    stays = phase.id == deal.phase_id
    outcome = _outcome(session, deal, phase, wanted, stays=stays)
    deal.rank, before = ranks.above(session, phase.key, wanted.before_id, but=deal.key, of_phase=deal.phase_id)
    if stays and outcome is deal.outcome:
        session.flush()
        return Moved(deal, was)
    deal.phase_id, deal.outcome = phase.key, outcome
    deal.lost_reason_id = wanted.lost_reason_id if outcome is Outcome.LOST else None
    deal.lost_reason_text = wanted.lost_reason if outcome is Outcome.LOST else ""
    if before.is_closed and not phase.is_closed:
        deal.probability = None
    deal.closed_at = utc_now() if phase.is_closed else None
    deal.phase_since = deal.touched_at = utc_now()
    session.add(_change(actor, deal, before))
    _tell(session, actor, deal, outcome or "moved", before, phase)
    session.flush()
    return Moved(deal, was)


def undo_move(session: Session, actor: Actor, deal_id: int, *, version: int, was: Place) -> Deal:
    """Put a deal back where it was, unless somebody changed it since.

    Args:
        version: the deal's version right after the move.
        was: where it was before, as `move` told.

    Raises:
        StaleError: somebody did.
    """
    require(actor, Permission.EDIT_DEALS)
    deal = get(session, actor, deal_id, for_update=True)
    check_version(deal, version, deal.model_dump(mode="json"))
    here, there = phases.get(session, actor, deal.phase_id), phases.get(session, actor, was.phase_id)
    for name, value in vars(was).items():
        setattr(deal, name, value)
    if here.id != there.id:
        session.add(_change(actor, deal, here))
        _tell(session, actor, deal, "undone", there, here)
    session.flush()
    return deal


def close(
    session: Session,
    actor: Actor,
    deal_id: int,
    *,
    outcome: Outcome,
    lost_reason: str = "",
    lost_reason_id: int | None = None,
    version: int | None = None,
) -> Deal:
    """Move a deal from whatever phase straight to the closed one."""
    reason = {"lost_reason": lost_reason, "lost_reason_id": lost_reason_id}
    values = {"phase_id": phases.closed(session, actor).key, "outcome": outcome, **reason}
    return move(session, actor, deal_id, values, version=version).deal


def delete(session: Session, actor: Actor, deal_id: int, *, version: int | None = None) -> None:
    """Put a deal in the trash."""
    require(actor, Permission.DELETE_RECORDS)
    deal = get(session, actor, deal_id)
    check_version(deal, version, deal.model_dump(mode="json"))
    deal.deleted_at = utc_now()
    session.flush()


def phase_changes(session: Session, actor: Actor, deal_id: int) -> list[tuple[PhaseChange, str]]:
    """List a deal's steps through the phases, oldest first, with the name of who made each."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(PhaseChange, User.name)
        .join(User, col(User.id) == PhaseChange.user_id, isouter=True)
        .where(col(PhaseChange.deal_id) == deal_id)
        .order_by(col(PhaseChange.created_at), col(PhaseChange.id))
    )
    return [(change, name or "") for change, name in session.execute(query)]


def place_of(deal: Deal) -> Place:
    """Note where a deal is."""
    return Place(**{name: getattr(deal, name) for name in Place.__dataclass_fields__})


def _first_phase(session: Session, actor: Actor, phase_id: int | None) -> Phase:
    if phase_id is None:
        opened = next((phase for phase in phases.all_phases(session, actor) if not phase.is_closed), None)
        if opened is None:
            raise NotFoundError(say("There is no such phase."))
        phase_id = opened.key
    phase = phases.get(session, actor, phase_id, for_update=True)
    if phase.is_closed:
        raise OutcomeRequiredError(say("A new deal starts in an open phase."))
    return phase


def _outcome(session: Session, deal: Deal, phase: Phase, wanted: MoveInput, *, stays: bool) -> Outcome | None:
    if not phase.is_closed:
        return None
    if stays and wanted.outcome is None:
        return deal.outcome
    if wanted.outcome is None:
        raise OutcomeRequiredError
    if wanted.outcome is Outcome.LOST:
        if wanted.lost_reason_id is not None and session.get(LostReason, wanted.lost_reason_id) is None:
            raise InvalidError({"lost_reason_id": say("Choose one from the list.")})
        if wanted.lost_reason_id is None and not wanted.lost_reason:
            raise InvalidError({"lost_reason": say("Say why the deal was lost.")})
    return wanted.outcome


def _change(actor: Actor, deal: Deal, before: Phase) -> PhaseChange:
    return PhaseChange(
        deal_id=deal.key,
        from_phase_id=before.key,
        to_phase_id=deal.phase_id,
        user_id=actor.user_id,
        outcome=deal.outcome,
    )


def _tell(session: Session, actor: Actor, deal: Deal, what: str, before: Phase | None, after: Phase) -> None:
    details = {"what": str(what), "to": after.name or after.default_name}
    if before is not None:
        details["from"] = before.name or before.default_name
    if what == Outcome.LOST:
        reason = session.get(LostReason, deal.lost_reason_id) if deal.lost_reason_id else None
        details["reason"] = deal.lost_reason_text or (reason.name or reason.default_name if reason else "")
    history.note(session, actor, deal, details)


def _write(session: Session, deal: Deal, wanted: DealInput, base: dict[str, Any] | None) -> None:
    values = {name: value for name, value in wanted.plain().items() if name != "participants"}
    _check_known(session, values)
    with session.no_autoflush:
        merge(deal, values, base)
        types.check(deal, {name for name, value in values.items() if name == "deal_type" or value is not None})
    organisation = session.get(Organisation, deal.organisation_id) if deal.organisation_id else None
    if not deal.title and organisation is None:
        raise InvalidError({"title": say("Give the deal a title or an organisation.")})
    name = deal.title or (organisation.name if organisation else "")
    folding.make_findable(deal, name, organisation.name if organisation else None)


def _check_known(session: Session, values: dict[str, Any]) -> None:
    tables: dict[str, type[Any]] = {
        "organisation_id": Organisation,
        "person_id": Person,
        "service_id": Service,
        "owner_id": User,
    }
    for name, table in tables.items():
        if values.get(name) is not None and session.get(table, values[name]) is None:
            raise InvalidError({name: say("Choose one from the list.")})
