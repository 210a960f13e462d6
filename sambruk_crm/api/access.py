"""Who calls the REST API."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from sambruk_crm import db
from sambruk_crm.api.problems import TooLargeError
from sambruk_crm.errors import NotSignedInError, say
from sambruk_crm.services import api_keys
from sambruk_crm.services.permissions import Actor

LARGEST_BODY = 1_000_000
_bearer = HTTPBearer(auto_error=False, description="An API key, made under My account or by `sambruk-crm api-key add`.")


def caller(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Actor:
    """Find who calls by the bearer key; every failure answers the same."""
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise TooLargeError(say("The request is larger than {count} bytes.", count=LARGEST_BODY))
    secret = credentials.credentials if credentials else ""
    actor = _actor_of(secret) if secret else None
    if actor is None:
        raise NotSignedInError(say("Send a valid API key as a bearer token."))
    request.state.actor = actor
    return actor


def _actor_of(secret: str) -> Actor | None:
    with db.reading() as session:
        actor = api_keys.find_actor(session, secret)
        is_due = actor is not None and api_keys.is_use_due(session, secret)
    if is_due:
        with db.transaction() as session:
            api_keys.note_use(session, secret)
    return actor


Caller = Annotated[Actor, Depends(caller)]
