"""What a project is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.models import Organisation, Project, ProjectStatus, Service
from sambruk_crm.services import actions, services
from sambruk_crm.services.catalogue import Hit, Noun, Searched, Trash, by_key, by_name, joined, kept, rows_of
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.projects import rules
from sambruk_crm.services.projects.lists import COLUMNS, LIST


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    found = rows_of(session, Project, keys)
    places = by_key(session, Organisation, (row.organisation_id for row in found))
    offered = by_key(session, Service, (row.service_id for row in found))
    for row in found:
        place, service = places.get(row.organisation_id), offered.get(row.service_id)
        told = joined(place.name if place else "", service.name if service else "")
        yield Hit(
            "project", row.key, row.name, told, kind=row.status, of_noun="organisation", of_id=row.organisation_id
        )


PROJECT = Noun(
    "project",
    say("Project"),
    say("Projects"),
    Project,
    path="/projects",
    permission=Permission.EDIT_DEALS,
    rules=rules.RECORDS.rules,
    listed=LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Project), by_name(Project)),
    trash=Trash(),
    actions=(
        actions.OWNER,
        actions.record("service", "service_id", say("Change service"), say("Service: {label}"), services.choices),
        actions.member("status", say("Change status"), say("Status: {label}"), ProjectStatus, may_be_empty=False),
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    is_recalled=True,
    has_own_fields=True,
)
