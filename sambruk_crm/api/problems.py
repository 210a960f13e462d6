"""Errors as RFC 9457 problem details: the same classes the screens show, in the caller's language."""

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError
from starlette.exceptions import HTTPException

from sambruk_crm.errors import CrmError, InvalidError, Message, StaleError, say
from sambruk_crm.i18n import DEFAULT_LOCALE, LOCALES, translate
from sambruk_crm.services.values.validation import messages_of

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

_TITLES: dict[int, Message] = {
    400: say("The request cannot be read"),
    401: say("Not signed in"),
    403: say("Not allowed"),
    404: say("Not found"),
    405: say("This cannot be done here"),
    409: say("Conflict"),
    413: say("The request is too large"),
    422: say("Something cannot be accepted"),
    429: say("Too many requests"),
    500: say("Something went wrong"),
}


def install(app: FastAPI) -> None:
    """Answer every error of an application as a problem."""
    app.add_exception_handler(CrmError, _expected)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(OverflowError, _unstorable)
    app.add_exception_handler(IntegrityError, _clashing)
    app.add_exception_handler(Exception, _unexpected)


def problem(request: Request, status: int, slug: str, detail: Message | str, **more: Any) -> JSONResponse:
    """Return a problem; `more` are its extension members."""
    locale = locale_of(request)
    content = {
        "type": f"about:{slug}" if slug else "about:blank",
        "title": translate(_TITLES.get(status, _TITLES[400]), locale),
        "status": status,
        "detail": translate(detail, locale),
        **more,
    }
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}  # noqa: PLR2004 -- HTTP's own number
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


def locale_of(request: Request) -> str:
    """Return the language to answer in: the key's user's, or what the caller prefers."""
    actor = getattr(request.state, "actor", None)
    if actor is not None:
        return actor.locale.value
    wanted = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return next((locale for locale in wanted if locale in LOCALES), DEFAULT_LOCALE)


async def _expected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CrmError)
    more: dict[str, Any] = {}
    if isinstance(error, InvalidError):
        more["errors"] = _fields(request, error.fields)
    if isinstance(error, StaleError):
        more["current"] = error.current
    return problem(request, error.status, error.slug, error.message, **more)


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = messages_of(error.errors(), skip=1)
    detail = next(iter(fields.values()))
    return problem(request, 422, InvalidError.slug, detail, errors=_fields(request, fields))


async def _clashing(request: Request, error: Exception) -> JSONResponse:
    log.warning("Two writers met at %s: %s", request.url.path, error)
    return problem(request, 409, "conflict", say("Someone else saved the same at the same moment. Please try again."))


async def _unstorable(request: Request, error: Exception) -> JSONResponse:
    log.warning("Something that cannot be stored came to %s: %s", request.url.path, error)
    return problem(request, 422, InvalidError.slug, say("This value does not fit here."))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = _TITLES.get(error.status_code, _TITLES[400])
    answer = problem(request, error.status_code, "", title)
    answer.headers.update(error.headers or {})
    return answer


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    number = secrets.token_hex(4)
    log.error("Error %s at %s", number, request.url.path, exc_info=error)
    detail = say("Something went wrong. Tell the administrator this number: {number}", number=number)
    return problem(request, 500, "unexpected", detail, number=number)


def _fields(request: Request, fields: dict[str, Message]) -> list[dict[str, str]]:
    locale = locale_of(request)
    return [
        {"field": name.encode(errors="replace").decode(), "message": translate(message, locale)}
        for name, message in fields.items()
    ]
