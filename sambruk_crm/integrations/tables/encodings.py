"""Which encoding a text is in: certain where it can be, else asked, with the words that each would give."""

import codecs
import re
from dataclasses import dataclass, field

import charset_normalizer

from sambruk_crm.errors import Message, say
from sambruk_crm.integrations.tables.parts import RefusedError

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SINGLE = ("cp1252", "mac_roman", "cp850")
CHOOSABLE = ("utf-8", "cp1252", "mac_roman", "cp850", "utf-16-le", "utf-16-be", "iso8859_1")
WORDS_SHOWN, LONGEST_WORD = 6, 40
_COMMON, _OTHERS = frozenset("åäöÅÄÖæøÆØé"), frozenset("ÉèüÜßàáçëñôó")
"""Letters of our languages: those that are in most texts, and those that are in some."""
_MARKS_OF_TEXT = frozenset("–—’‘“”„…€§°·×«»´½ \u00a0")
_MOST_BAD = 20
"""Wrong bytes up to which a text counts as UTF-8 with mistakes in it."""


@dataclass(frozen=True)
class Decoded:
    """A text, its encoding, and where that is not certain the question and what each choice would give."""

    text: str
    encoding: str
    question: Message | None = None
    choices: dict[str, str] = field(default_factory=dict[str, str])


def decode(content: bytes, chosen: str = "") -> Decoded:
    """Decode a text as was chosen, or as it is found to be.

    Raises:
        RefusedError: it is no text, or not in the chosen encoding.
    """
    if chosen:
        return Decoded(_as_chosen(content, chosen), chosen)
    for mark, name in MARKS:
        if content.startswith(mark):
            return Decoded(_strictly(content, name), name)
    if wide := _wide(content):
        return Decoded(_strictly(content, wide), wide)
    if b"\x00" in content[:10_000]:
        raise RefusedError(say("This is neither an Excel file (.xlsx) nor CSV."))
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _nearly_utf8(content, error) or _single_byte(content)


def _as_chosen(content: bytes, name: str) -> str:
    if name not in {*CHOOSABLE, "utf-8-sig", "utf-16"}:
        raise RefusedError(say("Choose one from the list."), "encoding")
    try:
        return content.decode(name, "as_cp1252" if name == "utf-8" else "strict").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise RefusedError(say("The file is not in this encoding."), "encoding") from None


def _strictly(content: bytes, name: str) -> str:
    try:
        return content.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise RefusedError(say("This file is damaged: it is not in the encoding that it names itself.")) from None


def _wide(content: bytes) -> str:
    """Return UTF-16 of one kind where every other byte is mostly zero."""
    sample = content[:4_000]
    if len(sample) < 4:  # noqa: PLR2004 -- two letters
        return ""
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / max(1, len(sample[1::2]))
    if odd > 0.6 and even < 0.1:  # noqa: PLR2004 -- letters of Europe have a zero each
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""  # noqa: PLR2004 -- the same


def _nearly_utf8(content: bytes, error: UnicodeDecodeError) -> Decoded | None:
    """Ask about the first wrong byte of a text that is UTF-8 but for a few."""
    bad = content.decode("utf-8", "replace").count("\ufffd")
    good = len(re.findall(rb"[\xc3\xe2][\x80-\xbf]", content))
    if bad > _MOST_BAD or good <= bad:
        return None
    text = content.decode("utf-8", "as_cp1252")
    line = content[: error.start].count(b"\n") + 1
    around = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
    question = say(
        "Line {line} is not UTF-8 here: “{text}”. Is that right, or is the whole file in another encoding?",
        line=line,
        text=around[:80],
    )
    others = {name: _words(content.decode(name, "replace")) for name in ("cp1252",)}
    return Decoded(text, "utf-8", question, {"utf-8": _words(text)} | others)


def _single_byte(content: bytes) -> Decoded:
    """Choose the encoding in which the letters are those of our languages; ask where two are as likely."""
    found = {name: text for name in SINGLE if (text := _try(content, name)) is not None}
    if not found:
        raise RefusedError(say("This is neither an Excel file (.xlsx) nor CSV."))
    guessed = charset_normalizer.from_bytes(content, cp_isolation=list(found)).best()
    likely = guessed.encoding if guessed else ""
    ranked = sorted(found, key=lambda name: (_likelihood(found[name]), name == likely))
    best = ranked[-1]
    texts = {found[name] for name in found if _likelihood(found[name]) == _likelihood(found[best])}
    if len(texts) == 1 and _likelihood(found[best]) > 0:
        return Decoded(found[best], best)
    question = say("It is not certain how this file is encoded. Choose the reading in which the words are right.")
    return Decoded(found[best], best, question, {name: _words(found[name]) for name in reversed(ranked)})


def _try(content: bytes, name: str) -> str | None:
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[\x80-\x9f]", text) else text


def _likelihood(text: str) -> float:
    """Return how many of the signs beyond ASCII are letters and marks of our languages, at places where they stand."""
    signs = [sign for sign in text if ord(sign) > 127]  # noqa: PLR2004 -- ASCII ends there
    common = sum(sign in _COMMON for sign in signs)
    others = sum(sign in _OTHERS or sign in _MARKS_OF_TEXT for sign in signs)
    odd_capitals = len(re.findall(r"[a-zåäöæøéü][ÅÄÖÆØÉÜ]", text))
    wrong = len(signs) - common - others
    return (common + 0.8 * others - 2 * wrong - 2 * odd_capitals) / max(1, len(signs))


def _words(text: str) -> str:
    """Return some of the words that show how it was decoded."""
    found = dict.fromkeys(word[0].strip() for word in re.finditer(r"\S*[^\x00-\x7f]\S*", text))
    return " ".join(word[:LONGEST_WORD] for word in list(found)[:WORDS_SHOWN])


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("as_cp1252", _read_as_cp1252)
