"""What hangs on organisations, as the questions before throwing them away show it."""

from dataclasses import dataclass

from sambruk_crm.services.attached import Attached
from sambruk_crm.state.base import translated


@dataclass(frozen=True)
class AttachedShown:
    """What hangs on them of one kind: how many, the first by name and how many more, and what becomes of them."""

    counted: str
    names: str
    more: int
    fate: str


def shown(found: list[Attached]) -> list[AttachedShown]:
    """Put what hangs on them into the reader's words."""
    return [
        AttachedShown(translated(each.counted), ", ".join(each.names), each.more, translated(each.fate))
        for each in found
    ]
