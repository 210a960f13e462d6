"""A crowd, to see how the system bears it."""

from datetime import timedelta

from sambruk_crm.models import (
    CustomerStatus,
    Deal,
    HistoryEntry,
    Organisation,
    OrganisationKind,
    OrganisationResponsibility,
    OrganisationTag,
    Person,
    Todo,
    TodoScope,
)
from sambruk_crm.services.demo import names, texts
from sambruk_crm.services.demo.deals import add_deal
from sambruk_crm.services.demo.scene import Place, Scene, add_entry, add_person, findable
from sambruk_crm.services.values import folding

ORGANISATIONS, PERSONS, DEALS, TODOS, ENTRIES = 10_000, 100_000, 5_000, 50_000, 500_000
"""How many there are in the end, with those of the small association."""

_KINDS = (OrganisationKind.COMPANY, OrganisationKind.ASSOCIATION, OrganisationKind.IT_SUPPLIER, OrganisationKind.OTHER)


def build(scene: Scene) -> None:
    """Fill up the small association."""
    places = _add_organisations(scene)
    people = _add_persons(scene, places)
    _add_deals(scene, places)
    _add_todos(scene, places, people)
    _add_history(scene, places, people)


def _add_organisations(scene: Scene) -> list[Place]:
    made: list[Place] = []
    for number in range(ORGANISATIONS - scene.rows.made[Organisation]):
        name = f"{names.body(scene.chance)} {number + 1}"
        home = scene.chance.choice(scene.municipalities)
        key = scene.rows.add(
            Organisation,
            made_at=scene.some_time(-1400, -30),
            name=name,
            kind=scene.chance.choice(_KINDS),
            status=scene.chance.choice((None, *CustomerStatus)),
            email_domain=names.domain(name),
            employees=scene.chance.randint(1, 400),
            is_example=True,
            **findable(name, home.name),
        )
        made.append(Place(key, name, 0))
        scene.rows.add(OrganisationResponsibility, organisation_id=key, user_id=scene.chance.choice(scene.users))
        if scene.happens(0.4):
            scene.rows.add(OrganisationTag, organisation_id=key, tag_id=scene.chance.choice(scene.organisation_tags))
    return made


def _add_persons(scene: Scene, places: list[Place]) -> list[int]:
    made: list[int] = []
    for number in range(PERSONS - scene.rows.made[Person]):
        title, role = scene.chance.choice(names.POSTS)
        at = scene.chance.choice(places) if number % 10 else None
        made.append(add_person(scene, at, number=number, title=title, role=role))
    return made


def _add_deals(scene: Scene, places: list[Place]) -> None:
    """Leave a thousand open and the others closed."""
    steps = scene.steps
    closed = next(place for place, step in enumerate(steps) if step.is_closed)
    open_steps = [place for place, step in enumerate(steps) if not step.is_closed]
    for number in range(DEALS - scene.rows.made[Deal]):
        goal = open_steps[number % len(open_steps)] if number % 5 == 0 else closed
        days_ago = scene.chance.randint(1, 60) if goal != closed else scene.chance.randint(2, 1500)
        add_deal(scene, scene.chance.choice(places), goal, ended_days_ago=days_ago, entries=1)


def _add_todos(scene: Scene, places: list[Place], people: list[int]) -> None:
    """Leave one in twenty open."""
    for number in range(TODOS - scene.rows.made[Todo]):
        is_open = number % 20 == 0
        due = scene.some_time(-30, 120) if is_open else scene.some_time(-1400, -2)
        user_id, note = scene.chance.choice(scene.users), scene.chance.choice(texts.TODOS)
        about_person = number % 3 == 0
        customer = (
            {"person_id": scene.chance.choice(people)}
            if about_person
            else {"organisation_id": scene.chance.choice(places).id}
        )
        scene.rows.add(
            Todo,
            made_at=min(due, scene.moment(-1)) - timedelta(days=5),
            scope=TodoScope.PERSON if about_person else TodoScope.ORGANISATION,
            note=note,
            fold=folding.searchable(note),
            type_id=scene.chance.choice(scene.todo_types) if scene.todo_types else None,
            assignee_id=user_id,
            author_id=user_id,
            remind_at=due,
            closed_at=None if is_open else due + timedelta(hours=3),
            closed_by_id=None if is_open else user_id,
            is_example=True,
            **customer,
        )


def _add_history(scene: Scene, places: list[Place], people: list[int]) -> None:
    for number in range(ENTRIES - scene.rows.made[HistoryEntry]):
        if number % 2:
            add_entry(scene, scene.some_time(-1400, -1), person_id=scene.chance.choice(people))
        else:
            add_entry(scene, scene.some_time(-1400, -1), organisation_id=scene.chance.choice(places).id)
