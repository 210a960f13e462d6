"""The day since which a person wants no mailings, written like any other fact."""

from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import StaleError
from sambruk_crm.models import Person
from sambruk_crm.services import clock
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons import rules
from sambruk_crm.services.values.validation import Day, Input, parse


class OptOutInput(Input):
    """The day; none when the person wants mailings."""

    opted_out_on: Day = None


def day(session: Session, _actor: Actor, person: Person) -> str:
    """Return the day on the association's calendar, or nothing."""
    moment = person.opted_out_at
    return clock.local(moment, clock.zone(session)).date().isoformat() if moment else ""


def write(
    session: Session, actor: Actor, person_id: int, values: dict[str, Any] | OptOutInput, *, base: str | None = None
) -> Person:
    """Write the day, or take it away.

    Raises:
        StaleError: somebody else changed it since `base`, the day the editor saw.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(OptOutInput, values).opted_out_on
    person = rules.get(session, actor, person_id, for_update=True)
    now = day(session, actor, person)
    if base is not None and now not in (base, wanted.isoformat() if wanted else ""):
        raise StaleError({"opted_out_on": now}, ("opted_out_on",))
    return rules.opt_out(session, actor, person_id, opted_out=wanted is not None, on=wanted)
