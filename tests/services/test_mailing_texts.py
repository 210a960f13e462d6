"""What a mailing says: fields filled in, Markdown made into text and HTML that can do no harm."""

import pytest

from sambruk_crm.errors import InvalidError
from sambruk_crm.services import mailings

VALUES = {"first_name": "Åsa", "name": "Åsa Öberg", "organisation": "Kungsör"}


def test_fields_are_filled_in_wherever_they_stand() -> None:
    written = mailings.texts.write("Hej {first_name}", "Hej **{name}** på [{organisation}](https://x.example)!", VALUES)

    assert written.subject == "Hej Åsa"
    assert written.text == "Hej Åsa Öberg på Kungsör (https://x.example)!"
    assert "<strong>Åsa Öberg</strong>" in written.html


def test_what_is_not_known_gives_way_to_what_was_written_for_it() -> None:
    written = mailings.texts.write("{title|Kollega}", "Hej {title|kära kollega}!", VALUES)

    assert (written.subject, written.text) == ("Kollega", "Hej kära kollega!")
    assert mailings.texts.needs("{title|Kollega}", "Hej {title} på {organisation}") == ["title", "organisation"]
    assert mailings.texts.missing("", "Hej {title} på {organisation}", VALUES) == ["title"]


def test_an_unknown_field_is_an_error_beside_the_part_it_stands_in() -> None:
    with pytest.raises(InvalidError) as refused:
        mailings.texts.check("Hej {förnamn}", "Hej {first_name}")

    assert list(refused.value.fields) == ["subject"]


def test_a_field_cannot_stand_in_the_address_of_a_link() -> None:
    with pytest.raises(InvalidError) as refused:
        mailings.texts.check("Hej", "[hit](https://x.example/{name})")

    assert list(refused.value.fields) == ["body"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "**fet** & <b>"])
def test_a_name_is_text_whatever_signs_it_holds(name: str) -> None:
    written = mailings.texts.write("Hej", "Hej {name}!", {"name": name})

    assert written.text == f"Hej {name}!"
    assert not any(tag in written.html for tag in ("<script", "<b>", "<strong>", "href"))


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"])
def test_what_the_sender_writes_cannot_do_harm_either(body: str) -> None:
    assert not any(
        harm in mailings.texts.write("", body, {}).html for harm in ("<script", "<img", 'href="javascript', 'onerror="')
    )


def test_lists_headings_and_quotes_can_be_read_as_plain_text() -> None:
    body = "# Program\n\n1. Fika\n2. Möte\n   * Punkt\n\n> Välkomna\n\n---\n<https://x.example>"

    assert mailings.texts.write("", body, {}).text == (
        "Program\n\n1. Fika\n2. Möte\n  - Punkt\n\nVälkomna\n\n--------------------\n\nhttps://x.example"
    )
