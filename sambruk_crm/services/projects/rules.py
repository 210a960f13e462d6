"""The rules of projects: whose they are, what they are called, and from when until when."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Organisation, Project, ProjectStatus, Service, User
from sambruk_crm.services import clock
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.records import Records, known
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Day, Fielded, Key, Line, Text


class ProjectInput(Fielded):
    """What can be written of a project; it belongs to an organisation. Without a name it has its service's."""

    name: Annotated[Line, Field(max_length=200)] = ""
    organisation_id: Key = None
    service_id: Key = None
    status: ProjectStatus = ProjectStatus.RUNNING
    owner_id: Key = None
    from_on: Day = None
    to_on: Day = None
    note: Text = ""


def _finish(session: Session, project: Project) -> None:
    with session.no_autoflush:
        place = known(session, Organisation, project.organisation_id, "organisation_id")
        if place is None:
            raise InvalidError({"organisation_id": say("Choose one from the list.")})
        service = known(session, Service, project.service_id, "service_id")
        known(session, User, project.owner_id, "owner_id")
        project.name = project.name or (service.name if service else "")
        if not project.name:
            raise InvalidError({"name": say("Give it a name.")})
        if project.status is ProjectStatus.CLOSED and project.to_on is None:
            project.to_on = clock.today(session)
        if project.from_on is not None and project.to_on is not None and project.to_on < project.from_on:
            raise InvalidError({"to_on": say("The end is before the beginning.")})
    folding.make_findable(project, project.name, place.name, project.note)


RECORDS = Records(Project, ProjectInput, Permission.EDIT_DEALS, say("This project does not exist."), _finish)
get, create, update, delete = RECORDS.get, RECORDS.create, RECORDS.update, RECORDS.delete
