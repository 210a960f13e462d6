"""Services: what the association offers, and who takes part in it."""

from sambruk_crm.services.services import participants
from sambruk_crm.services.services.lists import ServiceFilter, ServiceRow, Surroundings, around, choices, search
from sambruk_crm.services.services.participants import Participant, ServiceParticipantInput
from sambruk_crm.services.services.rules import ServiceInput, create, delete, get, update

__all__ = [
    "Participant",
    "ServiceFilter",
    "ServiceInput",
    "ServiceParticipantInput",
    "ServiceRow",
    "Surroundings",
    "around",
    "choices",
    "create",
    "delete",
    "get",
    "participants",
    "search",
    "update",
]
