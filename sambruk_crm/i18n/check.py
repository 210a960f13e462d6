"""Are the catalogues whole? `python -m sambruk_crm.i18n.check`; with `--update` they get what is new, to be translated.

A message is the literal first text of `t(…)`, `tn(…)`, `say(…)` or `Message(…)` anywhere in the package; the second
literal of `tn` is its plural.
"""

import ast
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from sambruk_crm.i18n import CATALOGUES, LOCALES

PACKAGE = Path(__file__).parent.parent
SOURCE_LOCALE = "en"
CALLS = {"t": 1, "tn": 2, "say": 1, "say_n": 2, "Message": 1}
"""How many leading literals of each call are messages."""


def used() -> dict[str, list[str]]:
    """Find every message of the package, with the places that use it."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for msgid, line in _messages_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(msgid, []).append(f"{path.relative_to(PACKAGE)}:{line}")
    return found


def load(locale: str) -> Catalog:
    """Read a catalogue; a missing file is an empty one."""
    path = CATALOGUES / f"{locale}.po"
    if not path.exists():
        return Catalog(locale=locale, project="Sambruk CRM", fuzzy=False)
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale)


def faults() -> list[str]:
    """List what is missing, left over or wrongly filled in, in all languages."""
    messages = used()
    return [fault for locale in LOCALES if locale != SOURCE_LOCALE for fault in _faults(locale, messages)]


def update() -> None:
    """Add new messages to every catalogue, without translation, and take away what nothing uses."""
    messages = used()
    CATALOGUES.mkdir(exist_ok=True)
    for locale in LOCALES:
        old = load(locale)
        new = Catalog(locale=locale, project="Sambruk CRM", fuzzy=False)
        for msgid, places in sorted(messages.items()):
            known = old.get(msgid)
            files = sorted({place.rpartition(":")[0] for place in places})
            new.add(msgid, known.string if known else "", auto_comments=files[:3])
        with (CATALOGUES / f"{locale}.po").open("wb") as file:
            write_po(file, new, omit_header=False, no_location=True, width=0)


def _faults(locale: str, messages: dict[str, list[str]]) -> Iterator[str]:
    catalogue = load(locale)
    for msgid, places in sorted(messages.items()):
        entry = catalogue.get(msgid)
        text = str(entry.string) if entry else ""
        if not text:
            yield f"{locale}: not translated: {msgid!r} ({places[0]})"
        elif _blanks(text) != _blanks(msgid):
            yield f"{locale}: other {{braces}} than in {msgid!r}: {text!r}"
    yield from (f"{locale}: nothing uses {entry.id!r}" for entry in catalogue if entry.id and entry.id not in messages)


def _messages_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            for argument in node.args[: CALLS[node.func.id]]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                    yield argument.value, node.lineno


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def main() -> int:
    """Update or check; returns the exit code."""
    if "--update" in sys.argv:
        update()
    found = faults()
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"Translations: {len(found)} faults in {len(used())} messages\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
