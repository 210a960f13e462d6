"""How many records each value of a filter would leave, given the text and the other filters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.models import (
    Contract,
    ContractState,
    Deal,
    Lead,
    Mailing,
    MembershipStatus,
    Organisation,
    OrganisationDepartment,
    OrganisationResponsibility,
    OrganisationTag,
    Person,
    PersonResponsibility,
    PersonTag,
    Todo,
)
from sambruk_crm.services import (
    clock,
    contracts,
    deal_lists,
    leads,
    mailings,
    memberships,
    organisations,
    persons,
    selections,
    todo_lists,
)
from sambruk_crm.services.contracts import ContractFilter
from sambruk_crm.services.deal_lists import DealFilter
from sambruk_crm.services.leads import LeadFilter
from sambruk_crm.services.mailings import MailingFilter
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.paging import key_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons import PersonFilter
from sambruk_crm.services.todo_lists import TodoFilter

CountedNoun = Literal["organisation", "person", "deal", "lead", "contract", "mailing", "todo"]


@dataclass(frozen=True)
class _Option:
    """Where a record has the value that a filter asks for: in `value`, perhaps of another table `at` its side."""

    value: Any
    at: Any = None
    on: Any = None


@dataclass(frozen=True)
class _Derived:
    """A value that no column holds: an expression of the day and the filters."""

    value: Callable[[Session, Any], ColumnElement[Any]]


@dataclass(frozen=True)
class _List:
    table: type[SQLModel]
    filter: type[Any]
    where: Callable[[Session, Actor, Any], ColumnElement[bool]]
    options: dict[str, _Option | _Derived]


_OF_DEAL = (Organisation, col(Organisation.id) == Deal.organisation_id)
_LISTS: dict[str, _List] = {
    "organisation": _List(
        Organisation,
        OrganisationFilter,
        lambda session, _, wanted: organisations.where(session, wanted),
        {
            "kind": _Option(Organisation.kind),
            "status": _Option(Organisation.status),
            "county": _Option(Organisation.county_code),
            "tag": _Option(OrganisationTag.tag_id, OrganisationTag, OrganisationTag.organisation_id == Organisation.id),
            "responsible": _Option(
                OrganisationResponsibility.user_id,
                OrganisationResponsibility,
                OrganisationResponsibility.organisation_id == Organisation.id,
            ),
            "department": _Option(
                OrganisationDepartment.department_id,
                OrganisationDepartment,
                OrganisationDepartment.organisation_id == Organisation.id,
            ),
            "membership": _Derived(lambda session, asked: _membership(asked.membership_on or clock.today(session))),
        },
    ),
    "person": _List(
        Person,
        PersonFilter,
        lambda session, _, wanted: persons.where(session, wanted),
        {
            "status": _Option(Person.status),
            "tag": _Option(PersonTag.tag_id, PersonTag, PersonTag.person_id == Person.id),
            "responsible": _Option(
                PersonResponsibility.user_id, PersonResponsibility, PersonResponsibility.person_id == Person.id
            ),
        },
    ),
    "deal": _List(
        Deal,
        DealFilter,
        lambda session, _, wanted: deal_lists.where(session, wanted),
        {
            "owner": _Option(Deal.owner_id),
            "service": _Option(Deal.service_id),
            "deal_type": _Option(Deal.deal_type),
            "phase": _Option(Deal.phase_id),
            "outcome": _Option(Deal.outcome),
            "kind": _Option(Organisation.kind, *_OF_DEAL),
            "county": _Option(Organisation.county_code, *_OF_DEAL),
            "tag": _Option(
                OrganisationTag.tag_id, OrganisationTag, OrganisationTag.organisation_id == Deal.organisation_id
            ),
        },
    ),
    "lead": _List(
        Lead,
        LeadFilter,
        lambda session, _, wanted: leads.where(session, wanted),
        {"state": _Option(Lead.state), "source": _Option(Lead.source), "owner": _Option(Lead.owner_id)},
    ),
    "contract": _List(
        Contract,
        ContractFilter,
        lambda session, _, wanted: contracts.where(session, wanted),
        {
            "state": _Derived(lambda session, _: _contract_state(clock.today(session))),
            "contract_type": _Option(Contract.contract_type),
            "service": _Option(Contract.service_id),
            "owner": _Option(Contract.owner_id),
        },
    ),
    "mailing": _List(
        Mailing,
        MailingFilter,
        lambda _session, _actor, wanted: mailings.where(wanted),
        {"state": _Option(Mailing.state), "kind": _Option(Mailing.kind), "author": _Option(Mailing.author_id)},
    ),
    "todo": _List(
        Todo,
        TodoFilter,
        todo_lists.where,
        {"assignee": _Option(Todo.assignee_id), "scope": _Option(Todo.scope)},
    ),
}


def count(session: Session, actor: Actor, noun: str, name: str, wanted: Any) -> dict[str, int]:
    """Count the records of a list by the values of one of its filters, whatever is chosen in that filter itself.

    Args:
        wanted: the list's filter, such as `PersonFilter`, or its fields as JSON has them.

    Raises:
        NotFoundError: there is no such list, or no such filter that can be counted.
        InvalidError: a filter cannot be read.
    """
    require(actor, Permission.VIEW)
    kind = _LISTS.get(noun)
    if kind is None or name not in kind.options:
        raise NotFoundError(say("There is no such filter."))
    asked = selections.read_filter(kind.filter, wanted) if isinstance(wanted, dict) else wanted
    rest = kind.where(session, actor, replace(asked, **{name: ()}))
    option = kind.options[name]
    value = option.value(session, asked) if isinstance(option, _Derived) else option.value
    query = sa.select(value, sa.func.count(key_of(kind.table))).select_from(kind.table)
    if isinstance(option, _Option) and option.at is not None:
        query = query.join(option.at, option.on)
    grouped = session.execute(query.where(rest).group_by(value))
    return {str(found): number for found, number in grouped if found not in (None, "")}


def counted(noun: str) -> tuple[str, ...]:
    """Name the filters of a list whose values can be counted."""
    return tuple(_LISTS[noun].options) if noun in _LISTS else ()


def _membership(on: date) -> ColumnElement[Any]:
    return _first_true((status.value, memberships.status_clause(status, on)) for status in MembershipStatus)


def _contract_state(on: date) -> ColumnElement[Any]:
    return _first_true((state.value, contracts.state_clause(state, on)) for state in ContractState)


def _first_true(cases: Iterable[tuple[str, ColumnElement[bool]]]) -> ColumnElement[Any]:
    return sa.case(*((condition, sa.literal(value)) for value, condition in cases), else_="")
