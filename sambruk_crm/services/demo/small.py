"""A believable association: members, their people, the deals and the work of some weeks."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import select

from sambruk_crm.models import (
    Affiliation,
    CustomerStatus,
    HistoryEntry,
    HistoryKind,
    Lead,
    LeadState,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationResponsibility,
    OrganisationTag,
    ParticipantRole,
    Post,
    Service,
    ServiceKind,
    ServiceParticipant,
    ServiceStatus,
    Tag,
    TagScope,
    Todo,
    TodoScope,
)
from sambruk_crm.services.demo import names, texts
from sambruk_crm.services.demo.deals import add_deal
from sambruk_crm.services.demo.scene import Place, Scene, add_entry, add_person, findable
from sambruk_crm.services.values import folding

OPEN_DEALS = (12, 11, 9, 7, 5)
"""How many deals lie in each open phase."""
CLOSED_DEALS = 24
FORMER_MEMBERS, FUTURE_MEMBERS = 14, 6


def build(scene: Scene) -> None:
    """Make the whole association."""
    add_lists(scene)
    _add_bodies(scene)
    _add_memberships(scene)
    _add_people(scene)
    _add_participants(scene)
    _add_deals(scene)
    _add_todos(scene)
    _add_history(scene)
    _add_leads(scene)


def add_lists(scene: Scene) -> None:
    """Make the services and tags that are not there yet, by name."""
    for name, kind, status, each, description in texts.SERVICES:
        key = scene.rows.add(
            Service,
            name=name,
            kind=ServiceKind(kind),
            status=ServiceStatus(status),
            funding_each=each and Decimal(each),
            owner_id=scene.chance.choice(scene.users),
            description=description,
            is_example=True,
            **findable(name, description),
        )
        scene.services.append(Place(key, name, 0))
    known = {(tag.scope, tag.name): tag.key for tag in scene.session.exec(select(Tag))}
    for scope, kept, tags in (
        (TagScope.ORGANISATION, scene.organisation_tags, texts.ORGANISATION_TAGS),
        (TagScope.PERSON, scene.person_tags, texts.PERSON_TAGS),
    ):
        for name, color in tags:
            kept.append(known.get((scope, name)) or scene.rows.add(Tag, name=name, scope=scope, color=color))


def _add_bodies(scene: Scene) -> None:
    for name, kind, status in texts.BODIES:
        key = scene.rows.add(
            Organisation,
            name=name,
            kind=OrganisationKind(kind),
            status=CustomerStatus(status) if status else None,
            email_domain=names.domain(name),
            is_example=True,
            **findable(name),
        )
        scene.bodies.append(Place(key, name, 0))


def _add_memberships(scene: Scene) -> None:
    """Make half the municipalities members that had no membership before."""
    told = set(scene.session.exec(select(Membership.organisation_id)))
    free = [place for place in scene.municipalities if place.id not in told]
    scene.chance.shuffle(free)
    half = len(scene.municipalities) // 2
    scene.members, rest = free[:half], free[half:]
    for place in scene.members:
        joined = _day(scene, -20 * 365, -60)
        if scene.happens(0.06):
            left = joined + timedelta(days=scene.chance.randint(400, 900))
            again = left + timedelta(days=scene.chance.randint(200, 900))
            if again < scene.today:
                _add_period(scene, place, joined, left)
                joined = again
        _add_period(scene, place, joined)
    for place in rest[:FORMER_MEMBERS]:
        joined = _day(scene, -15 * 365, -6 * 365)
        _add_period(scene, place, joined, joined + timedelta(days=scene.chance.randint(500, 1800)))
    for place in rest[FORMER_MEMBERS : FORMER_MEMBERS + FUTURE_MEMBERS]:
        _add_period(scene, place, _day(scene, 10, 200))


def _add_period(scene: Scene, place: Place, joined_on: date, left_on: date | None = None) -> None:
    reasons = texts.LEAVING_REASONS if left_on else texts.JOINING_REASONS
    reason = scene.chance.choice(reasons)
    scene.rows.add(Membership, organisation_id=place.id, joined_on=joined_on, left_on=left_on, reason=reason)


def _day(scene: Scene, earliest: int, latest: int) -> date:
    """Return the first of a month; memberships begin then."""
    day = scene.today + timedelta(days=scene.chance.randint(earliest, latest))
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _add_participants(scene: Scene) -> None:
    """Let some members take part in what no contract is written for: networks and development projects."""
    kinds = {name: kind for name, kind, *_ in texts.SERVICES}
    roles, weights = tuple(ParticipantRole), (2, 5, 1)
    for service in scene.services:
        if kinds[service.name] == ServiceKind.SERVICE or not scene.members:
            continue
        chosen = scene.chance.sample(scene.members, k=min(len(scene.members), scene.chance.randint(8, 24)))
        for place in chosen:
            begun = _day(scene, -4 * 365, -30)
            scene.rows.add(
                ServiceParticipant,
                service_id=service.id,
                organisation_id=place.id,
                role=scene.chance.choices(roles, weights)[0],
                from_on=begun,
                to_on=begun + timedelta(days=500) if scene.happens(0.1) else None,
            )


def _add_people(scene: Scene) -> None:
    """Return every member people in posts, a responsible user and perhaps a tag."""
    linked = set(scene.session.exec(select(OrganisationResponsibility.organisation_id)))
    tagged = set(scene.session.exec(select(OrganisationTag.organisation_id)))
    taken = {(post.organisation_id, post.title): post.key for post in scene.session.exec(select(Post))}
    for place in (*scene.members, *scene.bodies):
        for number, (title, role) in enumerate(scene.chance.sample(names.POSTS, k=scene.chance.randint(2, 4))):
            post_id = taken.get((place.id, title)) or scene.rows.add(Post, organisation_id=place.id, title=title)
            _seat(scene, place, post_id, title=title, role=role, is_primary=number == 0)
        if place.id not in linked:
            scene.rows.add(
                OrganisationResponsibility, organisation_id=place.id, user_id=scene.chance.choice(scene.users)
            )
        if place.id not in tagged and scene.happens(0.5):
            tag_id = scene.chance.choice(scene.organisation_tags)
            scene.rows.add(OrganisationTag, organisation_id=place.id, tag_id=tag_id)
    for place in scene.chance.sample(scene.members, k=min(20, len(scene.members) // 2)):
        person_id = scene.people[place.id][0]
        body = scene.chance.choice(scene.bodies)
        scene.rows.add(Affiliation, person_id=person_id, organisation_id=body.id, title="Ledamot", role="Styrelse")


def _seat(scene: Scene, place: Place, post_id: int, **facts: Any) -> None:
    """Put a person into a post, sometimes after somebody who held it before."""
    number = len(scene.people.get(place.id, []))
    started = scene.today - timedelta(days=scene.chance.randint(100, 2500))
    if scene.happens(0.15):
        former = {**facts, "is_primary": False, "from_on": started - timedelta(days=1500), "to_on": started}
        add_person(scene, place, number=number, post_id=post_id, **former)
        scene.people[place.id].pop()
    add_person(scene, place, number=number + 1, post_id=post_id, from_on=started, **facts)


def _add_deals(scene: Scene) -> None:
    places = [*scene.members, *scene.municipalities[:40]]
    open_steps = [place for place, step in enumerate(scene.steps) if not step.is_closed]
    for goal, count in zip(open_steps, OPEN_DEALS, strict=False):
        for number in range(count):
            days_ago = scene.chance.randint(40, 70) if not number % 6 else scene.chance.randint(1, 18)
            add_deal(scene, scene.chance.choice(places), goal, ended_days_ago=days_ago)
    closed = next(place for place, step in enumerate(scene.steps) if step.is_closed)
    for _ in range(CLOSED_DEALS):
        add_deal(scene, scene.chance.choice(places), closed, ended_days_ago=scene.chance.randint(2, 300))


def _add_todos(scene: Scene) -> None:
    """Return everybody work that was due yesterday, is due today, and comes later, and some that is done."""
    for user_id in scene.users:
        for days in (-9, -1, -1, 0, 0, 1, 3, 12, 40):
            _add_todo(scene, user_id, scene.moment(days, scene.chance.randint(8, 16), scene.chance.choice((0, 15, 30))))
        _add_todo(scene, user_id, None)
        for _ in range(6):
            due = scene.some_time(-60, -2)
            _add_todo(scene, user_id, due, closed_at=due + timedelta(hours=scene.chance.randint(1, 30)))


def _add_todo(scene: Scene, user_id: int, due: datetime | None, closed_at: datetime | None = None) -> None:
    scope = scene.chance.choices(tuple(TodoScope), weights=(2, 5, 3))[0]
    customer = _customer(scene, scope)
    note = scene.chance.choice(texts.TODOS if customer else texts.PRIVATE_TODOS)
    todo_id = scene.rows.add(
        Todo,
        made_at=min(due or scene.moment(-2), scene.moment(-1)) - timedelta(days=3),
        scope=scope,
        type_id=scene.chance.choice(scene.todo_types) if scene.todo_types else None,
        note=note,
        fold=folding.searchable(note),
        assignee_id=user_id,
        author_id=scene.chance.choice(scene.users),
        remind_at=due,
        closed_at=closed_at,
        closed_by_id=user_id if closed_at else None,
        is_example=True,
        **customer,
    )
    if closed_at and customer:
        scene.rows.add(
            HistoryEntry,
            made_at=closed_at,
            kind=HistoryKind.TODO,
            happened_at=closed_at,
            text=note,
            fold=folding.searchable(note),
            author_id=user_id,
            todo_id=todo_id,
            is_example=True,
            **customer,
        )


def _customer(scene: Scene, scope: TodoScope) -> dict[str, int]:
    place = scene.chance.choice(scene.members or scene.bodies)
    match scope:
        case TodoScope.PRIVATE:
            return {}
        case TodoScope.ORGANISATION:
            return {"organisation_id": place.id}
        case TodoScope.PERSON:
            return {"person_id": scene.chance.choice(scene.people[place.id])}


def _add_history(scene: Scene) -> None:
    for place in (*scene.members, *scene.bodies):
        for _ in range(scene.chance.randint(1, 5)):
            person_id = scene.chance.choice(scene.people[place.id]) if scene.happens(0.6) else None
            add_entry(scene, scene.some_time(-700, -1), organisation_id=place.id, person_id=person_id)


def _add_leads(scene: Scene) -> None:
    for number, state in enumerate((LeadState.NEW, LeadState.CONTACTED, LeadState.DROPPED) * 4):
        first, last = names.person(scene.chance)
        place = scene.chance.choice(scene.municipalities)
        source, note = texts.LEADS[number % len(texts.LEADS)]
        email = names.address(first, last, names.domain(place.name))
        scene.rows.add(
            Lead,
            made_at=scene.some_time(-90, -1),
            name=f"{first} {last}",
            email=email,
            organisation_name=place.name,
            source=source,
            note=note,
            state=state,
            owner_id=scene.chance.choice(scene.users),
            **findable(f"{first} {last}", email, place.name, by=f"{last} {first}"),
        )
