"""A phase takes another's place: its deals come last, and what happened in the other stays in their history."""

from sqlmodel import col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError, InvalidError, say
from sambruk_crm.models import Deal, PhaseChange, utc_now
from sambruk_crm.services import history
from sambruk_crm.services.deals import phases, ranks
from sambruk_crm.services.permissions import Actor, Permission, require


def merge_into(session: CrmSession, actor: Actor, phase_id: int, other_id: int) -> int:
    """Move all deals of an open phase last into another open one, archive the phase, and return how many moved.

    Those in the trash go along. How long each was where is kept: its steps still name the phase that is gone.

    Raises:
        InvalidError: the other one is closed, archived or the same.
        InUseError: the phase is the closed one.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    found = {key: phases.get(session, actor, key, for_update=True) for key in sorted({phase_id, other_id})}
    phase, other = found[phase_id], found[other_id]
    if phase.is_closed:
        raise InUseError(say("The board needs its closed phase."))
    if phase is other or other.is_closed or other.archived_at is not None:
        raise InvalidError({"other": say("Choose another open phase to merge into.")})
    moving = select(Deal).where(col(Deal.phase_id) == phase_id).order_by(col(Deal.rank), col(Deal.id))
    deals = list(session.exec(moving.with_for_update()))
    now = utc_now()
    names = {"what": "merged", "from": phase.name or phase.default_name, "to": other.name or other.default_name}
    for deal, rank in zip(deals, ranks.below(session, other_id, len(deals)), strict=True):
        deal.phase_id, deal.rank, deal.phase_since = other_id, rank, now
        session.add(PhaseChange(deal_id=deal.key, from_phase_id=phase_id, to_phase_id=other_id, user_id=actor.user_id))
    history.note_all(session, actor, deals, names)
    phase.archived_at = now
    session.flush()
    return len(deals)
