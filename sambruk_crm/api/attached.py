"""What hangs on organisations, as the API tells it."""

from pydantic import BaseModel

from sambruk_crm.api.listing import Listed, whole
from sambruk_crm.i18n import translate
from sambruk_crm.services.attached import Attached
from sambruk_crm.services.permissions import Actor


class AttachedOut(BaseModel):
    """Records of one kind that hang on organisations: how many, the first by name, and what becomes of them all."""

    kind: str
    count: int
    names: list[str]
    fate: str


def told(caller: Actor, found: list[Attached]) -> Listed[AttachedOut]:
    """Answer with all of them, in the caller's language."""
    rows = [
        AttachedOut(kind=each.kind, count=each.count, names=each.names, fate=translate(each.fate, caller.locale))
        for each in found
    ]
    return Listed[AttachedOut].model_validate(whole(rows))
