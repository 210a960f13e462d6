"""Which municipalities border on one, from the boundaries that ship (`data/PROVENANCE.md`)."""

import functools
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import MatrixState, Organisation
from sambruk_crm.services import reference
from sambruk_crm.services.matrix import cells
from sambruk_crm.services.permissions import Actor

HAVE_IT = (MatrixState.CONTRACT, MatrixState.PARTICIPANT)


@dataclass(frozen=True)
class Neighbour:
    """A municipality that borders on the one looked at, and where it stands in the service."""

    id: int
    name: str
    state: MatrixState

    @property
    def has_it(self) -> bool:
        """Return whether the neighbour takes part in the service."""
        return self.state in HAVE_IT


@functools.cache
def codes() -> dict[str, tuple[str, ...]]:
    """Return the codes of the municipalities that border on each, by its code."""
    return {row["kommunkod"]: tuple(row["grannar"].split()) for row in reference.rows("se_grannar.csv")}


def of(session: Session, actor: Actor, place: Organisation, service_id: int) -> list[Neighbour]:
    """List the neighbours by name, those who have the service first; none for what is no municipality."""
    wanted = codes().get(place.municipality_code or "", ())
    here = sa.and_(col(Organisation.municipality_code).in_(wanted), col(Organisation.deleted_at).is_(None))
    keys = sa.select(sa.inspect(Organisation).c.id).where(here)
    found = cells.of(session, actor, keys, [service_id])
    named = sa.select(Organisation.id, Organisation.name).where(here).order_by(col(Organisation.sort_sv))
    shown = [
        Neighbour(key, name, found.get((key, service_id), cells.NOTHING).state) for key, name in session.execute(named)
    ]
    return sorted(shown, key=lambda one: not one.has_it)
