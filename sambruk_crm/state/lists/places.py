"""Where a record lies in a list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a record lies in the list it was opened from: the way back, its neighbours and its number."""

    back: str
    previous: str = ""
    next: str = ""
    number: int = 0
    total: int = 0
