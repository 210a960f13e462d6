"""The fixed vocabularies of the domain, stored by their text value."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What type of organisation it is (medlemstyp in the Sambruk seed)."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    ASSOCIATION = "association"
    BOARD = "board"
    AUTHORITY = "authority"
    COMPANY = "company"
    FOUNDATION = "foundation"
    PUBLISHER = "publisher"
    IT_SUPPLIER = "it_supplier"
    COOPERATION_BODY = "cooperation_body"
    MUNICIPAL_ASSOCIATION = "municipal_association"
    OTHER = "other"


class MembershipStatus(StrEnum):
    """Where an organisation stands on a given day; always derived from its membership periods."""

    MEMBER = "member"
    FUTURE = "future"
    FORMER = "former"
    NEVER = "never"


class CustomerStatus(StrEnum):
    """How an organisation or person relates to us."""

    PROSPECT = "prospect"
    CUSTOMER = "customer"
    FORMER_CUSTOMER = "former_customer"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    OWN = "own"


class DealType(StrEnum):
    """What kind of agreement a deal aims at (opportunity names in the Integreat seed)."""

    STANDARD = "standard"
    SPLIT = "split"
    ONE_TIME = "one_time"
    DATA_PRIVACY_ONLY = "data_privacy_only"


class Outcome(StrEnum):
    """How a closed deal ended."""

    WON = "won"
    LOST = "lost"


class WonOffer(StrEnum):
    """What can follow from a won deal, beside its contract."""

    PARTICIPANT = "participant"
    PROJECT = "project"
    MEMBERSHIP = "membership"


class ShareKind(StrEnum):
    """How the participants of a split deal divide its value."""

    EQUAL = "equal"
    BY_POPULATION = "by_population"
    FIXED = "fixed"


class TodoScope(StrEnum):
    """Whom a to-do concerns: only me, or a customer."""

    PRIVATE = "private"
    ORGANISATION = "organisation"
    PERSON = "person"


class TagScope(StrEnum):
    """What a tag may be put on."""

    ORGANISATION = "organisation"
    PERSON = "person"


class HistoryKind(StrEnum):
    """What sort of event a history entry tells of."""

    NOTE = "note"
    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    MAIL = "mail"
    BOOKING = "booking"
    TODO = "todo"
    SYSTEM = "system"


class ServiceKind(StrEnum):
    """What the association offers: a service, a development project or a network."""

    SERVICE = "service"
    DEVELOPMENT_PROJECT = "development_project"
    NETWORK = "network"


class ServiceStatus(StrEnum):
    """Where a service stands."""

    IDEA = "idea"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"


class ProjectStatus(StrEnum):
    """Where an organisation's engagement stands; it is open until it is closed."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


class ParticipantRole(StrEnum):
    """How an organisation takes part in a service."""

    PILOT = "pilot"
    USER = "user"
    STEERING_GROUP = "steering_group"


class InvoiceDelivery(StrEnum):
    """How an organisation wants its invoices."""

    EMAIL_LINK = "email_link"
    EMAIL_PDF = "email_pdf"
    PAPER = "paper"
    PEPPOL = "peppol"


class LeadState(StrEnum):
    """How far a lead has come."""

    NEW = "new"
    CONTACTED = "contacted"
    CONVERTED = "converted"
    DROPPED = "dropped"


class ContractState(StrEnum):
    """Where a contract stands on a given day; always derived from its period, notice and parties' signatures."""

    DRAFT = "draft"
    SENT = "sent"
    PARTLY_SIGNED = "partly_signed"
    FUTURE = "future"
    IN_FORCE = "in_force"
    NOTICE_GIVEN = "notice_given"
    ENDED = "ended"


class Renewal(StrEnum):
    """What happens to a contract at the end of its period, unless somebody gives notice."""

    ENDS = "ends"
    RENEWS = "renews"
    UNTIL_NOTICE = "until_notice"


class ContractDay(StrEnum):
    """A day of a contract of which its owner is warned."""

    NOTICE = "notice"
    END = "end"
    REVIEW = "review"


class Charged(StrEnum):
    """How often the value of a contract is paid."""

    YEARLY = "yearly"
    ONCE = "once"


class PartyRole(StrEnum):
    """What an organisation is in a contract; the last two in agreements about personal data."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    PARTNER = "partner"
    CONTROLLER = "controller"
    PROCESSOR = "processor"


class Signature(StrEnum):
    """How far a party's signature has come; always derived from its days."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    SIGNED = "signed"
    DECLINED = "declined"


class MatrixState(StrEnum):
    """Where an organisation stands in a service; always derived from contracts, participants, deals and leads."""

    CONTRACT = "contract"
    PARTICIPANT = "participant"
    DEAL = "deal"
    LEAD = "lead"
    DECLINED = "declined"
    NOTHING = "nothing"


class Role(StrEnum):
    """What a user may do; the table is in `services.permissions`."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    STAFF = "staff"
    READER = "reader"


class AddressKind(StrEnum):
    """What an address is for."""

    VISITING = "visiting"
    POSTAL = "postal"
    INVOICE = "invoice"
    DELIVERY = "delivery"


class Locale(StrEnum):
    """The languages of the screens; Swedish is the default."""

    SV = "sv"
    NB = "nb"
    DE = "de"
    EN = "en"


class Offered(StrEnum):
    """When something is to be done, without a day being written."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


class Density(StrEnum):
    """How close rows and controls stand on somebody's screens."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class AuditAction(StrEnum):
    """What was done to a row."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class JobState(StrEnum):
    """Where a piece of work stands. A running one whose lease has run out is taken up again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FilePurpose(StrEnum):
    """What a stored file is for, which decides who may fetch it and how long it is kept."""

    LOGO = "logo"
    IMPORT = "import"
    EXPORT = "export"
    REPORT = "report"
    DOCUMENT = "document"


class BatchKind(StrEnum):
    """Where a change to many rows came from."""

    BULK = "bulk"
    IMPORT = "import"
    HAND_OVER = "hand_over"


class BatchState(StrEnum):
    """How far a change to many rows has come; a draft has changed nothing yet."""

    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class BatchOutcome(StrEnum):
    """What became of one row of a batch."""

    WAITING = "waiting"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    ERROR = "error"


class MailState(StrEnum):
    """Where a mail stands. One left in handing over may or may not have arrived, and is not sent again by itself."""

    WAITING = "waiting"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    FAILED = "failed"


class MailBlockReason(StrEnum):
    """Why an address gets no mailing."""

    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"


class MailingKind(StrEnum):
    """Marketing respects an opt-out; information about what someone has ordered reaches everyone."""

    MARKETING = "marketing"
    INFORMATION = "information"


class MailingState(StrEnum):
    """How far a mailing has come; until it is sending it can be taken back."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


class RecipientState(StrEnum):
    """What became of one recipient of a mailing."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNSURE = "unsure"


class SkipReason(StrEnum):
    """Why a mailing leaves somebody out."""

    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"
    DUPLICATE = "duplicate"
    ERASED = "erased"


class MailingAddress(StrEnum):
    """Where an organisation gets a mailing."""

    CONTACT = "contact"
    INVOICE = "invoice"
    FIRST_CONTACT = "first_contact"


class BookingLink(StrEnum):
    """Whether a booking's customer is linked with a person of ours, or why not."""

    LINKED = "linked"
    CREATED = "created"
    NO_EMAIL = "no_email"
    OTHER_ROLE = "other_role"
    NOT_WANTED = "not_wanted"
    SEVERAL_MATCH = "several_match"


class Repetition(StrEnum):
    """How often a to-do comes back."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class RepeatsFrom(StrEnum):
    """What makes the next to-do of a series: closing the one before, or its date."""

    CLOSING = "closing"
    DATE = "date"


class FeeRunState(StrEnum):
    """Where a yearly run of fees stands. What is locked never changes; what differs later is a run of its own."""

    DRAFT = "draft"
    APPROVED = "approved"
    LOCKED = "locked"


class DecisionBody(StrEnum):
    """Who of a municipality decides, in the order in which a matter comes before them."""

    COMMITTEE = "committee"
    EXECUTIVE_BOARD = "executive_board"
    COUNCIL = "council"


class DecisionResult(StrEnum):
    """What a meeting came to. A matter that was postponed comes before the same body again, on a later day."""

    DECIDED = "decided"
    POSTPONED = "postponed"
    REFUSED = "refused"


class OwnKind(StrEnum):
    """What a field that the association adds holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    LINK = "link"
    USER = "user"
