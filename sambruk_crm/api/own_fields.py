"""The association's own fields over REST: what they are. What stands in them is `fields` of each record."""

from typing import Annotated, Any

from fastapi import Body, Response
from pydantic import BaseModel, Field

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.api.vocabularies import MergeInto, OrderInput
from sambruk_crm.models import Locale, OwnField, OwnKind
from sambruk_crm.services import own_fields, own_values
from sambruk_crm.services.catalogue import NameOf
from sambruk_crm.services.own_fields import OwnFieldInput, OwnFieldPatch
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input

router = noun("fields")
EXAMPLE = {
    "noun": "organisation",
    "kind": "one_of",
    "names": {"sv": "Ärendesystem", "en": "Case system"},
    "helps": {"sv": "Det som kommunen har i dag"},
    "options": [{"names": {"sv": "Platina"}}, {"names": {"sv": "Ciceron"}}, {"names": {"sv": "Annat", "en": "Other"}}],
}
_PATCHES = [
    {"names": {"de": "Fachverfahren"}, "version": 1},
    {"options": [{"key": "ciceron"}, {"key": "platina", "is_archived": True}], "version": 2},
    {"is_archived": True, "version": 3},
]
Noun = Annotated[str, NameOf(lambda: [noun.name for noun in own_fields.nouns()])]


class OptionOut(BaseModel):
    """What can be chosen; its `key` stands in `fields` of records."""

    key: str
    names: dict[Locale, str]
    name: str
    is_archived: bool


class OwnFieldOut(BaseModel):
    """A field: its `key` stands in `fields` of records; `name` is what it is called in the caller's language."""

    id: int
    version: int
    noun: str
    key: str
    kind: OwnKind
    names: dict[Locale, str]
    name: str
    helps: dict[Locale, str]
    default: Annotated[str, Field(description="What a new record has there, as it is typed.")]
    on_page: bool
    in_list: bool
    is_archived: bool
    options: list[OptionOut]
    uses: Annotated[int, Field(description="In how many records something stands in it.")]


class OwnFieldChange(OwnFieldPatch, Versioned):
    """Fields to change, and the version that was read. An archived field keeps what stands in it."""

    is_archived: bool = False


class FieldsMerged(BaseModel):
    """How many records gave their value to the other field, and how many kept it because that one had another."""

    moved: int
    stayed: int


class MergeOption(Input):
    """The key of the option that takes over."""

    into: str


@router.get("")
def list_fields(caller: Caller, *, noun: Noun | None = None, archived: bool = False) -> Listed[OwnFieldOut]:
    """List the fields of a noun, or of all, in their order, all in one page; archived ones only when asked for."""
    with db.reading() as session:
        found = own_fields.all_fields(session, caller, noun or "", archived=archived)
        return Listed[OwnFieldOut](**whole(_outs(session, caller, found)))


@router.post("", status_code=201)
def create_field(
    caller: Caller, body: Annotated[OwnFieldInput, Body(examples=[EXAMPLE])], response: Response
) -> OwnFieldOut:
    """Add a field, last of its noun. Without a key it gets one that follows from its name, and never changes."""
    with db.transaction(caller.user_id) as session:
        field = own_fields.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/fields/{field.key}"
        return _outs(session, caller, [field])[0]


@router.put("/order/{noun}", status_code=204)
def arrange_fields(caller: Caller, noun: Noun, body: OrderInput) -> None:
    """Put the fields of a noun in an order."""
    with db.transaction(caller.user_id) as session:
        own_fields.arrange(session, caller, noun, body.ids)


@router.get("/{field_id}")
def get_field(caller: Caller, field_id: Key) -> OwnFieldOut:
    """Return a field."""
    with db.reading() as session:
        return _outs(session, caller, [own_fields.get(session, caller, field_id)])[0]


@router.patch("/{field_id}")
def patch_field(caller: Caller, field_id: Key, body: Annotated[OwnFieldChange, Body(examples=_PATCHES)]) -> OwnFieldOut:
    """Rename a field, change its options or where it stands, or archive it; an older version answers 409."""
    values = body.changes()
    archived = values.pop("is_archived", None)
    with showing(get_field, caller, field_id), db.transaction(caller.user_id) as session:
        field = own_fields.update(session, caller, field_id, values, version=body.version)
        if archived is not None:
            own_fields.archive(session, caller, field_id, archived=archived)
        return _outs(session, caller, [field])[0]


@router.delete("/{field_id}", status_code=204)
def delete_field(caller: Caller, field_id: Key) -> None:
    """Remove a field in which nothing stands; another one answers 409."""
    with db.transaction(caller.user_id) as session:
        own_fields.delete(session, caller, field_id)


@router.post("/{field_id}/merge")
def merge_field(caller: Caller, field_id: Key, body: MergeInto) -> FieldsMerged:
    """Have another field take over what stands in this one, which is archived with what the other could not take."""
    with db.transaction(caller.user_id) as session:
        moved, stayed = own_fields.merge_into(session, caller, field_id, body.into)
        return FieldsMerged(moved=moved, stayed=stayed)


@router.post("/{field_id}/options/{key}/merge")
def merge_option(caller: Caller, field_id: Key, key: str, body: MergeOption) -> OwnFieldOut:
    """Have another option take over all records that this one was chosen in, and remove it."""
    with db.transaction(caller.user_id) as session:
        own_fields.merge_option(session, caller, field_id, key, body.into)
        return _outs(session, caller, [own_fields.get(session, caller, field_id)])[0]


def _outs(session: db.CrmSession, caller: Actor, found: list[OwnField]) -> list[OwnFieldOut]:
    uses = own_fields.uses(session, caller)
    shown = own_values.read(session, found)
    return [_out(row, field, uses.get(field.id, 0), caller.locale) for row, field in zip(found, shown, strict=True)]


def _out(row: OwnField, field: own_values.Field, uses: int, locale: str) -> OwnFieldOut:
    told: dict[str, Any] = {
        **row.model_dump(),
        "key": field.key,
        "name": field.name(locale),
        "is_archived": row.archived_at is not None,
        "options": [
            {
                "key": option.key,
                "names": option.names,
                "name": option.name(locale),
                "is_archived": option.is_archived,
            }
            for option in field.options
        ],
        "uses": uses,
    }
    return OwnFieldOut.model_validate(told)
