"""Who our members are, told as a list of names, codes or numbers: each line matched, then all made members at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col

from sambruk_crm.errors import FieldError, InvalidError, Message, say, say_n
from sambruk_crm.models import Membership, Organisation
from sambruk_crm.services import clock, memberships, organisations, reference
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.reference import Place
from sambruk_crm.services.values import days, folding
from sambruk_crm.services.values.validation import Day, Input

MOST_LINES = 500
MOST_SUGGESTED = 3
_BETWEEN = re.compile(r"[\t;,]")
_YEAR = re.compile(r"(19|20)\d\d")
_ALIKE = 0.6
_CITY, _MUNICIPALITY = "stad", "kommun"
"""What some municipalities call themselves, and what the law calls them."""


class LineOutcome(StrEnum):
    """What became of a line."""

    FOUND = "found"
    """In the register, and can become a member."""
    NEW = "new"
    """In the reference data alone: it is added to the register."""
    MEMBER = "member"
    TWICE = "twice"
    """Named in an earlier line too."""
    UNKNOWN = "unknown"
    UNCLEAR = "unclear"
    """Several are called so, or something else must be answered first; `reason` says what."""


class Joining(Input):
    """One that becomes a member: in the register, or by its municipal code if it is not yet."""

    organisation_id: int | None = None
    municipality_code: Annotated[str, Field(max_length=8)] = ""
    joined_on: Day = None


@dataclass(frozen=True)
class Suggested:
    """An organisation that a line may mean: `key` chooses it (`organisation:12` or `code:0586`)."""

    key: str
    name: str


@dataclass(frozen=True)
class Line:
    """A line as it was written, and what it was matched to; `since` is a day, where one is told or taken."""

    number: int
    text: str
    outcome: LineOutcome
    key: str = ""
    name: str = ""
    since: str = ""
    reason: Message | None = None
    suggestions: tuple[Suggested, ...] = ()


@dataclass(frozen=True)
class Town:
    """A municipality of the reference data, to be ticked."""

    key: str
    code: str
    name: str
    county: str
    is_member: bool


@dataclass(frozen=True)
class _Written:
    number: int
    text: str
    names: tuple[str, ...]
    since: str
    reason: Message | None


@dataclass(frozen=True)
class _Body:
    """An organisation that can be meant."""

    key: str
    name: str
    is_in_trash: bool = False


def read(
    session: Session, actor: Actor, text: str, *, since: date | None = None, chosen: Mapping[int, str] | None = None
) -> list[Line]:
    """Match every line with an organisation; nothing is written.

    Args:
        since: the day of joining where a line tells none; today if not told.
        chosen: which organisation a line means, by its number, where somebody has chosen.
    """
    require(actor, Permission.EDIT_RECORDS)
    written = _written(text)
    known = _known(session, {name for line in written for name in line.names})
    offered = _offered(session, [line for line in written if line.number not in (chosen or {})], known)
    usual = (since or clock.today(session)).isoformat()
    lines = [_line(line, (chosen or {}).get(line.number, ""), known, offered, usual) for line in written]
    return _settled(session, lines)


def join(session: Session, actor: Actor, wanted: Sequence[Joining]) -> int:
    """Make all of them members, those that are not in the register added from the reference data; return how many.

    Raises:
        InvalidError: one of them is a member then, or nobody knows it. Then none is made.
    """
    require(actor, Permission.EDIT_RECORDS)
    today = clock.today(session)
    codes = {each.municipality_code for each in wanted if each.organisation_id is None}
    made = reference.add_places(session, codes)
    periods: dict[int, date] = {}
    for each in wanted:
        key = each.organisation_id or made.get(each.municipality_code)
        if key is None:
            unknown = say("There is no municipality {code}.", code=each.municipality_code)
            raise InvalidError({"municipality_code": unknown})
        periods[key] = each.joined_on or today
    memberships.join_many(session, actor, periods)
    return len(periods)


def joining_of(key: str, since: str) -> Joining:
    """Return what `join` takes, of the key and the day of a line."""
    kind, _, value = key.partition(":")
    day = date.fromisoformat(since) if since else None
    if kind == "code":
        return Joining(municipality_code=value, joined_on=day)
    return Joining(organisation_id=int(value) if value.isdecimal() else 0, joined_on=day)


def towns(session: Session, actor: Actor, *, text: str = "", county: str = "") -> list[Town]:
    """List the municipalities of the reference data by name, as far as they fit; in the register or not."""
    require(actor, Permission.VIEW)
    every = _municipalities(session)
    here = {body.municipality_code: body for body in every if body.deleted_at is None}
    trashed = {body.municipality_code for body in every} - here.keys()
    members = _members(session, [body.id for body in here.values()])
    found: list[Town] = []
    for place in reference.places():
        if not place.code or place.code in trashed or (county and place.county_code != county):
            continue
        if text and folding.fold(text) not in folding.fold(place.name) and not place.code.startswith(text.strip()):
            continue
        body = here.get(place.code)
        key = f"organisation:{body.id}" if body else f"code:{place.code}"
        name = body.name if body else place.name
        found.append(Town(key, place.code, name, place.county, is_member=body is not None and body.id in members))
    return sorted(found, key=lambda town: folding.sort_keys(town.name)["sort_sv"])


def counties() -> list[tuple[str, str]]:
    """List the counties of the reference data: code and name."""
    return sorted({(place.county_code, place.county) for place in reference.places() if place.code})


def _written(text: str) -> list[_Written]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise InvalidError({"text": say_n("At most {count} line.", "At most {count} lines.", count=MOST_LINES)})
    return [_parted(number, line) for number, line in lines]


def _parted(number: int, line: str) -> _Written:
    pieces = [piece.strip(" \"'") for piece in _BETWEEN.split(line)]
    pieces = [piece for piece in pieces if piece]
    since, reason = "", None
    if len(pieces) > 1:
        try:
            since = _day(pieces[-1])
        except FieldError as error:
            reason = error.message
        if since or reason:
            pieces = pieces[:-1]
    names = tuple(dict.fromkeys((*pieces, line)))
    return _Written(number, line, names, since, reason)


def _day(text: str) -> str:
    """Return the day that a text tells, or nothing; a year is its first day."""
    if _YEAR.fullmatch(text):
        return f"{text}-01-01"
    told = days.read(text)
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        if text[:1].isdigit() and any(sign in text for sign in "-/."):
            is_number = len(folding.digits(text)) >= 10  # noqa: PLR2004 -- digits of an organisation's number
            if not is_number:
                raise FieldError(say("{text} is not a date.", text=text)) from None
        return ""


@dataclass(frozen=True)
class _Known:
    """Organisations by the signs that a line can name them with."""

    by_sign: dict[str, list[_Body]]

    def of(self, names: Iterable[str]) -> list[_Body]:
        """Return whom the first of the names that says anything means."""
        for name in names:
            for sign in _signs(name):
                if found := self.by_sign.get(sign):
                    return found
        return []


def _signs(name: str) -> list[str]:
    digits = folding.digits(name)
    is_number = bool(digits) and not re.search(r"[^\W\d_]", name)
    if is_number and len(digits) == 12 and digits.startswith("16"):  # noqa: PLR2004 -- as Swedish agencies write it
        digits = digits[2:]
    if is_number:
        return [f"code:{digits.zfill(4)}", f"number:{digits}"]
    tight = folding.tight(name)
    as_law = [f"name:{tight.removesuffix(_CITY)}{_MUNICIPALITY}"] if tight.endswith(_CITY) else []
    return [f"name:{tight}", *as_law]


def _known(session: Session, names: set[str]) -> _Known:
    signs = {sign for name in names for sign in _signs(name)}
    wanted = {kind: {sign.partition(":")[2] for sign in signs if sign.startswith(kind)} for kind in _KINDS}
    shown = (Organisation.id, Organisation.name, Organisation.deleted_at)
    code, number = col(Organisation.municipality_code), col(Organisation.organisation_number)
    queries = {
        "code": sa.select(code, *shown).where(among(code, wanted["code"])),
        "number": sa.select(number, *shown).where(among(number, wanted["number"])),
        "name": organisations.called(wanted["name"], *shown),
    }
    found: dict[str, list[_Body]] = {}
    for kind, query in queries.items():
        for value, key, name, deleted_at in session.execute(query) if wanted[kind] else ():
            here = found.setdefault(f"{kind}:{value}", [])
            body = _Body(f"organisation:{key}", name, deleted_at is not None)
            if body not in here:
                here.append(body)
    living = {sign: [body for body in bodies if not body.is_in_trash] or bodies for sign, bodies in found.items()}
    for place in reference.places():
        body = _Body(place.key, place.name)
        for sign in _signs_of(place) & signs:
            living.setdefault(sign, [body])
    return _Known(living)


_KINDS = ("code", "number", "name")


def _signs_of(place: Place) -> set[str]:
    found = {f"name:{folding.tight(place.name)}", f"name:{folding.tight(place.official_name)}"}
    found |= {f"number:{place.number}"} if place.code else set()
    return found | {f"code:{place.code}"} if place.code else set()


def _line(line: _Written, chosen: str, known: _Known, offered: Mapping[str, _Body], usual: str) -> Line:
    since = line.since or usual
    found = [_Body(chosen, "")] if chosen else known.of(line.names)
    if line.reason is not None:
        return Line(line.number, line.text, LineOutcome.UNCLEAR, reason=line.reason)
    if len(found) > 1:
        several = say("Several organisations are called {name}.", name=line.names[0])
        suggestions = tuple(Suggested(body.key, body.name) for body in found[:MOST_SUGGESTED])
        return Line(line.number, line.text, LineOutcome.UNCLEAR, since=since, reason=several, suggestions=suggestions)
    if not found:
        near = get_close_matches(folding.tight(line.names[0]), list(offered), n=MOST_SUGGESTED, cutoff=_ALIKE)
        bodies = dict.fromkeys(offered[name] for name in near)
        suggestions = tuple(Suggested(body.key, body.name) for body in bodies)
        return Line(line.number, line.text, LineOutcome.UNKNOWN, since=since, suggestions=suggestions)
    [body] = found
    if body.is_in_trash:
        trashed = say("{name} is in the trash. Take it out first.", name=body.name)
        return Line(line.number, line.text, LineOutcome.UNCLEAR, name=body.name, reason=trashed)
    outcome = LineOutcome.NEW if body.key.startswith("code:") else LineOutcome.FOUND
    return Line(line.number, line.text, outcome, body.key, body.name, since)


def _offered(session: Session, lines: Sequence[_Written], known: _Known) -> dict[str, _Body]:
    """Return what can be suggested, by its name, where a line needs it: municipalities, regions, and members."""
    if all(known.of(line.names) for line in lines):
        return {}
    here = sa.select(Organisation.id, Organisation.name, Organisation.municipality_code, Organisation.tight).where(
        col(Organisation.deleted_at).is_(None), col(Organisation.county_code).is_not(None)
    )
    rows = session.execute(here).all()
    found = {tight: _Body(f"organisation:{key}", name) for key, name, _, tight in rows}
    codes = {code for _, _, code, _ in rows}
    missing = [place for place in reference.places() if place.code and place.code not in codes]
    return {folding.tight(place.name): _Body(place.key, place.name) for place in missing} | found


def _settled(session: Session, lines: list[Line]) -> list[Line]:
    """Mark those who are members already, or were then, and those named twice; name those that were chosen."""
    keys = [int(line.key.partition(":")[2]) for line in lines if line.key.startswith("organisation:")]
    names = dict(
        session.execute(sa.select(Organisation.id, Organisation.name).where(among(col(Organisation.id), keys))).all()
    )
    names_of_codes = {place.key: place.name for place in reference.places()}
    periods = _periods(session, keys)
    seen: set[str] = set()
    settled: list[Line] = []
    for line in lines:
        if not line.key:
            settled.append(line)
            continue
        kind, _, value = line.key.partition(":")
        shown = names.get(int(value), "") if kind == "organisation" else names_of_codes.get(line.key, "")
        named = replace(line, name=shown)
        told = _told(named, periods.get(int(value), []) if kind == "organisation" else [], seen)
        settled.append(told)
        if told.outcome is not LineOutcome.UNCLEAR:
            seen.add(line.key)
    return settled


def _told(line: Line, periods: Sequence[Membership], seen: set[str]) -> Line:
    if line.key in seen:
        return replace(line, outcome=LineOutcome.TWICE)
    since = date.fromisoformat(line.since)
    running = next((period for period in periods if period.left_on is None), None)
    if running is not None:
        return replace(line, outcome=LineOutcome.MEMBER, since=running.joined_on.isoformat())
    later = next((period for period in periods if period.left_on is not None and period.left_on > since), None)
    if later is not None and later.left_on is not None:
        was = say("It was a member until {date}. Say since when it is one again.", date=later.left_on.isoformat())
        return replace(line, outcome=LineOutcome.UNCLEAR, reason=was)
    return line


def _periods(session: Session, keys: Sequence[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    query = sa.select(Membership).where(among(col(Membership.organisation_id), keys))
    for period in session.scalars(query) if keys else ():
        found.setdefault(period.organisation_id, []).append(period)
    return found


def _members(session: Session, keys: Sequence[int]) -> set[int]:
    running = sa.select(Membership.organisation_id).where(col(Membership.left_on).is_(None))
    return set(session.scalars(running.where(among(col(Membership.organisation_id), keys))))


def _municipalities(session: Session) -> Sequence[Any]:
    shown = (Organisation.id, Organisation.name, Organisation.municipality_code, Organisation.deleted_at)
    return session.execute(sa.select(*shown).where(col(Organisation.municipality_code).is_not(None))).all()
