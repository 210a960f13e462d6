"""Mail that goes out: the queue, its server, addresses that are blocked."""

from sambruk_crm.services.mail import blocks, choices, server
from sambruk_crm.services.mail.blocks import BlockRow
from sambruk_crm.services.mail.choices import MailChoices
from sambruk_crm.services.mail.rules import KIND, post, try_again, when_tried_again, write
from sambruk_crm.services.mail.server import MailUnavailableError, ServerInput, ServerShown, is_configured

__all__ = [
    "KIND",
    "BlockRow",
    "MailChoices",
    "MailUnavailableError",
    "ServerInput",
    "ServerShown",
    "blocks",
    "choices",
    "is_configured",
    "post",
    "server",
    "try_again",
    "when_tried_again",
    "write",
]
