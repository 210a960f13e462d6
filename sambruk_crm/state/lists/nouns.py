"""The lists of the screen by noun, for what works on whatever is chosen in them: bulk work and exports."""

from typing import Any

from sambruk_crm.state.contracts.list import ContractListState
from sambruk_crm.state.deals.lists import DealListState
from sambruk_crm.state.leads.list import LeadListState
from sambruk_crm.state.mailings.list import MailingListState
from sambruk_crm.state.memberships.list import MembershipListState
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.persons.list import PersonListState
from sambruk_crm.state.projects.list import ProjectListState
from sambruk_crm.state.services.list import ServiceListState
from sambruk_crm.state.todos.list import TodoInboxState

LISTS: dict[str, Any] = {
    "organisation": OrganisationListState,
    "person": PersonListState,
    "lead": LeadListState,
    "deal": DealListState,
    "contract": ContractListState,
    "service": ServiceListState,
    "project": ProjectListState,
    "mailing": MailingListState,
    "membership": MembershipListState,
    "todo": TodoInboxState,
}
"""Each is a `ListState`; a state class cannot be told so to the type checker."""
