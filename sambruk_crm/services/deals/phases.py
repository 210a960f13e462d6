"""The pipeline and its phases, editable by the association."""

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InUseError, InvalidError, NotFoundError, say, say_n
from sambruk_crm.models import Deal, Phase, PhaseChange, Pipeline, utc_now
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Count, Input, Line, check_version, merge, parse
from sambruk_crm.services.vocabularies import shifted

PhaseName = Annotated[Line, Field(max_length=120)]


class PhaseInput(Input):
    """A phase: its name, how likely its deals are won (percent), and after how many still days they rot.

    Where it has a name of its own in a language, those who read that language see it instead.
    """

    name: PhaseName = ""
    name_sv: PhaseName = ""
    name_nb: PhaseName = ""
    name_de: PhaseName = ""
    name_en: PhaseName = ""
    probability: Annotated[int, Field(ge=0, le=100)] = 0
    rotting_days: Count = None


def pipeline(session: Session) -> Pipeline:
    """Return the first pipeline, which new deals enter."""
    query = select(Pipeline).where(col(Pipeline.archived_at).is_(None)).order_by(col(Pipeline.position)).limit(1)
    found = session.exec(query).first()
    if found is None:
        raise NotFoundError(say("There is no pipeline yet. Load the reference data."))
    return found


def all_phases(session: Session, actor: Actor, *, archived: bool = False) -> list[Phase]:
    """List the phases of the pipeline in their order."""
    require(actor, Permission.VIEW)
    query = select(Phase).order_by(col(Phase.position), col(Phase.id))
    return list(session.exec(query if archived else query.where(col(Phase.archived_at).is_(None))))


def closed(session: Session, actor: Actor) -> Phase:
    """Return the phase of the deals that have ended."""
    found = next((phase for phase in all_phases(session, actor) if phase.is_closed), None)
    if found is None:
        raise NotFoundError(say("There is no such phase."))
    return found


def uses(session: Session, actor: Actor) -> dict[int, int]:
    """Count the deals that are in each phase now."""
    require(actor, Permission.VIEW)
    held = sa.select(col(Deal.phase_id), sa.func.count()).where(col(Deal.deleted_at).is_(None))
    return {phase_id: count for phase_id, count in session.execute(held.group_by(col(Deal.phase_id)))}


def get(session: Session, actor: Actor, phase_id: int, *, for_update: bool = False) -> Phase:
    """Return a phase; `for_update` makes others who move deals into it wait their turn."""
    require(actor, Permission.VIEW)
    found = session.get(Phase, phase_id, with_for_update=HELD if for_update else None)
    if found is None:
        raise NotFoundError(say("There is no such phase."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any]) -> Phase:
    """Add an open phase right before the first closed one."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    wanted = parse(PhaseInput, values)
    if not wanted.name:
        raise InvalidError({"name": say("Give the phase a name.")})
    present = all_phases(session, actor, archived=True)
    position = min((phase.position for phase in present if phase.is_closed), default=len(present))
    for phase in present:
        if phase.position >= position:
            phase.position += 1
    phase = Phase(pipeline_id=pipeline(session).key, position=position, **wanted.model_dump())
    session.add(phase)
    session.flush()
    return phase


def update(
    session: Session,
    actor: Actor,
    phase_id: int,
    values: dict[str, Any],
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Phase:
    """Change a phase. An empty name gives a default phase its default name back.

    Raises:
        StaleError: `version` is old, or somebody else changed a field that differs from `base`, what the editor saw.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    phase = get(session, actor, phase_id)
    check_version(phase, version, phase.model_dump(mode="json"))
    wanted = parse(PhaseInput, values)
    if "name" in wanted.model_fields_set and not wanted.name and not phase.default_name:
        raise InvalidError({"name": say("Give the phase a name.")})
    merge(phase, wanted.sent(), base)
    session.flush()
    return phase


def arrange(session: Session, actor: Actor, phase_ids: list[int]) -> None:
    """Put the phases in this order; closed phases stay last."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    places = {phase_id: place for place, phase_id in enumerate(phase_ids)}
    present = all_phases(session, actor, archived=True)
    present.sort(key=lambda phase: (phase.is_closed, places.get(phase.key, len(places)), phase.position))
    for position, phase in enumerate(present):
        phase.position = position
    session.flush()


def shift(session: Session, actor: Actor, phase_id: int, *, by: int) -> None:
    """Move a phase so many places down, or up when negative; closed phases stay last."""
    order = [phase.key for phase in all_phases(session, actor)]
    arrange(session, actor, shifted(order, phase_id, by))


def archive(session: Session, actor: Actor, phase_id: int, *, archived: bool = True) -> Phase:
    """Take an empty open phase off the board, or bring it back.

    Raises:
        InUseError: deals are in it; move them first.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    phase = get(session, actor, phase_id, for_update=True)
    if archived and phase.is_closed:
        raise InUseError(say("The board needs its closed phase."))
    query = sa.select(sa.func.count()).where(col(Deal.phase_id) == phase_id, col(Deal.deleted_at).is_(None))
    count = session.scalar(query) or 0
    if archived and count:
        raise InUseError(
            say_n(
                "A deal is in this phase. Move it first.",
                "{count} deals are in this phase. Move them first.",
                count=count,
            )
        )
    phase.archived_at = utc_now() if archived else None
    session.flush()
    return phase


def delete(session: Session, actor: Actor, phase_id: int) -> None:
    """Remove a phase that no deal was ever in.

    Raises:
        InUseError: one was; archive it instead.
    """
    archive(session, actor, phase_id)
    seen = sa.select(PhaseChange.id).where(
        sa.or_(col(PhaseChange.to_phase_id) == phase_id, col(PhaseChange.from_phase_id) == phase_id)
    )
    held = sa.select(Deal.id).where(col(Deal.phase_id) == phase_id)
    if session.scalar(seen.limit(1)) or session.scalar(held.limit(1)):
        raise InUseError(say("Deals have been in this phase. Archive it instead."))
    session.delete(get(session, actor, phase_id))
    session.flush()
