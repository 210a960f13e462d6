"""What a deal is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.models import Deal, DealType, Organisation, Phase
from sambruk_crm.services import actions, services, vocabularies
from sambruk_crm.services.catalogue import (
    Hit,
    Noun,
    Rules,
    Searched,
    Trash,
    by_key,
    by_name,
    joined,
    kept,
    rows_of,
)
from sambruk_crm.services.deals import lists, phases, rules
from sambruk_crm.services.deals.columns import COLUMNS
from sambruk_crm.services.permissions import Actor, Permission


def _show(session: Session, actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    rows = rows_of(session, Deal, keys)
    places = by_key(session, Organisation, (row.organisation_id for row in rows))
    found = by_key(session, Phase, (row.phase_id for row in rows))
    for row in rows:
        place = places[row.organisation_id].name if row.organisation_id in places else ""
        phase = vocabularies.shown(found.get(row.phase_id), actor.locale)
        yield Hit("deal", row.key, row.title or place, joined(place if row.title else "", phase))


def _into_a_phase_on_the_board(session: Session, actor: Actor, deal: Deal) -> None:
    """Put a deal whose phase has been archived meanwhile in the first one: on the board nobody would find it."""
    shown = [phase.key for phase in phases.all_phases(session, actor)]
    if deal.phase_id not in shown:
        rules.move(session, actor, deal.key, {"phase_id": shown[0]})


DEAL = Noun(
    "deal",
    say("Deal"),
    say("Deals"),
    Deal,
    path="/deals/list",
    records="/deals",
    permission=Permission.EDIT_DEALS,
    rules=Rules(rules.get, rules.update, rules.delete, rules.create),
    listed=lists.LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Deal), by_name(Deal)),
    trash=Trash(after=_into_a_phase_on_the_board),
    actions=(
        actions.OWNER,
        actions.record("service", "service_id", say("Change service"), say("Service: {label}"), services.choices),
        actions.member("deal_type", say("Change type"), say("Type: {label}"), DealType, may_be_empty=False),
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    shown="title",
    is_recalled=True,
    has_own_fields=True,
)
