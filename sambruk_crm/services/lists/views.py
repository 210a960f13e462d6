"""Saved views: a list's filters, order and columns under a name, and what each user has chosen for a list."""

from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, say
from sambruk_crm.models import ListPreference, SavedView, User
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import NameOf
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Id, Input, Line, check_version, parse

BOARD = "board"
"""The pipeline: another way to look at the list of deals."""


def lists() -> list[str]:
    """Return the names of the lists that can be looked at through views."""
    return [*catalogue.in_lists(), BOARD]


ListNoun = Annotated[str, NameOf(lists)]
"""The name of a list that can be looked at through views."""
Columns = Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=100)]
Folded = Annotated[list[Annotated[Line, Field(pattern=r"^[a-z]+:\d{1,12}$")]], Field(max_length=500)]

Widths = dict[Annotated[str, Field(max_length=60)], Annotated[int, Field(ge=1, le=2000)]]
"""How wide columns are, in pixels, where they are not as wide as they need."""


class ViewPatch(Input):
    """What can be changed of a view: `query` as it stands in the list's address, without the question mark."""

    name: Annotated[Line, Field(max_length=120)] = ""
    query: Annotated[Line, Field(max_length=2000)] = ""
    columns: Columns | None = None
    widths: Annotated[Widths, Field(max_length=60)] = {}
    is_shared: bool = False


class ViewInput(ViewPatch):
    """What a view is."""

    noun: ListNoun


class PreferenceInput(Input):
    """A user's choice for a list: its columns (none: the usual ones) and their widths, and the view it opens with.

    `folded` names the columns of the board that are shown as their heads only, such as "phase:3" or "owner:7".
    """

    columns: Columns | None = None
    widths: Annotated[Widths, Field(max_length=60)] = {}
    default_view_id: Id | None = None
    folded: Folded = []


@dataclass(frozen=True)
class Listed:
    """A view that one may look through, and whose it is."""

    view: SavedView
    owner: str


def views(session: Session, actor: Actor, noun: str) -> list[Listed]:
    """List one's own views of a list and those that others share, each by name."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(SavedView, User.name)
        .join(User, col(User.id) == SavedView.owner_id)
        .where(SavedView.noun == _known(noun), sa.or_(SavedView.owner_id == actor.user_id, SavedView.is_shared))
        .order_by(SavedView.owner_id != actor.user_id, sa.func.lower(SavedView.name), col(SavedView.id))
    )
    return [Listed(view, owner) for view, owner in session.execute(query)]


def get(session: Session, actor: Actor, view_id: int) -> SavedView:
    """Return a view that one may look through."""
    require(actor, Permission.VIEW)
    found = session.get(SavedView, view_id)
    if found is None or (found.owner_id != actor.user_id and not found.is_shared):
        raise NotFoundError(say("This view does not exist."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | ViewInput) -> SavedView:
    """Save a view; to share it takes the right to edit records."""
    require(actor, Permission.VIEW)
    wanted = parse(ViewInput, values)
    _check(session, actor, wanted.noun, wanted.name, None)
    if wanted.is_shared:
        require(actor, Permission.EDIT_RECORDS)
    view = SavedView(owner_id=actor.user_id, **wanted.model_dump())
    session.add(view)
    session.flush()
    return view


def update(
    session: Session, actor: Actor, view_id: int, values: dict[str, Any] | ViewPatch, *, version: int | None = None
) -> SavedView:
    """Change what was sent of one's own view, or as an administrator of a shared one."""
    view = _own(session, actor, view_id)
    check_version(view, version, view.model_dump(mode="json"))
    sent = parse(ViewPatch, values).sent()
    if "name" in sent:
        _check(session, actor, view.noun, sent["name"], view_id)
    if sent.get("is_shared") and not view.is_shared:
        require(actor, Permission.EDIT_RECORDS)
    view.sqlmodel_update(sent)
    if not view.is_shared:
        _unset(session, view_id, but=view.owner_id)
    session.flush()
    return view


def delete(session: Session, actor: Actor, view_id: int, *, version: int | None = None) -> None:
    """Remove one's own view, or as an administrator a shared one; the records it shows stay."""
    view = _own(session, actor, view_id)
    check_version(view, version, view.model_dump(mode="json"))
    _unset(session, view_id)
    session.delete(view)
    session.flush()


def preference(session: Session, actor: Actor, noun: str) -> ListPreference:
    """Return what the actor has chosen for a list; nothing yet is an empty choice, which is not stored."""
    require(actor, Permission.VIEW)
    query = select(ListPreference).where(ListPreference.user_id == actor.user_id, ListPreference.noun == _known(noun))
    return session.exec(query).first() or ListPreference(user_id=actor.user_id, noun=noun)


def prefer(session: Session, actor: Actor, noun: str, values: dict[str, Any] | PreferenceInput) -> ListPreference:
    """Keep what was sent of the actor's choice for a list."""
    found = preference(session, actor, noun)
    sent = parse(PreferenceInput, values).sent()
    view_id = sent.get("default_view_id")
    if view_id is not None and get(session, actor, view_id).noun != noun:
        raise InvalidError({"default_view_id": say("This view is one of another list.")})
    if found.id is None:
        found = _first_choice(session, actor, noun)
    found.sqlmodel_update(sent)
    session.flush()
    return found


def _first_choice(session: Session, actor: Actor, noun: str) -> ListPreference:
    """Make the row of a choice, or give the one that another tab makes at this moment."""
    made = ListPreference(user_id=actor.user_id, noun=noun)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        return preference(session, actor, noun)
    return made


def _known(noun: str) -> str:
    if noun not in lists():
        raise NotFoundError(say("There is no such list."))
    return noun


def _own(session: Session, actor: Actor, view_id: int) -> SavedView:
    view = get(session, actor, view_id)
    if view.owner_id != actor.user_id and not actor.may(Permission.MANAGE_SETTINGS):
        raise ForbiddenError(say("This view is somebody else’s."))
    return view


def _check(session: Session, actor: Actor, noun: str, name: str, view_id: int | None) -> None:
    if not name:
        raise InvalidError({"name": say("Give the view a name.")})
    same = select(SavedView.id).where(
        SavedView.noun == noun,
        SavedView.owner_id == actor.user_id,
        db.lowered(session, col(SavedView.name)) == name.lower(),
        SavedView.id != view_id,
    )
    if session.exec(same).first() is not None:
        raise InvalidError({"name": say("You already have a view with this name.")})


def _unset(session: Session, view_id: int, *, but: int | None = None) -> None:
    """Have nobody's list open with this view any more, except its owner's."""
    query = select(ListPreference).where(ListPreference.default_view_id == view_id)
    for chosen in session.exec(query if but is None else query.where(ListPreference.user_id != but)):
        chosen.default_view_id = None
    session.flush()
