"""Projects over REST: what an organisation is engaged in."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm.api.records import routes
from sambruk_crm.models import ProjectStatus
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.projects import ProjectInput
from sambruk_crm.services.values.validation import OwnFields


class ProjectOut(BaseModel):
    """A project; `to_on` is its last day."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    name: str
    organisation_id: int
    service_id: int | None
    status: ProjectStatus
    owner_id: int | None
    from_on: date | None
    to_on: date | None
    note: str
    fields: OwnFields


def _shown(session: Session, _caller: Actor, found: list[Any]) -> list[Any]:
    fields = own_values.told_of_records(session, "project", [project.key for project in found])
    return [{**project.model_dump(), "fields": fields[project.key]} for project in found]


router = routes(catalogue.get("project"), "projects", ProjectInput, ProjectOut, _shown)
