"""Services: what the association offers, and who takes part in it."""

from sambruk_crm.services.services import participants
from sambruk_crm.services.services.lists import ServiceFilter, choices
from sambruk_crm.services.services.participants import Participant, ParticipantInput
from sambruk_crm.services.services.rules import ServiceInput, create, delete, get, update

__all__ = [
    "Participant",
    "ParticipantInput",
    "ServiceFilter",
    "ServiceInput",
    "choices",
    "create",
    "delete",
    "get",
    "participants",
    "update",
]
