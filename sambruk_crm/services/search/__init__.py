"""The one search over everything the reader may see."""

from sambruk_crm.services.catalogue import Hit
from sambruk_crm.services.search.rules import (
    LARGEST,
    SHOWN,
    Group,
    Match,
    everything,
    hits,
    recall,
    recalled,
    recent,
)

__all__ = [
    "LARGEST",
    "SHOWN",
    "Group",
    "Hit",
    "Match",
    "everything",
    "hits",
    "recall",
    "recalled",
    "recent",
]
