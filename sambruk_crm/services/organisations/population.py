"""Taking in population figures: what is new, what contradicts what we know, and who gets another fee."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.integrations.scb import Figure
from sambruk_crm.models import Organisation, OrganisationKind, PopulationFigure
from sambruk_crm.services import bulk, fees
from sambruk_crm.services.fees import FeeBand, Tariff
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Count, Day, Input

SOURCE = "Statistics Sweden (SCB)"
BY_IMPORT = "import"
"""The source of figures that came in a file of organisations."""


class FigureInput(Input):
    """Inhabitants on a day; today where none is given."""

    inhabitants: Count = None
    counted_on: Day = None


@dataclass(frozen=True)
class FigureChange:
    """A figure that was told, beside the one we have: of that day, or the newest before it."""

    organisation_id: int
    name: str
    code: str
    counted_on: date
    inhabitants: int
    known: int | None


@dataclass(frozen=True)
class BandCrossing:
    """A municipality whose newest figure puts it into another band of the fee table."""

    name: str
    code: str
    before: FeeBand
    after: FeeBand


@dataclass(frozen=True)
class PopulationDiff:
    """What a file would change.

    Attributes:
        new: figures of a day we have none of.
        changed: figures that differ from the one we have of that very day, which is kept; a person must decide.
        same: how many figures we have already.
        unknown: codes of no municipality or region of ours.
        crossings: who gets another fee by what is new.
    """

    new: tuple[FigureChange, ...]
    changed: tuple[FigureChange, ...]
    same: int
    unknown: tuple[str, ...]
    crossings: tuple[BandCrossing, ...]


def compare(session: Session, actor: Actor, figures: Iterable[Figure]) -> PopulationDiff:
    """Return what the figures would change, and change nothing."""
    require(actor, Permission.EDIT_RECORDS)
    places = _places(session)
    known = _known(session, [place.key for place in places.values()])
    told = list(figures)
    changes = [_change(places[figure.code], figure, known) for figure in told if figure.code in places]
    new = tuple(change for change in changes if change.counted_on not in known.get(change.organisation_id, {}))
    held = [change for change in changes if change.counted_on in known.get(change.organisation_id, {})]
    return PopulationDiff(
        new=new,
        changed=tuple(change for change in held if change.inhabitants != change.known),
        same=sum(change.inhabitants == change.known for change in held),
        unknown=tuple(sorted({figure.code for figure in told if figure.code not in places})),
        crossings=tuple(_crossings(places, new, fees.all_tariffs(session))),
    )


def apply(session: Session, actor: Actor, figures: Iterable[Figure], *, source: str = SOURCE) -> PopulationDiff:
    """Add what is new, each figure with its day; what we have is never overwritten. Tells what `compare` tells."""
    diff = compare(session, actor, figures)
    session.add_all(
        PopulationFigure(
            organisation_id=change.organisation_id,
            counted_on=change.counted_on,
            inhabitants=change.inhabitants,
            source=source,
        )
        for change in diff.new
    )
    organisations = {place.key: place for place in _places(session).values()}
    for change in sorted(diff.new, key=lambda change: change.counted_on):
        organisation = organisations[change.organisation_id]
        if organisation.population_on is None or organisation.population_on < change.counted_on:
            organisation.population, organisation.population_on = change.inhabitants, change.counted_on
    session.flush()
    return diff


def put_on(session: Session, actor: Actor, wanted: Mapping[int, Mapping[date, int]]) -> None:
    """Make exactly these the figures of organisations that are there, by day; the latest is the organisation's."""
    require(actor, Permission.EDIT_RECORDS)
    if not wanted:
        return
    organisations = bulk.hold(session, Organisation, wanted.keys())
    rows = session.exec(select(PopulationFigure).where(col(PopulationFigure.organisation_id).in_(wanted)))
    present = {(row.organisation_id, row.counted_on): row for row in rows}
    pairs = {(key, day): count for key, figures in wanted.items() for day, count in figures.items()}
    for pair in present.keys() - pairs.keys():
        session.delete(present[pair])
    for pair in present.keys() & pairs.keys():
        if present[pair].inhabitants != pairs[pair]:
            present[pair].inhabitants = pairs[pair]
    new = [(*pair, count) for pair, count in pairs.items() if pair not in present]
    bulk.insert(
        session,
        PopulationFigure,
        [
            bulk.draft(PopulationFigure, organisation_id=key, counted_on=day, inhabitants=count, source=BY_IMPORT)
            for key, day, count in new
        ],
    )
    for key, figures in wanted.items():
        latest = max(figures, default=None)
        place = organisations[key]
        place.population, place.population_on = (figures[latest] if latest else None), latest
    session.flush()


def series(session: Session, actor: Actor, organisation_id: int) -> list[PopulationFigure]:
    """List an organisation's figures, oldest first."""
    require(actor, Permission.VIEW)
    query = select(PopulationFigure).where(PopulationFigure.organisation_id == organisation_id)
    return list(session.exec(query.order_by(col(PopulationFigure.counted_on))))


def _places(session: Session) -> dict[str, Organisation]:
    """Return the organisations that figures can be about, by municipality code or, for regions, county code."""
    is_region = sa.and_(col(Organisation.kind) == OrganisationKind.REGION, col(Organisation.county_code).is_not(None))
    query = select(Organisation).where(sa.or_(col(Organisation.municipality_code).is_not(None), is_region))
    return {place.municipality_code or place.county_code or "": place for place in session.exec(query)}


def _known(session: Session, organisation_ids: list[int]) -> dict[int, dict[date, int]]:
    query = select(PopulationFigure.organisation_id, PopulationFigure.counted_on, PopulationFigure.inhabitants)
    known: dict[int, dict[date, int]] = {}
    for organisation_id, counted_on, inhabitants in session.exec(
        query.where(col(PopulationFigure.organisation_id).in_(organisation_ids))
    ):
        known.setdefault(organisation_id, {})[counted_on] = inhabitants
    return known


def _change(place: Organisation, figure: Figure, known: dict[int, dict[date, int]]) -> FigureChange:
    before = {day: count for day, count in known.get(place.key, {}).items() if day <= figure.counted_on}
    return FigureChange(
        organisation_id=place.key,
        name=place.name,
        code=figure.code,
        counted_on=figure.counted_on,
        inhabitants=figure.inhabitants,
        known=before[max(before)] if before else None,
    )


def _crossings(
    places: dict[str, Organisation], new: tuple[FigureChange, ...], tariffs: Sequence[Tariff]
) -> Iterable[BandCrossing]:
    newest = {change.code: change for change in sorted(new, key=lambda change: change.counted_on)}
    for code, change in newest.items():
        place = places[code]
        if place.kind is not OrganisationKind.MUNICIPALITY or place.population is None or place.population_on is None:
            continue
        if change.counted_on <= place.population_on:
            continue
        tariff = fees.tariff_on(tariffs, change.counted_on)
        before, after = tariff.band(place.population), tariff.band(change.inhabitants)
        if before != after:
            yield BandCrossing(place.name, code, before, after)
