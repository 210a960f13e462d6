import json
import re
from pathlib import Path

import pytest

from sambruk_crm import build
from sambruk_crm.build import BuildError, SameOriginPlugin, build_if_changed, fingerprint
from sambruk_crm.places import ROOT, STATIC


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    (tmp_path / "sambruk_crm" / "pages").mkdir(parents=True)
    (tmp_path / "sambruk_crm" / "pages" / "today.py").write_text("")
    return tmp_path


def test_a_second_build_with_nothing_changed_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    build_if_changed()

    assert build_if_changed() is False
    assert "unchanged" in capsys.readouterr().out


def test_the_built_pages_name_no_address_of_their_own() -> None:
    build_if_changed()

    scripts = [path.read_text(encoding="utf-8") for path in STATIC.rglob("*.js")]

    assert not [script for script in scripts if "sambruk.invalid" in script]
    assert [script for script in scripts if 'location.origin.replace(/^http/,"ws")+"/_event"' in script]


@pytest.mark.parametrize("name", ["today.py", "board.jsx", "theme.css"])
def test_what_the_front_end_is_made_of_counts_as_a_change(checkout: Path, name: str) -> None:
    before = fingerprint(["sambruk_crm"])

    (checkout / "sambruk_crm" / "pages" / name).write_text("changed")

    assert fingerprint(["sambruk_crm"]) != before


@pytest.mark.parametrize("folder", ["__pycache__", "i18n/catalogues"])
def test_what_the_server_gives_out_itself_is_no_change(checkout: Path, folder: str) -> None:
    before = fingerprint(["sambruk_crm"])

    (checkout / "sambruk_crm" / folder).mkdir(parents=True)
    (checkout / "sambruk_crm" / folder / "file").write_text("changed")

    assert fingerprint(["sambruk_crm"]) == before


def test_a_built_script_asks_the_address_it_came_from(tmp_path: Path) -> None:
    script = tmp_path / "env.js"
    script.write_text('e={PING:`http://sambruk.invalid/ping`,EVENT:"ws://sambruk.invalid/_event"}')

    SameOriginPlugin().post_build(static_dir=tmp_path)

    assert script.read_text() == (
        'e={PING:(location.origin+"/ping"),EVENT:(location.origin.replace(/^http/,"ws")+"/_event")}'
    )


def test_a_build_without_any_address_to_replace_fails(tmp_path: Path) -> None:
    (tmp_path / "env.js").write_text('e={EVENT:"/_event"}')

    with pytest.raises(BuildError, match="Reflex writes addresses differently"):
        SameOriginPlugin().post_build(static_dir=tmp_path)


def test_the_python_locks_carry_versions_and_hashes_but_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9].*==", lock, flags=re.MULTILINE)

        assert len(pinned) == len(re.findall(r"^[a-z0-9].* \\\n    --hash=sha256:", lock, flags=re.MULTILINE))
        assert "://" not in lock


def test_the_npm_lock_carries_versions_and_hashes_but_no_download_addresses() -> None:
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [
        name for name, p in packages.items() if not ("integrity" in p and "version" in p) and "inBundle" not in p
    ] == []
