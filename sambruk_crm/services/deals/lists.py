"""Deals as a list, and what they can be filtered by; the board shows the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import (
    Deal,
    DealType,
    HistoryEntry,
    Organisation,
    OrganisationKind,
    OrganisationTag,
    Outcome,
    Person,
    Phase,
    Service,
    Todo,
    User,
)
from sambruk_crm.services import vocabularies
from sambruk_crm.services.catalogue import (
    LONG_AGO,
    Code,
    In,
    ListFilter,
    NounList,
    Sorts,
    Through,
    by_last_contact,
    by_next_todo,
    facts_of,
    kept,
    name_of,
    written,
)
from sambruk_crm.services.deals import phases
from sambruk_crm.services.deals.cards import DealCard, make_cards
from sambruk_crm.services.deals.columns import COLUMNS
from sambruk_crm.services.deals.worth import by_worth
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding


@dataclass(frozen=True, kw_only=True)
class DealFilter(ListFilter):
    """Which deals are wanted: all that fit every part that is given; within a part any of its values."""

    owner: tuple[int, ...] = ()
    service: tuple[int, ...] = ()
    deal_type: tuple[DealType, ...] = ()
    phase: tuple[int, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    organisation: tuple[int, ...] = ()
    person: tuple[int, ...] = ()
    kind: tuple[OrganisationKind, ...] = ()
    county: tuple[Code, ...] = ()
    tag: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DealRow(DealCard):
    """A deal as the list shows it."""

    facts: dict[str, str] = field(default_factory=dict[str, str])
    """Values of its own by their columns' names, those that were asked for."""


def sort_columns(actor: Actor) -> Sorts:
    """Return the columns that lists of deals can be sorted by."""
    columns = sa.inspect(Deal).c
    county = sa.select(Organisation.county_name).where(Organisation.id == Deal.organisation_id)
    return {
        "title": columns[folding.SORT_COLUMNS[actor.locale]],
        "value": sa.func.coalesce(Deal.value, -1),
        "phase": sa.select(Phase.position).where(Phase.id == Deal.phase_id).scalar_subquery(),
        "expected_close": sa.func.coalesce(sa.cast(Deal.expected_close_on, sa.String), ""),
        "owner": name_of(User, Deal.owner_id),
        "organisation": name_of(Organisation, Deal.organisation_id),
        "person": name_of(Person, Deal.person_id),
        "service": name_of(Service, Deal.service_id),
        "county": lambda: sa.func.coalesce(county.scalar_subquery(), ""),
        "deal_type": sa.cast(Deal.deal_type, sa.String),
        "outcome": sa.func.coalesce(sa.cast(Deal.outcome, sa.String), ""),
        "weighted": lambda: sa.func.coalesce(by_worth(), -1),
        "phase_since": columns.phase_since,
        "closed_at": sa.func.coalesce(columns.closed_at, LONG_AGO),
        "last_contact": by_last_contact(HistoryEntry.deal_id, Deal.id),
        "next_todo": by_next_todo(Todo.deal_id, Deal.id, actor),
        "created": columns.created_at,
        "created_at": columns.created_at,
        "updated_at": columns.updated_at,
        "touched": columns.touched_at,
        "id": columns.id,
    }


LIST = NounList(
    table=Deal,
    filter=DealFilter,
    present=kept(Deal),
    criteria={
        "owner": In(Deal.owner_id),
        "service": In(Deal.service_id),
        "deal_type": In(Deal.deal_type),
        "phase": In(Deal.phase_id),
        "outcome": In(Deal.outcome),
        "organisation": In(Deal.organisation_id),
        "person": In(Deal.person_id),
        "kind": Through(Organisation.kind, Organisation.id, Deal.organisation_id),
        "county": Through(Organisation.county_code, Organisation.id, Deal.organisation_id),
        "tag": Through(OrganisationTag.tag_id, OrganisationTag.organisation_id, Deal.organisation_id),
    },
    sorts=lambda _session, actor, _wanted: sort_columns(actor),
    facts=facts_of(COLUMNS),
    usual_sort="title",
    summed=lambda *_: {"value": sa.inspect(Deal).c.value, "weighted": by_worth()},
    currency=sa.inspect(Deal).c.currency,
)


def search(
    session: Session, actor: Actor, wanted: DealFilter, *, sort: str = "title", paging: Paging | None = None
) -> Page[DealCard]:
    """List the deals that fit, as cards."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    shown = phases.all_phases(session, actor, archived=True)
    return Page(make_cards(session, actor, page.items, shown), page.total, page.next_cursor)


def rows(
    session: Session,
    actor: Actor,
    wanted: DealFilter,
    *,
    sort: str = "title",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[DealRow]:
    """List the deals that fit, as rows with the values of their own that are asked for."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    cards = make_cards(session, actor, page.items, phases.all_phases(session, actor, archived=True))
    told = [
        DealRow(**vars(card), facts={name: written(getattr(deal, name)) for name in facts})
        for card, deal in zip(cards, page.items, strict=True)
    ]
    return Page(told, page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: DealFilter, *, sort: str = "title", paging: Paging | None = None
) -> Page[Deal]:
    """List the deals that fit, as they are stored."""
    return LIST.find(session, actor, wanted, sort=sort, paging=paging)


def needing(session: Session, actor: Actor, limit: int = 10) -> list[DealCard]:
    """List my open deals that rot, the stillest first."""
    require(actor, Permission.VIEW)
    mine = sa.and_(LIST.where(session, actor, DealFilter(owner=(actor.user_id,))), col(Deal.closed_at).is_(None))
    found = list(session.scalars(sa.select(Deal).where(mine).order_by(col(Deal.touched_at)).limit(200)))
    cards = make_cards(session, actor, found, phases.all_phases(session, actor, archived=True))
    return [card for card in cards if card.is_rotting][:limit]


def phase_choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List the phases as a reader knows them."""
    return [(phase.key, vocabularies.shown(phase, actor.locale)) for phase in phases.all_phases(session, actor)]


def is_closed_phase(session: Session, actor: Actor, phase_id: int) -> bool:
    """Return whether a deal that enters this phase needs an outcome."""
    return phases.get(session, actor, phase_id).is_closed


def closed_phase(session: Session, actor: Actor) -> int:
    """Return the phase of the deals that have ended."""
    return phases.closed(session, actor).key


def open_phase_choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List the phases in which a deal can begin."""
    shown = phases.all_phases(session, actor)
    return [(phase.key, vocabularies.shown(phase, actor.locale)) for phase in shown if not phase.is_closed]
