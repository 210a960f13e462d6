"""Mailings (utskick): one message to a selection, written as a draft that saves itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from sambruk_crm.db import HELD
from sambruk_crm.errors import InUseError, NotFoundError, say
from sambruk_crm.models import (
    Mailing,
    MailingKind,
    MailingState,
    utc_now,
)
from sambruk_crm.services.mailings.audience import Audience
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Input, Line, Text, check_version, merge, parse


class MailingInput(Input):
    """What a mailing says, whom it is for, and whether it is marketing or information."""

    kind: MailingKind = MailingKind.MARKETING
    subject: Annotated[Line, Field(max_length=300)] = ""
    body: Text = ""
    audience: Audience = Audience()


def get(session: Session, actor: Actor, mailing_id: int, *, for_update: bool = False) -> Mailing:
    """Return a mailing that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Mailing, mailing_id, with_for_update=HELD if for_update else None, populate_existing=for_update)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This mailing does not exist."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | MailingInput) -> Mailing:
    """Begin a draft; a mailing that reaches those who opted out is begun by those who may send it."""
    require(actor, Permission.SEND_MAILINGS)
    wanted = parse(MailingInput, values)
    require_kind(actor, wanted.kind)
    mailing = Mailing(author_id=actor.user_id, **_stored(wanted.sent()))
    session.add(mailing)
    session.flush()
    return mailing


def update(
    session: Session,
    actor: Actor,
    mailing_id: int,
    values: dict[str, Any] | MailingInput,
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Mailing:
    """Change what was sent of a draft and nothing else.

    Args:
        version: refuse the change if the draft is not at this version (programs).
        base: what the editor saw; refuse only where somebody else changed the same field (screens).

    Raises:
        InUseError: it is on its way, or has been sent.
        StaleError: with the current values.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = get(session, actor, mailing_id, for_update=True)
    check_version(mailing, version, mailing.model_dump(mode="json"))
    require_draft(mailing)
    wanted = parse(MailingInput, values)
    if "kind" in wanted.model_fields_set:
        require_kind(actor, wanted.kind)
    merge(mailing, _stored(wanted.sent()), base)
    session.flush()
    return mailing


def delete(session: Session, actor: Actor, mailing_id: int, *, version: int | None = None) -> None:
    """Put a draft in the trash, with its list of recipients; what has been sent stays."""
    require(actor, Permission.SEND_MAILINGS)
    mailing = get(session, actor, mailing_id, for_update=True)
    check_version(mailing, version, mailing.model_dump(mode="json"))
    require_draft(mailing)
    mailing.deleted_at = utc_now()
    session.flush()


def copy(session: Session, actor: Actor, mailing_id: int) -> Mailing:
    """Begin a new draft that says the same to the same audience."""
    mailing = get(session, actor, mailing_id)
    same = {name: getattr(mailing, name) for name in ("subject", "body", "audience")}
    kind = mailing.kind if actor.may(Permission.SEND_INFORMATION) else MailingKind.MARKETING
    return create(session, actor, {**same, "kind": kind})


def audience_of(mailing: Mailing) -> Audience:
    """Read whom a mailing is for."""
    return parse(Audience, mailing.audience)


def require_draft(mailing: Mailing) -> None:
    """Refuse to change what is on its way.

    Raises:
        InUseError: the mailing is no draft any more.
    """
    if mailing.state is not MailingState.DRAFT:
        raise InUseError(say("This mailing is no longer a draft."))


def require_kind(actor: Actor, kind: MailingKind) -> None:
    """Refuse information that also reaches those who opted out, to whoever may not send it."""
    if kind is MailingKind.INFORMATION:
        require(actor, Permission.SEND_INFORMATION)


def time_of(moment: datetime | None) -> str:
    """Write a moment as screens take it."""
    return moment.isoformat() if moment else ""


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    audience = values.get("audience")
    return {**values, "audience": audience.model_dump(mode="json")} if isinstance(audience, Audience) else values
