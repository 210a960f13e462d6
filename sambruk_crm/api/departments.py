"""The departments of our own organisation over REST."""

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.models import Department
from sambruk_crm.services import departments
from sambruk_crm.services.departments import DepartmentInput
from sambruk_crm.services.permissions import Actor

router = noun("departments")


class DepartmentOut(BaseModel):
    """A department, the keys of its users, and how many customers it looks after."""

    id: int
    version: int
    name: str
    users: list[int]
    uses: int
    is_archived: bool


class DepartmentPatch(DepartmentInput, Versioned):
    """Fields to change, and the version that was read."""

    is_archived: bool = False


@router.get("")
def list_departments(caller: Caller, *, archived: bool = False) -> Listed[DepartmentOut]:
    """List departments by name, all in one page."""
    with db.reading() as session:
        found = departments.all_departments(session, caller, archived=archived)
        return Listed[DepartmentOut](**whole(_outs(session, caller, found)))


@router.post("", status_code=201)
def create_department(caller: Caller, body: DepartmentInput, response: Response) -> DepartmentOut:
    """Add a department."""
    with db.transaction(caller.user_id) as session:
        department = departments.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/departments/{department.key}"
        return _outs(session, caller, [department])[0]


@router.get("/{department_id}")
def get_department(caller: Caller, department_id: Key) -> DepartmentOut:
    """Return a department."""
    with db.reading() as session:
        return _outs(session, caller, [departments.get(session, caller, department_id)])[0]


@router.patch("/{department_id}")
def patch_department(caller: Caller, department_id: Key, body: DepartmentPatch) -> DepartmentOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    values = body.changes()
    archived = values.pop("is_archived", None)
    with showing(get_department, caller, department_id), db.transaction(caller.user_id) as session:
        department = departments.update(session, caller, department_id, values, version=body.version)
        if archived is not None:
            departments.archive(session, caller, department_id, archived=archived)
        return _outs(session, caller, [department])[0]


@router.put("/{department_id}/organisations/{organisation_id}", status_code=204)
def add_organisation(caller: Caller, department_id: Key, organisation_id: Key) -> None:
    """Have the department look after an organisation."""
    with db.transaction(caller.user_id) as session:
        departments.add_organisation(session, caller, department_id, organisation_id)


@router.delete("/{department_id}/organisations/{organisation_id}", status_code=204)
def remove_organisation(caller: Caller, department_id: Key, organisation_id: Key) -> None:
    """Have the department no longer look after an organisation."""
    with db.transaction(caller.user_id) as session:
        departments.remove_organisation(session, caller, department_id, organisation_id)


def _outs(session: Session, caller: Actor, found: list[Department]) -> list[DepartmentOut]:
    people, uses = departments.members(session, caller), departments.uses(session, caller)
    return [
        DepartmentOut(
            **department.model_dump(include={"id", "version", "name"}),
            users=[user.key for user in people.get(department.key, [])],
            uses=uses.get(department.key, 0),
            is_archived=department.archived_at is not None,
        )
        for department in found
    ]
