"""What organisations and persons have in common for an import: tags and responsible users."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Tag, TagScope
from sambruk_crm.services import own_values, responsibilities, tags
from sambruk_crm.services.audit import plain
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.reading import Faults, several
from sambruk_crm.services.permissions import Actor, Permission, require


def read(row: dict[str, str], known: Known, faults: Faults) -> dict[str, Any]:
    """Read tags by their names and responsible users by name or address."""
    facts: dict[str, Any] = {}
    if "tags" in row:
        facts["tags"] = [known.tags.get(name.lower(), name) for name in several(row["tags"], known.tags)]
    if "responsible" in row:
        with faults.collected():
            names = several(row["responsible"], known.users)
            facts["responsible"] = [known.user(name, "responsible") for name in names]
    return facts


def facts(session: Session, scope: TagScope, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Read the names of tags and the keys of responsible users."""
    names = tags.names_on(session, scope, keys)
    people = responsibilities.of_records(session, scope, list(keys))
    return {
        key: {"tags": names.get(key, []), "responsible": [user.key for user in people.get(key, [])]} for key in keys
    }


def tag_ids(session: Session, actor: Actor, scope: TagScope, facts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the key of each tag that is named, by its name in lower case; one that is not here is made.

    Raises:
        InvalidError: one is archived.
    """
    require(actor, Permission.EDIT_RECORDS)
    names = {name.lower(): name for each in facts for name in each.get("tags", [])}
    if not names:
        return {}
    query = sa.select(Tag.name, Tag.id, Tag.archived_at).where(col(Tag.scope) == scope)
    found = {name.lower(): (key, archived_at) for name, key, archived_at in session.execute(query)}
    for lowered, name in names.items():
        if lowered in found and found[lowered][1] is not None:
            raise InvalidError({"tags": say("The tag {name} is archived.", name=name)})
    made = {lowered: tags.create(session, actor, {"name": names[lowered], "scope": scope}).key
            for lowered in names.keys() - found.keys()}  # fmt: skip
    return {lowered: found[lowered][0] or 0 for lowered in names.keys() & found.keys()} | made


def values(facts: Mapping[str, Any], own: Iterable[str], referred: Iterable[str]) -> dict[str, Any]:
    """Return what is said of a record as its rules take it: its own facts, records it points to, and added fields."""
    written = {name: facts[name] for name in own if name in facts}
    return written | {f"{name}_id": facts[name] for name in referred if name in facts} | fields(facts)


def fields(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of the fields that the association has added, as the rules of their noun take it."""
    prefix = own_values.PREFIX
    sent = {name.removeprefix(prefix): value for name, value in facts.items() if name.startswith(prefix)}
    return {"fields": sent} if sent else {}


def own_facts(session: Session, table: Any, names: tuple[str, ...], keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Read the columns of records that are not in the trash, which is left to us: the databases would read it all."""
    columns = [getattr(table, name) for name in names]
    query = sa.select(table.deleted_at, table.id, *columns).where(col(table.id).in_(keys))
    return {
        row[1]: {name: plain(value) for name, value in zip(names, row[2:], strict=True)}
        for row in session.execute(query)
        if row[0] is None
    }
