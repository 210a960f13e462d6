"""The lists of the screen by noun, for what works on whatever is chosen in them: bulk work and exports."""

from typing import Any

from sambruk_crm.state.contracts import ContractListState
from sambruk_crm.state.deals import DealListState
from sambruk_crm.state.leads import LeadListState
from sambruk_crm.state.organisations import OrganisationListState
from sambruk_crm.state.persons import PersonListState
from sambruk_crm.state.todos import TodoInboxState

LISTS: dict[str, Any] = {
    "organisation": OrganisationListState,
    "person": PersonListState,
    "lead": LeadListState,
    "deal": DealListState,
    "contract": ContractListState,
    "todo": TodoInboxState,
}
"""Each is a `ListState`; a state class cannot be told so to the type checker."""
