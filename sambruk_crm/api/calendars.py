"""The address of one's own calendar, and the calendar itself, which calendar programs fetch without signing in."""

import hashlib

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.services import todos

router = APIRouter(prefix="/me/calendar", tags=["users"], route_class=Endpoint)
feed = APIRouter(prefix="/api/calendar", include_in_schema=False)
HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


class Address(BaseModel):
    """The secret address of a calendar. It cannot be shown again."""

    url: str


@router.post("", status_code=201)
def renew_calendar(caller: Caller) -> Address:
    """Return my calendar a new address; the former one ends."""
    with db.transaction(caller.user_id) as session:
        return Address(url=todos.calendars.renew(session, caller))


@router.delete("", status_code=204)
def revoke_calendar(caller: Caller) -> None:
    """End my calendar's address."""
    with db.transaction(caller.user_id) as session:
        todos.calendars.revoke(session, caller)


@feed.api_route("/{secret}.ics", methods=["GET", "HEAD"])
def give_calendar(request: Request, secret: str) -> Response:
    """Return the calendar; every address that leads to none, for whatever reason, gets the same answer."""
    with db.reading() as session:
        owner = todos.calendars.find_owner(session, secret)
        content = todos.calendars.feed(session, owner) if owner else None
    if content is None:
        return Response("No such calendar.", 404, HEADERS, media_type="text/plain")
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**HEADERS, "ETag": tag})
    return Response(content, headers={**HEADERS, "ETag": tag}, media_type="text/calendar; charset=utf-8")
