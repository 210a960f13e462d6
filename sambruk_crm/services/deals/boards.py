"""The board: deals in columns, which are the phases, or whose they are, what they are about, or where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Deal, Organisation, Outcome, Phase, Service
from sambruk_crm.services import organisations, settings, users, vocabularies
from sambruk_crm.services.deals import phases
from sambruk_crm.services.deals.cards import CARD_COLUMNS, DealCard, make_cards
from sambruk_crm.services.deals.lists import LIST, DealFilter
from sambruk_crm.services.deals.worth import weighted_in_sql
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Actor, Permission, require

COLUMN_SIZE = 50


class BoardGroup(StrEnum):
    """What the columns of the board are."""

    PHASE = "phase"
    OWNER = "owner"
    SERVICE = "service"
    COUNTY = "county"


@dataclass(frozen=True)
class Figures:
    """How many deals, and what they are worth together."""

    count: int = 0
    total: float = 0.0
    weighted: float = 0.0


@dataclass(frozen=True)
class BoardColumn:
    """A column with its first cards, and the figures of all its cards.

    Its id is the one of the phase, user or service, or the county's code as a number; 0 for none. In a closed phase
    the won come before the lost.
    """

    id: int
    name: str
    """Empty for the deals that have no owner, service or county."""
    is_closed: bool
    count: int
    total: float
    weighted_total: float
    probability: int | None
    """How likely its deals are won, in percent, unless a deal says otherwise; None where columns are no phases."""
    currency: str
    cards: list[DealCard]
    has_more: bool
    won: Figures | None = None
    lost: Figures | None = None
    """Of a closed phase."""


def board(
    session: Session,
    actor: Actor,
    wanted: DealFilter,
    by: BoardGroup = BoardGroup.PHASE,
    *,
    size: int = COLUMN_SIZE,
    sizes: Mapping[int, int] | None = None,
) -> list[BoardColumn]:
    """Return every column with its first cards, in as many queries as one column would take.

    Owners, services and counties have the open deals, what is furthest on first; every colleague who may have deals
    has a column, unless only some owners are asked for.

    Args:
        size: how many cards to show of each column; of a closed phase, of the won and of the lost.
        sizes: how many cards to show of a column, where it is not the usual number.
    """
    require(actor, Permission.VIEW)
    if by is BoardGroup.PHASE:
        return _by_phase(session, actor, wanted, size, sizes or {})
    return _by_group(session, actor, wanted, by, size, sizes or {})


def _by_phase(
    session: Session, actor: Actor, wanted: DealFilter, size: int, sizes: Mapping[int, int]
) -> list[BoardColumn]:
    shown = phases.all_phases(session, actor)
    condition = LIST.where(session, actor, wanted)
    limits = {phase.key: sizes.get(phase.key, size) for phase in shown}
    cards: dict[int, list[DealCard]] = {phase.key: [] for phase in shown}
    for card in make_cards(session, actor, _first_of_each(session, condition, shown, limits), shown):
        cards[card.phase_id].append(card)
    figures = _figures(session, condition, col(Deal.phase_id))
    currency = settings.read(session).currency
    return [
        _phase_column(phase, actor.locale, cards[phase.key], figures.get(phase.key, {}), currency) for phase in shown
    ]


def _by_group(
    session: Session, actor: Actor, wanted: DealFilter, by: BoardGroup, size: int, sizes: Mapping[int, int]
) -> list[BoardColumn]:
    shown = phases.all_phases(session, actor, archived=True)
    key = _KEYS[by]
    condition = sa.and_(LIST.where(session, actor, wanted), col(Deal.closed_at).is_(None))
    figures = {_number(value): parts for value, parts in _figures(session, condition, key).items()}
    names, empty = _columns_of(session, actor, wanted, by)
    found = _first_of_groups(session, condition, key, size, sizes)
    groups = {row.id: _number(row.board_column) for row in found}
    cards: dict[int, list[DealCard]] = {}
    for card in make_cards(session, actor, found, shown):
        cards.setdefault(groups[card.id], []).append(card)
    numbers = [number for number in names if number in figures or number in empty]
    currency = settings.read(session).currency
    return [
        _column(number, names[number], cards.get(number, []), figures.get(number, {}), currency) for number in numbers
    ]


_PLACE = aliased(Organisation)
_KEYS: dict[BoardGroup, Any] = {
    BoardGroup.OWNER: col(Deal.owner_id),
    BoardGroup.SERVICE: col(Deal.service_id),
    BoardGroup.COUNTY: col(_PLACE.county_code),
}


def _number(value: int | str | None) -> int:
    """Return the id of a column; county codes may have letters."""
    return value or 0 if not isinstance(value, str) else int(f"0{value}", 36)


def _columns_of(
    session: Session, actor: Actor, wanted: DealFilter, by: BoardGroup
) -> tuple[dict[int, str], frozenset[int]]:
    """Return the names of all columns there may be, in their order, and which of them are shown without deals too."""
    if by is BoardGroup.SERVICE:
        services = session.execute(sa.select(Service.id, Service.name).order_by(col(Service.sort_sv)))
        return {0: "", **{key: name for key, name in services}}, frozenset()
    if by is BoardGroup.COUNTY:
        counties = organisations.counties(session, actor)
        return {0: "", **{_number(code): name or code for code, name in counties}}, frozenset()
    people = users.search(session, actor, include_inactive=True)
    may_have = (user.id for user in people if user.is_active and Permission.EDIT_DEALS in ROLE_PERMISSIONS[user.role])
    return {0: "", **{user.id: user.name or user.email for user in people}}, frozenset(wanted.owner or may_have)


def _first_of_each(
    session: Session, condition: ColumnElement[bool], shown: list[Phase], limits: Mapping[int, int]
) -> Sequence[Any]:
    is_won = col(Deal.outcome) == Outcome.WON
    halves = [
        (phase, half) for phase in shown for half in ((is_won, _not(is_won)) if phase.is_closed else (sa.true(),))
    ]
    parts = [
        sa.select(
            sa.select(Deal.id)
            .where(condition, col(Deal.phase_id) == phase.key, half)
            .order_by(col(Deal.rank), col(Deal.id))
            .limit(limits[phase.key])
            .subquery()
            .c.id
        )
        for phase, half in halves
    ]
    if not parts:
        return []
    chosen = sa.union_all(*parts).subquery()
    won_first = sa.case((is_won, 0), else_=1)
    query = sa.select(*CARD_COLUMNS).join(chosen, chosen.c.id == Deal.id)
    return session.execute(query.order_by(won_first, col(Deal.rank), col(Deal.id))).all()


def _not(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return sa.or_(sa.not_(condition), col(Deal.outcome).is_(None))


def _first_of_groups(
    session: Session,
    condition: ColumnElement[bool],
    key: Any,
    size: int,
    sizes: Mapping[int, int],
) -> Sequence[Any]:
    """Return the first deals of each group, those of the last phase first."""
    order = (col(Phase.position).desc(), col(Deal.rank), col(Deal.id))
    ranked = (
        sa.select(
            Deal.id, key.label("group"), sa.func.row_number().over(partition_by=key, order_by=order).label("place")
        )
        .join(Phase, col(Phase.id) == Deal.phase_id)
        .join(_PLACE, col(_PLACE.id) == Deal.organisation_id, isouter=True)
        .where(condition)
        .subquery()
    )
    most = max([size, *sizes.values()])
    query = (
        sa.select(*CARD_COLUMNS, ranked.c.group.label("board_column"), ranked.c.place.label("place"))
        .join(ranked, ranked.c.id == Deal.id)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.place)
    )
    rows = session.execute(query).all()
    return [row for row in rows if row.place <= sizes.get(_number(row.board_column), size)]


def _figures(session: Session, condition: ColumnElement[bool], key: Any) -> dict[Any, dict[Outcome | None, Figures]]:
    """Return what the deals of each column are worth, by how they ended."""
    weighted = weighted_in_sql(Phase.probability)
    query = (
        sa.select(key, Deal.outcome, sa.func.count(), sa.func.sum(Deal.value), sa.func.sum(weighted))
        .join(Phase, col(Phase.id) == Deal.phase_id)
        .join(_PLACE, col(_PLACE.id) == Deal.organisation_id, isouter=True)
        .where(condition)
        .group_by(key, col(Deal.outcome))
    )
    found: dict[Any, dict[Outcome | None, Figures]] = {}
    for value, outcome, count, total, part in session.execute(query):
        found.setdefault(value, {})[outcome] = Figures(count, float(total or 0), float(part or 0))
    return found


def _phase_column(
    phase: Phase, locale: str, cards: list[DealCard], parts: Mapping[Outcome | None, Figures], currency: str
) -> BoardColumn:
    column = _column(phase.key, vocabularies.shown(phase, locale), cards, parts, currency, phase)
    if not phase.is_closed:
        return column
    won, lost = parts.get(Outcome.WON, Figures()), parts.get(Outcome.LOST, Figures())
    return replace(column, won=won, lost=lost)


def _column(
    number: int,
    name: str,
    cards: list[DealCard],
    parts: Mapping[Outcome | None, Figures],
    currency: str,
    phase: Phase | None = None,
) -> BoardColumn:
    count = sum(part.count for part in parts.values())
    return BoardColumn(
        id=number,
        name=name,
        is_closed=phase is not None and phase.is_closed,
        count=count,
        total=sum(part.total for part in parts.values()),
        weighted_total=sum(part.weighted for part in parts.values()),
        probability=None if phase is None else phase.probability,
        currency=currency,
        cards=cards,
        has_more=count > len(cards),
    )
