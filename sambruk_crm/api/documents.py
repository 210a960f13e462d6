"""The documents of contracts over REST: brought and fetched as they are, not as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import Body, Path, Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, FileEndpoint, noun
from sambruk_crm.api.description import binary
from sambruk_crm.api.files import sent
from sambruk_crm.api.listing import Key
from sambruk_crm.services import contracts, documents

router = noun("contracts", FileEndpoint)
File = Annotated[
    bytes,
    Body(
        media_type="application/octet-stream",
        description="PDF, PNG, JPEG, WebP, or a document of Word, Excel, PowerPoint or LibreOffice; at most 25 MB.",
    ),
]
InsteadOf = Annotated[
    int | None, Query(description="The document that gets a new edition; otherwise one of the same name.")
]


class EditionOut(BaseModel):
    """One edition of a document."""

    id: int
    name: str
    edition: int
    size: int
    media_type: str
    added_at: datetime
    author: str


class DocumentOut(EditionOut):
    """A document as its newest edition, with the earlier ones."""

    is_removed: bool
    earlier: list[EditionOut]


class DocumentsOut(BaseModel):
    """All documents of a contract."""

    items: list[DocumentOut]


@router.get("/{contract_id}/documents")
def list_documents(caller: Caller, contract_id: Key) -> DocumentsOut:
    """List the documents of a contract; those that were removed are marked so."""
    with db.reading() as session:
        found = contracts.documents.of_contract(session, caller, contract_id)
    return DocumentsOut(items=[DocumentOut.model_validate(each, from_attributes=True) for each in found])


@router.post("/{contract_id}/documents", status_code=201)
def add_document(
    caller: Caller,
    contract_id: Key,
    content: File,
    name: Annotated[str, Query(max_length=255)],
    instead_of: InsteadOf = None,
) -> DocumentsOut:
    """Add a document, or a new edition of one."""
    document = documents.inspect(caller, name, content)
    with db.transaction(caller.user_id) as session:
        contracts.documents.attach(session, caller, contract_id, document, instead_of=instead_of)
    return list_documents(caller, contract_id)


@router.get("/{contract_id}/documents/{document_id}", response_class=Response, responses=binary())
def get_document(caller: Caller, contract_id: Key, document_id: Key) -> Response:
    """Return an edition of a document as it was brought."""
    with db.reading() as session:
        return sent(contracts.documents.fetch(session, caller, contract_id, document_id))


@router.get(
    "/{contract_id}/documents/{document_id}/pages/{number}",
    response_class=Response,
    responses=binary("image/webp"),
)
def get_document_page(
    caller: Caller, contract_id: Key, document_id: Key, number: Annotated[int, Path(ge=1, le=10_000)]
) -> Response:
    """Return a page of a PDF as a picture; the header `X-Pages` says how many there are."""
    with db.reading() as session:
        token = contracts.documents.fetch(session, caller, contract_id, document_id).token
        content = documents.page(session, caller, token).content
    drawn = documents.drawn(content, number)
    return Response(drawn.content, media_type="image/webp", headers={"X-Pages": str(drawn.pages)})


@router.delete("/{contract_id}/documents/{document_id}", status_code=204)
def remove_document(caller: Caller, contract_id: Key, document_id: Key) -> None:
    """Take a document, with its editions, from where it is seen."""
    with db.transaction(caller.user_id) as session:
        contracts.documents.remove(session, caller, contract_id, document_id)


@router.post("/{contract_id}/documents/{document_id}/restore", status_code=204)
def restore_document(caller: Caller, contract_id: Key, document_id: Key) -> None:
    """Put a document back that was removed."""
    with db.transaction(caller.user_id) as session:
        contracts.documents.put_back(session, caller, contract_id, document_id)
