"""The matrix of 290 municipalities and 20 services, against bare SQL that fetches the same facts and makes nothing."""

import itertools

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bench.data import application
from bench.table import Figure, median_ms
from sambruk_crm import db
from sambruk_crm.models import Organisation, OrganisationKind, Role, Service, ServiceParticipant, User
from sambruk_crm.services import matrix, users
from sambruk_crm.services.matrix import MatrixFilter
from sambruk_crm.services.permissions import Actor

COLUMNS = 20
BARE = (
    "SELECT id, name, county_name, population FROM organisation WHERE kind = 'municipality' ORDER BY sort_sv",
    "SELECT p.organisation_id, c.service_id, c.id FROM contract_party p JOIN contract c ON c.id = p.contract_id",
    "SELECT organisation_id, service_id, from_on FROM service_participant",
    "SELECT organisation_id, service_id, id, phase_id FROM deal WHERE deleted_at IS NULL",
    "SELECT organisation_id, service_id, id FROM lead WHERE service_id IS NOT NULL AND deleted_at IS NULL",
)


def measure(kind: str, url: str, repeats: int) -> list[Figure]:
    """Measure on a database with large example data, which keeps nothing of it."""
    with application(url), db.reading() as session:
        return [_measured(kind, session, repeats)]


def _measured(kind: str, session: Session, repeats: int) -> Figure:
    user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
    assert user is not None
    actor: Actor = users.actor_of(session, user)
    _fill(session)
    rows = len(matrix.of(session, actor, MatrixFilter()).rows)
    ours = median_ms(lambda: matrix.of(session, actor, MatrixFilter()), repeats)
    bare = median_ms(lambda: [session.execute(sa.text(query)).all() for query in BARE], repeats)
    return Figure(f"{kind}: matrix of {rows} × {COLUMNS}", ours, "ms", "bare SQL, the same facts", bare)


def _fill(session: Session) -> None:
    """Let there be so many services, a third of the municipalities in each."""
    is_municipality = col(Organisation.kind) == OrganisationKind.MUNICIPALITY
    towns = session.scalars(sa.select(sa.inspect(Organisation).c.id).where(is_municipality)).all()
    there = session.scalar(sa.select(sa.func.count()).select_from(Service)) or 0
    made = [Service(name=f"Tjänst {number}", sort_sv=f"t {number:02}") for number in range(COLUMNS - there)]
    session.add_all(made)
    session.flush()
    for number, service in enumerate(made):
        some = itertools.islice(towns, number % 3, None, 3)
        session.add_all(ServiceParticipant(service_id=service.key, organisation_id=town) for town in some)
    session.flush()
