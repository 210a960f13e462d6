"""Queries: a filtered list among 100 000 persons and the board, against the bare SQL for the same rows."""

import sqlalchemy as sa
from sqlmodel import col, select

from bench.table import Figure, median_ms
from sambruk_crm import db
from sambruk_crm.models import CustomerStatus, PersonTag, Role, User
from sambruk_crm.services import deal_lists, persons, sessions
from sambruk_crm.services.deal_lists import DealFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import PersonFilter

COUNT = (
    "SELECT count(*) FROM person WHERE deleted_at IS NULL AND status = :status AND fold LIKE :text"
    " AND id IN (SELECT person_id FROM person_tag WHERE tag_id = :tag)"
)
ROWS = COUNT.replace("count(*)", "*") + " ORDER BY sort_sv, id LIMIT 50"


def measure(kind: str, repeats: int) -> list[Figure]:
    """Measure on the application's database, which holds large example data."""
    actor, tag = _somebody()
    wanted = PersonFilter(text="anna", status=(CustomerStatus.CUSTOMER,), tag=(tag,))
    ours = median_ms(lambda: _list(actor, wanted), repeats)
    bare = median_ms(lambda: _bare(tag), repeats)
    board = median_ms(lambda: _board(actor), max(3, repeats // 3))
    cards = median_ms(_bare_cards, max(3, repeats // 3))
    return [
        Figure(f"{kind}: persons by tag + status + text, 100 000", ours, "ms", "bare SQL, count and 50 rows", bare),
        Figure(f"{kind}: board of all deals, server", board, "ms", "bare SQL for the same cards", cards),
    ]


def _somebody() -> tuple[Actor, int]:
    with db.reading() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        uses = sa.select(col(PersonTag.tag_id)).group_by(col(PersonTag.tag_id)).order_by(sa.func.count().desc())
        tag = session.scalar(uses.limit(1))
        if user is None or tag is None:
            msg = "the example data has no administrator or no tags"
            raise RuntimeError(msg)
        return sessions.actor_of(session, user), tag


def _list(actor: Actor, wanted: PersonFilter) -> None:
    with db.reading() as session:
        persons.search(session, actor, wanted)


def _bare(tag: int) -> None:
    values = {"status": CustomerStatus.CUSTOMER.value, "text": "%anna%", "tag": tag}
    with db.engine().connect() as connection:
        connection.execute(sa.text(COUNT), values).scalar()
        connection.execute(sa.text(ROWS), values).all()


def _board(actor: Actor) -> None:
    with db.reading() as session:
        deal_lists.board(session, actor, DealFilter())


def _bare_cards() -> None:
    with db.engine().connect() as connection:
        phases = connection.execute(sa.text("SELECT id FROM phase")).scalars().all()
        for phase in phases:
            rows = "SELECT * FROM deal WHERE phase_id = :phase AND deleted_at IS NULL ORDER BY rank, id LIMIT 50"
            connection.execute(sa.text(rows), {"phase": phase}).all()
        figures = "SELECT phase_id, count(*), sum(value) FROM deal WHERE deleted_at IS NULL GROUP BY phase_id"
        connection.execute(sa.text(figures)).all()
