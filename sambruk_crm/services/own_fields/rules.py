"""The definitions of fields: made, renamed, put in order, archived and brought back; what is used never vanishes."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field as Limit
from sqlmodel import Session, col, select

from sambruk_crm.errors import InUseError, InvalidError, Message, NotFoundError, say, say_n
from sambruk_crm.i18n import translate
from sambruk_crm.models import Locale, OwnField, OwnFieldOption, OwnKind, OwnValue, utc_now
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.catalogue import Noun
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Input, Line, Text, check_version, merge, parse
from sambruk_crm.services.vocabularies import shifted

_KEY = r"^[a-z][a-z0-9_]{0,39}$"
_LONGEST_KEY = 40
Names = dict[Locale, Annotated[Line, Limit(max_length=120)]]


class OptionInput(Input):
    """What can be chosen: one that is there by its key, or a new one; the key of a new one follows from its name."""

    key: Annotated[str, Limit(pattern=_KEY)] | None = None
    names: Names = {}
    is_archived: bool = False


class OwnFieldPatch(Input):
    """What can be changed of a field: languages that are not sent keep their names; options stand in this order.

    An option that is not named any more is removed, or archived where records use it.
    """

    names: Names = {}
    helps: dict[Locale, Annotated[Line, Limit(max_length=400)]] = {}
    default: Text = ""
    on_page: bool = True
    in_list: bool = True
    options: Annotated[list[OptionInput], Limit(max_length=500)] = []


class OwnFieldInput(OwnFieldPatch):
    """A new field: of which noun, and what it holds. Its key, which follows from its name, never changes."""

    noun: str = ""
    kind: OwnKind = OwnKind.TEXT
    key: Annotated[str, Limit(pattern=_KEY)] | None = None


_CHOSEN = (OwnKind.ONE_OF, OwnKind.SEVERAL_OF)


def nouns() -> list[Noun[Any]]:
    """Return the nouns whose records can have fields."""
    return [noun for noun in catalogue.every() if noun.has_own_fields]


def all_fields(session: Session, actor: Actor, noun: str = "", *, archived: bool = False) -> list[OwnField]:
    """List fields by noun in their order; archived ones only when asked for."""
    require(actor, Permission.VIEW)
    query = select(OwnField).order_by(OwnField.noun, col(OwnField.position), col(OwnField.id))
    query = query.where(OwnField.noun == noun) if noun else query
    return list(session.exec(query if archived else query.where(col(OwnField.archived_at).is_(None))))


def get(session: Session, actor: Actor, field_id: int) -> OwnField:
    """Return a field."""
    require(actor, Permission.VIEW)
    found = session.get(OwnField, field_id)
    if found is None:
        raise NotFoundError(say("This field does not exist."))
    return found


def uses(session: Session, actor: Actor) -> dict[int, int]:
    """Count the records in which something stands in each field, those in the trash too."""
    require(actor, Permission.VIEW)
    query = sa.select(OwnValue.field_id, sa.func.count(sa.distinct(col(OwnValue.record_id))))
    return {key: count for key, count in session.execute(query.group_by(col(OwnValue.field_id)))}


def create(session: Session, actor: Actor, values: Mapping[str, Any] | OwnFieldInput) -> OwnField:
    """Add a field, last of its noun.

    Raises:
        InvalidError: it has no name, or another one has it; its options or its default do not fit its kind.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    wanted = parse(OwnFieldInput, values)
    if wanted.noun not in (noun.name for noun in nouns()):
        raise InvalidError({"noun": say("Choose one from the list.")})
    names = _filled(wanted.names)
    _check_names(session, wanted.noun, names, None)
    taken = set(session.exec(select(OwnField.slug).where(OwnField.noun == wanted.noun)))
    if wanted.key in taken:
        raise InvalidError({"key": say("There is already one with this key.")})
    last = session.scalar(sa.select(sa.func.max(OwnField.position)).where(col(OwnField.noun) == wanted.noun))
    field = OwnField(
        noun=wanted.noun,
        slug=wanted.key or _slug(names, taken, "field"),
        kind=wanted.kind,
        names=names,
        helps=_filled(wanted.helps),
        on_page=wanted.on_page,
        in_list=wanted.in_list,
        position=0 if last is None else last + 1,
    )
    session.add(field)
    session.flush()
    _put_options(session, field, wanted.options)
    _put_default(session, field, wanted.default)
    session.flush()
    return field


def update(
    session: Session,
    actor: Actor,
    field_id: int,
    values: Mapping[str, Any] | OwnFieldPatch,
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> OwnField:
    """Rename a field, say where it stands, change its options or its default; what records hold stays.

    Raises:
        StaleError: `version` is old, or somebody else changed a field that differs from `base`, what the editor saw.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    field = get(session, actor, field_id)
    check_version(field, version, field.model_dump(mode="json"))
    wanted = parse(OwnFieldPatch, values)
    sent = wanted.sent()
    options, default = sent.pop("options", None), sent.pop("default", None)
    for name in ("names", "helps"):
        if name in sent:
            sent[name] = _filled({**getattr(field, name), **sent[name]})
    if "names" in sent:
        _check_names(session, field.noun, sent["names"], field_id)
    merge(field, sent, base)
    if options is not None:
        _put_options(session, field, wanted.options)
        field.updated_at = utc_now()
    if default is not None or options is not None:
        _put_default(session, field, field.default if default is None else default)
    session.flush()
    return field


def archive(session: Session, actor: Actor, field_id: int, *, archived: bool = True) -> OwnField:
    """Take a field out of sight, or bring it back; what stands in it is kept."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    field = get(session, actor, field_id)
    field.archived_at = utc_now() if archived else None
    session.flush()
    return field


def delete(session: Session, actor: Actor, field_id: int) -> None:
    """Remove a field in which nothing stands.

    Raises:
        InUseError: something does; archive it instead.
    """
    require(actor, Permission.MANAGE_VOCABULARIES)
    field = get(session, actor, field_id)
    if count := uses(session, actor).get(field_id, 0):
        raise InUseError(
            say_n(
                "One record has something in it. Archive it instead.",
                "{count} records have something in it. Archive it instead.",
                count=count,
            )
        )
    for option in _options_of(session, field_id).values():
        session.delete(option)
    session.flush()
    session.delete(field)
    session.flush()


def shift(session: Session, actor: Actor, field_id: int, *, by: int) -> None:
    """Move a field so many places down, or up when negative, among those of its noun that are in sight."""
    noun = get(session, actor, field_id).noun
    order = [field.key for field in all_fields(session, actor, noun)]
    arrange(session, actor, noun, shifted(order, field_id, by))


def arrange(session: Session, actor: Actor, noun: str, field_ids: Sequence[int]) -> None:
    """Put the fields of a noun in this order; those not named stay after them."""
    require(actor, Permission.MANAGE_VOCABULARIES)
    places = {field_id: place for place, field_id in enumerate(field_ids)}
    for field in all_fields(session, actor, noun, archived=True):
        field.position = places.get(field.key, len(places) + field.position)
    session.flush()


def _filled(names: Mapping[Any, str]) -> dict[str, str]:
    """Return the names that say something, by language in the order of all languages."""
    return {locale.value: name for locale in Locale if (name := names.get(locale, ""))}


def _check_names(session: Session, noun: str, names: Mapping[str, str], field_id: int | None) -> None:
    """Refuse a field without a name, and one that would be taken for another column of its noun."""
    if not names:
        raise InvalidError({"names": say("Give it a name.")})
    wanted = {name.casefold() for name in names.values()}
    others = session.exec(select(OwnField).where(OwnField.noun == noun, OwnField.id != field_id))
    taken = {name.casefold() for field in others for name in field.names.values()}
    columns = catalogue.get(noun).columns.values()
    taken |= {translate(column.title, locale).casefold() for column in columns for locale in Locale}
    if wanted & taken:
        raise InvalidError({"names": say("There is already one with this name.")})


def _slug(names: Mapping[str, str], taken: Collection[str], otherwise: str) -> str:
    """Return a key that follows from a name: letters and digits, another one than those that are taken."""
    name = folding.fold(own_values.shown(names, Locale.SV))
    plain = re.sub(r"[^a-z0-9]+", "_", name).strip("_")[: _LONGEST_KEY - 4].strip("_")
    first = plain if plain[:1].isalpha() else f"{otherwise}_{plain}".strip("_")[: _LONGEST_KEY - 4]
    others = (f"{first}_{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (first, *others) if key not in taken)


def _options_of(session: Session, field_id: int) -> dict[str, OwnFieldOption]:
    query = select(OwnFieldOption).where(OwnFieldOption.field_id == field_id)
    return {row.slug: row for row in session.exec(query.order_by(col(OwnFieldOption.position)))}


def _put_options(session: Session, field: OwnField, wanted: list[OptionInput]) -> None:
    """Let exactly these options be chosen, in this order."""
    if wanted and field.kind not in _CHOSEN:
        raise InvalidError({"options": say("Only a field in which one chooses has options.")})
    if field.kind in _CHOSEN and not any(not option.is_archived for option in wanted):
        raise InvalidError({"options": say("Write at least one that can be chosen.")})
    present, named = _options_of(session, field.key), set[str]()
    seen = set[str]()
    for position, option in enumerate(wanted):
        row = present.get(option.key) if option.key else _called(present, option.names)
        names = _filled({**(row.names if row else {}), **option.names})
        _refuse_option(names, seen)
        if row is None:
            slug = option.key or _slug(names, present.keys() | named, "option")
            row = OwnFieldOption(field_id=field.key, slug=slug, names=names)
        named.add(row.slug)
        row.names, row.position = names, position
        if option.is_archived != (row.archived_at is not None):
            row.archived_at = utc_now() if option.is_archived else None
        session.add(row)
    session.flush()
    _remove_options(session, [row for key, row in present.items() if key not in named], len(wanted))


def _called(present: Mapping[str, OwnFieldOption], names: Mapping[Any, str]) -> OwnFieldOption | None:
    """Return the option that has one of these names already."""
    wanted = {name.casefold() for name in names.values() if name}
    return next((row for row in present.values() if wanted & {name.casefold() for name in row.names.values()}), None)


def _refuse_option(names: Mapping[str, str], seen: set[str]) -> None:
    """Refuse an option without a name, or with that of another one."""
    if not names:
        raise InvalidError({"options": say("Give each of them a name.")})
    folded = {name.casefold() for name in names.values()}
    if folded & seen:
        same = next(name for name in names.values() if name.casefold() in seen)
        raise InvalidError({"options": say("Two of them are called {name}.", name=same)})
    seen |= folded


def _remove_options(session: Session, rows: list[OwnFieldOption], position: int) -> None:
    held = sa.select(col(OwnValue.option_id)).where(col(OwnValue.option_id).in_([row.key for row in rows])).distinct()
    used = set(session.scalars(held)) if rows else set[int | None]()
    for at, row in enumerate(rows):
        if row.key in used:
            row.archived_at, row.position = row.archived_at or utc_now(), position + at
        else:
            session.delete(row)
    session.flush()


def _put_default(session: Session, field: OwnField, default: str) -> None:
    """Keep what a new record has there, as its control holds it.

    Raises:
        InvalidError: it does not fit the kind.
    """
    (known,) = own_values.read(session, [field])
    try:
        value = own_values.read_value(known, default, own_values.colleagues(session) if default else {})
    except InvalidError as error:
        told: Message = error.message
        raise InvalidError({"default": told}) from None
    if (found := own_values.typed(known, value)) != field.default:
        field.default = found
