"""What a lead is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Lead
from sambruk_crm.services import actions, services
from sambruk_crm.services.catalogue import (
    Hit,
    Noun,
    Rules,
    Searched,
    Trash,
    by_name,
    joined,
    kept,
    rows_of,
)
from sambruk_crm.services.leads import rules
from sambruk_crm.services.leads.columns import COLUMNS
from sambruk_crm.services.leads.lists import LIST
from sambruk_crm.services.permissions import Actor


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in rows_of(session, Lead, keys):
        yield Hit("lead", row.key, row.name or row.email, joined(row.organisation_name, row.email), kind=row.state)


LEAD = Noun(
    "lead",
    say("Lead"),
    say("Leads"),
    Lead,
    path="/leads",
    rules=Rules(rules.get, rules.update, rules.delete, rules.create),
    listed=LIST,
    columns=COLUMNS,
    search=Searched(
        _show,
        kept(Lead),
        by_name(Lead),
        lambda signs: [col(Lead.email) == signs.email] if signs.email else [],
    ),
    trash=Trash(),
    actions=(
        actions.OWNER,
        actions.record("service", "service_id", say("Change service"), say("Service: {label}"), services.choices),
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    is_recalled=True,
    has_own_fields=True,
)
