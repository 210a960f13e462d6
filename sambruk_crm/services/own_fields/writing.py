"""What stands in the fields of one record, as its page shows it and its editor writes it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import NotFoundError
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.own_values import Colleagues, Field, Value
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class OwnFacts:
    """The fields of a record's page in their order, and what stands in them."""

    fields: list[Field]
    values: dict[str, Value]
    colleagues: Colleagues


def facts_of(session: Session, actor: Actor, noun: str, record_id: int) -> OwnFacts:
    """Return what stands in the fields that a noun's page shows.

    Raises:
        NotFoundError: there is no such record, or it is in the trash.
    """
    require(actor, Permission.VIEW)
    _rules(noun).get(session, actor, record_id)
    fields = [field for field in own_values.of_noun(session, noun).values() if field.on_page]
    found = own_values.of_records(session, fields, [record_id])[record_id]
    return OwnFacts(fields, found, own_values.colleagues(session) if fields else {})


def write(session: Session, actor: Actor, noun: str, record_id: int, key: str, value: Any, *, base: Any) -> None:
    """Write into one field of a record, as its rules allow.

    Raises:
        InvalidError: told beside `fields.<key>`.
        StaleError: somebody else wrote another value than `base`, what the editor saw.
    """
    require(actor, catalogue.right_to_change(noun))
    kind = catalogue.get(noun)
    _rules(noun).get(session, actor, record_id, for_update=True)
    own_values.put_on(session, kind.table, {record_id: {key: value}}, base={key: base})


def _rules(noun: str) -> catalogue.Rules:
    kind = catalogue.get(noun)
    if kind.rules is None or not kind.has_own_fields:
        raise NotFoundError
    return kind.rules
