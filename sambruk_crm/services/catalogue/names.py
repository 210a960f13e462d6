"""Names of nouns, as they come from outside: checked against the catalogue when they are read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sambruk_crm.errors import FieldError, say


@dataclass(frozen=True)
class NameOf:
    """Put on a text that must be one of some names; they are asked for late, when the catalogue is full."""

    names: Callable[[], Iterable[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the text after it has been read."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the text with the names there are."""
        return {**handler(schema), "enum": list(self.names())}

    def _checked(self, name: str) -> str:
        if name not in self.names():
            raise FieldError(say("Choose one from the list."))
        return name
