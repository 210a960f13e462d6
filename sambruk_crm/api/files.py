"""Files to signed-in browsers: fetched by their token, and brought as the bare body of a request."""

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from sambruk_crm import db
from sambruk_crm.api.problems import problem
from sambruk_crm.errors import CrmError, InvalidError, NotSignedInError
from sambruk_crm.i18n import translate
from sambruk_crm.models import FilePurpose, StoredFile
from sambruk_crm.services import documents, files
from sambruk_crm.services.permissions import Actor, require
from sambruk_crm.state import gate

router = APIRouter(prefix="/api/files", include_in_schema=False)
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
"""Whatever a file holds, a browser that opens it runs nothing and keeps nothing."""


@router.get("/{token}")
async def fetch_file(request: Request, token: str) -> Response:
    """Return a file: pictures to be shown, everything else to be saved."""
    try:
        actor = await _actor(request)
        return sent(await asyncio.to_thread(_fetch, actor, token))
    except CrmError as error:
        return problem(request, error.status, error.slug, error.message)


@router.get("/{token}/pages/{number}")
async def show_page(request: Request, token: str, number: Annotated[int, Path(ge=1, le=10_000)]) -> Response:
    """Return a page of a document as a picture; the header `X-Pages` says how many there are."""
    try:
        actor = await _actor(request)
        drawn = await asyncio.to_thread(_page, actor, token, number)
    except CrmError as error:
        return problem(request, error.status, error.slug, error.message)
    return Response(drawn.content, media_type="image/webp", headers={**HARMLESS, "X-Pages": str(drawn.pages)})


@router.post("")
async def bring_file(
    request: Request, purpose: FilePurpose, name: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    """Keep the body of the request as a file of this browser's user."""
    try:
        actor = await _actor(request)
        require(actor, files.RIGHTS[purpose])
        content = await read(request, purpose)
        media_type = request.headers.get("content-type", "")
        kept = await asyncio.to_thread(_keep, actor, purpose, name, media_type, content)
    except CrmError as error:
        locale = gate.locale_of(gate.cookies_of(request.headers.get("cookie", "")))
        fields = error.fields if isinstance(error, InvalidError) else {}
        errors = [{"field": field, "message": translate(text, locale)} for field, text in fields.items()]
        return problem(request, error.status, error.slug, translate(error.message, locale), errors=errors)
    address = files.address_of(kept.token)
    return JSONResponse({"token": kept.token, "name": kept.name, "size": kept.size, "url": address}, 201)


async def read(request: Request, purpose: FilePurpose) -> bytes:
    """Read a body as far as the purpose allows.

    Raises:
        TooLargeError: it is larger, whatever its length was said to be.
    """
    said = request.headers.get("content-length", "")
    files.refuse_too_large(purpose, int(said) if said.isdecimal() else 0)
    parts = bytearray()
    async for part in request.stream():
        parts += part
        files.refuse_too_large(purpose, len(parts))
    return bytes(parts)


def sent(file: StoredFile) -> Response:
    """Answer with a file under its own name."""
    how = "inline" if file.media_type in files.PICTURES else "attachment"
    plain = file.name.encode("ascii", "replace").decode().replace("?", "_")
    name = f"filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    headers = {**HARMLESS, "Content-Disposition": f"{how}; {name}"}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def _actor(request: Request) -> Actor:
    cookies = gate.cookies_of(request.headers.get("cookie", ""))
    actor = await gate.actor_of_token(cookies.get(gate.cookie_name(), ""))
    if actor is None:
        raise NotSignedInError
    return actor


def _fetch(actor: Actor, token: str) -> StoredFile:
    with db.reading() as session:
        return files.fetch(session, actor, token)


def _page(actor: Actor, token: str, number: int) -> documents.PagePicture:
    with db.reading() as session:
        content = documents.page(session, actor, token).content
    return documents.drawn(content, number)


def _keep(actor: Actor, purpose: FilePurpose, name: str, media_type: str, content: bytes) -> StoredFile:
    if purpose is FilePurpose.DOCUMENT:
        document = documents.inspect(actor, name, content)
        with db.transaction(actor.user_id) as session:
            return documents.keep(session, actor, document)
    with db.transaction(actor.user_id) as session:
        return files.keep(session, actor, purpose=purpose, name=name, media_type=media_type, content=content)
