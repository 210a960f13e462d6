"""A noun that only the tests have: one declaration and a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field as Limit
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel

from sambruk_crm.errors import say
from sambruk_crm.models import Findable, Row, VersionedRow
from sambruk_crm.services import actions, catalogue
from sambruk_crm.services.catalogue import Control, Hit, In, Link, ListFilter, Noun, NounList, Through, fact, tags_of
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.records import Records
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Count, Input, Line


class OwnTables(SQLModel, registry=registry()):
    """Tables that no migration knows."""


class Room(OwnTables, Findable, VersionedRow, table=True):
    """A meeting room."""

    name: str = ""
    town: str = ""
    seats: int | None = None
    deleted_at: datetime | None = None


class RoomTag(OwnTables, Row, table=True):
    """A tag put on a room."""

    tag_id: int
    room_id: int = Field(foreign_key="room.id")


class RoomInput(Input):
    """What can be written of a room."""

    name: Annotated[Line, Limit(max_length=80)] = ""
    town: Line = ""
    seats: Count = None


@dataclass(frozen=True, kw_only=True)
class RoomFilter(ListFilter):
    """Which rooms are wanted."""

    town: tuple[str, ...] = ()
    tag: tuple[int, ...] = ()


def finish(_session: Session, room: Room) -> None:
    """Set what a room is found by."""
    folding.make_findable(room, room.name, room.town)


def show(session: Session, _actor: Any, keys: list[int], _text: str) -> Iterator[Hit]:
    """Show rooms as a search does."""
    yield from (Hit("room", room.key, room.name, room.town) for room in catalogue.rows_of(session, Room, keys))


COLUMNS = {
    **fact("name", say("Name"), is_usual=True),
    **fact("town", say("City"), is_usual=True),
    **fact("seats", say("Rows"), control=Control.NUMBER, is_usual=True),
    "tags": catalogue.linked(say("Tags"), tags_of(RoomTag, RoomTag.room_id), is_usual=True),
}
RECORDS = Records(Room, RoomInput, Permission.EDIT_RECORDS, say("This record does not exist."), finish)
ROOM = Noun(
    "room",
    say("Name"),
    say("Name"),
    Room,
    path="/rooms",
    rules=RECORDS.rules,
    listed=NounList(
        table=Room,
        filter=RoomFilter,
        present=catalogue.kept(Room),
        criteria={"town": In(Room.town), "tag": Through(RoomTag.tag_id, RoomTag.room_id, Room.id)},
        sorts=lambda *_: {"id": sa.inspect(Room).c.id},
        usual_sort="name",
        facts=catalogue.facts_of(COLUMNS),
    ),
    columns=COLUMNS,
    search=catalogue.Searched(show, catalogue.kept(Room), catalogue.by_name(Room)),
    trash=catalogue.Trash(),
    actions=(*actions.TAGGING, actions.ARCHIVE),
    tags=Link(RoomTag, "room_id"),
)
