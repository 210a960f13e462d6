"""What bulk work can do: actions that nouns take, and the facts of records that they read, write and put back."""

from collections.abc import Callable
from enum import StrEnum
from textwrap import shorten
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import InvalidError, Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import User
from sambruk_crm.services import catalogue, own_values, responsibilities, tags, trash
from sambruk_crm.services.audit import plain
from sambruk_crm.services.catalogue import Action, BulkFact, Noun
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.vocabularies import LABELS

_LONGEST_LABEL = 80
Named = Callable[[Session, Actor], list[tuple[int, str]]]


def action_of(noun: str, name: str) -> Action:
    """Return an action on the records of a noun.

    Raises:
        InvalidError: the noun takes none of this name.
    """
    found = catalogue.every()
    actions = {action.name: action for each in found if each.name == noun for action in each.actions}
    if name not in actions:
        raise InvalidError({"action": say("Choose one of: {choices}.", choices=", ".join(actions))})
    return actions[name]


def check(session: Session, actor: Actor, noun: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Check that the actor may, and that action and arguments fit; return the arguments to keep, with a `label`.

    Args:
        arguments: `value` is the key of a tag, user or department, or a member of a vocabulary (empty: none); for a
            field that the association has added `{key, value}`.
    """
    require(actor, Permission.EDIT_RECORDS)
    action, kind = action_of(noun, name), catalogue.get(noun)
    require(actor, action.permission or kind.permission)
    value, label = action.check(session, actor, kind, arguments.get("value"))
    return {"value": value, "label": label} if action.takes_value else {}


def fact_of(noun: Noun[Any], name: str) -> tuple[BulkFact, str]:
    """Return the fact that a stored name stands for, and what stands behind its colon."""
    kind, _, key = name.partition(":")
    for action in noun.actions:
        if action.fact.name == kind:
            return action.fact, key
    raise NotFoundError


def user_name(session: Session, user_id: int) -> str:
    """Return a user's name; none of somebody who is not there or no longer signs in."""
    user = session.get(User, user_id)
    return user.name if user is not None and user.is_active else ""


def key_of(value: Any) -> int:
    """Read the key of a record.

    Raises:
        InvalidError: it is none.
    """
    try:
        return int(value)
    except (TypeError, ValueError):
        raise InvalidError({"value": say("Choose one from the list.")}) from None


def named(label: str) -> str:
    """Return a label, or refuse a value that has none.

    Raises:
        InvalidError: there is no such record to choose.
    """
    if not label:
        raise InvalidError({"value": say("Choose one from the list.")})
    return label


def member(name: str, menu: Message, title: Message, words: type[StrEnum], *, may_be_empty: bool = True) -> Action:
    """Return the action that sets a member of a fixed vocabulary, or none where that may be."""

    def check_member(_session: Session, _actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
        if value in (None, "") and may_be_empty:
            return None, ""
        if value not in {each.value for each in words}:
            raise InvalidError({"value": say("Choose one from the list.")})
        return str(value), ""

    return Action(
        name,
        menu,
        title,
        _field(name),
        check_member,
        lambda *args: (name, args[-1]),
        words=words,
        may_be_empty=may_be_empty,
    )


def record(name: str, column: str, menu: Message, title: Message, choices: Named) -> Action:
    """Return the action that points a column to one of some records."""

    def check_record(session: Session, actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
        key = key_of(value)
        return key, named(dict(choices(session, actor)).get(key, ""))

    def offered(session: Session, actor: Actor, _noun: Noun[Any]) -> list[tuple[str, str]]:
        return [(str(key), label) for key, label in choices(session, actor)]

    return Action(name, menu, title, _field(column), check_record, lambda *args: (column, args[-1]), offered)


def text(
    name: str,
    column: str,
    menu: Message,
    title: Message,
    choices: Callable[[Session, Actor], list[tuple[str, str]]],
) -> Action:
    """Return the action that sets a column to one of some texts, each with a label."""

    def check_text(session: Session, actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
        return value, named(dict(choices(session, actor)).get(str(value), ""))

    def offered(session: Session, actor: Actor, _noun: Noun[Any]) -> list[tuple[str, str]]:
        return choices(session, actor)

    return Action(name, menu, title, _field(column), check_text, lambda *args: (column, args[-1]), offered)


def _field(name: str) -> BulkFact:
    """Return a field of the record, read and written by the noun's own rules."""

    def read(session: Session, actor: Actor, noun: Noun[Any], row_id: int, _key: str) -> Any:
        return plain(getattr(_rules(noun).get(session, actor, row_id), name))

    def write(session: Session, actor: Actor, noun: Noun[Any], row_id: int, _key: str, value: Any) -> None:
        _rules(noun).update(session, actor, row_id, {name: value})

    return BulkFact(name, read, write)


def _rules(noun: Noun[Any]) -> catalogue.Rules:
    if noun.rules is None:
        raise NotFoundError
    return noun.rules


def _check_user(session: Session, _actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
    key = key_of(value)
    return key, named(user_name(session, key))


def _users(session: Session, actor: Actor, _noun: Noun[Any]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in responsibilities.colleagues(session, actor)]


def _check_tag(session: Session, actor: Actor, noun: Noun[Any], value: Any) -> tuple[Any, str]:
    tag = tags.get(session, actor, key_of(value))
    return tag.key, named(tag.name if tag.scope == noun.name else "")


def _tags(session: Session, actor: Actor, noun: Noun[Any]) -> list[tuple[str, str]]:
    return [(str(tag.key), tag.name) for tag in tags.all_tags(session, actor, noun.name)]


def _read_tag(session: Session, _actor: Actor, noun: Noun[Any], row_id: int, key: str) -> bool:
    return int(key) in tags.ids_on(session, noun.name, row_id)


def _write_tag(session: Session, actor: Actor, noun: Noun[Any], row_id: int, key: str, value: Any) -> None:
    put = tags.add if value else tags.remove
    put(session, actor, noun.name, row_id, int(key))


def _read_responsible(session: Session, _actor: Actor, noun: Noun[Any], row_id: int, _key: str) -> list[int]:
    return responsibilities.ids_of(session, noun.name, row_id)


def _write_responsible(session: Session, actor: Actor, noun: Noun[Any], row_id: int, _key: str, value: Any) -> None:
    responsibilities.replace(session, actor, noun.name, row_id, value)


def _with(present: list[int], user_id: int) -> list[int]:
    return present if user_id in present else [*present, user_id]


def _people(name: str, menu: Message, title: Message, change: Callable[[list[int], int], list[int]]) -> Action:
    def wanted(session: Session, actor: Actor, noun: Noun[Any], row_id: int, value: Any) -> tuple[str, Any]:
        return "responsible", change(_read_responsible(session, actor, noun, row_id, ""), value)

    return Action(name, menu, title, _RESPONSIBLE, _check_user, wanted, _users)


def _read_archived(session: Session, _actor: Actor, noun: Noun[Any], row_id: int, _key: str) -> bool:
    row: Any = session.get(noun.table, row_id)
    if row is None:
        raise NotFoundError
    return row.deleted_at is not None


def _write_archived(session: Session, actor: Actor, noun: Noun[Any], row_id: int, _key: str, value: Any) -> None:
    if value:
        _rules(noun).delete(session, actor, row_id)
    else:
        trash.restore(session, actor, noun.name, row_id)


def _own_field(session: Session, noun: Noun[Any], key: str) -> own_values.Field:
    found = own_values.of_noun(session, noun.name).get(key)
    if found is None:
        raise NotFoundError(say("This field does not exist."))
    return found


def _check_own(session: Session, actor: Actor, noun: Noun[Any], value: Any) -> tuple[Any, str]:
    """Read `{key, value}`: a field that the association has added, and what shall stand in it."""
    asked: dict[str, Any] = value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
    field = own_values.of_noun(session, noun.name).get(str(asked.get("key") or ""))
    if field is None:
        raise InvalidError({"field": say("Choose one from the list.")})
    users = own_values.colleagues(session)
    try:
        read = own_values.read_value(field, asked.get("value"), users)
    except InvalidError as error:
        raise InvalidError({"value": error.message}) from None
    shown = own_values.shown_value(field, read, actor.locale, users)
    if isinstance(shown, bool):
        shown = translate(say("Yes") if shown else say("No"), actor.locale)
    if shown in (None, ""):
        shown = translate(say("nothing"), actor.locale)
    told = shorten(str(shown), _LONGEST_LABEL, placeholder="…")
    return {"key": field.key, "value": own_values.told(field, read)}, f"{field.name(actor.locale)}: {told}"


def _own_choices(session: Session, actor: Actor, noun: Noun[Any]) -> list[tuple[str, str]]:
    return [(field.key, field.name(actor.locale)) for field in own_values.of_noun(session, noun.name).values()]


def _read_own(session: Session, _actor: Actor, noun: Noun[Any], row_id: int, key: str) -> Any:
    field = _own_field(session, noun, key)
    return own_values.told(field, own_values.of_records(session, [field], [row_id])[row_id][key])


def _write_own(session: Session, actor: Actor, noun: Noun[Any], row_id: int, key: str, value: Any) -> None:
    _rules(noun).update(session, actor, row_id, {"fields": {key: value}})


_TAG = BulkFact("tag", _read_tag, _write_tag)
_RESPONSIBLE = BulkFact("responsible", _read_responsible, _write_responsible)

TAGGING = (
    Action(
        "add_tag",
        say("Add a tag"),
        say("Tag with {label}"),
        _TAG,
        _check_tag,
        lambda *args: (f"tag:{args[-1]}", True),
        _tags,
    ),
    Action(
        "remove_tag",
        say("Remove a tag"),
        say("Remove the tag {label}"),
        _TAG,
        _check_tag,
        lambda *args: (f"tag:{args[-1]}", False),
        _tags,
    ),
)
RESPONSIBLE = (
    _people("add_responsible", say("Add someone responsible"), say("Add {label} as responsible"), _with),
    _people(
        "remove_responsible",
        say("Remove someone responsible"),
        say("Remove {label} as responsible"),
        lambda present, key: [one for one in present if one != key],
    ),
    _people(
        "replace_responsible",
        say("Replace who is responsible"),
        say("Make {label} alone responsible"),
        lambda _present, key: [key],
    ),
)
OWNER = Action(
    "owner",
    say("Hand over to a colleague"),
    say("Hand over to {label}"),
    _field("owner_id"),
    _check_user,
    lambda *args: ("owner_id", args[-1]),
    _users,
)
OWN_FIELD = Action(
    "own_field",
    say("Set a field"),
    say("Set {label}"),
    BulkFact("own_field", _read_own, _write_own),
    _check_own,
    lambda *args: (f"own_field:{args[-1]['key']}", args[-1]["value"]),
    _own_choices,
    is_own_field=True,
)
ARCHIVE = Action(
    "archive",
    say("Move to the trash"),
    say("Move to the trash"),
    BulkFact("archived", _read_archived, _write_archived),
    lambda *_: (None, ""),
    lambda *_: ("archived", True),
    permission=Permission.DELETE_RECORDS,
)


def title_word(action: Action, value: Any) -> Message:
    """Return the word for a member of an action's vocabulary."""
    return Message(LABELS[action.words][value]) if action.words is not None and value else say("nothing")
