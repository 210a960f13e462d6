"""Building the front end, once per state of its sources."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reflex_base.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext
from typing_extensions import Unpack

from sambruk_crm.installing import InstallError, one_at_a_time, report, run
from sambruk_crm.places import IS_SHIPPED, ROOT, STATIC, WEB

STAMP = WEB / "sambruk-sources.sha256"
SOURCES = ("rxconfig.py", "requirements.lock", ".npmrc", "assets", "sambruk_crm")
LOCKS = ("reflex.lock",)
STEPS = ("Front end", "  …")
"""How lines begin that the build passes on from the steps within it."""
SERVED_OTHERWISE = frozenset({"__pycache__", "catalogues", "external"})
"""Folders that are no input: caches, catalogues (the server gives them out) and links that Reflex makes."""

PLACEHOLDER = "http://sambruk.invalid"
"""The backend's address while building. In the result it gives way to the address the browser came by."""


class BuildError(Exception):
    """The front end could not be built; the text says why, on one line."""


class SameOriginPlugin(Plugin):
    """Has the built front end find its server where the page came from, whatever host and port that is."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Put the page's own origin in place of the address that Reflex writes into the scripts."""
        scripts = list(context["static_dir"].rglob("*.js"))
        if sum(_use_page_origin(script) for script in scripts) == 0:
            msg = f"no script mentions {PLACEHOLDER}: Reflex writes addresses differently now"
            raise BuildError(msg)


def build_if_changed(*, resolve: bool = False) -> bool:
    """Build the front end unless its sources are those of the last build, and say which; True when it built.

    Args:
        resolve: look for the newest packages that fit, and write reflex.lock/; otherwise that lock is taken as it is.

    Raises:
        BuildError: Reflex or npm failed; the text says why.
    """
    if IS_SHIPPED:
        msg = "this is an installed wheel, which brings its front end along; there is nothing to build"
        raise BuildError(msg)
    WEB.mkdir(exist_ok=True)
    with one_at_a_time(WEB / "sambruk-build.lock"):
        if is_current() and not resolve:
            report("Front end: unchanged since the last build")
            return False
        reason = "the sources changed" if STAMP.exists() else "not built here yet"
        STAMP.unlink(missing_ok=True)
        sources = fingerprint(SOURCES)
        try:
            _export(f"Front end ({reason})", resolve=resolve)
        finally:
            _tidy_locks()
        STAMP.write_text(f"{sources} {fingerprint(LOCKS)}", encoding="utf-8")
        return True


def is_current() -> bool:
    """Return whether a front end is built, from the very sources that are here."""
    built = STAMP.exists() and (STATIC / "index.html").exists()
    return built and STAMP.read_text(encoding="utf-8") == f"{fingerprint(SOURCES)} {fingerprint(LOCKS)}"


def fingerprint(tops: Iterable[str]) -> str:
    """Condense files and whole folders into one value, names and contents."""
    digest = hashlib.sha256()
    for path in sorted(_files(tops)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def environment() -> dict[str, str]:
    """Return the variables that Reflex needs, for building as for serving."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_WEB_WORKDIR": str(WEB),
        "REFLEX_USE_NPM": "1",
        "REFLEX_SSR": "false",
        "REFLEX_DIR": str(Path(sys.prefix) / "share" / "reflex"),
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_TELEMETRY_ENABLED": "false",
    }


def _files(tops: Iterable[str]) -> Iterator[Path]:
    for top in (ROOT / name for name in tops):
        found = [top] if top.is_file() else top.rglob("*")
        yield from (p for p in found if p.is_file() and SERVED_OTHERWISE.isdisjoint(p.relative_to(ROOT).parts))


def _export(title: str, *, resolve: bool) -> None:
    command = [sys.executable, "-m", "sambruk_crm.npm", *(["--resolve"] if resolve else [])]
    alone = {name: value for name, value in environment().items() if name not in {"REDIS_URL", "SAMBRUK_WORKERS"}}
    alone["SAMBRUK_PARTS"] = "1"  # what is built is the same everywhere; the server says whether there is such a page
    try:
        run(title, command, log=WEB / "build.log", shown=lambda line: line.startswith(STEPS), env=alone)
    except InstallError as error:
        raise BuildError(str(error)) from error
    if not (STATIC / "index.html").exists():
        msg = f"the front end could not be built. (All that was said: {WEB / 'build.log'})"
        raise BuildError(msg)


def _tidy_locks() -> None:
    """Write what npm was told in one fixed order, so that a build leaves the checkout as it was."""
    path = ROOT / "reflex.lock" / "package.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _use_page_origin(script: Path) -> int:
    text = script.read_text(encoding="utf-8")
    pattern = r"([\"'`])(http|ws)" + re.escape(PLACEHOLDER.removeprefix("http")) + r"([^\"'`]*)\1"
    changed, count = re.subn(pattern, _page_address, text)
    if count:
        script.write_text(changed, encoding="utf-8")
    return count


def _page_address(found: re.Match[str]) -> str:
    origin = "location.origin" if found[2] == "http" else 'location.origin.replace(/^http/,"ws")'
    return f'({origin}+"{found[3]}")'
