"""Installing, as if time had passed: against a registry on loopback that offers newer versions than are locked."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sambruk_crm import npm
from sambruk_crm.installing import InstallError, explain
from sambruk_crm.places import ROOT, WEB
from tests.packages import Pinned, Registry, pinned

SMALL = ("markupsafe", "setuptools", "tzdata")
NEWER = {"granian": "99.0", "starlette": "99.0", "sqlalchemy": "99.0", "pydantic-core": "99.0"}
CLEAN = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Everything that is locked, and newer versions of some of it."""
    made = Registry(tmp_path / "registry")
    for line in pinned(ROOT / "requirements.lock"):
        if line.name == "setuptools":
            made.offer_whole("setuptools")
        else:
            made.offer(line.name, line.version)
    for name, version in NEWER.items():
        made.offer(name, version, needs=[])
    return made


@pytest.fixture
def checkout(tmp_path: Path, registry: Registry) -> Path:
    """As much of a checkout as installing needs, whose lock has the hashes of that registry."""
    home = tmp_path / "checkout"
    shutil.copytree(ROOT / "scripts", home / "scripts")
    (home / "sambruk_crm").mkdir()
    for name in ("__init__.py", "installing.py"):
        shutil.copy(ROOT / "sambruk_crm" / name, home / "sambruk_crm" / name)
    for name in ("Makefile", "pyproject.toml", "README.md", "LICENSE", "NOTICE.md"):
        shutil.copy(ROOT / name, home / name)
    registry.lock(pinned(ROOT / "requirements.lock"), home / "requirements.lock")
    return home


@pytest.fixture
def small_checkout(checkout: Path, registry: Registry) -> Path:
    """The same with a lock of few packages."""
    few = [line for line in pinned(ROOT / "requirements.lock") if line.name in SMALL]
    registry.lock(few, checkout / "requirements.lock")
    return checkout


def started(home: Path, **variables: str) -> subprocess.Popen[str]:
    """Begin to install, as `make run` does first; Ctrl+C reaches it even where the tests run in the background."""
    return subprocess.Popen(
        [
            "env",
            "--default-signal=INT",
            "make",
            "--no-print-directory",
            f"PYTHON={sys.base_prefix}/bin/python3",
            ".venv/runtime-installed",
        ],
        cwd=home,
        env=CLEAN | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def installed(home: Path) -> dict[str, str]:
    """Read what is in the environment, but for what every one has."""
    pip = [str(home / ".venv/bin/python"), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    found = json.loads(subprocess.run(pip, env=CLEAN, capture_output=True, check=True).stdout)
    return {each["name"].lower().replace("_", "-"): each["version"] for each in found}


def locked() -> dict[str, str]:
    return {line.name: line.version for line in pinned(ROOT / "requirements.lock")}


def test_an_install_takes_what_is_locked_though_newer_versions_have_appeared(
    checkout: Path, registry: Registry
) -> None:
    with registry.serving() as index:
        told, _ = (install := started(checkout, PIP_INDEX_URL=index)).communicate(timeout=240)

    assert install.returncode == 0, told
    found = installed(checkout)
    assert {name: found.get(name) for name in locked()} == locked()
    assert re.search(
        r"81 packages of requirements.lock: done in \d+ s|\d+ packages of requirements.lock: done in", told
    )


def test_it_installs_from_a_folder_of_wheels_without_any_network(checkout: Path, registry: Registry) -> None:
    install = started(checkout, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(registry.wheels))

    told, _ = install.communicate(timeout=240)

    assert install.returncode == 0, told
    assert installed(checkout)["granian"] == locked()["granian"]


def test_an_install_that_was_interrupted_is_made_whole_by_the_next(small_checkout: Path, registry: Registry) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(registry.wheels)}
    install = started(small_checkout, **offline)
    assert install.stdout is not None
    assert "in .venv …" in install.stdout.readline()
    time.sleep(0.5)
    os.killpg(install.pid, signal.SIGINT)
    told, _ = install.communicate(timeout=60)
    assert "Interrupted. The same command goes on where it must." in told
    assert install.returncode != 0

    again = started(small_checkout, **offline)
    told, _ = again.communicate(timeout=240)

    assert again.returncode == 0, told
    assert {name: installed(small_checkout).get(name) for name in SMALL} == {name: locked()[name] for name in SMALL}


def test_two_installs_at_once_wait_for_each_other(small_checkout: Path, registry: Registry) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(registry.wheels)}
    first = started(small_checkout, **offline)
    assert first.stdout is not None
    first.stdout.readline()

    second = started(small_checkout, **offline)

    told = [each.communicate(timeout=240)[0] for each in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], told
    assert "Another run is at work here; waiting for it" in told[1]
    assert "done in" not in told[1]


def test_a_lock_that_changed_leaves_nothing_of_the_old_one(small_checkout: Path, registry: Registry) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(registry.wheels)}
    started(small_checkout, **offline).communicate(timeout=240)
    others = [Pinned("setuptools", "", locked()["setuptools"]), Pinned("granian", "", "99.0")]
    registry.lock(others, small_checkout / "requirements.lock")

    told, _ = (install := started(small_checkout, **offline)).communicate(timeout=240)

    assert install.returncode == 0, told
    assert installed(small_checkout).keys() - {"pip", "setuptools", "granian", "sambruk-crm"} == set()


def test_a_package_that_is_not_the_locked_one_is_refused(small_checkout: Path, registry: Registry) -> None:
    registry.offer("tzdata", locked()["tzdata"], needs=["something-else"])

    install = started(small_checkout, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(registry.wheels))

    told, _ = install.communicate(timeout=240)
    assert install.returncode != 0
    assert "a package is not the one that the lock file names; it was refused" in told


def test_a_registry_that_does_not_answer_is_told_within_a_minute(small_checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        install = started(small_checkout, PIP_INDEX_URL=index)
        told, _ = install.communicate(timeout=75)

    assert install.returncode != 0
    assert "the package registry cannot be reached. Check the network, the proxy (HTTPS_PROXY)" in told


def test_a_full_disk_is_told_in_one_line(small_checkout: Path, registry: Registry, small_disk: Path) -> None:
    home = small_disk / "checkout"
    shutil.copytree(small_checkout, home)

    install = started(home, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(registry.wheels), TMPDIR=str(small_disk))

    told, _ = install.communicate(timeout=240)
    assert install.returncode != 0
    assert "the disk is full. Free some space" in told


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that has too little room."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)], check=False)
    if made.returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("npm error code ENOSPC", "the disk is full"),
        ("npm error code EAI_AGAIN", "cannot be reached"),
        ("npm error code EINTEGRITY", "is not the one that the lock file names"),
        ("ERROR: Could not find a version that satisfies the requirement a (from versions: none)", "cannot be reached"),
        ("warning: x\nnpm error something else\n", "npm error something else"),
    ],
)
def test_why_an_installer_failed_is_told_in_words(written: str, told: str) -> None:
    assert told in explain(written.splitlines())


class _NpmRegistry(BaseHTTPRequestHandler):
    """Offers one package in two versions; the newer one has appeared since."""

    tarballs: dict[str, bytes]

    def do_GET(self) -> None:
        """Answer what is asked for."""
        name = self.path.rpartition("/")[2]
        if name in self.tarballs:
            self._answer(self.tarballs[name], "application/octet-stream")
            return
        host = self.headers["Host"]
        versions = {
            version: {
                "name": "small",
                "version": version,
                "dist": {"tarball": f"http://{host}/small/-/small-{version}.tgz"},
            }
            for version in ("1.0.0", "1.1.0")
        }
        told = {"name": "small", "versions": versions, "dist-tags": {"latest": "1.1.0"}}
        self._answer(json.dumps(told).encode(), "application/json")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
        """Write nothing."""


@pytest.fixture
def npm_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A registry of npm packages, which the npm of this environment uses."""
    _NpmRegistry.tarballs = {f"small-{v}.tgz": _packed(tmp_path, v) for v in ("1.0.0", "1.1.0")}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _NpmRegistry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def _packed(home: Path, version: str) -> bytes:
    source = home / f"small-{version}" / "package"
    source.mkdir(parents=True)
    (source / "package.json").write_text(json.dumps({"name": "small", "version": version}))
    target = home / f"small-{version}.tgz"
    subprocess.run(["tar", "czf", str(target), "-C", str(source.parent), "package"], check=True)
    return target.read_bytes()


@pytest.fixture
def npm_lock(tmp_path: Path, npm_registry: str) -> Path:
    """A lock of the older version, though what it is made from allows the newer one too."""
    assert npm_registry
    lock = tmp_path / "reflex.lock"
    lock.mkdir()
    project = {"name": "page", "version": "1.0.0", "dependencies": {"small": "1.0.0"}}
    (lock / "package.json").write_text(json.dumps(project))
    words = ["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"]
    subprocess.run(words, cwd=lock, check=True, capture_output=True)
    loose = json.loads((lock / "package-lock.json").read_text())
    project["dependencies"] = loose["packages"][""]["dependencies"] = {"small": "^1.0.0"}
    (lock / "package.json").write_text(json.dumps(project))
    (lock / "package-lock.json").write_text(json.dumps(loose))
    return lock


def test_npm_takes_what_is_locked_though_a_newer_version_has_appeared(npm_lock: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()

    npm.bring(npm_lock, web)

    assert json.loads((web / "node_modules/small/package.json").read_text())["version"] == "1.0.0"


def test_npm_refuses_a_lock_that_does_not_fit_its_packages(npm_lock: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (npm_lock / "package.json").write_text(json.dumps({"name": "page", "dependencies": {"small": "1.1.0"}}))

    with pytest.raises(InstallError, match=r"(?i)lock"):
        npm.bring(npm_lock, web)


def test_an_npm_registry_that_does_not_answer_is_told_within_a_minute(
    npm_lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = tmp_path / "web"
    web.mkdir()
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "another"))

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        began = time.monotonic()
        with pytest.raises(InstallError, match="the package registry cannot be reached"):
            npm.bring(npm_lock, web)

    assert time.monotonic() - began < 60


def test_pages_that_need_an_unlocked_package_are_not_built() -> None:
    class Config:
        plugins = ()

    with pytest.raises(InstallError, match=r"left-pad@1\.3\.0, which reflex\.lock/ does not hold"):
        npm.require_locked({"left-pad@1.3.0"}, Config())


def test_what_npm_installed_is_what_is_locked() -> None:
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    here = json.loads((WEB / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert {name: each["version"] for name, each in here.items()} == {name: lock[name]["version"] for name in here}
    assert [name for name, each in lock.items() if name and name not in here and not each.get("optional")] == []


def test_the_notice_names_what_the_locks_do() -> None:
    notice = re.findall(r"^\| (\S+) \| (\S+) \|", (ROOT / "NOTICE.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    shipped = {
        (path.rpartition("node_modules/")[2], each["version"])
        for path, each in lock.items()
        if path and not each.get("dev") and not each.get("devOptional")
    }

    named = set(notice) - {("Package", "Version")}
    assert named == shipped | {(line.name, line.version) for line in pinned(ROOT / "requirements.lock")}
