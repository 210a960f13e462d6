"""The catalogue of the reader's language, as the script that every page loads first."""

import gzip
import hashlib
import json
from functools import lru_cache

from fastapi import APIRouter, Request, Response

from sambruk_crm import db
from sambruk_crm.config import settings as configuration
from sambruk_crm.i18n import LOCALES, catalogue, translate
from sambruk_crm.services import association_logo, settings
from sambruk_crm.services.settings import AssociationSettings

router = APIRouter(prefix="/api", include_in_schema=False)

_PROLOGUE = """\
document.documentElement.lang = window.__sambruk.locale;
window.sambrukLook = function (name, value) {
  document.cookie = name + "=" + value + "; path=/; max-age=31536000; samesite=lax";
  document.documentElement.dataset[name] = value;
};
["density", "menu"].forEach(function (name) {
  var kept = document.cookie.match("(?:^|; )" + name + "=([a-z]+)");
  if (kept) document.documentElement.dataset[name] = kept[1];
});
(function () {
  var chosen = document.cookie.match(/(?:^|; )color_scheme=(light|dark|system)/);
  if (!chosen) return;
  document.cookie = "color_scheme=; path=/; max-age=0";
  try { localStorage.setItem("theme", chosen[1]); } catch (denied) { /* colours follow the system */ }
})();
"""
"""Sets the document's language, how close things stand, whether the menu is folded, and the colours a user chose on
another machine, before anything is drawn."""


@router.get("/texts.js")
def texts(request: Request) -> Response:
    """Return texts, time zone and labels; asked for at every page load, sent only when changed."""
    with db.reading() as session:
        chosen = settings.read(session)
    locale = request.cookies.get("locale", "")
    body, tag = _script(locale if locale in LOCALES else chosen.default_locale.value, _frozen(chosen))
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Vary": "Cookie, Accept-Encoding",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


def _frozen(chosen: AssociationSettings) -> str:
    return json.dumps(
        {
            "association": chosen.association_name,
            "logo": association_logo.address_of(chosen),
            "timeZone": chosen.time_zone,
            "currency": chosen.currency,
            "exampleData": chosen.has_example_data,
            "parts": configuration().parts,
            "renamed": [(msgid, name.msgid) for msgid, name in chosen.renamed().items()],
        }
    )


@lru_cache(maxsize=32)
def _script(locale: str, frozen: str) -> tuple[bytes, str]:
    data = json.loads(frozen)
    messages = dict(catalogue(locale))
    messages |= {msgid: translate(name, locale) for msgid, name in data.pop("renamed")}
    content = json.dumps({"locale": locale, **data, "messages": messages}, ensure_ascii=False)
    script = f"window.__sambruk = {content};\n{_PROLOGUE}"
    return gzip.compress(script.encode()), f'"{hashlib.sha256(script.encode()).hexdigest()[:20]}"'
