"""Templates of mailings over REST."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.models import MailingTemplate
from sambruk_crm.services import mailings
from sambruk_crm.services.mailings import TemplateInput

router = noun("mailing-templates")


class TemplateOut(BaseModel):
    """A message to begin a mailing from."""

    id: int
    version: int
    name: str
    subject: str
    body: str
    archived_at: datetime | None


class TemplatePatch(TemplateInput, Versioned):
    """Fields to change, and the version that was read."""

    is_archived: bool | None = None


@router.get("")
def list_templates(caller: Caller, archived: Annotated[bool, Query()] = False) -> Listed[TemplateOut]:
    """List templates; archived ones only when asked for."""
    with db.reading() as session:
        found = mailings.templates.all_templates(session, caller, archived=archived)
    return Listed[TemplateOut].model_validate(whole([_out(template) for template in found]))


@router.post("", status_code=201)
def create_template(caller: Caller, body: TemplateInput, response: Response) -> TemplateOut:
    """Make a template."""
    with db.transaction(caller.user_id) as session:
        made = mailings.templates.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/mailing-templates/{made.key}"
        return _out(made)


@router.get("/{template_id}")
def get_template(caller: Caller, template_id: Key) -> TemplateOut:
    """Return a template."""
    with db.reading() as session:
        return _out(mailings.templates.get(session, caller, template_id))


@router.patch("/{template_id}")
def patch_template(caller: Caller, template_id: Key, body: TemplatePatch) -> TemplateOut:
    """Change a template, or archive it; an older version answers 409 with the current values."""
    values = body.changes()
    archived = values.pop("is_archived", None)
    with showing(get_template, caller, template_id), db.transaction(caller.user_id) as session:
        template = mailings.templates.update(session, caller, template_id, values, version=body.version)
        if archived is not None:
            template = mailings.templates.archive(session, caller, template_id, archived=archived)
        return _out(template)


def _out(template: MailingTemplate) -> TemplateOut:
    return TemplateOut.model_validate(template, from_attributes=True)
