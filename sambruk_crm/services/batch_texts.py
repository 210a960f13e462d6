"""What a batch is called: its action with what it is about, in the reader's language."""

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Batch, BatchKind
from sambruk_crm.services.batch_actions import VOCABULARIES
from sambruk_crm.services.vocabulary_texts import LABELS

_TITLES: dict[str, Message] = {
    "add_tag": say("Tag with {label}"),
    "remove_tag": say("Remove the tag {label}"),
    "status": say("Status: {label}"),
    "kind": say("Kind: {label}"),
    "add_responsible": say("Add {label} as responsible"),
    "remove_responsible": say("Relieve {label}"),
    "replace_responsible": say("Make {label} alone responsible"),
    "add_department": say("Add to the department {label}"),
    "remove_department": say("Remove from the department {label}"),
    "owner": say("Hand over to {label}"),
    "service": say("Service: {label}"),
    "deal_type": say("Type: {label}"),
    "contract_type": say("Type: {label}"),
    "archive": say("Move to the trash"),
}


def title(batch: Batch, locale: str) -> str:
    """Say what a batch does."""
    if batch.action not in _TITLES:
        return translate(Message(LABELS[BatchKind][batch.kind.value]), locale)
    value, label = batch.arguments.get("value"), str(batch.arguments.get("label") or "")
    if batch.action in VOCABULARIES:
        words = LABELS[VOCABULARIES[batch.action]]
        label = translate(Message(words[value]) if value in words else say("nothing"), locale)
    return translate(Message(_TITLES[batch.action].msgid, {"label": label}), locale)
