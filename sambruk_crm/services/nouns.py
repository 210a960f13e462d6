"""All nouns there are, in the order in which equally good finds are shown. A new one is one line here."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Tag, User
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Hit, Noun, Searched, rows_of
from sambruk_crm.services.contracts.noun import CONTRACT
from sambruk_crm.services.deals.noun import DEAL
from sambruk_crm.services.history.noun import HISTORY
from sambruk_crm.services.leads.noun import LEAD
from sambruk_crm.services.mailings.noun import MAILING
from sambruk_crm.services.memberships.noun import MEMBERSHIP
from sambruk_crm.services.organisations.noun import ORGANISATION
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons.noun import PERSON
from sambruk_crm.services.projects.noun import PROJECT
from sambruk_crm.services.services.noun import SERVICE
from sambruk_crm.services.todos.noun import TODO


def _tags(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in rows_of(session, Tag, keys):
        yield Hit("tag", row.key, row.name, kind=row.scope)


def _users(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in rows_of(session, User, keys):
        yield Hit("user", row.key, row.name or row.email, row.email if row.name else "", kind=row.role)


TAG = Noun(
    "tag",
    say("Tag"),
    say("Tags"),
    Tag,
    search=Searched(
        _tags,
        few=sa.select(Tag.id, Tag.name).where(col(Tag.archived_at).is_(None)),  # pyright: ignore[reportArgumentType]
    ),
)
USER = Noun(
    "user",
    say("User"),
    say("Users"),
    User,
    search=Searched(
        _users,
        few=sa.select(User.id, User.name, User.email).where(col(User.is_active)),  # pyright: ignore[reportArgumentType]
    ),
)

catalogue.declare(
    ORGANISATION, PERSON, LEAD, DEAL, CONTRACT, SERVICE, PROJECT, TODO, HISTORY, MAILING, MEMBERSHIP, TAG, USER
)
