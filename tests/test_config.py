import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sambruk_crm.config import ConfigurationError, Settings, read, variable
from sambruk_crm.places import ROOT


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMBRUK_DATA_DIR")


def test_the_documentation_lists_exactly_the_settings_there_are() -> None:
    rows = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8").splitlines()

    listed = [found[1] for row in rows if (found := re.match(r"\| `([A-Z_]+)` \|", row))]

    assert listed == [variable(field) for field in Settings.model_fields]


def test_without_any_setting_the_embedded_database_lies_in_the_data_folder() -> None:
    assert read().database_url == f"sqlite:///{Path.cwd()}/var/sambruk.db"
    assert read().origins == ("http://127.0.0.1:3000", "http://localhost:3000")


def test_the_embedded_database_follows_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAMBRUK_DATA_DIR", str(tmp_path))

    assert read().database_url == f"sqlite:///{tmp_path}/sambruk.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_gives_the_same_driver(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://anna@db/crm")

    assert read().database_url == "postgresql+psycopg://anna@db/crm"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("SAMBRUK_PORT", "")

    assert read().redis_url is None
    assert read().port == 3000


def test_https_outside_makes_cookies_secure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMBRUK_PUBLIC_URL", "https://CRM.example.se/")
    monkeypatch.setenv("SAMBRUK_ALLOWED_ORIGINS", "https://intra.example.se, http://10.0.0.7:3000")

    assert read().is_secure
    assert read().url == "https://crm.example.se"
    assert read().origins[0] == "https://crm.example.se"
    assert read().origins[-2:] == ("https://intra.example.se", "http://10.0.0.7:3000")


def test_a_server_on_all_addresses_is_called_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMBRUK_HOST", "0.0.0.0")

    assert read().url == "http://localhost:3000"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SAMBRUK_PORT", "yes", "SAMBRUK_PORT: Input should be a valid integer"),
        ("SAMBRUK_PORT", "70000", "SAMBRUK_PORT: Input should be less than or equal to 65535"),
        ("SAMBRUK_WORKERS", "2", "SAMBRUK_WORKERS: several workers need REDIS_URL"),
        ("DATABASE_URL", "mysql://db/crm", "DATABASE_URL: must begin with postgresql://"),
        ("REDIS_URL", "http://redis", "REDIS_URL: must begin with redis://"),
        ("SAMBRUK_PUBLIC_URL", "crm.example.se", "SAMBRUK_PUBLIC_URL: 'crm.example.se' is not an address"),
        ("SAMBRUK_LOG_LEVEL", "loud", "SAMBRUK_LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("SAMBRUK_PROT", "3000", "unknown setting SAMBRUK_PROT"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError, match=re.escape(told)):
        read()


def test_the_command_ends_with_one_line_and_code_2_when_a_setting_is_wrong() -> None:
    program = Path(sys.executable).parent / "sambruk-crm"
    environment = {**os.environ, "SAMBRUK_PORT": "yes", "SAMBRUK_SESSION_DAYS": "0"}

    ended = subprocess.run([program, "serve"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "SAMBRUK_PORT" in ended.stderr
    assert "SAMBRUK_SESSION_DAYS" in ended.stderr


def test_a_password_in_a_wrong_address_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://anna:geheim@db/crm")

    with pytest.raises(ConfigurationError) as told:
        read()

    assert "geheim" not in str(told.value)
