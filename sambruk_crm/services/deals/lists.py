"""Deals as people look at them: the board with its columns, and the list of the same deals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import (
    Deal,
    DealType,
    Organisation,
    OrganisationKind,
    OrganisationTag,
    Outcome,
    Phase,
    Service,
    User,
)
from sambruk_crm.services import settings, vocabularies
from sambruk_crm.services.catalogue import Code, In, ListFilter, NounList, Sorts, Through, kept, name_of
from sambruk_crm.services.deals import phases
from sambruk_crm.services.deals.cards import CARD_COLUMNS, HUNDRED, DealCard, make_cards
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding

COLUMN_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class DealFilter(ListFilter):
    """Which deals are wanted: all that fit every part that is given; within a part any of its values."""

    owner: tuple[int, ...] = ()
    service: tuple[int, ...] = ()
    deal_type: tuple[DealType, ...] = ()
    phase: tuple[int, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    organisation: tuple[int, ...] = ()
    kind: tuple[OrganisationKind, ...] = ()
    county: tuple[Code, ...] = ()
    tag: tuple[int, ...] = ()


@dataclass(frozen=True)
class BoardColumn:
    """A phase with its first cards, and the figures of all its cards."""

    id: int
    name: str
    is_closed: bool
    count: int
    total: float
    weighted_total: float
    probability: int
    """How likely its deals are won, in percent, where a deal does not say otherwise."""
    currency: str
    cards: list[DealCard]
    has_more: bool


def sort_columns(actor: Actor) -> Sorts:
    """Return the columns that lists of deals can be sorted by."""
    columns = sa.inspect(Deal).c
    return {
        "title": columns[folding.SORT_COLUMNS[actor.locale]],
        "value": sa.func.coalesce(Deal.value, -1),
        "phase": sa.select(Phase.position).where(Phase.id == Deal.phase_id).scalar_subquery(),
        "expected_close": sa.func.coalesce(sa.cast(Deal.expected_close_on, sa.String), ""),
        "owner": name_of(User, Deal.owner_id),
        "created": columns.created_at,
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
        "kind": Through(Organisation.kind, Organisation.id, Deal.organisation_id),
        "county": Through(Organisation.county_code, Organisation.id, Deal.organisation_id),
        "tag": Through(OrganisationTag.tag_id, OrganisationTag.organisation_id, Deal.organisation_id),
    },
    sorts=lambda _session, actor, _wanted: sort_columns(actor),
    usual_sort="title",
    summed=lambda *_: {"value": sa.inspect(Deal).c.value},
    currency=sa.inspect(Deal).c.currency,
)


def board(
    session: Session,
    actor: Actor,
    wanted: DealFilter,
    *,
    size: int = COLUMN_SIZE,
    sizes: Mapping[int, int] | None = None,
) -> list[BoardColumn]:
    """Return every phase with its first cards, in as many queries as one phase would take.

    Args:
        size: how many cards to show of each phase.
        sizes: how many cards to show of a phase, where it is not the usual number.
    """
    require(actor, Permission.VIEW)
    shown = phases.all_phases(session, actor)
    condition = LIST.where(session, actor, wanted)
    limits = {phase.key: (sizes or {}).get(phase.key, size) for phase in shown}
    found = _first_of_each(session, condition, limits)
    cards: dict[int, list[DealCard]] = {phase.key: [] for phase in shown}
    for card in make_cards(session, actor, found, shown):
        cards[card.phase_id].append(card)
    figures = _figures(session, condition)
    currency = settings.read(session).currency
    return [
        _column(phase, actor.locale, cards[phase.key], figures.get(phase.key, (0, 0.0, 0.0)), currency)
        for phase in shown
    ]


def search(
    session: Session, actor: Actor, wanted: DealFilter, *, sort: str = "title", paging: Paging | None = None
) -> Page[DealCard]:
    """List the deals that fit, as cards."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    shown = phases.all_phases(session, actor, archived=True)
    return Page(make_cards(session, actor, page.items, shown), page.total, page.next_cursor)


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


def open_phase_choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List the phases in which a deal can begin."""
    shown = phases.all_phases(session, actor)
    return [(phase.key, vocabularies.shown(phase, actor.locale)) for phase in shown if not phase.is_closed]


def services(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List the services that deals can be about."""
    require(actor, Permission.VIEW)
    query = sa.select(Service.id, Service.name).where(col(Service.archived_at).is_(None)).order_by(col(Service.sort_sv))
    return [(key, name) for key, name in session.execute(query)]


def _first_of_each(session: Session, condition: ColumnElement[bool], limits: Mapping[int, int]) -> Sequence[Any]:
    parts = [
        sa.select(
            sa.select(Deal.id)
            .where(condition, col(Deal.phase_id) == phase_id)
            .order_by(col(Deal.rank), col(Deal.id))
            .limit(limit)
            .subquery()
            .c.id
        )
        for phase_id, limit in limits.items()
    ]
    if not parts:
        return []
    chosen = sa.union_all(*parts).subquery()
    query = sa.select(*CARD_COLUMNS).join(chosen, chosen.c.id == Deal.id).order_by(col(Deal.rank), col(Deal.id))
    return session.execute(query).all()


def _figures(session: Session, condition: ColumnElement[bool]) -> dict[int, tuple[int, float, float]]:
    chance = sa.func.coalesce(Deal.probability, Phase.probability)
    weighted = sa.case((col(Deal.outcome) == Outcome.WON, Deal.value), else_=Deal.value * chance / HUNDRED)
    query = (
        sa.select(Deal.phase_id, sa.func.count(), sa.func.sum(Deal.value), sa.func.sum(weighted))
        .join(Phase, col(Phase.id) == Deal.phase_id)
        .where(condition)
        .group_by(Deal.phase_id)
    )
    return {key: (count, float(total or 0), float(part or 0)) for key, count, total, part in session.execute(query)}


def _column(
    phase: Phase, locale: str, cards: list[DealCard], figures: tuple[int, float, float], currency: str
) -> BoardColumn:
    count, total, weighted = figures
    return BoardColumn(
        id=phase.key,
        name=vocabularies.shown(phase, locale),
        is_closed=phase.is_closed,
        count=count,
        total=total,
        weighted_total=weighted,
        probability=phase.probability,
        currency=currency,
        cards=cards,
        has_more=count > len(cards),
    )
