"""Leads: persons who may be the way in to a future deal."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InUseError, InvalidError, NotFoundError, say
from sambruk_crm.models import HistoryKind, Lead, LeadState, Organisation, Service, User, utc_now
from sambruk_crm.services import bulk, history, own_values
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Email, Fielded, Key, Line, Phone, Text, check_version, merge, parse


class LeadInput(Fielded):
    """What can be written of a lead. No field is mandatory; it needs only something to be shown by."""

    name: Annotated[Line, Field(max_length=260)] = ""
    email: Email = ""
    phone: Phone = ""
    organisation_name: Annotated[Line, Field(max_length=300)] = ""
    title: Annotated[Line, Field(max_length=200)] = ""
    source: Annotated[Line, Field(max_length=200)] = ""
    note: Text = ""
    owner_id: Key = None
    organisation_id: Key = None
    service_id: Key = None


def get(session: Session, actor: Actor, lead_id: int, *, for_update: bool = False) -> Lead:
    """Return a lead that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Lead, lead_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This lead does not exist."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | LeadInput) -> Lead:
    """Add a lead, mine unless it says whose."""
    (key,) = create_many(session, actor, [values])
    return session.get_one(Lead, key)


def create_many(session: Session, actor: Actor, wanted: Sequence[dict[str, Any] | LeadInput]) -> list[int]:
    """Add leads at once; returns their keys.

    Raises:
        InvalidError: the first that cannot be made, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    made = [(bulk.draft(Lead, owner_id=actor.user_id), parse(LeadInput, values)) for values in wanted]
    _refuse_unknown(session, [each for _, each in made])
    for lead, each in made:
        _fill(lead, each, None)
    keys = bulk.insert(session, Lead, [lead for lead, _ in made])
    own_values.put_on(session, Lead, {lead.id: each.fields for lead, each in made})
    return keys


def update(
    session: Session,
    actor: Actor,
    lead_id: int,
    values: dict[str, Any] | LeadInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Lead:
    """Change what was sent and nothing else; `version` and `base` as for persons.

    Raises:
        StaleError: with the current values.
    """
    require(actor, Permission.EDIT_RECORDS)
    lead = get(session, actor, lead_id, for_update=True)
    check_version(lead, version, lead.model_dump(mode="json"))
    wanted = parse(LeadInput, values)
    _refuse_unknown(session, [wanted])
    _fill(lead, wanted, base)
    session.flush()
    own_values.put_on(session, Lead, {lead_id: wanted.fields})
    return lead


def update_many(session: Session, actor: Actor, wanted: Mapping[int, dict[str, Any] | LeadInput]) -> None:
    """Change leads at once, each by what is sent for it.

    Raises:
        NotFoundError: one of them is not there.
        InvalidError: the first that cannot be changed, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    found = bulk.hold(session, Lead, wanted.keys())
    if any(key not in found or found[key].deleted_at is not None for key in wanted):
        raise NotFoundError(say("This lead does not exist."))
    read = {key: parse(LeadInput, values) for key, values in wanted.items()}
    _refuse_unknown(session, list(read.values()))
    for key, each in read.items():
        _fill(found[key], each, None)
    session.flush()
    own_values.put_on(session, Lead, {key: each.fields for key, each in read.items()})


def change_state(session: Session, actor: Actor, lead_id: int, state: LeadState, *, reason: str = "") -> Lead:
    """Say that a lead was contacted, is dropped (with a reason), or is new again.

    Raises:
        InUseError: it has become something else already.
        InvalidError: only converting makes a lead converted, and dropping one takes a reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    lead = get(session, actor, lead_id, for_update=True)
    refuse_converted(lead)
    if state is LeadState.CONVERTED:
        raise InvalidError({"state": say("Convert the lead instead.")})
    if state is LeadState.DROPPED and not reason.strip():
        raise InvalidError({"reason": say("Say why the lead is dropped.")})
    lead.state = state
    if reason.strip():
        history.record(session, actor, kind=HistoryKind.NOTE, text=reason.strip(), lead_id=lead.key)
    session.flush()
    return lead


def delete(session: Session, actor: Actor, lead_id: int, *, version: int | None = None) -> None:
    """Put a lead in the trash."""
    require(actor, Permission.DELETE_RECORDS)
    lead = get(session, actor, lead_id)
    check_version(lead, version, lead.model_dump(mode="json"))
    lead.deleted_at = utc_now()
    session.flush()


def refuse_converted(lead: Lead) -> None:
    """Refuse what can be done to a lead only before it has become something else.

    Raises:
        InUseError: it has.
    """
    if lead.state is LeadState.CONVERTED:
        raise InUseError(say("This lead has been converted already."))


def _refuse_unknown(session: Session, wanted: Sequence[LeadInput]) -> None:
    """Refuse users, organisations and services that are not there."""
    for name, table in (("owner_id", User), ("organisation_id", Organisation), ("service_id", Service)):
        named = {getattr(each, name) for each in wanted} - {None}
        known = sa.select(col(table.id)).where(col(table.id).in_(named))
        if table is not User:
            known = known.where(sa.inspect(table).c.deleted_at.is_(None))
        if named and named - set(session.scalars(known)):
            raise InvalidError({name: say("Choose one from the list.")})


def _fill(lead: Any, wanted: LeadInput, base: dict[str, Any] | None) -> None:
    merge(lead, wanted.plain(), base)
    shown = lead.name or lead.organisation_name or lead.email or lead.phone
    if not shown:
        raise InvalidError({"name": say("Write a name, an organisation, an e-mail address or a phone number.")})
    folding.make_findable(lead, shown, lead.organisation_name, lead.email, lead.source, numbers=(lead.phone,))
