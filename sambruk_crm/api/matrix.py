"""The matrix of municipalities and services over REST."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.description import binary
from sambruk_crm.api.listing import Key, Keys, Listed, Several, Text, whole
from sambruk_crm.models import MatrixState, MembershipStatus, OrganisationKind, ServiceKind
from sambruk_crm.services import matrix
from sambruk_crm.services.matrix import Cell, MatrixFilter, MatrixRow
from sambruk_crm.services.sheets import XLSX

router = noun("matrix")
Inhabitants = Annotated[int | None, Query(ge=0, le=100_000_000)]


class MatrixCellOut(BaseModel):
    """Where an organisation stands in a service, and the record that tells it.

    Attributes:
        phase: the number of the deal's phase, from 1.
        day: since when; of `declined`, when it was said.
    """

    service_id: int
    state: MatrixState
    phase: int | None
    day: date | None
    reason: str
    noun: str
    id: int | None


class MatrixRowOut(BaseModel):
    """An organisation, in how many services it takes part, and where it stands in each."""

    organisation_id: int
    organisation: str
    county: str
    population: int | None
    count: int
    services: list[MatrixCellOut]


class NeighbourOut(BaseModel):
    """A municipality that borders on the one asked about."""

    organisation_id: int
    organisation: str
    state: MatrixState


class OpenedCellOut(MatrixCellOut):
    """A cell with the neighbours, those who have the service first."""

    organisation_id: int
    neighbours: list[NeighbourOut]


def _wanted(
    *,
    service: Keys = [],
    service_kind: Annotated[list[ServiceKind], Several, Query()] = [],
    kind: Annotated[list[OrganisationKind], Several, Query()] = [],
    county: Annotated[list[str], Several, Query()] = [],
    membership: Annotated[list[MembershipStatus], Several, Query()] = [],
    inhabitants_from: Inhabitants = None,
    inhabitants_below: Inhabitants = None,
    text: Text = "",
) -> MatrixFilter:
    return MatrixFilter(
        service=tuple(service),
        service_kind=tuple(service_kind),
        kind=tuple(kind),
        county=tuple(county),
        membership=tuple(membership),
        inhabitants_from=inhabitants_from,
        inhabitants_below=inhabitants_below,
        text=text,
    )


Wanted = Annotated[MatrixFilter, Depends(_wanted)]


@router.get("")
def get_matrix(caller: Caller, wanted: Wanted) -> Listed[MatrixRowOut]:
    """List where organisations stand in services, all in one page.

    Without `kind` the rows are the municipalities, and without `service` the columns are all services that are not
    closed down.
    """
    with db.reading() as session:
        found = matrix.of(session, caller, wanted)
    keys = [column.id for column in found.columns]
    return Listed[MatrixRowOut](**whole([_row(row, keys) for row in found.rows]))


@router.get("/file", response_class=Response, responses=binary())
def get_matrix_file(caller: Caller, wanted: Wanted) -> Response:
    """Return the matrix in words as an Excel file."""
    with db.transaction(caller.user_id) as session:
        _, content = matrix.file(session, caller, wanted)
    return Response(content, media_type=XLSX)


@router.get("/{organisation_id}/{service_id}")
def get_cell(caller: Caller, organisation_id: Key, service_id: Key) -> OpenedCellOut:
    """Return where one organisation stands in one service, and its neighbours."""
    with db.reading() as session:
        found = matrix.opened(session, caller, organisation_id, service_id)
    around = [NeighbourOut(organisation_id=one.id, organisation=one.name, state=one.state) for one in found.neighbours]
    return OpenedCellOut(
        **_cell(service_id, found.cell).model_dump(), organisation_id=organisation_id, neighbours=around
    )


def _row(row: MatrixRow, keys: list[int]) -> MatrixRowOut:
    return MatrixRowOut(
        organisation_id=row.id,
        organisation=row.name,
        county=row.county,
        population=row.population,
        count=row.count,
        services=[_cell(key, cell) for key, cell in zip(keys, row.cells, strict=True)],
    )


def _cell(service_id: int, cell: Cell) -> MatrixCellOut:
    return MatrixCellOut(
        service_id=service_id,
        state=cell.state,
        phase=cell.phase,
        day=cell.day,
        reason=cell.reason,
        noun=cell.noun,
        id=cell.id or None,
    )
