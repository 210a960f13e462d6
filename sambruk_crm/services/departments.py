"""Departments: the parts of our own organisation, the users in them, and the customers they look after."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Department, DepartmentUser, Organisation, OrganisationDepartment, User, utc_now
from sambruk_crm.services import actions, bulk
from sambruk_crm.services.catalogue import Action, BulkFact, Noun
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Id, Input, Line, check_version, parse


class DepartmentInput(Input):
    """What a department is called, and who is in it."""

    name: Annotated[Line, Field(max_length=200)] = ""
    users: list[Id] = []


def all_departments(session: Session, actor: Actor, *, archived: bool = False) -> list[Department]:
    """List departments by name; archived ones only when asked for."""
    require(actor, Permission.VIEW)
    query = select(Department).order_by(sa.func.lower(Department.name))
    return list(session.exec(query if archived else query.where(col(Department.archived_at).is_(None))))


def get(session: Session, actor: Actor, department_id: int) -> Department:
    """Return a department."""
    require(actor, Permission.VIEW)
    found = session.get(Department, department_id)
    if found is None:
        raise NotFoundError(say("This department does not exist."))
    return found


def members(session: Session, actor: Actor) -> dict[int, list[User]]:
    """Return the users of each department."""
    require(actor, Permission.VIEW)
    query = sa.select(DepartmentUser.department_id, User).join(User, col(User.id) == DepartmentUser.user_id)
    return group_by_id(session.execute(query.order_by(User.name)))


def uses(session: Session, actor: Actor) -> dict[int, int]:
    """Count the customers of each department."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(OrganisationDepartment.department_id, sa.func.count())
        .join(Organisation, col(Organisation.id) == OrganisationDepartment.organisation_id)
        .where(col(Organisation.deleted_at).is_(None))
    )
    grouped = query.group_by(col(OrganisationDepartment.department_id))
    return {key: count for key, count in session.execute(grouped)}


def create(session: Session, actor: Actor, values: dict[str, Any] | DepartmentInput) -> Department:
    """Add a department."""
    require(actor, Permission.MANAGE_SETTINGS)
    wanted = parse(DepartmentInput, values)
    _check_name(session, wanted.name, None)
    department = Department(name=wanted.name)
    session.add(department)
    session.flush()
    _put_users(session, department.key, wanted.users)
    return department


def update(
    session: Session, actor: Actor, department_id: int, values: dict[str, Any], *, version: int | None = None
) -> Department:
    """Rename a department or choose its users."""
    require(actor, Permission.MANAGE_SETTINGS)
    department = get(session, actor, department_id)
    check_version(department, version, department.model_dump(mode="json"))
    wanted = parse(DepartmentInput, values)
    if "name" in wanted.model_fields_set:
        _check_name(session, wanted.name, department_id)
        department.name = wanted.name
    if "users" in wanted.model_fields_set:
        _put_users(session, department_id, wanted.users)
    session.flush()
    return department


def archive(session: Session, actor: Actor, department_id: int, *, archived: bool = True) -> Department:
    """Take a department out of the choices, or bring it back; customers and users keep it."""
    require(actor, Permission.MANAGE_SETTINGS)
    department = get(session, actor, department_id)
    department.archived_at = utc_now() if archived else None
    session.flush()
    return department


def of_organisation(session: Session, actor: Actor, organisation_id: int) -> list[Department]:
    """Return the departments that look after an organisation, archived ones too."""
    require(actor, Permission.VIEW)
    return of_organisations(session, [organisation_id]).get(organisation_id, [])


def of_organisations(session: Session, ids: list[int]) -> dict[int, list[Department]]:
    """Return the departments of each organisation."""
    query = (
        sa.select(OrganisationDepartment.organisation_id, Department)
        .join(Department, col(Department.id) == OrganisationDepartment.department_id)
        .where(col(OrganisationDepartment.organisation_id).in_(ids))
    )
    return group_by_id(session.execute(query.order_by(sa.func.lower(Department.name))))


def add_organisation(session: Session, actor: Actor, department_id: int, organisation_id: int) -> None:
    """Have a department look after an organisation; one it has already changes nothing."""
    require(actor, Permission.EDIT_RECORDS)
    get(session, actor, department_id)
    if _link(session, department_id, organisation_id) is None:
        session.add(OrganisationDepartment(department_id=department_id, organisation_id=organisation_id))
        session.flush()


def remove_organisation(session: Session, actor: Actor, department_id: int, organisation_id: int) -> None:
    """Have a department no longer look after an organisation."""
    require(actor, Permission.EDIT_RECORDS)
    found = _link(session, department_id, organisation_id)
    if found is not None:
        session.delete(found)
        session.flush()


def put_on(session: Session, actor: Actor, wanted: Mapping[int, Sequence[str]]) -> None:
    """Have exactly the departments of these names look after organisations that are there, by their keys.

    Raises:
        InvalidError: there is no such department.
    """
    require(actor, Permission.EDIT_RECORDS)
    if not wanted:
        return
    keys = {row.name.lower(): row.key for row in session.exec(select(Department))}
    if unknown := [name for names in wanted.values() for name in names if name.lower() not in keys]:
        raise InvalidError({"departments": say("There is no department {name}.", name=unknown[0])})
    pairs = {(key, keys[name.lower()]): None for key, names in wanted.items() for name in names}
    rows = session.exec(select(OrganisationDepartment).where(col(OrganisationDepartment.organisation_id).in_(wanted)))
    present = {(row.organisation_id, row.department_id): row for row in rows}
    for pair in present.keys() - pairs.keys():
        session.delete(present[pair])
    session.flush()
    new = [pair for pair in pairs if pair not in present]
    bulk.insert(
        session,
        OrganisationDepartment,
        [bulk.draft(OrganisationDepartment, organisation_id=key, department_id=department) for key, department in new],
    )


def has_organisation(session: Session, actor: Actor, department_id: int, organisation_id: int) -> bool:
    """Return whether a department looks after an organisation."""
    require(actor, Permission.VIEW)
    return _link(session, department_id, organisation_id) is not None


def _link(session: Session, department_id: int, organisation_id: int) -> OrganisationDepartment | None:
    query = select(OrganisationDepartment).where(
        OrganisationDepartment.department_id == department_id,
        OrganisationDepartment.organisation_id == organisation_id,
    )
    return session.exec(query).first()


def _check_name(session: Session, name: str, department_id: int | None) -> None:
    if not name:
        raise InvalidError({"name": say("Give the department a name.")})
    same = select(Department.id).where(
        db.lowered(session, col(Department.name)) == name.lower(), Department.id != department_id
    )
    if session.exec(same).first() is not None:
        raise InvalidError({"name": say("There is already a department with this name.")})


def _put_users(session: Session, department_id: int, user_ids: list[int]) -> None:
    known = set(session.exec(select(User.id).where(col(User.id).in_(user_ids))))
    if set(user_ids) - known:
        raise InvalidError({"users": say("Choose users from the list.")})
    rows = session.exec(select(DepartmentUser).where(DepartmentUser.department_id == department_id))
    present = {row.user_id: row for row in rows}
    for user_id in present.keys() - set(user_ids):
        session.delete(present[user_id])
    session.add_all(
        DepartmentUser(department_id=department_id, user_id=user_id)
        for user_id in dict.fromkeys(user_ids)
        if user_id not in present
    )
    session.flush()


def _check_department(session: Session, actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
    found = get(session, actor, actions.key_of(value))
    return found.key, found.name


def _offered(session: Session, actor: Actor, _noun: Noun[Any]) -> list[tuple[str, str]]:
    return [(str(found.key), found.name) for found in all_departments(session, actor)]


def _read(session: Session, actor: Actor, _noun: Noun[Any], row_id: int, key: str) -> bool:
    return has_organisation(session, actor, int(key), row_id)


def _write(session: Session, actor: Actor, _noun: Noun[Any], row_id: int, key: str, value: Any) -> None:
    place = add_organisation if value else remove_organisation
    place(session, actor, int(key), row_id)


_FACT = BulkFact("department", _read, _write)
ACTIONS = (
    Action(
        "add_department",
        say("Add to a department"),
        say("Add to the department {label}"),
        _FACT,
        _check_department,
        lambda *args: (f"department:{args[-1]}", True),
        _offered,
    ),
    Action(
        "remove_department",
        say("Remove from a department"),
        say("Remove from the department {label}"),
        _FACT,
        _check_department,
        lambda *args: (f"department:{args[-1]}", False),
        _offered,
    ),
)
"""What bulk work can do with the departments of organisations."""
