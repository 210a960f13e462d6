"""One search over everything the reader may see: the very one first, then what begins so, then what contains it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import AuditEntry, Mailing, Tag, User
from sambruk_crm.services import folding, search_hits
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.search_hits import Hit
from sambruk_crm.services.search_nouns import SOURCES, Noun, Signs, Source
from sambruk_crm.services.validation import phone_number

SHOWN = 5
"""How many of each noun unless said; whoever wants more opens the list."""
LARGEST = 50
LONGEST = 200
_LOOKED_BACK = 200
_TWO_LETTERS = 2
_LAST_LETTER = "\U0010ffff"
RECALLED = (Noun.ORGANISATION, Noun.PERSON, Noun.LEAD, Noun.DEAL, Noun.CONTRACT, Noun.SERVICE)
"""Nouns with pages one comes back to."""

_NAMES: dict[Noun, sa.Select[Any]] = {
    Noun.TAG: sa.select(Tag.id, Tag.name).where(col(Tag.archived_at).is_(None)),  # pyright: ignore[reportArgumentType]
    Noun.USER: sa.select(User.id, User.name, User.email).where(col(User.is_active)),  # pyright: ignore[reportArgumentType]
    Noun.MAILING: sa.select(Mailing.id, Mailing.subject),  # pyright: ignore[reportArgumentType]
}
"""What the nouns are called of which there are few."""


class Match(IntEnum):
    """How well something fits; less is better."""

    EXACT = 0
    START = 1
    WORD = 2
    PART = 3


@dataclass(frozen=True)
class Group:
    """What was found of one noun, best first; `more` tells that there is more than this."""

    noun: Noun
    hits: list[Hit]
    more: bool = False


def everything(
    session: Session, actor: Actor, text: str, *, nouns: Sequence[Noun] = (), limit: int = SHOWN
) -> list[Group]:
    """Find a text in all nouns, or in these; the noun with the best find comes first.

    Words may be parts of words, in any order, without diacritics; numbers with or without spaces and dashes.
    """
    require(actor, Permission.VIEW)
    text, limit = text.strip()[:LONGEST], max(1, min(limit, LARGEST))
    if not folding.plain_words_of(text):
        return []
    found: list[tuple[Match, int, Group]] = []
    for place, noun in enumerate(Noun):
        if nouns and noun not in nouns:
            continue
        ranked = list(_ranked(session, actor, noun, text, limit + 1))
        if ranked:
            hits = search_hits.hits(session, actor, noun, [key for key, _ in ranked[:limit]], text)
            found.append((ranked[0][1], place, Group(noun, hits, len(ranked) > limit)))
    return [group for _, _, group in sorted(found, key=lambda each: each[:2])]


def recall(session: Session, actor: Actor, records: Sequence[tuple[Noun, int]]) -> list[Hit]:
    """Show records somebody had open, in their order; those that are gone are left out."""
    require(actor, Permission.VIEW)
    wanted = [(noun, key) for noun, key in records if noun in RECALLED]
    known: dict[tuple[Noun, int], Hit] = {}
    for noun in {noun for noun, _ in wanted}:
        source = SOURCES[noun]
        key = sa.inspect(source.table).c.id
        query = sa.select(key).where(key.in_([k for n, k in wanted if n is noun]), source.visible(actor))
        for hit in search_hits.hits(session, actor, noun, list(session.scalars(query)), ""):
            known[noun, hit.id] = hit
    return [known[record] for record in dict.fromkeys(wanted) if record in known]


def recent(session: Session, actor: Actor, limit: int = 8) -> list[Hit]:
    """Give the records the actor changed last."""
    require(actor, Permission.VIEW)
    tables = {str(SOURCES[noun].table.__tablename__): noun for noun in RECALLED}
    query = (
        sa.select(AuditEntry.noun, AuditEntry.row_id)
        .where(col(AuditEntry.user_id) == actor.user_id, col(AuditEntry.noun).in_(tables))
        .order_by(col(AuditEntry.id).desc())
        .limit(_LOOKED_BACK)
    )
    changed = dict.fromkeys((tables[table], key) for table, key in session.execute(query))
    return recall(session, actor, list(changed)[: 2 * limit])[:limit]


def signs_of(text: str) -> Signs:
    """Read what was typed as an e-mail address, as a phone number and as the number of an organisation."""
    if "@" in text:
        return Signs(email=text.lower())
    number = folding.digits(text)
    if not any(letter.isdigit() for letter in number):
        return Signs()
    return Signs(phone=phone_number(text), number=number.upper())


def _ranked(session: Session, actor: Actor, noun: Noun, text: str, limit: int) -> Iterator[tuple[int, Match]]:
    """Give keys from the best match on, each once."""
    if noun in _NAMES:
        yield from _few(session, noun, text)[:limit]
        return
    source = SOURCES[noun]
    found: list[int] = []
    for match, where, order in _tiers(session, source, text):
        key = sa.inspect(source.table).c.id
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


def _tiers(
    session: Session, source: Source, text: str
) -> Iterator[tuple[Match, ColumnElement[bool], ColumnElement[str] | None]]:
    """Give the questions that find from the best to the last; each is served by an index."""
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
    yield Match.WORD, _words_start(session, source, words), None
    if is_long:
        yield Match.PART, _contains(session, source, words, text), None


def _words_start(session: Session, source: Source, words: list[str]) -> ColumnElement[bool]:
    """Say that each word typed begins a word; a single one not the first, which a better question has found."""
    column = sa.inspect(source.table).c.fold
    single = len(words) == 1 and bool(source.starts)
    parts = [column.like(f"% {words[0]}%")] if single else [folding.word_starts(column, word) for word in words]
    if session.get_bind().dialect.name == "sqlite":
        parts += folding.trigrams_match(source.table, [f" {words[0]}"] if single else words)
    return sa.and_(*parts)


def _contains(session: Session, source: Source, words: list[str], text: str) -> ColumnElement[bool]:
    if not source.is_prose:
        return folding.matches(session, source.table, text)
    parts = [sa.inspect(source.table).c.fold.like(f"%{word}%") for word in words]
    if session.get_bind().dialect.name == "sqlite":
        parts += folding.trigrams_match(source.table, words)
    return sa.and_(*parts)


def _few(session: Session, noun: Noun, text: str) -> list[tuple[int, Match]]:
    """Look through a noun of which there are few, by name."""
    words = folding.plain_words_of(text)
    found: list[tuple[Match, str, int]] = []
    for key, *names in session.execute(_NAMES[noun]):
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
