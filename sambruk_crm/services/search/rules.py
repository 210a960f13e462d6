"""One search over everything the reader may see: the very one first, then what begins so, then what contains it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import AuditEntry, Row
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.catalogue import Hit, Searched, Signs
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.search import nearly
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import phone_number

SHOWN = 5
"""How many of each noun unless said; whoever wants more opens the list."""
LARGEST = 50
LONGEST = 200
_LOOKED_BACK = 200
_TWO_LETTERS = 2
_LAST_LETTER = "\U0010ffff"


class Match(IntEnum):
    """How well something fits; less is better."""

    EXACT = 0
    START = 1
    WORD = 2
    PART = 3
    NEARLY = 4


_Rank = Callable[[Session, Actor, Searched, type[Row], str, int], Iterable[tuple[int, Match]]]


@dataclass(frozen=True)
class Group:
    """What was found of one noun, best first; `more` tells that there is more than this."""

    noun: str
    hits: list[Hit]
    more: bool = False


def everything(
    session: Session, actor: Actor, text: str, *, nouns: Sequence[str] = (), limit: int = SHOWN
) -> list[Group]:
    """Find a text in all nouns, or in these; the noun with the best find comes first.

    Words may be parts of words, in any order, without diacritics; numbers with or without spaces and dashes. In every
    noun where nothing is found so, words that are nearly those are: a letter more or less, or another.
    """
    require(actor, Permission.VIEW)
    text, limit = text.strip()[:LONGEST], max(1, min(limit, LARGEST))
    if not folding.plain_words_of(text):
        return []
    wanted = {noun: how for noun, how in catalogue.searched().items() if not nouns or noun in nouns}
    found = _groups(session, actor, wanted, _ranked, text, limit)
    others = {noun: how for noun, how in wanted.items() if noun not in {group.noun for group in found}}
    return found + _groups(session, actor, others, _nearly, text, limit)


def _groups(
    session: Session, actor: Actor, wanted: dict[str, Searched], rank: _Rank, text: str, limit: int
) -> list[Group]:
    found: list[tuple[Match, int, Group]] = []
    for place, (noun, how) in enumerate(wanted.items()):
        ranked = list(rank(session, actor, how, _table_of(noun), text, limit + 1))
        if ranked:
            shown = hits(session, actor, noun, [key for key, _ in ranked[:limit]], text)
            found.append((ranked[0][1], place, Group(noun, shown, len(ranked) > limit)))
    return [group for _, _, group in sorted(found, key=lambda each: each[:2])]


def recalled() -> list[str]:
    """Return the names of the nouns with pages that people come back to."""
    return [noun.name for noun in catalogue.every() if noun.is_recalled]


def recall(session: Session, actor: Actor, records: Sequence[tuple[str, int]]) -> list[Hit]:
    """Return records somebody had open, in their order; those that are gone are left out."""
    require(actor, Permission.VIEW)
    nouns = recalled()
    wanted = [(noun, key) for noun, key in records if noun in nouns]
    known: dict[tuple[str, int], Hit] = {}
    for noun in {noun for noun, _ in wanted}:
        how, key = catalogue.searched()[noun], sa.inspect(_table_of(noun)).c.id
        query = sa.select(key).where(key.in_([k for n, k in wanted if n == noun]), how.visible(actor))
        for hit in hits(session, actor, noun, list(session.scalars(query))):
            known[noun, hit.id] = hit
    return [known[record] for record in dict.fromkeys(wanted) if record in known]


def recent(session: Session, actor: Actor, limit: int = 8) -> list[Hit]:
    """Return the records the actor changed last."""
    require(actor, Permission.VIEW)
    tables = {str(_table_of(noun).__tablename__): noun for noun in recalled()}
    query = (
        sa.select(AuditEntry.noun, AuditEntry.row_id)
        .where(col(AuditEntry.user_id) == actor.user_id, col(AuditEntry.noun).in_(tables))
        .order_by(col(AuditEntry.id).desc())
        .limit(_LOOKED_BACK)
    )
    changed = dict.fromkeys((tables[table], key) for table, key in session.execute(query))
    return recall(session, actor, list(changed)[: 2 * limit])[:limit]


def hits(session: Session, actor: Actor, noun: str, keys: list[int], text: str = "") -> list[Hit]:
    """Return records as a search shows them, in the order of their keys."""
    known = {hit.id: hit for hit in catalogue.searched()[noun].show(session, actor, keys, text)} if keys else {}
    return [known[key] for key in keys if key in known]


def signs_of(text: str) -> Signs:
    """Read what was typed as an e-mail address, as a phone number and as the number of an organisation."""
    if "@" in text:
        return Signs(email=text.lower())
    number = folding.digits(text)
    if not any(letter.isdigit() for letter in number):
        return Signs()
    return Signs(phone=phone_number(text), number=number.upper())


def _ranked(
    session: Session, actor: Actor, source: Searched, table: type[Row], text: str, limit: int
) -> Iterator[tuple[int, Match]]:
    """Return keys from the best match on, each once."""
    if source.few is not None:
        few = _few(session, source.few, text)[:limit]
        yield from few
        named = [key for key, _ in few]
        yield from ((one, Match.PART) for one in _by_fields(session, actor, source, table, text, named, limit))
        return
    found: list[int] = []
    for match, where, order in _tiers(session, source, table, text):
        key = sa.inspect(table).c.id
        query = sa.select(key).where(where, source.visible(actor), key.not_in(found) if found else sa.true())
        if order is not None:
            query = query.order_by(order)
        elif source.is_prose:
            query = query.order_by(key.desc())
        fresh = list(session.scalars(query.limit(limit - len(found))))
        found += fresh
        yield from ((one, match) for one in fresh)
        if len(found) >= limit:
            return
    yield from ((one, Match.PART) for one in _by_fields(session, actor, source, table, text, found, limit))


def _by_fields(
    session: Session, actor: Actor, source: Searched, table: type[Row], text: str, found: list[int], limit: int
) -> list[int]:
    """Return others in whose own fields the words stand."""
    noun, is_long = str(table.__tablename__), any(len(word) > _TWO_LETTERS for word in folding.plain_words_of(text))
    left = limit - 1 - len(found)  # never more than are shown, as of what is nearly so: lists do not look there
    if left <= 0 or not is_long or not any(each.name == noun and each.has_own_fields for each in catalogue.every()):
        return []
    key = sa.inspect(table).c.id
    where = key.in_(own_values.containing(session, noun, text)), key.not_in(found) if found else sa.true()
    return list(session.scalars(sa.select(key).where(*where, source.visible(actor)).order_by(key.desc()).limit(left)))


def _nearly(
    session: Session, actor: Actor, source: Searched, table: type[Row], text: str, limit: int
) -> Iterator[tuple[int, Match]]:
    # never more than are shown: a list that is opened by the words typed would have nothing
    return ((key, Match.NEARLY) for key in nearly.keys(session, actor, source, table, text, limit - 1))


def _tiers(
    session: Session, source: Searched, table: type[Row], text: str
) -> Iterator[tuple[Match, ColumnElement[bool], ColumnElement[str] | None]]:
    """Return the questions that find from the best to the last; each is served by an index."""
    for exact in source.exact(signs_of(text)):
        yield Match.EXACT, exact, None
    typed = " ".join(folding.plain_words_of(text))
    for start in source.starts:
        begins = start(session)
        yield Match.START, sa.and_(begins >= typed, begins < typed + _LAST_LETTER), begins
    words = folding.plain_words_of(text) if source.is_prose else folding.words_of(text)
    is_long = any(len(word) > _TWO_LETTERS for word in words)
    if source.is_prose and len(words) > 1 and not is_long:
        return  # no index serves several short words, and prose is full of them
    yield Match.WORD, _words_start(session, source, table, words), None
    if is_long:
        yield Match.PART, _contains(session, source, table, words, text), None


def _words_start(session: Session, source: Searched, table: type[Row], words: list[str]) -> ColumnElement[bool]:
    """Return the condition that each word typed begins a word; a single one not the first, which was found before."""
    column = sa.inspect(table).c.fold
    single = len(words) == 1 and bool(source.starts)
    parts = [column.like(f"% {words[0]}%")] if single else [folding.word_starts(column, word) for word in words]
    if session.get_bind().dialect.name == "sqlite":
        parts += folding.trigrams_match(table, [f" {words[0]}"] if single else words)
    return sa.and_(*parts)


def _contains(session: Session, source: Searched, table: type[Row], words: list[str], text: str) -> ColumnElement[bool]:
    if not source.is_prose:
        return folding.matches(session, table, text)
    parts = [sa.inspect(table).c.fold.like(f"%{word}%") for word in words]
    if session.get_bind().dialect.name == "sqlite":
        parts += folding.trigrams_match(table, words)
    return sa.and_(*parts)


def _few(session: Session, few: sa.Select[Any], text: str) -> list[tuple[int, Match]]:
    """Look through a noun of which there are few, by name."""
    words = folding.plain_words_of(text)
    found: list[tuple[Match, str, int]] = []
    for key, *names in session.execute(few):
        fold = folding.searchable(*names)
        if all(word in fold for word in words):
            found.append((_match_of(fold, names, words), fold, key))
    return [(key, match) for match, _, key in sorted(found)]


def _match_of(fold: str, names: list[str], words: list[str]) -> Match:
    typed = " ".join(words)
    if typed in (folding.fold(name) for name in names):
        return Match.EXACT
    if fold.startswith(typed):
        return Match.START
    return Match.WORD if all(f" {word}" in f" {fold}" for word in words) else Match.PART


def _table_of(noun: str) -> type[Row]:
    return catalogue.get(noun).table
