import string
from collections.abc import Iterator
from enum import StrEnum

import pytest

from sambruk_crm.errors import Message, say, say_n
from sambruk_crm.i18n import LOCALES, catalogue, check, translate
from sambruk_crm.models import vocabulary
from sambruk_crm.places import ROOT
from sambruk_crm.services import settings
from sambruk_crm.services.reference import HISTORY_TYPES, LOST_REASONS, PHASES, TODO_TYPES
from sambruk_crm.services.vocabularies import LABELS

TRANSLATED = [locale for locale in LOCALES if locale != check.SOURCE_LOCALE]
PHASES_OF_THE_SEED = {
    "sv": [
        "Intresserad",
        "Information levererad",
        "Påminn kommunen",
        "Pitch genomförd",
        "Avtal skickat",
        "Avslutad: vunnen/förlorad",
    ],
    "de": [
        "Interessiert",
        "Informationen geliefert",
        "Kommune erinnern",
        "Pitch durchgeführt",
        "Vertrag gesendet",
        "Closed Won/Lost",
    ],
}

CONVERTING = [("sv", "onverter", ("omvandl",)), ("nb", "onverter", ("omdann",)), ("de", "wandel", ("konvert",))]
"""Locale, the word for converting a lead, and words that it must not be called besides."""


def vocabularies() -> Iterator[type[StrEnum]]:
    for found in vars(vocabulary).values():
        if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum:
            yield found


def lists_to_begin_with() -> Iterator[list[Message]]:
    yield [phase[0] for phase in PHASES]
    yield [kind[0] for kind in HISTORY_TYPES]
    yield list(TODO_TYPES)
    yield list(LOST_REASONS)


def test_every_message_of_the_package_is_translated_and_nothing_is_left_over() -> None:
    assert check.faults() == []
    assert len(check.used()) > 500


def test_the_check_reports_what_is_missing_left_over_or_has_other_braces(monkeypatch: pytest.MonkeyPatch) -> None:
    known = check.used()
    monkeypatch.setattr(check, "used", lambda: {"Not a word of this is translated": ["pages/x.py:1"]})
    assert "sv: not translated: 'Not a word of this is translated' (pages/x.py:1)" in check.faults()
    assert "sv: nothing uses 'Save'" in check.faults()

    catalogue_of_one = check.Catalog(locale="sv")
    catalogue_of_one.add("All {count} deals", "Alla {antal} affärer")
    monkeypatch.setattr(check, "used", lambda: {"All {count} deals": known["All {count} deals"]})
    monkeypatch.setattr(check, "load", lambda _: catalogue_of_one)
    assert "sv: other {braces} than in 'All {count} deals': 'Alla {antal} affärer'" in check.faults()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_parses_and_takes_its_values(locale: str) -> None:
    for msgid in check.used():
        names = {name for _, name, _, _ in string.Formatter().parse(msgid) if name}
        text = translate(Message(msgid, {name: f"<{name}>" for name in names}), locale)
        assert all(f"<{name}>" in text for name in names), (msgid, text)
        assert "{" not in text, (msgid, text)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_keeps_the_spaces_at_its_ends(locale: str) -> None:
    for msgid, text in catalogue(locale).items():
        assert (text[0].isspace(), text[-1].isspace()) == (msgid[0].isspace(), msgid[-1].isspace()), (msgid, text)


def test_every_member_of_every_vocabulary_has_words() -> None:
    assert {kind: set(words) for kind, words in LABELS.items()} == {
        kind: {member.value for member in kind} for kind in vocabularies()
    }


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_members_of_a_vocabulary_have_words_of_their_own_in_each_language(locale: str) -> None:
    for kind, words in LABELS.items():
        shown = [catalogue(locale).get(msgid, "") for msgid in words.values()]
        assert all(shown), (kind, shown)
        assert len(set(shown)) == len(shown), (kind, shown)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_entries_of_a_list_can_be_told_apart_in_each_language(locale: str) -> None:
    for names in lists_to_begin_with():
        shown = [translate(name, locale) for name in names]
        assert len(set(shown)) == len(shown), shown


@pytest.mark.parametrize("locale", LOCALES)
def test_the_names_to_choose_for_a_noun_differ(locale: str) -> None:
    for names in settings.NOUNS.values():
        shown = [translate(singular, locale) for singular, _ in names]
        assert len(set(shown)) == len(shown), shown


@pytest.mark.parametrize("locale", sorted(PHASES_OF_THE_SEED))
def test_the_phases_are_called_as_the_association_calls_them(locale: str) -> None:
    assert [translate(phase[0], locale) for phase in PHASES] == PHASES_OF_THE_SEED[locale]


@pytest.mark.parametrize(("locale", "word", "others"), CONVERTING)
def test_what_becomes_of_a_lead_has_one_word(locale: str, word: str, others: tuple[str, ...]) -> None:
    said = [text for message, text in catalogue(locale).items() if "onvert" in message]
    assert len(said) > 4
    for text in said:
        assert word in text.lower()
        assert not any(other in text.lower() for other in others)


@pytest.mark.parametrize(
    ("locale", "asked"),
    [("sv", "Vilka var med?"), ("nb", "Hvem var med?"), ("de", "Wer war dabei?"), ("en", "Who took part?")],
)
def test_who_took_part_is_asked_alike_of_a_call_and_a_visit(locale: str, asked: str) -> None:
    assert translate(Message("Who took part?"), locale) == asked
    assert not [message for message in check.used() if "did you meet" in message.lower()]


@pytest.mark.parametrize(
    "kind",
    [
        vocabulary.Role,
        vocabulary.OrganisationKind,
        vocabulary.MembershipStatus,
        vocabulary.CustomerStatus,
        vocabulary.DealType,
    ],
)
def test_the_glossary_says_what_the_screens_say(kind: type[StrEnum]) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

    for key, msgid in LABELS[kind].items():
        words = [translate(msgid, locale) for locale in ("en", "sv", "nb", "de")]
        assert f"| `{key}` | {' | '.join(words)} |" in glossary


@pytest.mark.parametrize(
    ("locale", "one", "many"), [("sv", "1 dag", "2 dagar"), ("nb", "1 dag", "2 dager"), ("de", "1 Tag", "2 Tage")]
)
def test_a_number_chooses_its_form(locale: str, one: str, many: str) -> None:
    assert translate(say_n("{count} day", "{count} days", count=1), locale) == one
    assert translate(say_n("{count} day", "{count} days", count=2), locale) == many


def test_a_message_among_the_values_is_translated_too() -> None:
    said = say("{title} moved to {phase}", title="Alingsås", phase=say("Interested"))

    assert translate(said, "sv") == "Alingsås flyttad till Intresserad"


def test_a_text_nobody_has_translated_is_shown_in_english() -> None:
    assert translate(say("Only {name} says this", name="Åsa"), "sv") == "Only Åsa says this"
