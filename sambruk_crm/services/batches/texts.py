"""What a batch is called: its action with what it is about, in the reader's language."""

from sambruk_crm.errors import Message
from sambruk_crm.i18n import translate
from sambruk_crm.models import Batch, BatchKind
from sambruk_crm.services.actions import action_of, title_word
from sambruk_crm.services.vocabularies import LABELS


def title(batch: Batch, locale: str) -> str:
    """Return what a batch does."""
    if batch.kind is not BatchKind.BULK:
        return translate(Message(LABELS[BatchKind][batch.kind.value]), locale)
    action = action_of(batch.noun, batch.action)
    value, label = batch.arguments.get("value"), str(batch.arguments.get("label") or "")
    if action.words is not None:
        label = translate(title_word(action, value), locale)
    return translate(Message(action.title.msgid, {"label": label}), locale)
