"""What a person is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Affiliation,
    CustomerStatus,
    Organisation,
    Person,
    PersonEmail,
    PersonPhone,
    PersonResponsibility,
    PersonTag,
)
from sambruk_crm.services import actions, clock
from sambruk_crm.services.catalogue import (
    Clause,
    Hit,
    Link,
    Noun,
    Rules,
    Searched,
    Signs,
    Trash,
    by_name,
    joined,
    kept,
    rows_of,
)
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import rules
from sambruk_crm.services.persons.columns import COLUMNS
from sambruk_crm.services.persons.lists import LIST, emails_of
from sambruk_crm.services.persons.sorts import current


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    held = (
        sa.select(Affiliation.person_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(keys), current(clock.today(session)))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    places, emails = group_by_id(session.execute(held)), emails_of(session, keys)
    for row in rows_of(session, Person, keys):
        detail = joined(*places.get(row.key, [])[:1], *emails.get(row.key, [])[:1])
        yield Hit("person", row.key, row.name, detail)


def _first_name(session: Session) -> ColumnElement[str]:
    """Return a person's folded text as its index has it, first name first; PostgreSQL indexes no long texts."""
    if session.get_bind().dialect.name == "sqlite":
        return sa.inspect(Person).c.fold
    return sa.collate(sa.func.substr(Person.fold, sa.literal_column("1"), sa.literal_column("60")), "C")


def _exact(signs: Signs) -> list[Clause]:
    found: list[Clause] = []
    if signs.email:
        found.append(col(Person.id).in_(sa.select(PersonEmail.person_id).where(col(PersonEmail.email) == signs.email)))
    if signs.phone:
        found.append(col(Person.id).in_(sa.select(PersonPhone.person_id).where(col(PersonPhone.phone) == signs.phone)))
    return found


PERSON = Noun(
    "person",
    say("Person"),
    say("Persons"),
    Person,
    path="/persons",
    rules=Rules(rules.get, rules.update, rules.delete, rules.create),
    listed=LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Person), (_first_name, *by_name(Person)), _exact),
    trash=Trash(),
    actions=(
        *actions.TAGGING,
        actions.member("status", say("Change status"), say("Status: {label}"), CustomerStatus),
        *actions.RESPONSIBLE,
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    tags=Link(PersonTag, "person_id"),
    responsible=Link(PersonResponsibility, "person_id"),
    is_recalled=True,
    has_own_fields=True,
)
