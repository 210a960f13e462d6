"""Records called nearly the same: a letter more or less in a long word, names the other way round, with or without AB.

Equal words are looked up in the trigram index, so that only few rows are compared letter by letter.
"""

from difflib import SequenceMatcher

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.models import Organisation, Person
from sambruk_crm.services.values import folding

ALIKE = 0.87
"""How much of two words is the same at least: Svenson and Svensson are alike, Jansson and Jönsson are not."""
LONG = 5
"""Letters from which on a word may differ a little; Berg and Borg are two names."""
MOST_COMPARED, MOST_WORDS = 200, 6
COMMON = frozenset("ab as asa ag kb hb gmbh ev kommun kommune stad".split())  # noqa: SIM905 -- shorter
"""What organisations are called beside their name."""


def by_name(session: Session, table: type[Organisation] | type[Person], name: str, limit: int) -> list[int]:
    """Find what is called nearly so and is not in the trash, the likest first; equal names are among them."""
    words = _words(name)[:MOST_WORDS]
    wanted = [_nearly(session, table, words, at) for at in range(len(words))]
    if not wanted:
        return []
    length = sa.func.length(table.sort_fold)
    query = (
        select(table.id, table.sort_fold)
        .where(sa.or_(*wanted), col(table.deleted_at).is_(None))
        .order_by(sa.func.abs(length - len(folding.fold(name))), col(table.id))
        .limit(MOST_COMPARED)
    )
    found = [(_likeness(words, _words(other)), key) for key, other in session.execute(query)]
    return [key for likeness, key in sorted(found, key=lambda each: -each[0]) if likeness][:limit]


def _words(name: str) -> list[str]:
    words = folding.plain_words_of(name.replace(",", " "))
    return [word for word in words if word not in COMMON] or words


def _nearly(
    session: Session, table: type[Organisation] | type[Person], words: list[str], at: int
) -> ColumnElement[bool]:
    """Return the SQL condition that all words are there, but for one of which a half is enough."""
    word, rest = words[at], " ".join([*words[:at], *words[at + 1 :]])
    half = len(word) // 2
    either = [word[:half], word[half:]] if len(word) >= LONG else [word]
    return sa.and_(
        folding.matches(session, table, rest), sa.or_(*(folding.matches(session, table, part) for part in either))
    )


def _likeness(ours: list[str], theirs: list[str]) -> float:
    """Return how like two names are, in any order of their words; 0 when a word of either has no like."""
    if len(ours) != len(theirs):
        return 0
    left, total = list(theirs), 0.0
    for word in ours:
        alike, best = max((_alike(word, other), other) for other in left)
        if alike < ALIKE:
            return 0
        left.remove(best)
        total += alike
    return total / len(ours)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1
    if min(len(one), len(other)) < LONG:
        return 0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
