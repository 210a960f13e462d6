"""The matrix as it is asked for, a cell of it opened, what begins at a white spot, and the file."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InUseError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    AuditAction,
    AuditEntry,
    Deal,
    FilePurpose,
    Lead,
    MatrixState,
    Organisation,
    OrganisationKind,
    Service,
    ServiceKind,
    ServiceStatus,
    StoredFile,
)
from sambruk_crm.services import catalogue, clock, deals, files, leads, organisations, services, sheets
from sambruk_crm.services.matrix import cells, neighbours
from sambruk_crm.services.matrix.cells import NOTHING, Cell
from sambruk_crm.services.matrix.neighbours import HAVE_IT, Neighbour
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.sheets import CellKind, Heading, Sheet
from sambruk_crm.services.values import folding
from sambruk_crm.services.vocabularies import word


@dataclass(frozen=True, kw_only=True)
class MatrixFilter(OrganisationFilter):
    """Which organisations are the rows, as in their list, and which services the columns.

    Without a kind they are the municipalities, and without services all that are not closed down.
    """

    inhabitants_from: int | None = None
    inhabitants_below: int | None = None
    service: tuple[int, ...] = ()
    service_kind: tuple[ServiceKind, ...] = ()


@dataclass(frozen=True)
class MatrixColumn:
    """A service, and how many of the rows take part in it."""

    id: int
    name: str
    kind: str
    count: int


@dataclass(frozen=True)
class MatrixRow:
    """An organisation, where it stands in each service, and in how many it takes part."""

    id: int
    name: str
    county: str
    population: int | None
    count: int
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """Who takes part in what."""

    columns: list[MatrixColumn]
    rows: list[MatrixRow]


@dataclass(frozen=True)
class Opened:
    """A cell with all that one wants to know of it."""

    organisation: str
    service: str
    cell: Cell
    neighbours: list[Neighbour]


def of(session: Session, actor: Actor, wanted: MatrixFilter) -> Matrix:
    """Return the rows and columns that are asked for, by name, all of them."""
    require(actor, Permission.VIEW)
    where = _rows(session, actor, wanted)
    offered = [(row.key, row.name, row.kind) for row in session.scalars(_services(wanted))]
    keys = [key for key, _, _ in offered]
    table = sa.inspect(Organisation).c
    found = cells.of(session, actor, sa.select(table.id).where(where), keys)
    places = sa.select(table.id, table.name, table.county_name, table.population).where(where)
    rows: list[MatrixRow] = []
    for key, name, county, population in session.execute(
        places.order_by(table[folding.SORT_COLUMNS[actor.locale]], table.id)
    ):
        across = [found.get((key, service_id), NOTHING) for service_id in keys]
        rows.append(MatrixRow(key, name, county or "", population, sum(c.state in HAVE_IT for c in across), across))
    columns = [
        MatrixColumn(key, name, kind, sum(row.cells[at].state in HAVE_IT for row in rows))
        for at, (key, name, kind) in enumerate(offered)
    ]
    return Matrix(columns, rows)


def opened(session: Session, actor: Actor, organisation_id: int, service_id: int) -> Opened:
    """Return what is to be known of one cell: who tells it, and which neighbours have the service.

    Raises:
        NotFoundError: there is no such organisation or service.
    """
    place = organisations.get(session, actor, organisation_id)
    service = services.get(session, actor, service_id)
    cell = _cell(session, actor, place.key, service.key)
    return Opened(place.name, service.name, cell, neighbours.of(session, actor, place, service.key))


def begin_deal(session: Session, actor: Actor, organisation_id: int, service_id: int) -> Deal:
    """Make a deal in the first phase with an organisation that is interested, mine and called as is proposed.

    Raises:
        ForbiddenError: the actor may not write deals.
        InUseError: there is an open deal about this.
    """
    require(actor, Permission.EDIT_DEALS)
    service = services.get(session, actor, service_id)
    _refuse(session, actor, organisation_id, service_id, MatrixState.DEAL)
    values = {"organisation_id": organisation_id, "service_id": service.key}
    return deals.create(session, actor, {**values, "owner_id": actor.user_id})


def begin_lead(session: Session, actor: Actor, organisation_id: int, service_id: int) -> Lead:
    """Make a lead of an organisation about a service, mine.

    Raises:
        ForbiddenError: the actor may not write leads.
        InUseError: there is an open lead or deal about this.
    """
    require(actor, Permission.EDIT_RECORDS)
    place = organisations.get(session, actor, organisation_id)
    service = services.get(session, actor, service_id)
    _refuse(session, actor, organisation_id, service_id, MatrixState.DEAL, MatrixState.LEAD)
    values = {"organisation_name": place.name, "organisation_id": place.key, "service_id": service.key}
    return leads.create(session, actor, values)


def file(session: Session, actor: Actor, wanted: MatrixFilter) -> tuple[str, bytes]:
    """Return the name and the content of an Excel file of the matrix in words; the audit log keeps who took it out.

    Raises:
        ForbiddenError: the actor may not take data out.
    """
    require(actor, Permission.EXPORT)
    found = of(session, actor, wanted)
    title = translate(say("Services by municipality"), actor.locale)
    headings = [say("Organisation"), say("County"), say("Inhabitants"), say("Takes part in")]
    kinds = (CellKind.TEXT, CellKind.TEXT, CellKind.WHOLE, CellKind.WHOLE)
    sheet = Sheet(
        name=title,
        headings=[
            *(Heading(translate(text, actor.locale), kind) for text, kind in zip(headings, kinds, strict=True)),
            *(Heading(column.name) for column in found.columns),
        ],
        rows=(
            [row.name, row.county, row.population, row.count, *(told(cell, actor.locale) for cell in row.cells)]
            for row in found.rows
        ),
    )
    with tempfile.TemporaryDirectory(prefix="sambruk-matrix-") as folder:
        path = Path(folder) / "matrix.xlsx"
        sheets.write_xlsx(path, sheet)
        content = path.read_bytes()
    after = {"rows": len(found.rows), "columns": [column.name for column in found.columns], "format": "xlsx"}
    session.add(AuditEntry(user_id=actor.user_id, action=AuditAction.CREATE, noun="matrix.file", row_id=0, after=after))
    session.flush()
    return f"{title} {clock.today(session).isoformat()}.xlsx", content


def keep_file(session: Session, actor: Actor, wanted: MatrixFilter) -> StoredFile:
    """Make that file and keep it as the actor's own, to be fetched by the browser."""
    name, content = file(session, actor, wanted)
    return files.keep(session, actor, purpose=FilePurpose.EXPORT, name=name, media_type=sheets.XLSX, content=content)


def _cell(session: Session, actor: Actor, organisation_id: int, service_id: int) -> Cell:
    place = sa.select(sa.inspect(Organisation).c.id).where(col(Organisation.id) == organisation_id)
    return cells.of(session, actor, place, [service_id]).get((organisation_id, service_id), NOTHING)


def _refuse(session: Session, actor: Actor, organisation_id: int, service_id: int, *states: MatrixState) -> None:
    """Refuse to begin what has begun already, as by a key that was pressed twice."""
    if _cell(session, actor, organisation_id, service_id).state in states:
        raise InUseError(say("Something about this is on its way already."))


def told(cell: Cell, locale: str) -> str:
    """Return where an organisation stands in words; nothing for a white spot."""
    if cell.state is MatrixState.NOTHING:
        return ""
    return ": ".join(part for part in (translate(word(cell.state), locale), cell.phase_name or cell.reason) if part)


def _rows(session: Session, actor: Actor, wanted: MatrixFilter) -> sa.ColumnElement[bool]:
    parts = [catalogue.get("organisation").in_list().where(session, actor, wanted)]
    if not wanted.kind:
        parts.append(col(Organisation.kind) == OrganisationKind.MUNICIPALITY)
    if wanted.inhabitants_from is not None:
        parts.append(col(Organisation.population) >= wanted.inhabitants_from)
    if wanted.inhabitants_below is not None:
        parts.append(col(Organisation.population) < wanted.inhabitants_below)
    return sa.and_(*parts)


def _services(wanted: MatrixFilter) -> sa.Select[Any]:
    parts = [col(Service.deleted_at).is_(None)]
    if wanted.service:
        parts.append(col(Service.id).in_(wanted.service))
    else:
        parts.append(col(Service.status) != ServiceStatus.CLOSED)
    if wanted.service_kind:
        parts.append(col(Service.kind).in_(wanted.service_kind))
    return sa.select(Service).where(*parts).order_by(col(Service.sort_sv), col(Service.id))
