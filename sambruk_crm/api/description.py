"""The description of the API: its introduction, and the problems that every operation may answer."""

import json
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from sambruk_crm.api.problems import MEDIA_TYPE

INTRODUCTION = """
The same rules as on the screens, for programs. Send an API key as a bearer token; it has the rights of its user.

Lists answer `{items, next_cursor, total}`; filters may be repeated or joined by commas. A patch carries the
`version` that was read: an older one answers 409 with the current values. Errors are problem+json (RFC 9457), with
the field named. Dates are ISO 8601, moments carry their time zone, amounts are numbers with at most two decimals.
"""

_REASONS = {
    400: "The body cannot be read",
    401: "No valid key was sent",
    403: "The role of the key's user does not allow this",
    404: "No such record, or none this key may see",
    409: "Somebody else changed the record first, or it is in use; nothing was written",
    413: "The body is too large",
    422: "A value cannot be accepted; `errors` names the fields",
}
_ALWAYS = (401, 403, 422)


class FieldProblem(BaseModel):
    """What is wrong with one field of the request; an empty `field` means the request as a whole."""

    field: str
    message: Annotated[str, Field(description="In the language of the key's user, or of Accept-Language.")]


class Problem(BaseModel):
    """An error as RFC 9457 tells it."""

    type: str
    title: str
    status: int
    detail: str
    errors: Annotated[list[FieldProblem], Field(description="With status 422.")] = []
    current: Annotated[dict[str, Any] | None, Field(description="The record as it is now, when a change is stale.")]
    number: Annotated[str | None, Field(description="With status 500: what the log calls this error.")]


def binary(media_type: str = "application/octet-stream") -> dict[int | str, dict[str, Any]]:
    """Describe an answer that is a file."""
    schema = {"type": "string", "format": "binary"}
    return {200: {"description": "The file", "content": {media_type: {"schema": schema}}}}


def install(app: FastAPI) -> None:
    """Let the application describe its problems as they are sent."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        document = plain()
        schemas = document["components"]["schemas"]
        if "Problem" not in schemas:
            _hoist(document["paths"], schemas)
            _describe(document, schemas)
        return document

    app.openapi = described


def _hoist(part: Any, schemas: dict[str, Any]) -> None:
    """Move the schemas that a body brings along to where references look for them."""
    if isinstance(part, list):
        for each in part:
            _hoist(each, schemas)
    if isinstance(part, dict):
        for name, schema in part.pop("$defs", {}).items():
            schemas.setdefault(name, schema)
        for each in part.values():
            _hoist(each, schemas)


def _describe(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    problem["required"] = ["type", "title", "status", "detail"]
    schemas |= problem.pop("$defs") | {"Problem": problem}
    _name_bodies(document, schemas)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status in _statuses(path, method, has_body="requestBody" in operation):
                operation["responses"][str(status)] = {
                    "description": _REASONS[status],
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }


def _name_bodies(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put the shapes of bodies that operations describe by themselves, and those they refer to, among the others."""
    bodies = [
        operation["requestBody"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    for content in (content for body in bodies for content in body["content"].values()):
        shape = content["schema"]
        if "$ref" in shape or "properties" not in shape:
            continue
        shape = json.loads(json.dumps(shape).replace("#/$defs/", "#/components/schemas/"))
        schemas |= shape.pop("$defs", {}) | {shape["title"]: shape}
        content["schema"] = {"$ref": f"#/components/schemas/{shape['title']}"}


def _statuses(path: str, method: str, *, has_body: bool) -> list[int]:
    found = [*_ALWAYS]
    if "{" in path or method == "post":
        found.append(404)
    if method != "get":
        found.append(409)
    if has_body:
        found += [400, 413]
    return sorted(found)
