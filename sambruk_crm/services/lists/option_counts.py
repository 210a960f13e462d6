"""How many records each value of a filter would leave, given the text and the other filters."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.catalogue import EMPTY, FILLED, fact_text
from sambruk_crm.services.lists import selections
from sambruk_crm.services.permissions import Actor, Permission, require


def count(session: Session, actor: Actor, noun: str, name: str, wanted: Any) -> dict[str, int]:
    """Count the records of a list by the values of one of its filters, whatever is chosen in that filter itself.

    Args:
        wanted: the list's filter, such as `PersonFilter`, or its fields as JSON has them.

    Raises:
        NotFoundError: there is no such list, or no such filter that can be counted.
        InvalidError: a filter cannot be read.
    """
    require(actor, Permission.VIEW)
    kind = catalogue.get(noun)
    is_own = kind.has_own_fields and own_values.is_own(name)
    if name not in counted(noun) and not is_own:
        raise NotFoundError(say("There is no such filter."))
    listed = kind.in_list()
    asked = selections.read_filter(noun, wanted) if isinstance(wanted, dict) else wanted
    if is_own:
        others = replace(asked, facts={fact: values for fact, values in asked.facts.items() if fact != name})
        return own_values.counts(session, noun, listed.key, name, listed.where(session, actor, others))
    query = sa.select(sa.func.count(listed.key)).select_from(listed.table)
    if name in listed.criteria:
        rest = replace(asked, **{name: ()})
        value, query = listed.criteria[name].counted(session, asked, query)
    else:
        rest = replace(asked, facts={fact: values for fact, values in asked.facts.items() if fact != name})
        value = sa.case((fact_text(sa.inspect(listed.table).c[name]) == "", EMPTY), else_=FILLED)
    query = query.add_columns(value).where(listed.where(session, actor, rest)).group_by(value)
    return {str(found): number for number, found in session.execute(query) if found not in (None, "")}


def counted(noun: str) -> tuple[str, ...]:
    """Return the names of the filters of a list whose values can be counted."""
    found = catalogue.in_lists().get(noun)
    return found.countable if found is not None else ()
