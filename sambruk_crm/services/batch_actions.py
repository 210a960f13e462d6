"""What bulk work can do: each action checked once, and turned into the fact it wants of a record."""

from typing import Any, cast

from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import CustomerStatus, DealType, OrganisationKind
from sambruk_crm.services import batch_facts, deal_lists, departments, tags
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.selections import SelectionNoun

TAGS = ("add_tag", "remove_tag")
PEOPLE = ("add_responsible", "remove_responsible", "replace_responsible")
DEPARTMENTS = ("add_department", "remove_department")
ACTIONS: dict[str, tuple[str, ...]] = {
    "organisation": (*TAGS, "status", "kind", *PEOPLE, *DEPARTMENTS, "archive"),
    "person": (*TAGS, "status", *PEOPLE, "archive"),
    "lead": ("owner", "archive"),
    "deal": ("owner", "service", "deal_type", "archive"),
    "contract": ("owner", "service", "contract_type", "archive"),
}
"""The actions there are for the records of a noun."""
VOCABULARIES: dict[str, type[CustomerStatus | OrganisationKind | DealType]] = {
    "status": CustomerStatus,
    "kind": OrganisationKind,
    "deal_type": DealType,
    "contract_type": DealType,
}
EMPTIED = frozenset({"status", "kind"})
"""Members of a vocabulary that a record may be without."""
KEYS = {"owner": "owner_id", "service": "service_id"}
"""Actions whose value is the key of a record, by the field they write."""


def noun_of(name: str) -> SelectionNoun:
    """Read a stored noun."""
    return cast("SelectionNoun", name)


def check(session: Session, actor: Actor, noun: str, action: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """See that the actor may, and that action and arguments fit; gives the arguments to keep, with a `label`.

    Args:
        arguments: `value` is the key of a tag, user or department, or a member of a vocabulary (empty: none).
    """
    require(actor, _right(noun, action))
    if action not in ACTIONS.get(noun, ()):
        choices = ", ".join(ACTIONS.get(noun, ()))
        raise InvalidError({"action": say("Choose one of: {choices}.", choices=choices)})
    value = arguments.get("value")
    if action == "archive":
        return {}
    if action in VOCABULARIES:
        return {"value": _member(action, value), "label": ""}
    key = _key(value)
    return {"value": key, "label": _label(session, actor, noun, action, key)}


def wanted(
    session: Session, actor: Actor, noun: SelectionNoun, row_id: int, action: str, arguments: dict[str, Any]
) -> tuple[str, Any]:
    """Give the fact that an action is about, and what it shall be."""
    value = arguments.get("value")
    if action in TAGS:
        return f"tag:{value}", action == "add_tag"
    if action in DEPARTMENTS:
        return f"department:{value}", action == "add_department"
    if action in PEOPLE:
        present = batch_facts.read(session, actor, noun, row_id, "responsible")
        return "responsible", _people(action, present, value)
    if action == "archive":
        return "archived", True
    return KEYS.get(action, action), value


def _right(noun: str, action: str) -> Permission:
    if action == "archive":
        return Permission.DELETE_RECORDS
    return Permission.EDIT_DEALS if noun in ("deal", "contract") else Permission.EDIT_RECORDS


def _people(action: str, present: list[int], user_id: Any) -> list[int]:
    others = [key for key in present if key != user_id]
    if action == "remove_responsible":
        return others
    if action == "replace_responsible":
        return [user_id]
    return present if user_id in present else [*present, user_id]


def _label(session: Session, actor: Actor, noun: str, action: str, key: int) -> str:
    if action in TAGS:
        tag = tags.get(session, actor, key)
        label = tag.name if tag.scope is batch_facts.SCOPES.get(noun) else ""
    elif action == "service":
        label = dict(deal_lists.services(session, actor)).get(key, "")
    elif action in DEPARTMENTS:
        label = departments.get(session, actor, key).name
    else:
        label = batch_facts.user_name(session, key)
    if not label:
        raise InvalidError({"value": say("Choose one from the list.")})
    return label


def _key(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise InvalidError({"value": say("Choose one from the list.")}) from None


def _member(action: str, value: Any) -> str | None:
    if value in (None, "") and action in EMPTIED:
        return None
    if value not in {member.value for member in VOCABULARIES[action]}:
        raise InvalidError({"value": say("Choose one from the list.")})
    return str(value)
