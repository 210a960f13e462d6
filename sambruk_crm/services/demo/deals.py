"""Example deals: each with the way it came, and what follows where it was won."""

from datetime import datetime, timedelta
from decimal import Decimal

from sambruk_crm.models import (
    Deal,
    DealParticipant,
    DealType,
    Decision,
    DecisionBody,
    DecisionResult,
    HistoryEntry,
    HistoryKind,
    Outcome,
    PhaseChange,
    Project,
    ProjectStatus,
    ShareKind,
)
from sambruk_crm.services import deals
from sambruk_crm.services.demo import texts
from sambruk_crm.services.demo.contracts import add_contract, add_papers
from sambruk_crm.services.demo.scene import Place, Scene, Step, add_entry, findable

WITH_PAPERS = 3
"""How many contracts, the first, have documents."""
FIRST_WITH_DECISIONS = 2
"""From which phase on municipalities decide about deals."""
LONGEST_STAY = 24
"""Days a deal stays in a phase at most, so that some rot and most do not."""


def add_deal(scene: Scene, at: Place, goal: int, *, ended_days_ago: int, entries: int = 2) -> int:
    """Bring a deal from the first phase as far as `goal`, an index of the phases; the closed one ends it.

    Args:
        ended_days_ago: when it reached the goal.
        entries: how many things happened on the way.
    """
    chance, step = scene.chance, scene.steps[goal]
    service = chance.choice(scene.services)
    owner = chance.choice(scene.users)
    arrived = scene.some_time(-ended_days_ago - 3, -ended_days_ago)
    path = _path(scene, goal, arrived)
    outcome = (Outcome.WON if scene.happens(0.6) else Outcome.LOST) if step.is_closed else None
    title = chance.choice(texts.DEALS).format(service=service.name, place=at.name)
    value = Decimal(chance.randrange(20, 600) * 1000)
    kind = chance.choices(tuple(DealType), weights=(7, 2, 2, 1))[0]
    is_about_data = kind is DealType.DATA_PRIVACY_ONLY
    delivered = (arrived + timedelta(days=90)).date() if kind is DealType.ONE_TIME else None
    deal_id = scene.rows.add(
        Deal,
        made_at=path[0][1],
        title=title,
        organisation_id=at.id,
        person_id=next(iter(scene.people.get(at.id, [])), None),
        service_id=None if is_about_data else service.id,
        owner_id=owner,
        phase_id=step.id,
        rank=scene.rank(step.id),
        deal_type=kind,
        share_kind=ShareKind.BY_POPULATION if kind is DealType.SPLIT else ShareKind.EQUAL,
        value=None if is_about_data else value,
        delivers_on=delivered,
        expected_close_on=None if step.is_closed else (arrived + timedelta(days=chance.randint(10, 200))).date(),
        outcome=outcome,
        lost_reason_id=chance.choice(scene.lost_reasons) if outcome is Outcome.LOST and scene.lost_reasons else None,
        closed_at=arrived if step.is_closed else None,
        phase_since=arrived,
        touched_at=arrived,
        is_example=True,
        **findable(title, at.name),
    )
    _tell_path(scene, deal_id, path, owner, outcome, at)
    if not step.is_closed and goal >= FIRST_WITH_DECISIONS:
        _add_decisions(scene, deal_id, arrived)
    for _ in range(entries):
        when = path[0][1] + (arrived - path[0][1]) * chance.random()
        add_entry(scene, when, deal_id=deal_id, organisation_id=at.id)
    parties = _parties(scene, deal_id, at, value) if kind is DealType.SPLIT else {at.id: value}
    if outcome is Outcome.WON:
        _conclude(scene, at, arrived, parties, title=title, deal_id=deal_id, service=service, owner=owner, kind=kind)
    return deal_id


def _path(scene: Scene, goal: int, arrived: datetime) -> list[tuple[Step, datetime]]:
    """Return the phases the deal was in and when it came; who says no skips the rest."""
    reached = scene.steps[goal]
    before = [step for step in scene.steps[:goal] if not step.is_closed]
    if reached.is_closed and scene.happens(0.4):
        before = before[: scene.chance.randint(1, max(1, len(before)))]
    moments = [arrived]
    for _ in before:
        moments.insert(0, moments[0] - timedelta(days=scene.chance.randint(2, LONGEST_STAY), minutes=15))
    return list(zip([*before, reached], moments, strict=True))


def _tell_path(
    scene: Scene, deal_id: int, path: list[tuple[Step, datetime]], owner: int, outcome: Outcome | None, at: Place
) -> None:
    former: Step | None = None
    for step, moment in path:
        reached = outcome if step.is_closed else None
        scene.rows.add(
            PhaseChange,
            made_at=moment,
            deal_id=deal_id,
            from_phase_id=former.id if former else None,
            to_phase_id=step.id,
            user_id=owner,
            outcome=reached,
        )
        what = reached.value if reached else "moved" if former else "created"
        details = {"what": what, "to": step.name, **({"from": former.name} if former else {})}
        scene.rows.add(
            HistoryEntry,
            made_at=moment,
            kind=HistoryKind.SYSTEM,
            happened_at=moment,
            details=details | ({"reason": "Other"} if reached is Outcome.LOST else {}),
            author_id=owner,
            deal_id=deal_id,
            organisation_id=at.id,
            is_example=True,
        )
        former = step


def _add_decisions(scene: Scene, deal_id: int, arrived: datetime) -> None:
    """Let a part of the deals wait for meetings: committee, executive board and council some weeks apart.

    Of every seven deals one is overdue, and one was postponed.
    """
    kind = deal_id % 7
    if kind not in (0, 2, 3, 5):
        return
    meeting = scene.today + timedelta(days=deal_id * 5 % 60 + 3)
    if kind == 0:
        meeting = scene.today - timedelta(days=deal_id % 5 + 2)
    before = max(arrived.date(), scene.today - timedelta(days=30))
    if kind in (2, 5):
        result = DecisionResult.POSTPONED if kind == 2 else DecisionResult.DECIDED  # noqa: PLR2004 -- as above
        later = meeting if result is DecisionResult.POSTPONED else None
        body = DecisionBody.EXECUTIVE_BOARD if later else DecisionBody.COMMITTEE
        scene.rows.add(
            Decision, made_at=arrived, deal_id=deal_id, body=body, meets_on=before, result=result, postponed_to=later
        )
    scene.rows.add(Decision, made_at=arrived, deal_id=deal_id, body=DecisionBody.EXECUTIVE_BOARD, meets_on=meeting)
    if kind == 5:  # noqa: PLR2004 -- as above
        council = meeting + timedelta(days=28)
        scene.rows.add(Decision, made_at=arrived, deal_id=deal_id, body=DecisionBody.COUNCIL, meets_on=council)


def _parties(scene: Scene, deal_id: int, at: Place, value: Decimal) -> dict[int, Decimal]:
    """Let neighbours share a split deal by population."""
    others = scene.chance.sample([place for place in scene.municipalities if place.id != at.id], k=2)
    people = {place.id: (max(place.population, 1), None) for place in (at, *others)}
    parts = deals.shares.divide(value, ShareKind.BY_POPULATION, people)
    for organisation_id, amount in parts.items():
        scene.rows.add(DealParticipant, deal_id=deal_id, organisation_id=organisation_id, amount=amount)
    return parts


def _conclude(
    scene: Scene,
    at: Place,
    won_at: datetime,
    parties: dict[int, Decimal],
    *,
    title: str,
    deal_id: int,
    service: Place,
    owner: int,
    kind: DealType,
) -> None:
    """Write the contract of a won deal, and the engagement that follows from it."""
    contract_id = add_contract(
        scene,
        at,
        won_at,
        parties,
        title=title,
        deal_id=deal_id,
        service_id=None if kind is DealType.DATA_PRIVACY_ONLY else service.id,
        owner_id=owner,
        contract_type=kind,
    )
    if contract_id <= WITH_PAPERS:
        add_papers(scene, contract_id)
    if kind is DealType.DATA_PRIVACY_ONLY:
        return
    scene.rows.add(
        Project,
        name=service.name,
        organisation_id=at.id,
        service_id=service.id,
        owner_id=owner,
        status=ProjectStatus.CLOSED if scene.happens(0.2) else ProjectStatus.RUNNING,
        from_on=won_at.date(),
        is_example=True,
        **findable(service.name, at.name),
    )
