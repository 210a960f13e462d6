"""Which heading in which language means what, and by what records can be told."""

from sambruk_crm.i18n import LOCALES, translate
from sambruk_crm.integrations.tables import reader
from sambruk_crm.services.imports.nouns import NOUNS
from sambruk_crm.services.imports.nouns.parts import Field, ImportNoun, Match
from sambruk_crm.services.imports.nouns.reading import squeezed


def guess(noun: ImportNoun, headings: list[str]) -> list[str]:
    """Guess what each column is; an empty text for one that is not known, or known already."""
    known, fields = _known(noun.fields), noun.fields
    found: list[str] = []
    for heading in headings:
        name = known.get(squeezed(heading), "")
        found.append("" if name in found and name and not fields[name].is_several else name)
    return found


def known_headings(noun: str) -> frozenset[str]:
    """Return the headings that mean something, as the reader of files compares them."""
    return frozenset(reader.plain(text) for name, field in NOUNS[noun].fields.items() for text in _texts(name, field))


def usual_match(noun: str, columns: list[str]) -> Match:
    """Return the surest sign that the columns hold, or else the last of the noun's."""
    matches = NOUNS[noun].matches
    return next((match for match, held in matches.items() if held & set(columns)), list(matches)[-1])


def _known(fields: dict[str, Field]) -> dict[str, str]:
    return {squeezed(text): name for name, field in reversed(fields.items()) for text in _texts(name, field)}


def _texts(name: str, field: Field) -> list[str]:
    return [name, *field.others, *(translate(field.title, locale) for locale in LOCALES)]
