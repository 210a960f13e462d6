"""The phases of the pipeline over REST, named in the caller's language."""

from typing import Annotated

from fastapi import Body, Response
from pydantic import BaseModel, Field

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.api.vocabularies import Merged, MergeInto, OrderInput
from sambruk_crm.models import Phase
from sambruk_crm.services import deals, vocabularies
from sambruk_crm.services.deals import PhaseInput
from sambruk_crm.services.permissions import Actor

router = noun("phases")


class PhaseOut(BaseModel):
    """A phase. A deal enters a closed one with an outcome; in others it rots after `rotting_days` still days."""

    id: int
    version: int
    name: Annotated[str, Field(description="In the caller's language.")]
    name_sv: str
    name_nb: str
    name_de: str
    name_en: str
    position: int
    is_closed: bool
    probability: Annotated[int, Field(description="How likely its deals are won, in percent.")]
    rotting_days: int | None
    is_archived: bool
    average_days: Annotated[
        float | None, Field(description="How long deals stayed in it on average, of the stays that have ended.")
    ] = None


class PhasePatch(PhaseInput, Versioned):
    """Fields to change, and the version that was read. An empty name gives a default phase its own name back."""


@router.get("")
def list_phases(caller: Caller, *, archived: bool = False) -> Listed[PhaseOut]:
    """List the phases in their order, all in one page; archived ones only when asked for."""
    with db.reading() as session:
        found = deals.phases.all_phases(session, caller, archived=archived)
        days = deals.forecast.average_days(session, caller)
    return Listed[PhaseOut](**whole([_out(phase, caller, days) for phase in found]))


@router.post("", status_code=201)
def create_phase(caller: Caller, body: PhaseInput, response: Response) -> PhaseOut:
    """Add an open phase right before the closed one."""
    with db.transaction(caller.user_id) as session:
        phase = deals.phases.create(session, caller, body.sent())
    response.headers["Location"] = f"/api/v1/phases/{phase.key}"
    return _out(phase, caller, {})


@router.get("/{phase_id}")
def get_phase(caller: Caller, phase_id: Key) -> PhaseOut:
    """Return a phase."""
    with db.reading() as session:
        phase = deals.phases.get(session, caller, phase_id)
        return _out(phase, caller, deals.forecast.average_days(session, caller))


@router.patch("/{phase_id}")
def patch_phase(caller: Caller, phase_id: Key, body: PhasePatch) -> PhaseOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_phase, caller, phase_id), db.transaction(caller.user_id) as session:
        phase = deals.phases.update(session, caller, phase_id, body.changes(), version=body.version)
        return _out(phase, caller, deals.forecast.average_days(session, caller))


@router.put("/order", status_code=204)
def arrange_phases(caller: Caller, body: OrderInput) -> None:
    """Put the phases in an order; the closed one stays last."""
    with db.transaction(caller.user_id) as session:
        deals.phases.arrange(session, caller, body.ids)


@router.post("/{phase_id}/merge")
def merge_phase(caller: Caller, phase_id: Key, body: Annotated[MergeInto, Body(examples=[{"into": 3}])]) -> Merged:
    """Have another open phase take over all deals, last in their order, and archive this one."""
    with db.transaction(caller.user_id) as session:
        return Merged(moved=deals.phase_merges.merge_into(session, caller, phase_id, body.into))


@router.delete("/{phase_id}", status_code=204)
def delete_phase(caller: Caller, phase_id: Key) -> None:
    """Remove a phase that no deal was ever in; another one answers 409."""
    with db.transaction(caller.user_id) as session:
        deals.phases.delete(session, caller, phase_id)


def _out(phase: Phase, caller: Actor, days: dict[int, float]) -> PhaseOut:
    shown = {
        "name": vocabularies.shown(phase, caller.locale),
        "is_archived": phase.archived_at is not None,
        "average_days": days.get(phase.key),
    }
    return PhaseOut.model_validate(phase.model_dump() | shown)
