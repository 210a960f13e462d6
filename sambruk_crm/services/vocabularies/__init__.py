"""Words the association chooses itself, and the texts of the fixed ones."""

from sambruk_crm.services.vocabularies.rules import (
    COLORS,
    Vocabulary,
    VocabularyInput,
    archive,
    arrange,
    create,
    delete,
    entries,
    get,
    merge_into,
    shift,
    shifted,
    shown,
    update,
    uses,
)
from sambruk_crm.services.vocabularies.texts import LABELS, word

__all__ = [
    "COLORS",
    "LABELS",
    "Vocabulary",
    "VocabularyInput",
    "archive",
    "arrange",
    "create",
    "delete",
    "entries",
    "get",
    "merge_into",
    "shift",
    "shifted",
    "shown",
    "update",
    "uses",
    "word",
]
