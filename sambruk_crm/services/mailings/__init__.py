"""Mailings: one message to a selection, from draft to report."""

from sambruk_crm.services.mailings import letters, reviews, sending, steps, templates, texts
from sambruk_crm.services.mailings.audience import Audience
from sambruk_crm.services.mailings.figures import Counts
from sambruk_crm.services.mailings.lists import (
    MailingFilter,
    MailingRecord,
    MailingRow,
    find,
    record,
    records,
    search,
)
from sambruk_crm.services.mailings.reviews import RecipientFilter, RecipientRow, Review
from sambruk_crm.services.mailings.rules import MailingInput, audience_of, copy, create, delete, get, time_of, update
from sambruk_crm.services.mailings.templates import TemplateInput
from sambruk_crm.services.mailings.texts import FIELDS, Written

__all__ = [
    "FIELDS",
    "Audience",
    "Counts",
    "MailingFilter",
    "MailingInput",
    "MailingRecord",
    "MailingRow",
    "RecipientFilter",
    "RecipientRow",
    "Review",
    "TemplateInput",
    "Written",
    "audience_of",
    "copy",
    "create",
    "delete",
    "find",
    "get",
    "letters",
    "record",
    "records",
    "reviews",
    "search",
    "sending",
    "steps",
    "templates",
    "texts",
    "time_of",
    "update",
]
