"""Texts as they come in: normalized, without what cannot be seen, and in one line where they are one line."""

import re
import unicodedata

JOINER = "\u200d"
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn"})
_PICTURES = frozenset({"So", "Sk", "Mn"})


def line(text: str) -> str:
    """Return a text as one line: line breaks and spaces of every kind become a space, several become one."""
    return " ".join(_visible(_BREAKS.sub(" ", text), kept="").split())


def paragraphs(text: str) -> str:
    """Return a text of several lines, their ends written alike."""
    return _visible(
        _BREAKS.sub(lambda ends: "\n" * max(1, len(ends[0].replace("\r\n", "\n"))), text), kept="\n\t"
    ).strip()


def _visible(text: str, *, kept: str) -> str:
    """Compose letters (NFC), and leave out control, format and unassigned signs but those that join pictures."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    return "".join(
        sign
        for at, sign in enumerate(text)
        if sign in kept or unicodedata.category(sign) not in _INVISIBLE or (sign == JOINER and _joins(text, at))
    )


def _joins(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return len(around) == 2 and all(unicodedata.category(sign) in _PICTURES for sign in around)  # noqa: PLR2004 -- both sides
