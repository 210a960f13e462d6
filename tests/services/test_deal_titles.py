"""What a card says below the organisation: the title without its name."""

import pytest

from sambruk_crm.models import DealType
from sambruk_crm.services.deals import titles


@pytest.mark.parametrize(
    ("title", "organisation", "shown"),
    [
        ("Vallentunas e-tjänster", "Vallentuna", "E-tjänster"),
        ("Vallentuna kommuns e-tjänster", "Vallentuna", "E-tjänster"),
        ("Vallentuna kommuns e-tjänster", "Vallentuna kommun", "E-tjänster"),
        ("Vallentunas e-tjänster", "Vallentuna kommun", "E-tjänster"),
        ("EGIL i Kungsör", "Kungsör", "EGIL"),
        ("EGIL till Kungsörs kommun", "Kungsör", "EGIL"),
        ("EGIL i Kungsör hösten 2026", "Kungsör", "EGIL hösten 2026"),
        ("EGIL: införande i Sala", "Sala", "EGIL: införande"),
        ("Sala ansluter sig till EGIL", "Sala", "Ansluter sig till EGIL"),
        ("Förnyat avtal om EGIL, Sala", "Sala", "Förnyat avtal om EGIL"),
        ("Sala – EGIL", "Sala", "EGIL"),
        ("EGIL (Sala)", "Sala", "EGIL"),
        ("Byte av Vallentunas system", "Vallentuna", "Byte av system"),
        ("Borås stads EGIL", "Borås", "EGIL"),
        ("Region Skånes EGIL", "Region Skåne", "EGIL"),
        ("EGIL für die Stadt", "Stadt Eutin", "EGIL für die Stadt"),
        ("Eutins EGIL", "Stadt Eutin", "EGIL"),
        ("Kongsberg kommunes EGIL", "Kongsberg kommune", "EGIL"),
    ],
)
def test_the_name_of_the_organisation_is_left_out_of_what_a_card_says(
    title: str, organisation: str, shown: str
) -> None:
    assert titles.what(title, organisation) == shown


@pytest.mark.parametrize(
    ("title", "organisation"),
    [
        ("EGIL", "Kungsör"),
        ("EGIL för Ale och Kungälv", "Ale"),
        ("EGIL för Ale och Kungälv", "Kungälv"),
        ("Salakortet", "Sala"),
        ("Mark- och exploateringssystem", "Mark"),
        ("Vallentuna-modellen", "Vallentuna"),
        ("EGIL", ""),
    ],
)
def test_a_title_that_does_not_repeat_it_stays_whole(title: str, organisation: str) -> None:
    assert titles.what(title, organisation) == title


def test_a_title_that_is_nothing_but_the_name_says_nothing_more() -> None:
    assert titles.what("Vallentuna kommun", "Vallentuna") == ""


@pytest.mark.parametrize(
    ("kind", "service", "organisation", "locale", "proposed"),
    [
        (DealType.SPLIT, "EGIL", "Kungsör", "en", "EGIL, Service agreement (Split), Kungsör"),
        (DealType.STANDARD, "", "Kungsör", "en", "Service agreement (Standard), Kungsör"),
        (DealType.ONE_TIME, "EGIL", "", "sv", "EGIL, Tjänsteavtal (Engångsavtal)"),
    ],
)
def test_a_title_is_proposed_from_service_type_and_organisation(
    kind: DealType, service: str, organisation: str, locale: str, proposed: str
) -> None:
    assert titles.proposed(kind, service, organisation, locale) == proposed
