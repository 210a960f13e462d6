"""What a service is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.models import Service, ServiceStatus
from sambruk_crm.services import actions
from sambruk_crm.services.catalogue import Hit, Noun, Searched, Trash, by_name, excerpt, kept, rows_of
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.services import rules
from sambruk_crm.services.services.lists import COLUMNS, LIST


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in rows_of(session, Service, keys):
        yield Hit("service", row.key, row.name, excerpt(row.description, ""), kind=row.kind)


SERVICE = Noun(
    "service",
    say("Service"),
    say("Services"),
    Service,
    path="/services",
    permission=Permission.EDIT_DEALS,
    rules=rules.RECORDS.rules,
    listed=LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Service), by_name(Service)),
    trash=Trash(),
    actions=(
        actions.OWNER,
        actions.member("status", say("Change status"), say("Status: {label}"), ServiceStatus, may_be_empty=False),
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    is_recalled=True,
    has_own_fields=True,
)
