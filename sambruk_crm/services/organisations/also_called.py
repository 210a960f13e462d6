"""What organisations are called besides their name: officially, formerly, or by others. Files name them so."""

import re
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from sambruk_crm.models import Organisation, OrganisationName
from sambruk_crm.services.values import folding

NAMING = frozenset({"name", "official_name", "other_names"})
"""The fields that hold names."""
_BETWEEN = re.compile(r"[;\n|]")


def keep(session: Session, organisations: Iterable[Any]) -> None:
    """Keep the other names of organisations in step with what is written on them."""
    wanted = {each.id: _names(each) for each in organisations}
    if not wanted:
        return
    session.execute(sa.delete(OrganisationName).where(col(OrganisationName.organisation_id).in_(wanted)))
    rows = [{"organisation_id": key, "tight": name} for key, names in wanted.items() for name in sorted(names)]
    if rows:
        session.execute(sa.insert(OrganisationName), rows)


def called(names: Collection[str], *columns: Any) -> Any:
    """Select the organisations with one of these names: the name, as names are compared, before the columns.

    Whoever has a name as its own goes before those who have it as another.
    """
    own, owner = col(Organisation.tight), aliased(Organisation)
    is_owned = sa.exists().where(owner.tight == OrganisationName.tight, owner.deleted_at.is_(None))  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess, reportArgumentType]
    others = sa.select(OrganisationName.tight, *columns).join(
        Organisation, col(Organisation.id) == OrganisationName.organisation_id
    )
    others = others.where(col(OrganisationName.tight).in_(names), sa.not_(is_owned))
    return sa.select(own, *columns).where(own.in_(names)).union_all(others)


def _names(organisation: Any) -> set[str]:
    texts = [organisation.official_name, *_BETWEEN.split(organisation.other_names)]
    return {folding.tight(text) for text in texts} - {"", folding.tight(organisation.name)}
