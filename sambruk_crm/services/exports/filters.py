"""The filters of a selection in words, for whoever opens the file a year later."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Deal,
    Department,
    MembershipCategory,
    Organisation,
    OwnKind,
    Person,
    Phase,
    Project,
    Service,
    Tag,
    User,
)
from sambruk_crm.services import catalogue, own_values, vocabularies
from sambruk_crm.services.catalogue import EMPTY, FILLED, Column
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.search import hits
from sambruk_crm.services.sheets import Cell
from sambruk_crm.services.vocabularies import word

Name = Callable[[Session, Actor, tuple[Any, ...]], list[str]]

TITLES: dict[str, Message] = {
    "text": say("Text"),
    "kind": say("Kind"),
    "status": say("Status"),
    "membership": say("Membership"),
    "membership_on": say("Membership on"),
    "membership_category": say("Kind of membership"),
    "category": say("Kind of membership"),
    "on": say("Status on"),
    "joined": say("Joined in"),
    "left": say("Left in"),
    "department": say("Department"),
    "tag": say("Tags"),
    "responsible": say("Responsible"),
    "county": say("County"),
    "organisation": say("Organisation"),
    "organisation_id": say("Organisation"),
    "organisations": say("Organisations"),
    "person": say("Person"),
    "person_id": say("Person"),
    "deal_id": say("Deal"),
    "lead_id": say("Lead"),
    "contract_id": say("Contract"),
    "service_id": say("Service"),
    "project_id": say("Project"),
    "owner": say("Owner"),
    "service": say("Service"),
    "deal_type": say("Type"),
    "contract_type": say("Type"),
    "state": say("Status"),
    "source": say("Source"),
    "phase": say("Phase"),
    "outcome": say("Outcome"),
    "assignee": say("Assigned to"),
    "author": say("Written by"),
    "scope": say("Concerns"),
    "mine": say("Only mine"),
    "is_closed": say("Done"),
    "due": say("When"),
    "group": say("When"),
}


def described(session: Session, actor: Actor, selection: Selection) -> list[tuple[Message, Cell | Message]]:
    """Return each filter that was set, with its values in the reader's words."""
    wanted = selections.filter_of(selection)
    lines: list[tuple[Message, Cell | Message]] = []
    columns = catalogue.get(selection.noun).columns
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if field.name == "facts" or value in ((), None, "", False):
            continue
        usual = TITLES.get(field.name, Message(field.name.replace("_", " ").capitalize()))
        title = columns[field.name].title if field.name in columns else usual
        lines.append((title, _told(session, actor, field.name, value)))
    lines += [
        _own(session, actor, selection.noun, name, values)
        if own_values.is_own(name)
        else (columns[name].title, _asked(columns[name], values, actor))
        for name, values in wanted.facts.items()
    ]
    return lines


def _own(session: Session, actor: Actor, noun: str, name: str, values: tuple[str, ...]) -> tuple[Message, str]:
    """Return what is asked of a field of the association's own."""
    field = own_values.named(session, noun, name)
    known = {FILLED: say("Filled in"), EMPTY: say("Empty"), "true": say("Yes"), "false": say("No")}
    names = {option.key: option.name(actor.locale) for option in field.options}
    if field.kind is OwnKind.USER:
        names = {str(user.id): user.name or user.email for user in own_values.colleagues(session).values()}
    told = (
        translate(known[value], actor.locale)
        if value in known
        else names.get(value, value.replace(own_values.BETWEEN, " – "))
        for value in values
    )
    return Message("{name}", {"name": field.name(actor.locale)}), ", ".join(told)


def _asked(column: Column, values: tuple[str, ...], actor: Actor) -> str:
    words = column.fact.words if column.fact is not None else None
    known = {FILLED: say("Filled in"), EMPTY: say("Empty")}
    return ", ".join(
        translate(known[value], actor.locale)
        if value in known
        else _worded(words(value), actor)
        if words is not None and value in {each.value for each in words}
        else value
        for value in values
    )


def _told(session: Session, actor: Actor, name: str, value: Any) -> Cell | Message:
    if value is True:
        return say("Yes")
    if isinstance(value, str | date) and not isinstance(value, StrEnum):
        return value
    values: tuple[Any, ...] = value if isinstance(value, tuple) else (value,)
    if all(isinstance(each, StrEnum) for each in values):
        return ", ".join(_worded(each, actor) for each in values)
    return ", ".join(NAMES[name](session, actor, values) if name in NAMES else map(str, values))


def _worded(member: StrEnum, actor: Actor) -> str:
    try:
        return translate(word(member), actor.locale)
    except KeyError:
        return member.value


def _names(table: Any, column: str = "name") -> Name:
    def names(session: Session, _actor: Actor, keys: tuple[Any, ...]) -> list[str]:
        query = sa.select(getattr(table, column)).where(table.id.in_(keys)).order_by(table.id)
        return [str(name) for name in session.scalars(query)]

    return names


def _found(noun: str) -> Name:
    """Return what names records as the search does, of nouns whose records may have no name of their own."""

    def names(session: Session, actor: Actor, keys: tuple[Any, ...]) -> list[str]:
        return [hit.name for hit in hits(session, actor, noun, list(keys))]

    return names


def _entries(table: Any) -> Name:
    """Return what names the entries of a list that the association edits itself."""

    def names(session: Session, actor: Actor, keys: tuple[Any, ...]) -> list[str]:
        found = session.scalars(sa.select(table).where(table.id.in_(keys)).order_by(table.position))
        return [vocabularies.shown(entry, actor.locale) for entry in found]

    return names


def _counties(session: Session, _actor: Actor, codes: tuple[Any, ...]) -> list[str]:
    query = sa.select(Organisation.county_name).where(sa.inspect(Organisation).c.county_code.in_(codes)).distinct()
    return sorted(session.scalars(query))


NAMES: dict[str, Name] = {
    "tag": _names(Tag),
    "responsible": _names(User),
    "owner": _names(User),
    "assignee": _names(User),
    "author": _names(User),
    "organisation": _names(Organisation),
    "organisation_id": _names(Organisation),
    "person": _names(Person),
    "person_id": _names(Person),
    "deal_id": _names(Deal, "title"),
    "lead_id": _found("lead"),
    "contract_id": _found("contract"),
    "service": _names(Service),
    "service_id": _names(Service),
    "project_id": _names(Project),
    "phase": _entries(Phase),
    "membership_category": _entries(MembershipCategory),
    "category": _entries(MembershipCategory),
    "organisations": _names(Organisation),
    "department": _names(Department),
    "county": _counties,
}
