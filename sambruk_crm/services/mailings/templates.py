"""Templates: messages to begin a mailing from."""

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import MailingTemplate, utc_now
from sambruk_crm.services.mailings import texts
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Input, Line, Text, check_version, merge, parse


class TemplateInput(Input):
    """What a template is called, and the message."""

    name: Annotated[Line, Field(max_length=120)] = ""
    subject: Annotated[Line, Field(max_length=300)] = ""
    body: Text = ""


def all_templates(session: Session, actor: Actor, *, archived: bool = False) -> list[MailingTemplate]:
    """List templates by name; archived ones only when asked for."""
    require(actor, Permission.VIEW)
    query = select(MailingTemplate).order_by(sa.func.lower(MailingTemplate.name))
    return list(session.exec(query if archived else query.where(col(MailingTemplate.archived_at).is_(None))))


def get(session: Session, actor: Actor, template_id: int) -> MailingTemplate:
    """Return a template."""
    require(actor, Permission.VIEW)
    found = session.get(MailingTemplate, template_id)
    if found is None:
        raise NotFoundError
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | TemplateInput) -> MailingTemplate:
    """Make a template."""
    require(actor, Permission.SEND_MAILINGS)
    wanted = parse(TemplateInput, values)
    _check(session, wanted, None)
    template = MailingTemplate(**wanted.model_dump())
    session.add(template)
    session.flush()
    return template


def update(
    session: Session,
    actor: Actor,
    template_id: int,
    values: dict[str, Any] | TemplateInput,
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> MailingTemplate:
    """Change what was sent of a template; mailings begun from it stay as they are."""
    require(actor, Permission.SEND_MAILINGS)
    template = get(session, actor, template_id)
    check_version(template, version, template.model_dump(mode="json"))
    sent = parse(TemplateInput, values).sent()
    present = {name: getattr(template, name) for name in TemplateInput.model_fields}
    _check(session, parse(TemplateInput, {**present, **sent}), template_id)
    merge(template, sent, base)
    session.flush()
    return template


def archive(session: Session, actor: Actor, template_id: int, *, archived: bool = True) -> MailingTemplate:
    """Take a template out of the choices, or bring it back."""
    require(actor, Permission.SEND_MAILINGS)
    template = get(session, actor, template_id)
    template.archived_at = utc_now() if archived else None
    session.flush()
    return template


def _check(session: Session, wanted: TemplateInput, template_id: int | None) -> None:
    if not wanted.name:
        raise InvalidError({"name": say("Give the template a name.")})
    same = select(MailingTemplate.id).where(db.lowered(session, col(MailingTemplate.name)) == wanted.name.lower())
    if session.exec(same.where(MailingTemplate.id != template_id)).first() is not None:
        raise InvalidError({"name": say("There is already a template with this name.")})
    texts.check(wanted.subject, wanted.body)
