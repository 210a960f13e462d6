"""What a mailing is, for lists and the search."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Mailing
from sambruk_crm.services.catalogue import Column, Hit, Noun, Searched, Trash, linked, own, rows_of, users_of, worded
from sambruk_crm.services.mailings.lists import LIST
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.sheets import CellKind

COLUMNS: dict[str, Column] = {
    "subject": Column(say("Subject"), own("subject"), is_usual=True),
    "kind": Column(say("Kind"), worded("kind"), is_usual=True),
    "state": Column(say("Status"), worded("state"), is_usual=True),
    "author": linked(say("Written by"), users_of("author_id"), "author_id", is_usual=True),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME, is_usual=True),
    "starts_at": Column(say("Starts"), own("starts_at"), CellKind.TIME),
    "ended_at": Column(say("Ended"), own("ended_at"), CellKind.TIME, is_usual=True),
}


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
    listed=LIST,
    columns=COLUMNS,
    search=Searched(
        _show,
        few=sa.select(Mailing.id, Mailing.subject).where(col(Mailing.deleted_at).is_(None)),  # pyright: ignore[reportArgumentType]
    ),
    trash=Trash(permission=Permission.SEND_MAILINGS, has_text=LIST.has_text),
    shown="subject",
)
