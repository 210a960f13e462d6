"""Facts of records as bulk work sees them: each is read, written through the noun's own rules, and put back."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.services import catalogue
from sambruk_crm.services.actions import fact_of
from sambruk_crm.services.permissions import Actor


def read(session: Session, actor: Actor, noun: str, row_id: int, name: str) -> Any:
    """Return a fact as JSON can hold it."""
    kind = catalogue.get(noun)
    fact, key = fact_of(kind, name)
    return fact.read(session, actor, kind, row_id, key)


def write(session: Session, actor: Actor, noun: str, row_id: int, name: str, value: Any) -> None:
    """Make a fact so; rights and rules are those of the noun's service.

    Raises:
        NotFoundError: the record is in the trash.
    """
    kind = catalogue.get(noun)
    fact, key = fact_of(kind, name)
    if fact.name != "archived" and kind.rules is not None:
        kind.rules.get(session, actor, row_id)
    fact.write(session, actor, kind, row_id, key, value)


def labels(session: Session, noun: str, row_ids: list[int]) -> dict[int, str]:
    """Return what records are called, also those in the trash."""
    kind = catalogue.get(noun)
    name = sa.inspect(kind.table).c[kind.shown]
    return {key: text for key, text in session.execute(sa.select(kind.key, name).where(kind.key.in_(row_ids)))}
