"""The description of the API is whole: references, titles, and a client that is generated from it."""

import importlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sambruk_crm.api.rest import create_rest


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description as programs read it."""
    return json.loads(json.dumps(create_rest().openapi()))


def references(part: Any) -> Iterator[str]:
    """Yield every reference in a part of the description."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert set(references(document)) <= known


def test_no_two_shapes_share_a_title(document: dict[str, Any]) -> None:
    titles = Counter(shape.get("title") for shape in document["components"]["schemas"].values())

    assert [title for title, count in titles.items() if count > 1] == []


def test_no_two_operations_share_a_name(document: dict[str, Any]) -> None:
    operations = [operation for each in document["paths"].values() for operation in each.values()]

    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_every_answer_says_what_it_holds(document: dict[str, Any]) -> None:
    empty = [
        (method, path, status)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status not in {"204", "304"}
        and not all(content.get("schema") for content in answer.get("content", {"": {}}).values())
    ]

    assert empty == []


def test_a_client_is_generated_without_a_warning(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    described, settings = tmp_path / "api.json", tmp_path / "settings.json"
    described.write_text(json.dumps(document), encoding="utf-8")
    octets = {"image/webp": "application/octet-stream"}
    settings.write_text(json.dumps({"content_type_overrides": octets, "post_hooks": []}), encoding="utf-8")
    words = ["--path", described, "--output-path", tmp_path / "our_client", "--meta", "none", "--config", settings]

    made = subprocess.run(
        [Path(sys.executable).with_name("openapi-python-client"), "generate", *words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode == 0, made.stdout + made.stderr
    assert "arning" not in made.stdout + made.stderr, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("our_client.api.imports.make_import").sync
    assert importlib.import_module("our_client.models").ImportInput


def test_no_value_that_is_sent_is_passed_over(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    sent = [
        content["schema"]
        for operations in document["paths"].values()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "multipart" not in str(content)
    ]
    open_ones = {
        name
        for schema in sent
        for name in reached(schema, shapes)
        if shapes[name].get("type") == "object" and shapes[name].get("additionalProperties") is not False
    }

    assert sent
    assert open_ones == set()


def reached(part: Any, shapes: dict[str, Any], seen: frozenset[str] = frozenset()) -> set[str]:
    """Name every shape that can be sent within a part of the description."""
    names = {reference.rpartition("/")[2] for reference in references(part)} - seen
    return names.union(*(reached(shapes[name], shapes, seen | names) for name in names))
