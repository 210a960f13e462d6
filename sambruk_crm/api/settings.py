"""The association's beginning and logo over REST, and the logo to any browser."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.description import binary
from sambruk_crm.api.logos import Picture
from sambruk_crm.errors import NotFoundError
from sambruk_crm.services import association_logo, getting_started
from sambruk_crm.services.values.validation import Input

router = APIRouter(prefix="/settings", tags=["settings"], route_class=Endpoint)
public = APIRouter(include_in_schema=False)


@public.get("/api/association-logo")
def show_logo() -> Response:
    """Return the logo to whoever sees our sign-in page; its address changes with it."""
    try:
        return _picture("public, max-age=31536000, immutable")
    except NotFoundError:
        return Response(status_code=404)


class StepOut(BaseModel):
    """One thing to do first, and whether the data say that it is done."""

    name: str
    is_done: bool


class BeginningOut(BaseModel):
    """What an association does first, and whether that was put away."""

    steps: list[StepOut]
    is_put_away: bool


class BeginningIn(Input):
    """Whether what is to be done first is out of the menu."""

    is_put_away: bool


@router.get("/getting-started")
def get_getting_started(caller: Caller) -> BeginningOut:
    """Return what an association does first, and what of it is done."""
    with db.reading() as session:
        return BeginningOut.model_validate(getting_started.read(session, caller), from_attributes=True)


@router.put("/getting-started")
def put_getting_started(caller: Caller, body: BeginningIn) -> BeginningOut:
    """Put it away, or bring it back."""
    with db.transaction(caller.user_id) as session:
        getting_started.put_away(session, caller, is_away=body.is_put_away)
        return BeginningOut.model_validate(getting_started.read(session, caller), from_attributes=True)


@router.get("/logo", response_class=Response, responses=binary("image/webp"))
def get_association_logo(caller: Caller) -> Response:  # noqa: ARG001 -- the key is asked for all the same
    """Return the association's logo as WebP, at most 512 pixels wide and high."""
    return _picture("private, no-store")


@router.put("/logo", status_code=204)
def put_association_logo(caller: Caller, picture: Picture) -> None:
    """Make the picture that is the body of the request the association's logo; it is drawn anew."""
    with db.transaction(caller.user_id) as session:
        association_logo.put(session, caller, picture)


@router.delete("/logo", status_code=204)
def delete_association_logo(caller: Caller) -> None:
    """Take the association's logo away."""
    with db.transaction(caller.user_id) as session:
        association_logo.remove(session, caller)


def _picture(kept_for: str) -> Response:
    with db.reading() as session:
        found = association_logo.get(session)
    headers = {"Cache-Control": kept_for, "X-Content-Type-Options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)
