"""The mail server over REST: its password goes in and never comes out."""

import httpx

from sambruk_crm.models import Role
from tests import servers
from tests.api.conftest import MakeClient

PATH = "/settings/mail-server"


def test_an_administrator_sets_it_up_and_tries_it(client_of: MakeClient) -> None:
    ada = client_of(Role.ADMINISTRATOR, "Ada Ström")
    assert ada.get(PATH).json()["source"] == "none"
    assert ada.post(f"{PATH}/test").status_code == 503

    with servers.mail_server() as running:
        body = {"host": "127.0.0.1", "port": running.port, "security": "none", "sender_address": "crm@sambruk.example"}
        answer = ada.put(PATH, json=body)
        tried = ada.post(f"{PATH}/test").json()

    assert answer.status_code == 200, answer.text
    assert tried["is_sent"] is True
    assert "250 OK" in tried["told"]
    assert running.delivered[0].message["From"].endswith("<crm@sambruk.example>")


def test_the_password_is_never_told(client_of: MakeClient) -> None:
    ada = client_of(Role.ADMINISTRATOR, "Ada Ström")
    body = {"host": "smtp.example.se", "user": "crm", "password": "a secret", "sender_address": "crm@sambruk.example"}

    answers = [ada.put(PATH, json=body), ada.get(PATH)]

    assert [answer.json()["has_password"] for answer in answers] == [True, True]
    assert not any("a secret" in answer.text or "gAAAA" in answer.text for answer in answers)


def test_nobody_else_may(anna: httpx.Client, maria: httpx.Client) -> None:
    for client in (anna, maria):
        assert client.get(PATH).status_code == 403
        assert client.put(PATH, json={"host": "smtp.example.se"}).status_code == 403
        assert client.post(f"{PATH}/test").status_code == 403
