"""Logos of organisations over REST: brought and fetched as pictures, not as JSON."""

from typing import Annotated

from fastapi import Body, Response

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.description import binary
from sambruk_crm.api.listing import Key
from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.services import files, organisations

router = noun("organisations")
Picture = Annotated[
    bytes, Body(media_type="application/octet-stream", description="PNG, JPEG, GIF or WebP, at most 1 MB.")
]


@router.get("/{organisation_id}/logo", response_class=Response, responses=binary("image/webp"))
def get_logo(caller: Caller, organisation_id: Key) -> Response:
    """Return the logo as WebP, at most 512 pixels wide and high."""
    with db.reading() as session:
        organisation = organisations.get(session, caller, organisation_id)
        if not organisation.logo:
            raise NotFoundError(say("This organisation has no logo."))
        found = files.fetch(session, caller, organisation.logo)
    return Response(found.content, media_type=found.media_type)


@router.put("/{organisation_id}/logo", status_code=204)
def put_logo(caller: Caller, organisation_id: Key, picture: Picture) -> None:
    """Make the picture that is the body of the request the logo; it is drawn anew."""
    with db.transaction(caller.user_id) as session:
        organisations.logos.put(session, caller, organisation_id, picture)


@router.delete("/{organisation_id}/logo", status_code=204)
def delete_logo(caller: Caller, organisation_id: Key) -> None:
    """Take the logo away."""
    with db.transaction(caller.user_id) as session:
        organisations.logos.remove(session, caller, organisation_id)
