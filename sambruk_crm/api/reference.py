"""The page at /api/docs: the API's description as plain HTML, without a line from anybody else's server."""

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; overflow-wrap: anywhere; }
code { font: 0.9em ui-monospace, monospace; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.4rem; }
details { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.4rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0; }
@media (max-width: 40rem) { tr, th, td { display: block; padding-block: 0; } tr { padding-block: 0.3rem; } }
"""


def install(app: FastAPI) -> None:
    """Show the page at /docs; it is made once, from the description that programs read."""
    pages: list[str] = []

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        if not pages:
            pages.append("".join(_page(app.openapi())))
        return HTMLResponse(pages[0])


def _page(document: dict[str, Any]) -> Iterator[str]:
    title = escape(f"{document['info']['title']} API")
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
    yield from (f"<p>{_text(part)}</p>" for part in document["info"]["description"].strip().split("\n\n"))
    yield "<pre>curl -H 'Authorization: Bearer sk_…' https://crm.example.se/api/v1/organisations?membership=member</pre>"
    yield '<p>For programs: <a href="openapi.json">openapi.json</a>.</p>'
    for tag, operations in _by_tag(document).items():
        yield f"<h2>{escape(tag.capitalize())}</h2>"
        for path, method, operation in operations:
            yield from _operation(path, method, operation)
    yield "<h2>Shapes</h2>"
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield from _shape(name, schema)
    yield "</main></body></html>"


def _by_tag(document: dict[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append((path, method, operation))
    return found


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<details><summary><b>{method.upper()}</b> <code>/api{escape(path)}</code></summary>"
    yield f"<p>{_text(operation.get('description', ''))}</p>"
    rows = [
        (each["name"], _kind(each["schema"]), each.get("description") or each["schema"].get("description", ""))
        for each in operation.get("parameters", [])
    ]
    if body := operation.get("requestBody"):
        rows.append(("body", _kind(next(iter(body["content"].values()))["schema"]), ""))
    for status, answer in sorted(operation["responses"].items()):
        schemas = [content["schema"] for content in answer.get("content", {}).values()]
        rows.append((status, " ".join(map(_kind, schemas)), answer["description"]))
    yield from _table(rows)
    yield "</details>"


def _shape(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"<details><summary><code>{escape(name)}</code></summary>"
    yield f'<p id="{escape(name)}">{_text(schema.get("description", ""))}</p>'
    if "enum" in schema:
        yield f"<p>{_kind(schema)}</p>"
    required = schema.get("required", [])
    yield from _table(
        [
            (field, _kind(kind), ("Required. " if field in required else "") + kind.get("description", ""))
            for field, kind in schema.get("properties", {}).items()
        ]
    )
    yield "</details>"


def _kind(schema: dict[str, Any]) -> str:
    """Say in a few words what values fit, as HTML."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_kind, schema["anyOf"])))
    if "enum" in schema:
        return " ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(str(schema.get("format") or schema.get("type") or "any"))


def _table(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    if rows:
        yield "<table>"
        for name, kind, text in rows:
            yield f"<tr><th scope='row'><code>{escape(name)}</code></th><td>{kind}</td><td>{_text(text)}</td></tr>"
        yield "</table>"


def _text(text: str) -> str:
    """Return a description as HTML; what stands in backticks is code."""
    return "".join(
        f"<code>{escape(part)}</code>" if turn % 2 else escape(part) for turn, part in enumerate(text.split("`"))
    )
