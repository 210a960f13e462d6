"""Text as search and sorting see it: without case and diacritics, or in the order of an alphabet."""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel

from sambruk_crm.models import Findable, Todo

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})
_MARKS = dict.fromkeys(sign for sign in range(0x300, 0x20000) if unicodedata.combining(chr(sign)))
"""Diacritics as signs of their own; there are none elsewhere."""
_APOSTROPHES = re.compile(r"['’‘‛ʼ′`´]")
_DASHES = re.compile(r"[\u002d\u2010-\u2015\u2212]+")
_DASHED = re.compile(r"\w+(?:[\u002d\u2010-\u2015\u2212]\w+)+")
_SWEDISH = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_NORWEGIAN = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_SORT_LENGTH = 400
_TRIGRAM = 3
_PART_OF_NUMBER = re.compile(r"\+?[\d\-()/.]+")
SORT_COLUMNS = {"sv": "sort_sv", "nb": "sort_nb", "de": "sort_fold", "en": "sort_fold"}


def fold(text: str) -> str:
    """Lower the case, strip the diacritics (å, ä become a; ö, ø become o), and keep single spaces.

    Apostrophes of all kinds go, and dashes of all kinds become spaces: O'Brien is obrien, Karl-Erik is Karl Erik.
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = plain.translate(_MARKS)
    return " ".join(_DASHES.sub(" ", _APOSTROPHES.sub("", plain)).split())


def tight(text: str) -> str:
    """Return a text as names are compared that must be the same: folded, and without its spaces."""
    return fold(text)[:_SORT_LENGTH].replace(" ", "")


def joined(text: str) -> list[str]:
    """Return the words of a text that have dashes in them without these: saltsjoboo for Saltsjö-Boo."""
    found = (_DASHES.sub("", word) for word in _DASHED.findall(text))
    return [word for word in found if not any(sign.isdigit() for sign in word)]


def digits(number: str) -> str:
    """Keep the letters and digits of a number that people write with spaces and dashes."""
    return re.sub(r"[\W_]+", "", number.casefold())


def searchable(*parts: str | None, numbers: tuple[str | None, ...] = ()) -> str:
    """Join what a record is found by; numbers are found with and without their separators."""
    words = [part for part in parts if part]
    words += [word for part in words for word in joined(part)]
    for number in numbers:
        if number:
            words += [number, digits(number)]
    return fold(" ".join(words))


def sort_keys(name: str) -> dict[str, str]:
    """Return the sort keys of a name in the Swedish, the Norwegian and the plain alphabet, and `tight`."""
    lowered, folded = unicodedata.normalize("NFC", name.casefold()), fold(name)[:_SORT_LENGTH]
    return {
        "sort_sv": fold(lowered.translate(_SWEDISH))[:_SORT_LENGTH],
        "sort_nb": fold(lowered.translate(_NORWEGIAN))[:_SORT_LENGTH],
        "sort_fold": folded,
        "tight": folded.replace(" ", ""),
    }


def make_findable(row: Findable, name: str, *parts: str | None, numbers: tuple[str | None, ...] = ()) -> None:
    """Set a row's folded text and sort keys from what it is called and found by."""
    row.fold = searchable(name, *parts, numbers=numbers)
    for column, key in sort_keys(name).items():
        setattr(row, column, key)


def plain_words_of(text: str) -> list[str]:
    """Split what somebody typed into folded words, without what LIKE would take for a wildcard."""
    return fold(re.sub(r"[%_\\\0]", " ", text)).split()


def words_of(text: str) -> list[str]:
    """Split what somebody typed into folded words; a number written in groups counts as one."""
    words = plain_words_of(text)
    number = digits("".join(words).replace("(0)", ""))
    if len(number) > _TRIGRAM and all(_PART_OF_NUMBER.fullmatch(word) for word in words):
        return [number.lstrip("0") or number]  # 070… is stored as +4670…
    return words


def matches(session: Session, table: type[SQLModel], text: str) -> ColumnElement[bool]:
    """Return the SQL condition that every word typed occurs in the row, at the start of a word when it is short.

    Served by the trigram index of the table: FTS5 on SQLite, pg_trgm on PostgreSQL.
    """
    words = words_of(text)
    columns = sa.inspect(table).c
    parts = [_word_matches(columns.fold, word) for word in words]
    if session.get_bind().dialect.name == "sqlite":
        parts += trigrams_match(table, [word for word in words if not _other_writing(word)])
    return sa.and_(sa.true(), *parts)


def contains(table: type[SQLModel], text: str) -> ColumnElement[bool]:
    """Return the same condition for few rows, which another condition leaves: they are read without an index."""
    return sa.and_(sa.true(), *(_word_matches(sa.inspect(table).c.fold, word) for word in plain_words_of(text)))


def word_starts(fold_column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return the SQL condition that a word of the folded text begins so."""
    return sa.or_(fold_column.like(f"{word}%"), fold_column.like(f"% {word}%"))


def trigrams_match(table: type[SQLModel], words: list[str]) -> list[ColumnElement[bool]]:
    """Narrow the rows to those with all trigrams of the words: one look into SQLite's index, however many words."""
    trigrams = {word[at : at + _TRIGRAM] for word in words for at in range(len(word) - _TRIGRAM + 1)}
    if not trigrams:
        return []
    index = sa.table(f"{table.__tablename__}_fts", sa.column("rowid"))
    wanted = " AND ".join('"' + trigram.replace('"', '""') + '"' for trigram in sorted(trigrams))
    found = sa.select(index.c.rowid).where(sa.literal_column(str(index.name)).op("MATCH")(wanted))
    return [sa.inspect(table).c.id.in_(found)]


def _word_matches(fold_column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    if other := _other_writing(word):
        return sa.or_(fold_column.like(f"%{word}%"), fold_column.like(f"%{other}%"))
    return word_starts(fold_column, word) if len(word) < _TRIGRAM else fold_column.like(f"%{word}%")


def _other_writing(word: str) -> str:
    """Return a number among words without its separators and leading zeros, as numbers are stored."""
    number = digits(word).lstrip("0") if _PART_OF_NUMBER.fullmatch(word) else ""
    return number if len(number) > 1 and number != word else ""


@event.listens_for(Todo, "before_insert")
@event.listens_for(Todo, "before_update")
def _fold_note(_mapper: Any, _connection: Any, todo: Todo) -> None:
    """Keep the folded note with the note, whoever writes the row."""
    todo.fold = searchable(todo.note)
