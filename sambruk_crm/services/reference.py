"""The reference data that ships: municipalities and regions, and the association's lists as they are at first."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Coverage,
    FeeTable,
    FeeTableBand,
    HistoryKind,
    HistoryType,
    LostReason,
    MembershipCategory,
    Organisation,
    OrganisationKind,
    Phase,
    Pipeline,
    PopulationFigure,
    TodoType,
)
from sambruk_crm.services import organisations
from sambruk_crm.services.values import folding

DATA = Path(__file__).parent.parent / "data"
COUNTIES_UNCHANGED_SINCE = date(2007, 1, 1)
"""Heby moved to Uppsala county that day; nothing has moved since."""
COUNTED = "Statistics Sweden (SCB)"
SUMMED = "Sum of the municipalities, Statistics Sweden (SCB)"
_LOCK = 7262_786

PHASES = (
    (say("Interested"), 10, 30, False),
    (say("Information delivered"), 20, 30, False),
    (say("Remind the municipality"), 30, 21, False),
    (say("Pitch done"), 50, 30, False),
    (say("Contract sent"), 80, 21, False),
    (say("Closed: won/lost"), 0, None, True),
)
"""Name, chance of winning in percent, days until a still deal rots, and whether deals end here."""

TODO_TYPES = (say("Call customer"), say("Visit customer"), say("Send contract"), say("Follow up"), say("Other"))

HISTORY_TYPES = (
    (say("Note"), HistoryKind.NOTE),
    (say("Phone call"), HistoryKind.CALL),
    (say("Visit"), HistoryKind.VISIT),
    (say("Meeting"), HistoryKind.MEETING),
    (say("Mail"), HistoryKind.MAIL),
    (say("Tried it"), HistoryKind.NOTE),
    (say("Done"), HistoryKind.NOTE),
    (say("No answer"), HistoryKind.CALL),
    (say("Activity"), HistoryKind.NOTE),
)

MEMBERSHIP_CATEGORIES = (say("Full member"), say("Associate member"), say("Supporting member"))

LOST_REASONS = (
    say("Price"),
    say("Chose another supplier"),
    say("No budget"),
    say("No decision"),
    say("Bad timing"),
    say("Other"),
)

FEES_FROM = date(2020, 1, 1)
FEES_OF_OTHERS = (5_000, 25_000)
FEES = (
    (0, 5_000, 5_000),
    (7_000, 5_000, 10_000),
    (15_000, 10_000, 25_000),
    (25_000, 10_000, 35_000),
    (50_000, 10_000, 50_000),
    (100_000, 20_000, 65_000),
    (150_000, 25_000, 80_000),
)
"""From how many inhabitants on, the entrance fee and the yearly fee, in SEK: the association's public table."""


@dataclass(frozen=True)
class Loaded:
    """How many rows a run added; all zero when everything was there."""

    organisations: int
    figures: int
    list_entries: int


def load(session: Session) -> Loaded:
    """Add what is missing. What is there, edited, archived or in the trash stays as it is."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    entries = load_vocabularies(session)
    added, figures = load_places(session)
    return Loaded(added, figures, entries)


def load_vocabularies(session: Session) -> int:
    """Fill the lists that are empty and return how many entries that made."""
    made: list[SQLModel] = []
    if _is_empty(session, Pipeline):
        pipeline = Pipeline()
        session.add(pipeline)
        session.flush()
        made += _phases(pipeline.key)
    if _is_empty(session, TodoType):
        made += [TodoType(default_name=name.msgid, position=place) for place, name in enumerate(TODO_TYPES)]
    if _is_empty(session, HistoryType):
        made += [
            HistoryType(default_name=name.msgid, kind=kind, position=place)
            for place, (name, kind) in enumerate(HISTORY_TYPES)
        ]
    if _is_empty(session, MembershipCategory):
        made += [
            MembershipCategory(default_name=name.msgid, position=place)
            for place, name in enumerate(MEMBERSHIP_CATEGORIES)
        ]
    if _is_empty(session, LostReason):
        made += [LostReason(default_name=name.msgid, position=place) for place, name in enumerate(LOST_REASONS)]
    session.add_all(made)
    session.flush()
    return len(made) + _load_fees(session)


def _load_fees(session: Session) -> int:
    if not _is_empty(session, FeeTable):
        return 0
    entrance, yearly = map(Decimal, FEES_OF_OTHERS)
    table = FeeTable(valid_from=FEES_FROM, others_entrance=entrance, others_yearly=yearly)
    session.add(table)
    session.flush()
    session.add_all(
        FeeTableBand(table_id=table.key, from_inhabitants=start, entrance=Decimal(once), yearly=Decimal(fee))
        for start, once, fee in FEES
    )
    session.flush()
    return 1


def load_places(session: Session) -> tuple[int, int]:
    """Add the municipalities and regions that are missing; returns how many, and how many population figures."""
    known = _Known.read(session)
    every = [*_municipalities(), *_regions()]
    new = [(place, figure) for place, figure in every if not known.has(place)]
    _add(session, new)
    return len(new), len(new)


def _add(session: Session, new: list[tuple[Organisation, PopulationFigure]]) -> None:
    session.add_all(place for place, _ in new)
    session.flush()
    organisations.keep_names(session, [place for place, _ in new])
    for place, figure in new:
        figure.organisation_id = place.key
    session.add_all(figure for _, figure in new)
    session.add_all(_coverage([place for place, _ in new], session))
    session.flush()


@dataclass(frozen=True)
class Place:
    """A municipality or region as it ships; a region has no `code`."""

    code: str
    name: str
    official_name: str
    number: str
    county_code: str
    county: str

    @property
    def key(self) -> str:
        """What chooses a municipality that is not in the register."""
        return f"code:{self.code}"


@cache
def places() -> tuple[Place, ...]:
    """Return every municipality and region that ships."""
    return tuple(
        Place(
            place.municipality_code or "",
            place.name,
            place.official_name,
            place.organisation_number or "",
            place.county_code or "",
            place.county_name,
        )
        for place, _ in (*_municipalities(), *_regions())
    )


def add_places(session: Session, codes: Collection[str]) -> dict[str, int]:
    """Add municipalities of these codes that are not here, not even in the trash; returns their keys by code."""
    if not codes:
        return {}
    known = _Known.read(session)
    new = [each for each in _municipalities() if each[0].municipality_code in codes and not known.has(each[0])]
    _add(session, new)
    return {place.municipality_code or "": place.key for place, _ in new}


@dataclass(frozen=True)
class _Known:
    """What tells places apart, of every organisation there is, also in the trash."""

    codes: set[str | None]
    numbers: set[str | None]
    regions: set[str | None]

    @classmethod
    def read(cls, session: Session) -> "_Known":
        swedish = select(Organisation.organisation_number).where(col(Organisation.country) == "SE")
        regions = select(Organisation.county_code).where(col(Organisation.kind) == OrganisationKind.REGION)
        return cls(
            set(session.exec(select(Organisation.municipality_code))),
            set(session.exec(swedish)),
            set(session.exec(regions)),
        )

    def has(self, place: Organisation) -> bool:
        if place.organisation_number in self.numbers:
            return True
        if place.kind is OrganisationKind.REGION:
            return place.county_code in self.regions
        return place.municipality_code in self.codes


def _is_empty(session: Session, table: type[SQLModel]) -> bool:
    return session.exec(select(table).limit(1)).first() is None


def _phases(pipeline_id: int) -> list[Phase]:
    return [
        Phase(
            pipeline_id=pipeline_id,
            default_name=name.msgid,
            position=place,
            probability=probability,
            rotting_days=rotting_days,
            is_closed=is_closed,
        )
        for place, (name, probability, rotting_days, is_closed) in enumerate(PHASES)
    ]


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read a file of reference data that ships, row by row."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _municipalities() -> Iterator[tuple[Organisation, PopulationFigure]]:
    """Return the municipalities; one that is also its county's region carries the region's name officially."""
    regions = {row["organisationsnummer"]: row["region_namn"] for row in rows("se_regioner_lan.csv")}
    for row in rows("se_kommuner.csv"):
        yield _place(
            row,
            COUNTED,
            name=row["namn"],
            official_name=regions.get(row["organisationsnummer"], row["officiellt_namn"]),
            kind=OrganisationKind.MUNICIPALITY,
            municipality_code=row["kommunkod"],
            municipality_group=row["skr_kommungrupp_2023"],
            website=row["webbplats"],
            web_domain=row["webb_doman"],
            email_domain=row["epost_doman"],
        )


def _regions() -> Iterator[tuple[Organisation, PopulationFigure]]:
    """Return the regions that are a legal person of their own: Gotland's is its municipality."""
    municipal = {row["organisationsnummer"] for row in rows("se_kommuner.csv")}
    for row in rows("se_regioner_lan.csv"):
        if row["organisationsnummer"] not in municipal:
            yield _place(row, SUMMED, name=row["region_namn"], kind=OrganisationKind.REGION)


def _place(row: dict[str, str], source: str, **values: Any) -> tuple[Organisation, PopulationFigure]:
    counted_on = date.fromisoformat(row["folkmangd_datum"])
    inhabitants = int(row["folkmangd"])
    place = Organisation(
        organisation_number=folding.digits(row["organisationsnummer"]),
        county_code=row["lan_kod"],
        county_name=row["lan_namn"],
        area_km2=float(row["land_km2"]),
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        population=inhabitants,
        population_on=counted_on,
        **values,
    )
    organisations.refresh_findable(place)
    return place, PopulationFigure(organisation_id=0, counted_on=counted_on, inhabitants=inhabitants, source=source)


def _coverage(new: list[Organisation], session: Session) -> list[Coverage]:
    """Let new regions cover the municipalities of their county."""
    regions = {place.county_code: place.key for place in new if place.kind is OrganisationKind.REGION}
    query = select(Organisation.id, Organisation.county_code).where(
        col(Organisation.kind) == OrganisationKind.MUNICIPALITY, col(Organisation.municipality_code).is_not(None)
    )
    return [
        Coverage(coverer_id=regions[county], covered_id=place_id, from_on=COUNTIES_UNCHANGED_SINCE)
        for place_id, county in session.exec(query)
        if county in regions
    ]
