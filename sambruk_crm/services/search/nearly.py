"""What is nearly what was typed: looked for where nothing has the very words, so that a typing error finds it still.

A half of a long word that is right is looked up in the trigram index; only what has one is compared letter by letter.
"""

from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from sambruk_crm.models import Row
from sambruk_crm.services.catalogue import Searched
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding

LONG = 5
"""Letters from which on a word may hold an error; shorter ones are too many other words with another letter."""
ALIKE = 0.8
MOST_COMPARED, MOST_WORDS = 300, 5
_LETTERS = 3
"""What the trigram index needs of a part."""


def keys(session: Session, actor: Actor, source: Searched, table: type[Row], text: str, limit: int) -> list[int]:
    """Return the keys of a noun's records that have nearly the words typed, the likest first."""
    words = folding.plain_words_of(text)[:MOST_WORDS]
    if not any(len(word) >= LONG for word in words):
        return []
    if source.few is not None:
        rows = [(key, folding.searchable(*names)) for key, *names in session.execute(source.few)]
    else:
        rows = _candidates(session, actor, source, table, words)
    found = [(_likeness(words, fold), key) for key, fold in rows]
    return [key for likeness, key in sorted(found, key=lambda each: (-each[0], each[1])) if likeness][:limit]


def _candidates(
    session: Session, actor: Actor, source: Searched, table: type[Row], words: list[str]
) -> list[tuple[int, str]]:
    """Return rows in which each word is there, or a part of it that an error leaves."""
    columns: Any = sa.inspect(table).c
    where = sa.and_(source.visible(actor), *(_right_in_part(session, table, word) for word in words))
    query = sa.select(columns.id, columns.fold).where(where).order_by(columns.id.desc()).limit(MOST_COMPARED)
    return [(key, fold) for key, fold in session.execute(query)]


def _right_in_part(session: Session, table: type[Row], word: str) -> ColumnElement[bool]:
    if len(word) < LONG:
        return folding.matches(session, table, word)
    half = max(len(word) // 2, _LETTERS)
    return sa.or_(*(folding.matches(session, table, part) for part in (word[:half], word[-half:])))


def _likeness(words: list[str], fold: str) -> float:
    """Return how like the words are to the likest of a text; 0 where one has no like."""
    theirs, total = set(fold.split()), 0.0
    for word in words:
        best = max((_alike(word, other) for other in theirs), default=0.0)
        if best < ALIKE:
            return 0
        total += best
    return total / len(words)


def _alike(typed: str, word: str) -> float:
    """Return how like a word is to what was typed, which may be only its beginning."""
    if word.startswith(typed):
        return 1
    if len(typed) < LONG or abs(len(word) - len(typed)) > len(typed):
        return 0
    starts = (word[: len(typed) + more] for more in (-1, 0, 1))
    return max(SequenceMatcher(None, typed, other, autojunk=False).ratio() for other in (word, *starts))
