"""The arguments of an event are data from outside: only those that a handler's annotations describe reach it.

Reflex reads them by the annotations too, but hands on what it cannot read as it came.
"""

import inspect
from functools import cache
from typing import Any, get_type_hints

from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError
from reflex_base.event import EventHandler
from reflex_base.event.processor.base_state_processor import (
    _transform_event_arg,  # pyright: ignore[reportPrivateUsage] -- reads a value just as the handler will get it
)


def fit(handler: EventHandler, payload: dict[str, Any]) -> bool:
    """Return whether every argument is there, known, and of the annotated type."""
    expected = _expected(handler.fn)
    if not payload.keys() <= expected.keys():
        return False
    if any(name not in payload and is_required for name, (_, _, is_required) in expected.items()):
        return False
    return all(_fits(value, *expected[name][:2]) for name, value in payload.items())


@cache
def _expected(handler: Any) -> dict[str, tuple[Any, TypeAdapter[Any] | None, bool]]:
    hints = get_type_hints(handler)
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    return {
        parameter.name: (
            hints.get(parameter.name, Any),
            _adapter(hints.get(parameter.name, Any)),
            parameter.default is parameter.empty,
        )
        for parameter in parameters
    }


def _adapter(hint: Any) -> TypeAdapter[Any] | None:
    try:
        return TypeAdapter(hint)
    except PydanticSchemaGenerationError:
        return None


def _fits(value: Any, hint: Any, adapter: TypeAdapter[Any] | None) -> bool:
    try:
        read = _transform_event_arg(value, hint)
        if adapter is not None:
            adapter.validate_python(read, strict=True)
    except (ValidationError, ValueError, TypeError):
        return False
    return True
