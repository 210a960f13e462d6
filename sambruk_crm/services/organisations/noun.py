"""What an organisation is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    CustomerStatus,
    Organisation,
    OrganisationKind,
    OrganisationResponsibility,
    OrganisationTag,
)
from sambruk_crm.services import actions, deals, departments
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
from sambruk_crm.services.organisations import rules
from sambruk_crm.services.organisations.bulk_actions import ACTIONS
from sambruk_crm.services.organisations.columns import COLUMNS
from sambruk_crm.services.organisations.lists import LIST
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import numbers


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in rows_of(session, Organisation, keys):
        number = numbers.shown(row.organisation_number, row.country)
        name, detail = row.name or row.email or number, joined(number, row.county_name)
        yield Hit("organisation", row.key, name, detail, kind=row.kind or "")


def _exact(signs: Signs) -> list[Clause]:
    found: list[Clause] = []
    if signs.number:
        known = col(Organisation.country).in_(numbers.COUNTRIES)
        found.append(sa.and_(known, col(Organisation.organisation_number) == signs.number))
    if signs.email:
        domain = signs.email.rpartition("@")[2]
        found.append(sa.and_(col(Organisation.email_domain) == domain, col(Organisation.email) == signs.email))
    return found


ORGANISATION = Noun(
    "organisation",
    say("Organisation"),
    say("Organisations"),
    Organisation,
    path="/organisations",
    rules=Rules(rules.get, rules.update, rules.delete, rules.create),
    listed=LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Organisation), by_name(Organisation), _exact),
    trash=Trash(),
    actions=(
        *actions.TAGGING,
        actions.member("status", say("Change status"), say("Status: {label}"), CustomerStatus),
        actions.member("kind", say("Change kind"), say("Kind: {label}"), OrganisationKind),
        *actions.RESPONSIBLE,
        *departments.ACTIONS,
        *ACTIONS,
        deals.beginning.BEGIN,
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    tags=Link(OrganisationTag, "organisation_id"),
    responsible=Link(OrganisationResponsibility, "organisation_id"),
    is_recalled=True,
    has_own_fields=True,
)
