"""The REST API as one application: every noun under /v1, its description, and problems instead of errors."""

from fastapi import APIRouter, FastAPI

from sambruk_crm.api import deals, history, organisations, persons, problems, tags, todos, vocabularies

DESCRIPTION = """
The same rules as on the screens, for programs. Send an API key as a bearer token; it has the rights of its user.

Lists answer `{items, next_cursor, total}`; filters may be repeated or joined by commas. A patch carries the
`version` that was read: an older one answers 409 with the current values. Errors are problem+json, with the field
named.
"""


def create_rest() -> FastAPI:
    """Assemble the application, to be mounted under /api."""
    rest = FastAPI(
        title="Sambruk CRM",
        version="1",
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    v1 = APIRouter(prefix="/v1")
    for noun in (organisations, persons, deals, todos, tags, history, vocabularies):
        v1.include_router(noun.router)
    rest.include_router(v1)
    problems.install(rest)
    return rest
