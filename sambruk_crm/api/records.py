"""The usual addresses of a noun: its list, and a record that is added, read, changed and put in the trash."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, create_model
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api import access
from sambruk_crm.api.access import Caller
from sambruk_crm.api.listing import Asked, Key, Listed, Version, Versioned, answer, asked, showing
from sambruk_crm.services.catalogue import Noun
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input

Shown = Callable[[Session, Actor, list[Any]], list[Any]]


def routes(noun: Noun[Any], path: str, written: type[Input], out: type[BaseModel], shown: Shown) -> APIRouter:
    """Return the router of a noun that has rules and a list.

    Args:
        path: as it stands in addresses, such as `leads`.
        written: what can be written of a record.
        out: how a record is answered.
        shown: turns records into what `out` is read from, for many at once.
    """
    router, rules = access.noun(path), noun.rules
    if rules is None or rules.create is None:
        msg = f"{noun.name} has no rules to write by"
        raise ValueError(msg)
    create: Any = rules.create
    answered: Any = out
    page: Any = Listed[answered]
    new: Any = written
    patch: Any = create_model(f"{written.__name__}Patch", __base__=(written, Versioned))

    def one(session: Session, caller: Actor, record: Any) -> BaseModel:
        return out.model_validate(shown(session, caller, [record])[0])

    @router.get("", name=f"list_{path}", response_model=page)
    def list_records(
        caller: Caller, question: Annotated[Asked[Any], asked(noun.name, noun.in_list().filter)]
    ) -> dict[str, Any]:
        """List the records that fit every filter."""
        with db.reading() as session:
            found = noun.in_list().find(session, caller, question.wanted, sort=question.sort, paging=question.paging)
            return answer(found, [out.model_validate(row) for row in shown(session, caller, found.items)])

    @router.post("", status_code=201, name=f"create_{noun.name}", response_model=out)
    def create_record(caller: Caller, body: new, response: Response) -> BaseModel:  # pyright: ignore[reportInvalidTypeForm] -- told at run time
        """Add a record."""
        with db.transaction(caller.user_id) as session:
            record = create(session, caller, body)
            response.headers["Location"] = f"/api/v1/{path}/{record.key}"
            return one(session, caller, record)

    @router.get("/{record_id}", name=f"get_{noun.name}", response_model=out)
    def get_record(caller: Caller, record_id: Key) -> BaseModel:
        """Return a record."""
        with db.reading() as session:
            return one(session, caller, rules.get(session, caller, record_id))

    @router.patch("/{record_id}", name=f"patch_{noun.name}", response_model=out)
    def patch_record(caller: Caller, record_id: Key, body: patch) -> BaseModel:  # pyright: ignore[reportInvalidTypeForm] -- the same
        """Change the fields that are sent; an older version answers 409 with the current values."""
        with showing(get_record, caller, record_id), db.transaction(caller.user_id) as session:
            return one(session, caller, rules.update(session, caller, record_id, body.changes(), version=body.version))

    @router.delete("/{record_id}", status_code=204, name=f"delete_{noun.name}")
    def delete_record(caller: Caller, record_id: Key, version: Version = None) -> None:
        """Put a record in the trash."""
        with showing(get_record, caller, record_id), db.transaction(caller.user_id) as session:
            rules.delete(session, caller, record_id, version=version)

    return router
