"""The audit log and the list of changes, both written by the session itself from what it flushes."""

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, SQLModel

from sambruk_crm.db import CrmSession
from sambruk_crm.live import Change
from sambruk_crm.models import (
    AuditAction,
    AuditEntry,
    BatchItem,
    ContractSeries,
    ContractWarning,
    Job,
    ListPreference,
    MailingRecipient,
    OutboundMail,
    OwnValue,
    Row,
    SignInAttempt,
    StoredFile,
    TodoReminder,
    UserSession,
    utc_now,
)

UNTOLD = (
    AuditEntry,
    BatchItem,
    ContractSeries,
    ContractWarning,
    Job,
    ListPreference,
    MailingRecipient,
    OutboundMail,
    OwnValue,
    SignInAttempt,
    StoredFile,
    TodoReminder,
    UserSession,
)
"""Rows that are records of events or work themselves, or noted with the record they belong to (`note_fields`); `live`
hears of them all the same."""

SECRET = frozenset({"password_hash", "token_hash", "key_hash", "calendar_hash", "token", "secret"})
NOISE = frozenset({"id", "version", "created_at", "updated_at", "fold", "sort_sv", "sort_nb", "sort_fold", "tight"})


@event.listens_for(CrmSession, "after_flush")
def note_changes(session: CrmSession, _flush: UOWTransaction) -> None:
    """Write an audit entry for every row made, changed or deleted, and remember it for `live`."""
    entries = [
        *(_entry(session, row, AuditAction.CREATE) for row in session.new),
        *(_entry(session, row, AuditAction.UPDATE) for row in session.dirty if session.is_modified(row)),
        *(_entry(session, row, AuditAction.DELETE) for row in session.deleted),
    ]
    values = [entry for entry in entries if entry is not None]
    if values:
        session.connection().execute(sa.insert(AuditEntry), values)


def announce(session: Session, topic: type[SQLModel], *row_ids: int) -> None:
    """Tell `live` of rows changed by a bulk statement, which the session does not see."""
    changes: set[Change] = session.info.setdefault("changes", set())
    changes.update(Change(str(topic.__tablename__), row_id) for row_id in row_ids)


def note_made(session: Session, table: type[Row], rows: Sequence[Any]) -> None:
    """Note rows that were made by one statement, as the session notes those that it flushes."""
    topic, now = str(table.__tablename__), utc_now()
    changes: set[Change] = session.info.setdefault("changes", set())
    changes.update(Change(topic, row.id) for row in rows)
    if issubclass(table, UNTOLD):
        return
    shared = {"created_at": now, "user_id": session.info.get("user_id"), "action": AuditAction.CREATE, "noun": topic}
    values = [{**shared, "row_id": row.id, "before": None, "after": _made(vars(row)) or None} for row in rows]
    session.connection().execute(sa.insert(AuditEntry), values)


def note_fields(session: Session, noun: str, told: Mapping[int, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Note what became of facts of records that rows of other tables hold: before and after, by the record's key."""
    shared = {
        "created_at": utc_now(),
        "user_id": session.info.get("user_id"),
        "action": AuditAction.UPDATE,
        "noun": noun,
    }
    values = [{**shared, "row_id": key, "before": before, "after": after} for key, (before, after) in told.items()]
    if values:
        session.connection().execute(sa.insert(AuditEntry), values)


def plain(value: Any) -> Any:
    """Turn a column's value into what JSON can hold."""
    match value:
        case enum.Enum():
            return value.value
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value


def _entry(session: CrmSession, row: Any, action: AuditAction) -> dict[str, Any] | None:
    if not isinstance(row, Row) or row.id is None:
        return None
    topic = str(type(row).__tablename__)
    session.changes.add(Change(topic, row.id))
    if isinstance(row, UNTOLD):
        return None
    before, after = _difference(row, action)
    if action is AuditAction.UPDATE and not after:
        return None
    return {
        "created_at": utc_now(),
        "user_id": session.user_id,
        "action": action,
        "noun": topic,
        "row_id": row.id,
        "before": before or None,
        "after": after or None,
    }


def _made(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _shown(name, value) for name, value in values.items() if name not in NOISE and value not in (None, "")
    }


def _difference(row: Row, action: AuditAction) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in sa.inspect(row).attrs:
        if attribute.key in NOISE:
            continue
        past, _, now = attribute.history.deleted, attribute.history.unchanged, attribute.history.added
        if action is AuditAction.DELETE:
            before[attribute.key] = _shown(attribute.key, attribute.value)
        elif action is AuditAction.CREATE:
            if attribute.value not in (None, ""):
                after[attribute.key] = _shown(attribute.key, attribute.value)
        elif now or past:
            before[attribute.key] = _shown(attribute.key, past[0] if past else None)
            after[attribute.key] = _shown(attribute.key, now[0] if now else None)
    return before, after


def _shown(name: str, value: Any) -> Any:
    return "•••" if name in SECRET and value else plain(value)
