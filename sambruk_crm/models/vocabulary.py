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


class AuditAction(StrEnum):
    """What was done to a row."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
