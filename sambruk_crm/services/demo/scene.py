"""What example records are made from: the people, places and lists there are, and a seeded chance."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fractional_indexing import generate_key_between
from sqlmodel import col, func, select

from sambruk_crm.db import CrmSession
from sambruk_crm.models import (
    Affiliation,
    Contract,
    ContractSeries,
    CustomerStatus,
    Deal,
    HistoryEntry,
    HistoryKind,
    HistoryType,
    LostReason,
    Organisation,
    Person,
    PersonEmail,
    PersonPhone,
    PersonResponsibility,
    PersonTag,
    Phase,
    TodoType,
)
from sambruk_crm.services import clock, deals
from sambruk_crm.services.demo import names, texts
from sambruk_crm.services.demo.rows import Rows
from sambruk_crm.services.values import folding


class Place(NamedTuple):
    """An organisation that example records hang on."""

    id: int
    name: str
    population: int


class Step(NamedTuple):
    """A phase of the pipeline."""

    id: int
    name: str
    is_closed: bool


@dataclass
class Scene:
    """Everything a builder needs; what builders make for each other is kept here too."""

    session: CrmSession
    rows: Rows
    chance: Random
    today: date
    zone: ZoneInfo
    users: list[int]
    municipalities: list[Place]
    steps: list[Step]
    todo_types: list[int]
    history_types: dict[HistoryKind, list[int]]
    lost_reasons: list[int]
    services: list[Place] = field(default_factory=list[Place])
    bodies: list[Place] = field(default_factory=list[Place])
    members: list[Place] = field(default_factory=list[Place])
    organisation_tags: list[int] = field(default_factory=list[int])
    person_tags: list[int] = field(default_factory=list[int])
    people: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    ranks: dict[int, str] = field(default_factory=dict[int, str])
    numbers: Counter[int] = field(default_factory=Counter[int])
    """The last number of each year's contracts."""
    taken: frozenset[str] = frozenset()
    """Numbers that contracts had before."""

    def moment(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return a time of the association's clock, some days from today."""
        return datetime.combine(self.today + timedelta(days=days), time(hour, minute), self.zone).astimezone(UTC)

    def some_time(self, earliest: int, latest: int) -> datetime:
        """Return a time in office hours on a day between two, counted from today."""
        return self.moment(
            self.chance.randint(earliest, latest), self.chance.randint(8, 16), self.chance.choice((0, 15, 30, 45))
        )

    def happens(self, odds: float) -> bool:
        """Return whether something of these odds, between 0 and 1, happens this time."""
        return self.chance.random() < odds

    def rank(self, phase_id: int) -> str:
        """Return a place on the board below every card of the phase."""
        self.ranks[phase_id] = rank = generate_key_between(self.ranks.get(phase_id), None)
        return rank


def open_scene(session: CrmSession, seed: int, today: date, users: list[int]) -> Scene:
    """Look at what there is."""
    zone = clock.zone(session)
    places = select(Organisation.id, Organisation.name, Organisation.population).where(
        col(Organisation.municipality_code).is_not(None), col(Organisation.deleted_at).is_(None)
    )
    pipeline = deals.phases.pipeline(session).key
    steps = select(Phase).where(Phase.pipeline_id == pipeline, col(Phase.archived_at).is_(None))
    kinds: dict[HistoryKind, list[int]] = {}
    for kind in session.exec(select(HistoryType).order_by(col(HistoryType.position))):
        kinds.setdefault(kind.kind, []).append(kind.key)
    last_ranks = session.exec(select(Deal.phase_id, func.max(Deal.rank)).group_by(col(Deal.phase_id)))
    return Scene(
        session=session,
        rows=Rows(session, clock.day_start(today, zone)),
        chance=Random(seed),  # noqa: S311 -- example data needs to be the same again, not to be secret
        today=today,
        zone=zone,
        users=users,
        municipalities=[
            Place(key or 0, name, population or 0)
            for key, name, population in session.exec(places.order_by(col(Organisation.municipality_code)))
        ],
        steps=[
            Step(step.key, step.name or step.default_name, step.is_closed)
            for step in session.exec(steps.order_by(col(Phase.position)))
        ],
        todo_types=[kind.key for kind in session.exec(select(TodoType).order_by(col(TodoType.position)))],
        history_types=kinds,
        lost_reasons=[reason.key for reason in session.exec(select(LostReason).order_by(col(LostReason.position)))],
        ranks=dict(iter(last_ranks)),
        numbers=Counter(dict(iter(session.exec(select(ContractSeries.year, ContractSeries.last))))),
        taken=frozenset(session.exec(select(Contract.number))),
    )


def findable(name: str, *parts: str, numbers: tuple[str, ...] = (), by: str = "") -> dict[str, str]:
    """Return the columns by which a row is found, and sorted by its name or by something else."""
    return {"fold": folding.searchable(name, *parts, numbers=numbers), **folding.sort_keys(by or name)}


def add_person(scene: Scene, at: Place | None, *, number: int = 0, title: str = "", **affiliation: Any) -> int:
    """Invent a person with an address, perhaps a phone, a tag and somebody responsible, and a place to work."""
    chance, rows = scene.chance, scene.rows
    first, last = names.person(chance)
    email = names.address(first, last, names.domain(at.name if at else "fristående"), number)
    phone = names.phone(chance) if scene.happens(0.6) else ""
    name = f"{first} {last}"
    person_id = rows.add(
        Person,
        made_at=scene.some_time(-1400, -30),
        first_name=first,
        last_name=last,
        name=name,
        status=chance.choice((None, CustomerStatus.PROSPECT, CustomerStatus.CUSTOMER, CustomerStatus.PARTNER)),
        is_example=True,
        **findable(name, email, numbers=(phone,), by=f"{last} {first}"),
    )
    rows.add(PersonEmail, person_id=person_id, email=email)
    if phone:
        rows.add(PersonPhone, person_id=person_id, phone=phone)
    if scene.happens(0.5):
        rows.add(PersonTag, person_id=person_id, tag_id=chance.choice(scene.person_tags))
    if scene.happens(0.5):
        rows.add(PersonResponsibility, person_id=person_id, user_id=chance.choice(scene.users))
    if at is not None:
        rows.add(Affiliation, person_id=person_id, organisation_id=at.id, title=title, **affiliation)
        scene.people.setdefault(at.id, []).append(person_id)
    return person_id


def add_entry(scene: Scene, at: datetime, **subjects: int | None) -> int:
    """Write a call, a visit, a meeting, a mail or a note into the history of a record."""
    chance = scene.chance
    kind = chance.choices(tuple(_STORIES), weights=(6, 2, 3, 4, 3))[0]
    missed = kind is HistoryKind.CALL and scene.happens(0.25)
    types = scene.history_types.get(kind) or [None]
    text = chance.choice(texts.MISSED_CALLS if missed else _STORIES[kind])
    result = "" if missed or scene.happens(0.6) else chance.choice(texts.RESULTS)
    next_step = chance.choice(texts.NEXT_STEPS) if scene.happens(0.25) else ""
    return scene.rows.add(
        HistoryEntry,
        made_at=at,
        kind=kind,
        type_id=types[-1] if missed else types[0],
        happened_at=at,
        text=text,
        result=result,
        next_step=next_step,
        fold=folding.searchable(text, result, next_step),
        author_id=chance.choice(scene.users),
        is_example=True,
        **subjects,
    )


_STORIES: dict[HistoryKind, tuple[str, ...]] = {
    HistoryKind.CALL: texts.CALLS,
    HistoryKind.VISIT: texts.VISITS,
    HistoryKind.MEETING: texts.MEETINGS,
    HistoryKind.MAIL: texts.MAILS,
    HistoryKind.NOTE: texts.NOTES,
}
