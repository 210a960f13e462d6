"""The way out of mailings: a page with one button for people, and one POST for mail programs (RFC 8058)."""

import html

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sambruk_crm import db
from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.i18n import LOCALES, translate
from sambruk_crm.services import mail, settings

router = APIRouter(prefix="/unsubscribe", include_in_schema=False)

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
_STYLE = """\
:root{color-scheme:light dark}
body{font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;margin:0;padding:2rem 1rem}
main{max-width:32rem;margin:0 auto}
h1{font-size:1.5rem;line-height:1.25}
p{overflow-wrap:anywhere}
button{font:inherit;font-weight:600;min-height:3rem;padding:0 1.25rem;border:0;border-radius:.5rem;cursor:pointer;
background:#1d4ed8;color:#fff}
button:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}
"""


@router.get("/{token}")
def ask(request: Request, token: str) -> HTMLResponse:
    """Ask before anything is done: mail scanners follow links, and must not say no for anybody."""
    try:
        with db.reading() as session:
            association = settings.read(session).association_name
            email = mail.blocks.address_of(session, token)
    except NotFoundError as error:
        return _lost(request, error)
    told = say("No more mailings from {association} will be sent to {email}.", association=association, email=email)
    button = html.escape(_said(request, say("Unsubscribe")))
    form = f'<form method="post"><button type="submit">{button}</button></form>'
    return _page(request, say("Do you want no more mailings?"), told, form)


@router.post("/{token}")
def leave(request: Request, token: str) -> HTMLResponse:
    """Note that this recipient wants no more mailings. Asked once more, the answer is the same."""
    try:
        with db.transaction() as session:
            email = mail.blocks.opt_out(session, token).email
    except NotFoundError as error:
        return _lost(request, error)
    told = say("{email} gets no more mailings from us. If this was a mistake, write to us and we undo it.", email=email)
    return _page(request, say("You are unsubscribed"), told)


def _lost(request: Request, error: NotFoundError) -> HTMLResponse:
    return _page(request, say("This link does not work"), error.message, status=404)


def _page(request: Request, title: Message, text: Message, more: str = "", *, status: int = 200) -> HTMLResponse:
    locale, heading = _locale(request), html.escape(_said(request, title))
    content = (
        f'<!DOCTYPE html><html lang="{locale}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{heading}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{heading}</h1>"
        f"<p>{html.escape(_said(request, text))}</p>{more}</main></body></html>"
    )
    return HTMLResponse(content, status, _HEADERS)


def _said(request: Request, message: Message) -> str:
    return translate(message, _locale(request))


def _locale(request: Request) -> str:
    """Return the reader's language, as their browser says; else the association's own."""
    wanted = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    chosen = request.cookies.get("locale", "")
    found = chosen if chosen in LOCALES else next((locale for locale in wanted if locale in LOCALES), "")
    if found:
        return found
    with db.reading() as session:
        return settings.read(session).default_locale.value
