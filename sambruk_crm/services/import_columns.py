"""What can be brought in of organisations and persons, and which heading in which language means what."""

import re
from dataclasses import dataclass
from enum import StrEnum

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import LOCALES, translate
from sambruk_crm.integrations.tables import reader
from sambruk_crm.models import CustomerStatus, InvoiceDelivery, OrganisationKind
from sambruk_crm.services import folding, import_headings
from sambruk_crm.services.vocabulary_texts import word


class Match(StrEnum):
    """By what a row of a file is told to be a record that is here already."""

    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True)
class Field:
    """What a column can be: its title, and other headings that mean it."""

    title: Message
    others: tuple[str, ...] = ()


ORGANISATION: dict[str, Field] = {
    "name": Field(say("Name"), ("organisation", "company", "företag", "kommun", "kunde", "kund", "firma", "navn")),
    "official_name": Field(say("Official name")),
    "organisation_number": Field(
        say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer", "org. number", "orgno")
    ),
    "country": Field(say("Country")),
    "kind": Field(say("Kind"), ("typ", "type")),
    "status": Field(say("Status")),
    "legal_form": Field(say("Legal form")),
    "industry_code": Field(say("Industry code"), ("sni",)),
    "employees": Field(say("Employees")),
    "website": Field(say("Website"), ("web", "url", "hemsida", "www")),
    "email": Field(say("E-mail"), ("email", "epost", "e-postadress", "mail", "mejl")),
    "phone": Field(say("Phone"), ("telephone", "tel", "telefonnummer", "mobil")),
    "visiting_street": Field(say("Visiting address"), ("address", "adress", "adresse", "gata", "gatuadress", "street")),
    "visiting_postal_code": Field(say("Postal code"), ("postnr", "zip", "plz")),
    "visiting_city": Field(say("City"), ("postort", "poststed", "town")),
    "invoice_street": Field(say("Invoice address")),
    "invoice_postal_code": Field(say("Invoice postal code")),
    "invoice_city": Field(say("Invoice city")),
    "invoice_delivery": Field(say("Invoices by")),
    "invoice_email": Field(say("E-mail for invoices"), ("fakturamejl", "faktura e-post")),
    "peppol_id": Field(say("Peppol id"), ("peppol",)),
    "buyer_reference": Field(say("Buyer reference"), ("er referens",)),
    "credit_days": Field(say("Credit days")),
    "responsible": Field(say("Responsible")),
    "tags": Field(say("Tags"), ("tag", "tagg")),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
}
PERSON: dict[str, Field] = {
    "first_name": Field(say("First name"), ("firstname", "given name", "tilltalsnamn")),
    "last_name": Field(say("Last name"), ("lastname", "surname", "family name")),
    "name": Field(say("Name"), ("full name", "fullständigt namn", "kontakt", "contact")),
    "status": Field(say("Status")),
    "emails": Field(say("E-mail"), import_headings.EMAILS),
    "phones": Field(say("Phone"), import_headings.PHONES),
    "organisation": Field(say("Organisation"), import_headings.EMPLOYERS),
    "organisation_number": Field(say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer")),
    "title": Field(
        say("Title"),
        import_headings.TITLES,
    ),
    "responsible": Field(say("Responsible")),
    "tags": Field(say("Tags"), ("tag", "tagg")),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
    "consent_on": Field(say("Consent on")),
    "consent_source": Field(say("Source of the consent")),
}
FIELDS = {"organisation": ORGANISATION, "person": PERSON}
SEVERAL = frozenset({"emails", "phones", "tags", "responsible"})
"""What more than one column may be."""
MATCHES = {"organisation": (Match.NUMBER, Match.EMAIL, Match.NAME), "person": (Match.EMAIL, Match.NAME)}
VOCABULARIES: dict[str, type[StrEnum]] = {
    "kind": OrganisationKind,
    "status": CustomerStatus,
    "invoice_delivery": InvoiceDelivery,
}


def guess(noun: str, headings: list[str]) -> list[str]:
    """Guess what each column is; an empty text for one that is not known, or known already."""
    known = _known(noun)
    found: list[str] = []
    for heading in headings:
        name = known.get(_plain(heading), "")
        found.append("" if name in found and name not in SEVERAL else name)
    return found


def known_headings(noun: str) -> frozenset[str]:
    """Return the headings that mean something, as the reader of files compares them."""
    return frozenset(reader.plain(text) for name, field in FIELDS[noun].items() for text in _texts(name, field))


def _known(noun: str) -> dict[str, str]:
    return {_plain(text): name for name, field in reversed(FIELDS[noun].items()) for text in _texts(name, field)}


def usual_match(noun: str, columns: list[str]) -> Match:
    """Give the surest sign that the columns hold."""
    held = {
        Match.NUMBER: "organisation_number" in columns,
        Match.EMAIL: "email" in columns or "emails" in columns,
        Match.NAME: True,
    }
    return next(match for match in MATCHES[noun] if held[match])


def member(field: str, text: str) -> StrEnum | None:
    """Read a member of a fixed vocabulary from its word in any language, or as programs write it."""
    wanted = _plain(text)
    for each in VOCABULARIES[field]:
        if wanted in {_plain(each.value), *(_plain(translate(word(each), locale)) for locale in LOCALES)}:
            return each
    return None


def _texts(name: str, field: Field) -> list[str]:
    return [name, *field.others, *(translate(field.title, locale) for locale in LOCALES)]


def _plain(text: str) -> str:
    """Return a heading without case, signs and the number that tells it from one of the same name."""
    return folding.digits(folding.fold(re.sub(r" \(\d+\)$", "", text)))
