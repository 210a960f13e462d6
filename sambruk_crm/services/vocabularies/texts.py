"""The words for every fixed vocabulary: msgids by stored value, in one table."""

from enum import StrEnum

from sambruk_crm.errors import Message, say
from sambruk_crm.models import vocabulary as v

_WORDS: dict[type[StrEnum], dict[StrEnum, Message]] = {
    v.OrganisationKind: {
        v.OrganisationKind.MUNICIPALITY: say("Municipality"),
        v.OrganisationKind.REGION: say("Region"),
        v.OrganisationKind.ASSOCIATION: say("Association"),
        v.OrganisationKind.BOARD: say("Committee"),
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
    v.ServiceStatus: {
        v.ServiceStatus.IDEA: say("Idea"),
        v.ServiceStatus.RUNNING: say("In operation"),
        v.ServiceStatus.CLOSING: say("Closing down"),
        v.ServiceStatus.CLOSED: say("Closed down"),
    },
    v.ProjectStatus: {
        v.ProjectStatus.PLANNED: say("Planned"),
        v.ProjectStatus.RUNNING: say("Under way"),
        v.ProjectStatus.PAUSED: say("Paused"),
        v.ProjectStatus.CLOSED: say("Closed"),
    },
    v.MatrixState: {
        v.MatrixState.CONTRACT: say("Contract"),
        v.MatrixState.PARTICIPANT: say("Takes part"),
        v.MatrixState.DEAL: say("Deal"),
        v.MatrixState.LEAD: say("Lead"),
        v.MatrixState.DECLINED: say("Declined"),
        v.MatrixState.NOTHING: say("White spot"),
    },
    v.ParticipantRole: {
        v.ParticipantRole.PILOT: say("Pilot"),
        v.ParticipantRole.USER: say("Takes part"),
        v.ParticipantRole.STEERING_GROUP: say("Steering group"),
    },
    v.InvoiceDelivery: {
        v.InvoiceDelivery.EMAIL_LINK: say("E-mail with a tracking link"),
        v.InvoiceDelivery.EMAIL_PDF: say("E-mail with an attachment"),
        v.InvoiceDelivery.PAPER: say("On paper"),
        v.InvoiceDelivery.PEPPOL: say("Electronic (EHF, Peppol)"),
    },
    v.ContractState: {
        v.ContractState.DRAFT: say("Draft"),
        v.ContractState.SENT: say("Sent"),
        v.ContractState.PARTLY_SIGNED: say("Partly signed"),
        v.ContractState.FUTURE: say("Begins later"),
        v.ContractState.IN_FORCE: say("In force"),
        v.ContractState.NOTICE_GIVEN: say("Notice given"),
        v.ContractState.ENDED: say("Ended"),
    },
    v.WonOffer: {
        v.WonOffer.PARTICIPANT: say("Takes part in the service"),
        v.WonOffer.PROJECT: say("Start a project"),
        v.WonOffer.MEMBERSHIP: say("Becomes a member"),
    },
    v.Renewal: {
        v.Renewal.ENDS: say("Ends"),
        v.Renewal.RENEWS: say("Renews itself"),
        v.Renewal.UNTIL_NOTICE: say("Until further notice"),
    },
    v.Charged: {v.Charged.YEARLY: say("Per year"), v.Charged.ONCE: say("Once")},
    v.PartyRole: {
        v.PartyRole.CUSTOMER: say("Customer"),
        v.PartyRole.SUPPLIER: say("Supplier"),
        v.PartyRole.PARTNER: say("Partner"),
        v.PartyRole.CONTROLLER: say("Data controller"),
        v.PartyRole.PROCESSOR: say("Data processor"),
    },
    v.Signature: {
        v.Signature.NOT_SENT: say("Not sent"),
        v.Signature.SENT: say("Sent"),
        v.Signature.SIGNED: say("Signed"),
        v.Signature.DECLINED: say("Declined"),
    },
    v.ContractDay: {
        v.ContractDay.NOTICE: say("Last day for notice"),
        v.ContractDay.END: say("Ends"),
        v.ContractDay.REVIEW: say("Review"),
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
    v.Offered: {
        v.Offered.TODAY: Message("Today 16:00"),
        v.Offered.TOMORROW: Message("Tomorrow"),
        v.Offered.WEEK: Message("In a week"),
        v.Offered.TWO_WEEKS: Message("In two weeks"),
        v.Offered.MONTH: Message("In a month"),
    },
    v.Density: {
        v.Density.COMFORTABLE: Message("Comfortable"),
        v.Density.COMPACT: Message("Compact"),
    },
    v.Locale: {
        v.Locale.SV: Message("Svenska"),
        v.Locale.NB: Message("Norsk bokmål"),
        v.Locale.DE: Message("Deutsch"),
        v.Locale.EN: Message("English"),
    },
    v.JobState: {
        v.JobState.WAITING: say("Waiting for its turn"),
        v.JobState.RUNNING: say("In progress"),
        v.JobState.DONE: say("Finished"),
        v.JobState.FAILED: say("Failed"),
        v.JobState.CANCELLED: say("Cancelled"),
    },
    v.FilePurpose: {
        v.FilePurpose.LOGO: say("Logo"),
        v.FilePurpose.IMPORT: say("File to import"),
        v.FilePurpose.EXPORT: say("Export"),
        v.FilePurpose.REPORT: say("Report"),
        v.FilePurpose.DOCUMENT: say("Document"),
    },
    v.BatchKind: {
        v.BatchKind.BULK: say("Bulk change"),
        v.BatchKind.IMPORT: say("Import"),
        v.BatchKind.HAND_OVER: say("Hand-over"),
    },
    v.BatchState: {
        v.BatchState.DRAFT: say("Draft"),
        v.BatchState.WAITING: say("Waiting for its turn"),
        v.BatchState.RUNNING: say("In progress"),
        v.BatchState.DONE: say("Finished"),
        v.BatchState.FAILED: say("Failed"),
        v.BatchState.UNDOING: say("Being undone"),
        v.BatchState.UNDONE: say("Undone"),
    },
    v.BatchOutcome: {
        v.BatchOutcome.WAITING: say("Not yet done"),
        v.BatchOutcome.NEW: say("New row"),
        v.BatchOutcome.CHANGED: say("Changed row"),
        v.BatchOutcome.SAME: say("Unchanged"),
        v.BatchOutcome.DUPLICATE: say("Likely duplicate"),
        v.BatchOutcome.ERROR: say("Error"),
    },
    v.MailState: {
        v.MailState.WAITING: say("Waiting for its turn"),
        v.MailState.HANDING_OVER: say("Unsure whether it arrived"),
        v.MailState.SENT: say("Sent"),
        v.MailState.FAILED: say("Failed"),
    },
    v.MailBlockReason: {
        v.MailBlockReason.OPTED_OUT: say("Opted out of mailings"),
        v.MailBlockReason.BOUNCED: say("The address does not receive mail"),
    },
    v.MailingKind: {
        v.MailingKind.MARKETING: say("Marketing"),
        v.MailingKind.INFORMATION: say("Information"),
    },
    v.MailingState: {
        v.MailingState.DRAFT: say("Draft"),
        v.MailingState.QUEUED: say("Waiting to be sent"),
        v.MailingState.SENDING: say("Being sent"),
        v.MailingState.DONE: say("Finished"),
        v.MailingState.STOPPED: say("Stopped"),
    },
    v.FeeRunState: {
        v.FeeRunState.DRAFT: say("Draft"),
        v.FeeRunState.APPROVED: say("Approved"),
        v.FeeRunState.LOCKED: say("Locked"),
    },
    v.RecipientState: {
        v.RecipientState.WAITING: say("Waiting for its turn"),
        v.RecipientState.SENDING: say("Being sent"),
        v.RecipientState.SENT: say("Sent"),
        v.RecipientState.FAILED: say("Failed"),
        v.RecipientState.SKIPPED: say("Skipped"),
        v.RecipientState.UNSURE: say("Unsure whether it arrived"),
    },
    v.SkipReason: {
        v.SkipReason.NO_ADDRESS: say("No e-mail address"),
        v.SkipReason.OPTED_OUT: say("Opted out of mailings"),
        v.SkipReason.BOUNCED: say("The address does not receive mail"),
        v.SkipReason.DUPLICATE: say("The same address as another recipient"),
        v.SkipReason.ERASED: say("Erased or deleted"),
    },
    v.MailingAddress: {
        v.MailingAddress.CONTACT: say("Their e-mail address, else their first contact person"),
        v.MailingAddress.INVOICE: say("Their e-mail address for invoices"),
        v.MailingAddress.FIRST_CONTACT: say("Their first contact person"),
    },
    v.BookingLink: {
        v.BookingLink.LINKED: say("Linked"),
        v.BookingLink.CREATED: say("Linked with a new person"),
        v.BookingLink.NO_EMAIL: say("No e-mail address to link by"),
        v.BookingLink.OTHER_ROLE: say("Another role than the one we synchronise"),
        v.BookingLink.NOT_WANTED: say("Our settings do not add such customers"),
        v.BookingLink.SEVERAL_MATCH: say("Several persons have this address"),
    },
    v.Repetition: {
        v.Repetition.DAILY: say("Every day"),
        v.Repetition.WEEKLY: say("Every week"),
        v.Repetition.MONTHLY: say("Every month"),
        v.Repetition.YEARLY: say("Every year"),
    },
    v.RepeatsFrom: {
        v.RepeatsFrom.CLOSING: say("Counted from when it is done"),
        v.RepeatsFrom.DATE: say("Counted from its date"),
    },
    v.DecisionBody: {
        v.DecisionBody.COMMITTEE: say("Committee"),
        v.DecisionBody.EXECUTIVE_BOARD: say("Municipal executive board"),
        v.DecisionBody.COUNCIL: say("Municipal council"),
    },
    v.DecisionResult: {
        v.DecisionResult.DECIDED: say("Approved"),
        v.DecisionResult.POSTPONED: say("Postponed"),
        v.DecisionResult.REFUSED: say("Refused"),
    },
    v.AuditAction: {
        v.AuditAction.CREATE: say("Made"),
        v.AuditAction.UPDATE: say("Changed"),
        v.AuditAction.DELETE: say("Deleted"),
    },
    v.OwnKind: {
        v.OwnKind.TEXT: say("Text"),
        v.OwnKind.LONG_TEXT: say("Long text"),
        v.OwnKind.NUMBER: say("A number"),
        v.OwnKind.MONEY: say("Amount"),
        v.OwnKind.DATE: say("Date"),
        v.OwnKind.YES_NO: say("Yes or no"),
        v.OwnKind.ONE_OF: say("One of several"),
        v.OwnKind.SEVERAL_OF: say("Any of several"),
        v.OwnKind.LINK: say("Link"),
        v.OwnKind.USER: say("User"),
    },
}

LABELS: dict[type[StrEnum], dict[str, str]] = {
    kind: {member.value: message.msgid for member, message in words.items()} for kind, words in _WORDS.items()
}
"""Msgid by stored value. A language is called by its own name, whoever reads."""


def word(member: StrEnum | None) -> Message | str:
    """Return the word for a member of a fixed vocabulary, to be put into the reader's language; nothing for none."""
    return _WORDS[type(member)][member] if member is not None else ""
