"""How somebody sees the screens, over REST: one's own alone, as the account page keeps it."""

import httpx
import pytest

from sambruk_crm.api.rest import create_rest
from sambruk_crm.models import Role
from tests.api.conftest import MakeClient

USUAL = {
    "name": "Anna Berg",
    "locale": "en",
    "color_scheme": None,
    "density": "comfortable",
    "is_menu_folded": False,
    "is_last_name_first": False,
}
CHOSEN = {
    "locale": "de",
    "color_scheme": "dark",
    "density": "compact",
    "is_menu_folded": True,
    "is_last_name_first": True,
}


def test_a_program_reads_and_changes_how_its_owner_sees_the_screens(anna: httpx.Client, maria: httpx.Client) -> None:
    before = maria.get("/me/preferences").json()
    assert anna.get("/me/preferences").json() == USUAL

    assert anna.patch("/me/preferences", json=CHOSEN).json() == USUAL | CHOSEN
    assert anna.patch("/me/preferences", json={"color_scheme": "system"}).json()["density"] == "compact"
    assert anna.patch("/me/preferences", json={"locale": None, "color_scheme": None}).json()["color_scheme"] is None

    assert anna.get("/me/preferences").json() == USUAL | CHOSEN | {"locale": None, "color_scheme": None}
    assert maria.get("/me/preferences").json() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("color_scheme", "pink"), ("density", "airy"), ("locale", "fi"), ("is_menu_folded", None), ("role", "manager")],
)
def test_what_cannot_be_chosen_is_told_beside_its_field_and_nothing_is_kept(
    anna: httpx.Client, field: str, value: object
) -> None:
    answer = anna.patch("/me/preferences", json={"density": "compact", field: value})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert anna.get("/me/preferences").json() == USUAL


def test_whoever_only_reads_chooses_too_and_strangers_do_not(client_of: MakeClient, anna: httpx.Client) -> None:
    rut = client_of(Role.READER, "Rut Holm")

    assert rut.patch("/me/preferences", json={"is_menu_folded": True}).json()["is_menu_folded"] is True
    assert anna.get("/me/preferences", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_the_description_shows_an_example_of_what_is_kept_and_of_a_change() -> None:
    document = create_rest().openapi()
    shapes = document["components"]["schemas"]

    assert set(document["paths"]["/v1/me/preferences"]) == {"get", "patch"}
    assert set(shapes["OwnPreferences"]["examples"][0]) == set(shapes["OwnPreferences"]["properties"])
    assert set(shapes["PreferencesPatch"]["examples"][0]) <= set(shapes["PreferencesPatch"]["properties"])
