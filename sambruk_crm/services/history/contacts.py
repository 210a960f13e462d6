"""When we were last in touch with the one whose history it is."""

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import HistoryEntry, utc_now
from sambruk_crm.services.catalogue import CONTACTS
from sambruk_crm.services.history.rules import HistoryFilter, where
from sambruk_crm.services.permissions import Actor, Permission, require


def last_contact(session: Session, actor: Actor, wanted: HistoryFilter) -> tuple[str, str] | None:
    """Return the kind of the last contact until now, and its moment as an ISO string."""
    require(actor, Permission.VIEW)
    happened = col(HistoryEntry.happened_at)
    query = sa.select(HistoryEntry.kind, happened).where(where(session, wanted), happened <= utc_now())
    query = query.where(col(HistoryEntry.kind).in_(CONTACTS))
    found = session.execute(query.order_by(happened.desc(), col(HistoryEntry.id).desc()).limit(1)).first()
    return (found[0].value, found[1].isoformat()) if found else None
