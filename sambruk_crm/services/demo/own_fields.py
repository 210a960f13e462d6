"""Example fields that the association has added to its records, and what stands in some of them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from sambruk_crm.models import Locale, OwnField, OwnFieldOption, OwnKind, OwnValue, Person
from sambruk_crm.services import own_values
from sambruk_crm.services.demo.scene import Scene
from sambruk_crm.services.own_values import Field, Value

Names = tuple[str, str, str, str]
"""What something is called in Swedish, Norwegian, German and English."""

SYSTEM, VISIT, PAPER = "arendesystem", "senaste_besok_av_styrelsen", "vill_ha_nyhetsbrev_pa_papper"
FIELDS: tuple[tuple[str, str, OwnKind, Names], ...] = (
    ("organisation", SYSTEM, OwnKind.ONE_OF, ("Ärendesystem", "Saksbehandlingssystem", "Fachverfahren", "Case system")),
    (
        "organisation",
        VISIT,
        OwnKind.DATE,
        (
            "Senaste besök av styrelsen",
            "Siste besøk av styret",
            "Letzter Besuch des Vorstands",
            "Last visit by the board",
        ),
    ),
    (
        "person",
        PAPER,
        OwnKind.YES_NO,
        (
            "Vill ha nyhetsbrev på papper",
            "Vil ha nyhetsbrev på papir",
            "Möchte Rundbrief auf Papier",
            "Wants the newsletter on paper",
        ),
    ),
)
OPTIONS: tuple[tuple[str, Sequence[str]], ...] = (
    ("platina", ("Platina",) * 4),
    ("ciceron", ("Ciceron",) * 4),
    ("evolution", ("Evolution",) * 4),
    ("eget", ("Eget", "Eget", "Eigenes", "Their own")),
)


def add_fields(scene: Scene) -> None:
    """Add the fields that are not here under the same key or name, and fill them in for a share of the records."""
    here = list(scene.session.exec(select(OwnField)))
    for noun, slug, kind, names in FIELDS:
        others = [field for field in here if field.noun == noun]
        taken = {name.casefold() for field in others for name in field.names.values()}
        if slug in {field.slug for field in others} or taken & {name.casefold() for name in names}:
            continue
        place = 1 + max((field.position for field in others), default=-1)
        field_id = scene.rows.add(
            OwnField, noun=noun, slug=slug, kind=kind, names=_by_language(names), helps={}, position=place
        )
        for position, (key, called) in enumerate(OPTIONS if kind is OwnKind.ONE_OF else ()):
            names_of_option = _by_language(called)
            scene.rows.add(OwnFieldOption, field_id=field_id, slug=key, names=names_of_option, position=position)
        scene.rows.write()
        row = scene.session.get_one(OwnField, field_id)
        here.append(row)
        [field] = own_values.read(scene.session, [row])
        _fill(scene, field, slug)


def _fill(scene: Scene, field: Field, slug: str) -> None:
    if slug == PAPER:
        people = scene.session.scalars(sa.select(Person.id).where(col(Person.is_example)).order_by(col(Person.id)))
        _write(scene, field, (key or 0 for key in people.all()), 0.3, lambda: scene.happens(0.4))
        return
    places = (place.id for place in scene.municipalities)
    if slug == SYSTEM:
        options = [option.id for option in field.options]
        _write(scene, field, places, 0.6, lambda: scene.chance.choices(options, weights=(5, 4, 3, 1))[0])
    else:
        _write(scene, field, places, 0.35, lambda: scene.today - timedelta(days=scene.chance.randint(10, 900)))


def _write(scene: Scene, field: Field, ids: Iterable[int], share: float, value: Callable[[], Value]) -> None:
    for record_id in ids:
        if scene.happens(share):
            rows: list[dict[str, Any]] = own_values.rows_of(field, record_id, value())
            for row in rows:
                scene.rows.add(OwnValue, **row)


def _by_language(names: Sequence[str]) -> dict[str, str]:
    return dict(zip((Locale.SV.value, Locale.NB.value, Locale.DE.value, Locale.EN.value), names, strict=True))
