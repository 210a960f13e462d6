"""Services as people look at them: the list, what it can be asked, and those that can be chosen."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Service, ServiceKind, ServiceStatus, User
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    In,
    ListFilter,
    NounList,
    Sorts,
    fact,
    facts_of,
    kept,
    linked,
    name_of,
    own,
    users_of,
)
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.services import participants
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.values import folding


@dataclass(frozen=True, kw_only=True)
class ServiceFilter(ListFilter):
    """Which services are wanted: all that fit every part that is given; within a part any of its values."""

    kind: tuple[ServiceKind, ...] = ()
    status: tuple[ServiceStatus, ...] = ()
    owner: tuple[int, ...] = ()


COLUMNS: dict[str, Column] = {
    **fact("name", say("Name"), is_usual=True),
    **fact("kind", say("Kind"), words=ServiceKind, is_usual=True),
    **fact("status", say("Status"), words=ServiceStatus, is_usual=True),
    "participants": linked(say("Participants"), participants.counts, is_usual=True),
    "owner": linked(say("Responsible"), users_of("owner_id"), "owner_id", is_usual=True),
    "funding": Column(say("Funding in all"), own("funding"), CellKind.NUMBER),
    "funding_yearly": Column(say("Funding a year"), own("funding_yearly"), CellKind.NUMBER),
    "funding_each": Column(say("Funding for each participant"), own("funding_each"), CellKind.NUMBER),
    **fact("description", say("Description"), control=Control.LONG),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}


def _sorts(actor: Actor) -> Sorts:
    columns = sa.inspect(Service).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "kind": sa.cast(Service.kind, sa.String),
        "status": sa.cast(Service.status, sa.String),
        "owner": name_of(User, Service.owner_id),
        "created": columns.created_at,
        "id": columns.id,
    }


LIST = NounList(
    table=Service,
    filter=ServiceFilter,
    present=kept(Service),
    criteria={"kind": In(Service.kind), "status": In(Service.status), "owner": In(Service.owner_id)},
    sorts=lambda _session, actor, _wanted: _sorts(actor),
    facts=facts_of(COLUMNS),
    usual_sort="name",
)


def choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List by name the services that deals and contracts can be about: those that are not closed down."""
    require(actor, Permission.VIEW)
    query = sa.select(Service.id, Service.name).where(
        col(Service.deleted_at).is_(None), col(Service.status) != ServiceStatus.CLOSED
    )
    return [(key, name) for key, name in session.execute(query.order_by(col(Service.sort_sv)))]
