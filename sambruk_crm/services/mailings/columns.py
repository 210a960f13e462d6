"""What mailings can be shown and taken out with."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.models import MailingState
from sambruk_crm.services.catalogue import Column, linked, own, part, users_of, worded
from sambruk_crm.services.mailings.figures import FIGURES, Counts, counts_of
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CellKind

_NAMES = tuple(FIGURES)


def _figures(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return the numbers of each mailing that is no draft any more, in the order of their names."""
    asked = [row.id for row in rows if row.state is not MailingState.DRAFT]
    found = counts_of(session, asked)
    return {key: tuple(found.get(key, Counts()).figure(name) for name in _NAMES) for key in asked}


COLUMNS: dict[str, Column] = {
    "id": Column(say("Number"), own("id")),
    "subject": Column(say("Subject"), own("subject"), is_usual=True),
    "kind": Column(say("Kind"), worded("kind"), is_usual=True),
    "state": Column(say("Status"), worded("state"), is_usual=True),
    "author": linked(say("Written by"), users_of("author_id"), "author_id", is_usual=True),
    "recipients": part(say("Recipients"), _figures, _NAMES.index("recipients"), CellKind.WHOLE, is_usual=True),
    "sent": part(say("Sent"), _figures, _NAMES.index("sent"), CellKind.WHOLE, is_usual=True),
    "failed": part(say("Not delivered"), _figures, _NAMES.index("failed"), CellKind.WHOLE, is_usual=True),
    "waiting": part(say("Still to be sent"), _figures, _NAMES.index("waiting"), CellKind.WHOLE),
    "skipped": part(say("Left out"), _figures, _NAMES.index("skipped"), CellKind.WHOLE),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME, is_usual=True),
    "starts_at": Column(say("Starts"), own("starts_at"), CellKind.TIME, is_usual=True),
    "started_at": Column(say("First mail left"), own("started_at"), CellKind.TIME),
    "ended_at": Column(say("Ended"), own("ended_at"), CellKind.TIME, is_usual=True),
    "updated_at": Column(say("Changed"), own("updated_at"), CellKind.TIME),
    "body": Column(say("Message"), own("body")),
}
