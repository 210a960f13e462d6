"""Mail that goes out: the queue, its server, addresses that are blocked."""

from sambruk_crm.services.mail import blocks, choices
from sambruk_crm.services.mail.blocks import BlockRow
from sambruk_crm.services.mail.choices import MailChoices
from sambruk_crm.services.mail.rules import KIND, is_configured, post, try_again, when_tried_again, write

__all__ = [
    "KIND",
    "BlockRow",
    "MailChoices",
    "blocks",
    "choices",
    "is_configured",
    "post",
    "try_again",
    "when_tried_again",
    "write",
]
