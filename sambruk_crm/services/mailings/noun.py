"""What a mailing is, for lists and the search."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Mailing
from sambruk_crm.services.catalogue import Hit, Noun, Rules, Searched, Trash, rows_of
from sambruk_crm.services.mailings import rules
from sambruk_crm.services.mailings.columns import COLUMNS
from sambruk_crm.services.mailings.lists import LIST
from sambruk_crm.services.permissions import Actor, Permission


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in rows_of(session, Mailing, keys):
        day = (row.started_at or row.created_at).isoformat()
        yield Hit("mailing", row.key, row.subject, kind=row.state, day=day)


MAILING = Noun(
    "mailing",
    say("Mailing"),
    say("Mailings"),
    Mailing,
    path="/mailings",
    permission=Permission.SEND_MAILINGS,
    rules=Rules(rules.get, rules.update, rules.delete, rules.create),
    listed=LIST,
    columns=COLUMNS,
    search=Searched(
        _show,
        few=sa.select(Mailing.id, Mailing.subject).where(col(Mailing.deleted_at).is_(None)),  # pyright: ignore[reportArgumentType]
    ),
    trash=Trash(permission=Permission.SEND_MAILINGS, has_text=LIST.has_text),
    shown="subject",
    is_recalled=True,
)
