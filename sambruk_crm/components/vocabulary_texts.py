"""The words for every fixed vocabulary: msgids by stored value, in one table."""

from enum import StrEnum

from sambruk_crm.errors import Message, say
from sambruk_crm.models import vocabulary as v

_WORDS: dict[type[StrEnum], dict[StrEnum, Message]] = {
    v.OrganisationKind: {
        v.OrganisationKind.MUNICIPALITY: say("Municipality"),
        v.OrganisationKind.REGION: say("Region"),
        v.OrganisationKind.ASSOCIATION: say("Association"),
        v.OrganisationKind.BOARD: say("Board"),
        v.OrganisationKind.AUTHORITY: say("Public authority"),
        v.OrganisationKind.COMPANY: say("Company"),
        v.OrganisationKind.FOUNDATION: say("Foundation"),
        v.OrganisationKind.PUBLISHER: say("Publisher"),
        v.OrganisationKind.IT_SUPPLIER: say("IT supplier"),
        v.OrganisationKind.COOPERATION_BODY: say("Cooperation body"),
        v.OrganisationKind.MUNICIPAL_ASSOCIATION: say("Municipal association"),
        v.OrganisationKind.OTHER: say("Others"),
    },
    v.MembershipStatus: {
        v.MembershipStatus.MEMBER: say("Is a member"),
        v.MembershipStatus.FUTURE: say("Joins later"),
        v.MembershipStatus.FORMER: say("Former member"),
        v.MembershipStatus.NEVER: say("Not a member"),
    },
    v.CustomerStatus: {
        v.CustomerStatus.PROSPECT: say("Prospect"),
        v.CustomerStatus.CUSTOMER: say("Customer"),
        v.CustomerStatus.FORMER_CUSTOMER: say("Former customer"),
        v.CustomerStatus.PARTNER: say("Partner"),
        v.CustomerStatus.SUPPLIER: say("Supplier"),
        v.CustomerStatus.OWN: say("Our own company"),
    },
    v.DealType: {
        v.DealType.STANDARD: say("Standard"),
        v.DealType.SPLIT: say("Split"),
        v.DealType.ONE_TIME: say("One time"),
        v.DealType.DATA_PRIVACY_ONLY: say("Data privacy only"),
    },
    v.Outcome: {v.Outcome.WON: say("Won"), v.Outcome.LOST: say("Lost")},
    v.ShareKind: {
        v.ShareKind.EQUAL: say("Equal shares"),
        v.ShareKind.BY_POPULATION: say("By population"),
        v.ShareKind.FIXED: say("Fixed amounts"),
    },
    v.TodoScope: {
        v.TodoScope.PRIVATE: say("Private"),
        v.TodoScope.ORGANISATION: say("Organisation"),
        v.TodoScope.PERSON: say("Person"),
    },
    v.TagScope: {
        v.TagScope.ORGANISATION: say("Organisation"),
        v.TagScope.PERSON: say("Person"),
    },
    v.HistoryKind: {
        v.HistoryKind.NOTE: say("Note"),
        v.HistoryKind.CALL: say("Call"),
        v.HistoryKind.VISIT: say("Visit"),
        v.HistoryKind.MEETING: say("Meeting"),
        v.HistoryKind.MAIL: say("E-mail"),
        v.HistoryKind.BOOKING: say("Booking"),
        v.HistoryKind.TODO: say("To-do"),
        v.HistoryKind.SYSTEM: say("System"),
    },
    v.ServiceKind: {
        v.ServiceKind.SERVICE: say("Service"),
        v.ServiceKind.DEVELOPMENT_PROJECT: say("Development project"),
        v.ServiceKind.NETWORK: say("Network"),
    },
    v.InvoiceDelivery: {
        v.InvoiceDelivery.EMAIL_LINK: say("E-mail with a tracking link"),
        v.InvoiceDelivery.EMAIL_PDF: say("E-mail with an attachment"),
        v.InvoiceDelivery.PAPER: say("On paper"),
        v.InvoiceDelivery.PEPPOL: say("Electronic (EHF, Peppol)"),
    },
    v.LeadState: {
        v.LeadState.NEW: say("New"),
        v.LeadState.CONTACTED: say("Contacted"),
        v.LeadState.CONVERTED: say("Converted"),
        v.LeadState.DROPPED: say("Dropped"),
    },
    v.Role: {
        v.Role.ADMINISTRATOR: say("Administrator"),
        v.Role.MANAGER: say("Manager"),
        v.Role.STAFF: say("Staff"),
        v.Role.READER: say("Reader"),
    },
    v.AddressKind: {
        v.AddressKind.VISITING: say("Visiting address"),
        v.AddressKind.POSTAL: say("Postal address"),
        v.AddressKind.INVOICE: say("Invoice address"),
        v.AddressKind.DELIVERY: say("Delivery address"),
    },
    v.Locale: {
        v.Locale.SV: Message("Svenska"),
        v.Locale.NB: Message("Norsk bokmål"),
        v.Locale.DE: Message("Deutsch"),
        v.Locale.EN: Message("English"),
    },
    v.AuditAction: {
        v.AuditAction.CREATE: say("Made"),
        v.AuditAction.UPDATE: say("Changed"),
        v.AuditAction.DELETE: say("Deleted"),
    },
}

LABELS: dict[type[StrEnum], dict[str, str]] = {
    kind: {member.value: message.msgid for member, message in words.items()} for kind, words in _WORDS.items()
}
"""Msgid by stored value. A language is called by its own name, whoever reads."""
