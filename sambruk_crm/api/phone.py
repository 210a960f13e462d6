"""What the check-in page asks for and sends by itself, outside the tab's socket, so that it works when that is gone.

The caller is known by the session cookie; the guard has refused what other sites send.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.routing import APIRoute

from sambruk_crm import db
from sambruk_crm.api import problems
from sambruk_crm.api.access import limited, parameters, refuse_unknown
from sambruk_crm.api.listing import Key
from sambruk_crm.errors import NotSignedInError
from sambruk_crm.models import TodoType
from sambruk_crm.services import check_ins, organisations, users, vocabularies
from sambruk_crm.services.check_ins import CheckInInput, Contact
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import gate


class Endpoint(APIRoute):
    """An address for a signed-in browser: strangers are refused before their body is read, and so is what it lacks."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the check before the handler."""
        handle = super().get_route_handler()
        known = parameters(self)

        async def checked(request: Request) -> Response:
            cookies = gate.cookies_of(request.headers.get("cookie", ""))
            request.state.actor = await gate.actor_of_token(cookies.get(gate.cookie_name(), ""))
            if request.state.actor is None:
                raise NotSignedInError
            refuse_unknown(request, known)
            return await handle(Request(request.scope, limited(request)))

        return checked


router = APIRouter(route_class=Endpoint)


def _caller(request: Request) -> Actor:
    return request.state.actor


Caller = Annotated[Actor, Depends(_caller)]


def create_phone() -> FastAPI:
    """Assemble the application, to be mounted under /api/phone."""
    phone = FastAPI(title="Sambruk CRM", docs_url=None, redoc_url=None, openapi_url=None)
    phone.include_router(router)
    problems.install(phone)
    return phone


@router.get("/check-in")
def offer(caller: Caller, response: Response) -> dict[str, Any]:
    """Return what a check-in can be made of, to be kept on the phone while it has no connection."""
    response.headers["Cache-Control"] = "no-store"
    with db.reading() as session:
        return {
            "user": {"id": caller.user_id, "name": caller.name},
            "may_check_in": caller.may(Permission.EDIT_RECORDS),
            "places": check_ins.places(session, caller),
            "planned": check_ins.planned(session, caller),
            "todo_types": [
                {"id": kind.id, "name": vocabularies.shown(kind, caller.locale)}
                for kind in vocabularies.entries(session, caller, TodoType)
            ],
            "colleagues": [{"id": user.id, "name": user.name or user.email} for user in users.search(session, caller)],
        }


@router.get("/organisations")
def suggest_organisations(caller: Caller, text: Annotated[str, Query(max_length=200)] = "") -> list[dict[str, Any]]:
    """Propose organisations while somebody types."""
    with db.reading() as session:
        return [{"id": key, "name": name} for key, name in organisations.suggest(session, caller, text)]


@router.get("/organisations/{organisation_id}/contacts")
def contacts(caller: Caller, organisation_id: Key) -> list[Contact]:
    """List who can be met at an organisation."""
    with db.reading() as session:
        return check_ins.contacts(session, caller, organisation_id)


@router.post("/check-ins")
def check_in(caller: Caller, body: CheckInInput, response: Response) -> dict[str, Any]:
    """Receive a check-in; the same one again is answered likewise and kept once."""
    with db.transaction(caller.user_id) as session:
        entry, is_new = check_ins.check_in(session, caller, body)
    response.status_code = 201 if is_new else 200
    return {"id": entry.key, "organisation_id": entry.organisation_id}
