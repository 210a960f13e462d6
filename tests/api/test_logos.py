"""Logos over REST, as programs see them."""

from io import BytesIO

import httpx
from PIL import Image

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient
from tests.api.test_rest import make
from tests.services.test_logos import picture


def test_a_logo_is_put_fetched_and_taken_away(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Kungsör")
    path = f"/organisations/{town['id']}/logo"
    assert (town["has_logo"], anna.get(path).status_code) == (False, 404)

    assert anna.put(path, content=picture(), headers={"Content-Type": "image/png"}).status_code == 204

    got = anna.get(path)
    assert got.headers["content-type"] == "image/webp"
    with Image.open(BytesIO(got.content)) as drawn:
        assert drawn.size == (512, 171)
    assert anna.get(f"/organisations/{town['id']}").json()["has_logo"] is True
    assert anna.delete(path).status_code == 204
    assert anna.get(path).status_code == 404


def test_what_is_no_picture_is_refused_beside_the_field(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Kungsör")

    refused = anna.put(f"/organisations/{town['id']}/logo", content=b"<svg/>", headers={"Content-Type": "image/png"})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "logo")


def test_a_reader_gives_no_logo(anna: httpx.Client, client_of: MakeClient) -> None:
    town = make(anna, "organisations", name="Kungsör")

    rut = client_of(Role.READER, "Rut Holm")

    assert rut.put(f"/organisations/{town['id']}/logo", content=picture()).status_code == 403
