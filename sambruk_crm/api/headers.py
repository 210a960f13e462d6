"""The headers that every answer carries: what a browser may load, keep, show in a frame and ask of its user."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

from sambruk_crm.config import settings
from sambruk_crm.places import STATIC

YEAR = 365 * 24 * 3600
NEVER_KEPT = ("/api", "/auth", "/unsubscribe/")
KEPT_BY_DESIGN = ("/api/texts.js", "/api/calendar/")
"""Asked for again with their tag at every use, and sent only when they have changed."""

_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
ALWAYS = {
    "Server": "",  # granian writes its own name where there is none, and cannot be told not to
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(["geolocation=(self)", *(f"{name}=()" for name in _OFF)]),
}
_BARE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


def with_headers(scope: Scope, send: Send) -> Send:
    """Put the headers on whatever answers a request."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add(scope, MutableHeaders(scope=message))
        await send(message)

    return sent


def _add(scope: Scope, headers: MutableHeaders) -> None:
    path = scope["path"]
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    is_api = path.startswith(NEVER_KEPT)
    policy = _BARE if is_api else page_policy(Headers(scope=scope).get("host", ""))
    headers.setdefault("Content-Security-Policy", policy)
    if is_api and not path.startswith(KEPT_BY_DESIGN) and "no-store" not in headers.get("cache-control", ""):
        headers["Cache-Control"] = "no-store"
    if settings().is_secure or scope.get("scheme") == "https":
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")


def page_policy(host: str) -> str:
    """Return what a page may load; `host` is where its event socket is."""
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    hashes = "".join(f" '{one}'" for one in inline_scripts(STATIC))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'unsafe-eval'{hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "media-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


@cache
def inline_scripts(folder: Path) -> tuple[str, ...]:
    """Return the hashes of the scripts that stand in the built pages themselves."""
    found = {script: None for page in sorted(folder.glob("**/*.html")) for script in _SCRIPT.findall(page.read_bytes())}
    return tuple(f"sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}" for script in found if script)
