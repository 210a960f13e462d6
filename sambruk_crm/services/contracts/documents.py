"""The documents of contracts: every edition is kept, and one that was removed can be put back."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import ContractDocument, FilePurpose, StoredFile, User, utc_now
from sambruk_crm.services import documents, files
from sambruk_crm.services.contracts import rules
from sambruk_crm.services.documents import Inspected
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Edition:
    """One edition of a document. `added_at` is in UTC."""

    id: int
    name: str
    edition: int
    size: int
    media_type: str
    added_at: datetime
    author: str
    token: str


@dataclass(frozen=True)
class Document(Edition):
    """A document as its newest edition, with the earlier ones, newest first."""

    is_removed: bool = False
    earlier: list[Edition] = field(default_factory=list[Edition])


def of_contract(session: Session, actor: Actor, contract_id: int) -> list[Document]:
    """List the documents of a contract by name, those that were removed last."""
    rules.get(session, actor, contract_id)
    query = (
        sa.select(
            ContractDocument.id,
            ContractDocument.name,
            ContractDocument.edition,
            StoredFile.size,
            StoredFile.media_type,
            ContractDocument.created_at,
            sa.func.coalesce(User.name, ""),
            StoredFile.token,
            ContractDocument.removed_at,
        )
        .join(StoredFile, col(StoredFile.id) == ContractDocument.file_id)
        .join(User, col(User.id) == ContractDocument.author_id, isouter=True)
        .where(col(ContractDocument.contract_id) == contract_id)
        .order_by(col(ContractDocument.name), col(ContractDocument.edition).desc())
    )
    found: dict[str, Document] = {}
    for *values, removed_at in session.execute(query):
        edition = Edition(*values)
        if edition.name in found:
            found[edition.name].earlier.append(edition)
        else:
            found[edition.name] = Document(*values, is_removed=removed_at is not None)
    return sorted(found.values(), key=lambda document: document.is_removed)


def attach(
    session: Session, actor: Actor, contract_id: int, document: Inspected, *, instead_of: int | None = None
) -> ContractDocument:
    """Add a document; one of the same name, or the one it is given instead of, gets a new edition."""
    require(actor, Permission.EDIT_DEALS)
    return _attach(session, actor, contract_id, documents.keep(session, actor, document), instead_of)


def attach_brought(
    session: Session, actor: Actor, contract_id: int, token: str, *, instead_of: int | None = None
) -> ContractDocument:
    """Add a document that the actor's browser has brought.

    Raises:
        InvalidError: what was brought is no document, or belongs somewhere already.
    """
    require(actor, Permission.EDIT_DEALS)
    brought = files.fetch(session, actor, token)
    is_new = brought.purpose is FilePurpose.DOCUMENT and brought.user_id == actor.user_id
    if not is_new or brought.expires_at is None:
        raise InvalidError({"file": say("Choose the file again.")})
    return _attach(session, actor, contract_id, brought, instead_of)


def fetch(session: Session, actor: Actor, contract_id: int, document_id: int) -> StoredFile:
    """Return an edition's file."""
    found = _get(session, actor, contract_id, document_id)
    return session.get_one(StoredFile, found.file_id)


def remove(session: Session, actor: Actor, contract_id: int, document_id: int) -> None:
    """Take a document with all its editions from where it is seen; it can be put back."""
    require(actor, Permission.EDIT_DEALS)
    _mark(session, actor, contract_id, document_id, utc_now())


def put_back(session: Session, actor: Actor, contract_id: int, document_id: int) -> None:
    """Undo the removal of a document."""
    require(actor, Permission.EDIT_DEALS)
    _mark(session, actor, contract_id, document_id, None)


def _attach(
    session: Session, actor: Actor, contract_id: int, file: StoredFile, instead_of: int | None
) -> ContractDocument:
    rules.get(session, actor, contract_id, for_update=True)
    name = file.name if instead_of is None else _get(session, actor, contract_id, instead_of).name
    before = _editions(session, contract_id, name)
    for edition in before:
        edition.removed_at = None
    made = ContractDocument(
        contract_id=contract_id,
        name=name,
        edition=max((edition.edition for edition in before), default=0) + 1,
        file_id=file.key,
        author_id=actor.user_id,
    )
    file.expires_at = None
    session.add(made)
    session.flush()
    return made


def _mark(session: Session, actor: Actor, contract_id: int, document_id: int, removed_at: datetime | None) -> None:
    name = _get(session, actor, contract_id, document_id).name
    for edition in _editions(session, contract_id, name):
        edition.removed_at = removed_at
    session.flush()


def _editions(session: Session, contract_id: int, name: str) -> list[ContractDocument]:
    query = select(ContractDocument).where(ContractDocument.contract_id == contract_id, ContractDocument.name == name)
    return list(session.exec(query))


def _get(session: Session, actor: Actor, contract_id: int, document_id: int) -> ContractDocument:
    rules.get(session, actor, contract_id)
    found = session.get(ContractDocument, document_id)
    if found is None or found.contract_id != contract_id:
        raise NotFoundError(say("This document does not exist."))
    return found
