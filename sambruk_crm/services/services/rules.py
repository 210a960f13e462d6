"""The rules of services: written, read and put in the trash as usual."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Service, ServiceKind, ServiceStatus, User
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.records import Records, known
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Amount, Fielded, Key, Line, Text


class ServiceInput(Fielded):
    """What can be written of a service; it needs a name."""

    name: Annotated[Line, Field(max_length=200)] = ""
    kind: ServiceKind = ServiceKind.SERVICE
    status: ServiceStatus = ServiceStatus.RUNNING
    description: Text = ""
    owner_id: Key = None
    funding: Amount = None
    funding_yearly: Amount = None
    funding_each: Amount = None


def _finish(session: Session, service: Service) -> None:
    if not service.name:
        raise InvalidError({"name": say("Give it a name.")})
    known(session, User, service.owner_id, "owner_id")
    folding.make_findable(service, service.name, service.description)


RECORDS = Records(Service, ServiceInput, Permission.EDIT_DEALS, say("This service does not exist."), _finish)
get, create, update, delete = RECORDS.get, RECORDS.create, RECORDS.update, RECORDS.delete
