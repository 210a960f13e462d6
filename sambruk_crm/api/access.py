"""What every request to the REST API passes first: its key, then its question; the body is read last."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from sambruk_crm import db
from sambruk_crm.errors import InvalidError, NotSignedInError, say
from sambruk_crm.models import FilePurpose
from sambruk_crm.services import own_values, users
from sambruk_crm.services.files import LARGEST
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.remembered import Remembered

LARGEST_BODY = 1_000_000
OWN = "fields.{key}"
"""Stands among the parameters of lists that can be asked for the association's own fields, whatever their keys."""
_bearer = HTTPBearer(auto_error=False, description="An API key, made under My account or by `sambruk-crm api-key add`.")


class Endpoint(APIRoute):
    """An address of the API: strangers are refused before their body is read, and so is a filter it does not have."""

    largest = LARGEST_BODY

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the checks before the handler."""
        handle = super().get_route_handler()
        known = parameters(self)

        async def checked(request: Request) -> Response:
            credentials = await _bearer(request)
            request.state.actor = await _actor_of(credentials)
            refuse_unknown(request, known)
            return await handle(Request(request.scope, limited(request, self.largest)))

        return checked


def parameters(route: APIRoute) -> set[str]:
    """Return what an address can be asked for."""
    return {field.alias for field in get_flat_params(route.dependant)}


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Refuse what is asked for and would be passed over.

    Raises:
        InvalidError: naming each.
    """
    may_be_own = OWN in known
    unknown = [
        name
        for name in request.query_params
        if name not in known and not (may_be_own and own_values.is_own(name) and name != OWN)
    ]
    if unknown:
        raise InvalidError(dict.fromkeys(unknown, say("There is no such field.")))


class FileEndpoint(Endpoint):
    """An address that takes files too."""

    largest = max(LARGEST[FilePurpose.IMPORT], LARGEST[FilePurpose.DOCUMENT]) + LARGEST_BODY


def noun(name: str, route_class: type[Endpoint] = Endpoint) -> APIRouter:
    """Return the router of a noun; all its addresses ask for a key."""
    return APIRouter(prefix=f"/{name}", tags=[name.rsplit("/", maxsplit=1)[-1]], route_class=route_class)


def limited(request: Request, largest: int = LARGEST_BODY) -> Receive:
    """Read the body, and give up on one that is too large, whatever its length is said to be."""
    said, size = request.headers.get("content-length", ""), 0
    if said.isdecimal() and int(said) > largest:
        raise HTTPException(413)

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > largest:
            raise HTTPException(413)
        return message

    return receive


_remembered: Remembered[Actor | None] = Remembered("user_account", "api_key", "setting")


async def _actor_of(credentials: HTTPAuthorizationCredentials | None) -> Actor:
    """Find whose key this is, from memory where it was just looked up; every failure answers the same."""
    secret = credentials.credentials if credentials else ""
    hashed = users.sessions.hash_of(secret)
    known = _remembered.known(hashed)
    if known is None:
        known = (await run_in_threadpool(_remembered.get, hashed, lambda: _look_up(secret)),)
    if known[0] is None:
        raise NotSignedInError(say("Send a valid API key as a bearer token."))
    return known[0]


def _look_up(secret: str) -> Actor | None:
    with db.reading() as session:
        actor = users.api_keys.find_actor(session, secret)
        is_due = actor is not None and users.api_keys.is_use_due(session, secret)
    if is_due:
        with db.transaction() as session:
            users.api_keys.note_use(session, secret)
    return actor


def _caller(request: Request, _credentials: Annotated[Any, Depends(_bearer)]) -> Actor:
    return request.state.actor


Caller = Annotated[Actor, Depends(_caller)]
