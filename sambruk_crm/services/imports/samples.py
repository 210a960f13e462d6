"""What is understood of a cell, told before anything is tried: a day, a number, whom or what a name means."""

from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session

from sambruk_crm.errors import FieldError, InvalidError, Message
from sambruk_crm.i18n import translate
from sambruk_crm.models import Batch
from sambruk_crm.services.imports import doubts, own
from sambruk_crm.services.imports.nouns import reading
from sambruk_crm.services.imports.nouns.known import Known, look_up
from sambruk_crm.services.imports.nouns.parts import Field, Holds, ImportNoun
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import amounts, countries, days, numbers, phones
from sambruk_crm.services.values.validation import address_in
from sambruk_crm.services.vocabularies import word

SAMPLES = 3


@dataclass(frozen=True)
class Sample:
    """A cell as it stands in the file, and what is understood of it where that is not the same, or why nothing is."""

    text: str
    understood: str = ""
    is_fault: bool = False


def of_columns(session: Session, actor: Actor, batch: Batch) -> list[list[Sample]]:
    """Return the first values of each column of a draft, and what is understood of them."""
    given, noun = batch.arguments, own.noun_of(session, batch.noun, actor.locale)
    fields = noun.fields
    columns: list[str] = given["columns"]
    rows: list[list[str]] = given["samples"]
    decided = doubts.decide(fields, columns, rows, decimal=given.get("decimal") or "", day_first=given.get("day_first"))
    settled = [_settled(decided, cells) for cells in rows]
    named = [reading.by_field(columns, cells) for cells in settled]
    known = look_up(session, batch.noun, named, makes_organisations=False)
    found: list[list[Sample]] = []
    for number, name in enumerate(columns):
        texts = {cells[number]: plain[number] for cells, plain in zip(rows, settled, strict=True) if cells[number]}
        first = list(texts.items())[:SAMPLES]
        found.append([_sample(text, plain, name, noun, known, actor.locale) for text, plain in first])
    return found


def _settled(decided: doubts.Decided, cells: list[str]) -> list[str]:
    try:
        return doubts.settle(decided, cells)
    except FieldError:
        return cells


def _sample(text: str, plain: str, name: str, noun: ImportNoun, known: Known, locale: str) -> Sample:
    field = noun.fields.get(name)
    if field is None:
        return Sample(text)
    try:
        if name in noun.own.fields:
            understood = own.understood(noun.own, name, plain, locale)
        else:
            understood = _understood(plain, name, field, known)
    except FieldError as error:
        return Sample(text, translate(error.message, locale), is_fault=True)
    except InvalidError as error:
        return Sample(text, translate(next(iter(error.fields.values())), locale), is_fault=True)
    shown = translate(understood, locale) if isinstance(understood, Message) else understood
    return Sample(text, "" if shown == text else shown)


def _understood(text: str, name: str, field: Field, known: Known) -> str | Message:
    if field.words is not None:
        return word(reading.member(field.words, text, name))
    read = _HELD.get(field.holds) or _NAMED.get(name)
    return read(text, known) if read is not None else text


def _email(text: str, _known: Known) -> str:
    try:
        return validate_email(address_in(text), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return text


def _users(text: str, known: Known) -> str:
    for name in reading.several(text, known.users):
        known.user(name, "")
    return text


def _organisation(text: str, known: Known) -> str:
    for name in reading.several(text, known.called):
        known.organisation(name)
    return text


def _checked(look: str) -> Any:
    def read(text: str, known: Known) -> str:
        getattr(known, look)(text)
        return text

    return read


_HELD: dict[Holds, Any] = {
    Holds.COUNT: lambda text, _: amounts.read(text),
    Holds.AMOUNT: lambda text, _: amounts.read(text),
    Holds.DAY: lambda text, _: days.read(text),
    Holds.USERS: _users,
    Holds.ORGANISATIONS: _organisation,
    Holds.PERSON: _checked("person"),
    Holds.SERVICE: _checked("service"),
    Holds.PHASE: _checked("phase"),
    Holds.DEAL: _checked("deal"),
    Holds.TYPE: _checked("history_type"),
}
_NAMED: dict[str, Any] = {
    "phone": lambda text, _: phones.shown(phones.read(text)),
    "phones": lambda text, _: phones.shown(phones.read(reading.phones(text)[0])),
    "email": _email,
    "emails": _email,
    "country": lambda text, _: countries.code_of(text),
    "organisation_number": lambda text, _: numbers.shown(numbers.canonical(text, "SE"), "SE"),
}
"""Texts that are read, by the columns that hold them."""
