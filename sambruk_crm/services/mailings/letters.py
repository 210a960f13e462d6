"""What leaves us for one recipient of a mailing: the message, the foot with the way out, and the headers."""

import html
from dataclasses import dataclass

from sqlmodel import Session

from sambruk_crm.config import settings as configuration
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Mailing, MailingKind, User
from sambruk_crm.services import mail, settings
from sambruk_crm.services.mailings import texts
from sambruk_crm.services.mailings.texts import Written
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.settings import AssociationSettings


@dataclass(frozen=True)
class Letter:
    """A whole mail, but for the address."""

    subject: str
    text: str
    html: str
    from_name: str
    reply_to: str
    headers: dict[str, str]


def sender_values(session: Session, mailing: Mailing) -> dict[str, str]:
    """Return what a message says of its sender."""
    author = session.get_one(User, mailing.author_id)
    return {"sender_name": author.name, "association": settings.read(session).association_name}


def values_of(session: Session, actor: Actor) -> dict[str, str]:
    """Return what fills a message that somebody sends to themselves."""
    first, _, last = actor.name.partition(" ")
    place = settings.read(session).association_name
    return {"first_name": first, "last_name": last, "name": actor.name, "organisation": place}


def letter(session: Session, mailing: Mailing, written: Written, *, token: str = "") -> Letter:
    """Make the mail of one recipient, whose `token` leads out of further mailings; a test has none."""
    chosen = settings.read(session)
    locale = chosen.default_locale.value
    way_out = unsubscribe_address(token) if token else ""
    foot = _foot(mailing, chosen, way_out)
    whole = texts.page(written, locale=locale, foot=_foot_html(foot, way_out))
    below = "\n".join(filter(None, (*foot, way_out)))
    return Letter(
        subject=written.subject,
        text=f"{written.text}\n\n-- \n{below}\n",
        html=whole,
        from_name=chosen.sender,
        reply_to=chosen.mail_reply_to,
        headers=_headers(mailing, way_out),
    )


def unsubscribe_address(token: str) -> str:
    """Return the address at which a recipient says no to further mailings."""
    return f"{configuration().url}/unsubscribe/{token}"


def require_mail(session: Session) -> None:
    """Refuse to send while there is no mail server.

    Raises:
        InvalidError: none is set up.
    """
    if not mail.is_configured(session):
        raise InvalidError({"": say("No mail can be sent yet: an administrator sets the mail server under Settings.")})


def _foot(mailing: Mailing, chosen: AssociationSettings, way_out: str) -> list[str]:
    locale = chosen.default_locale.value
    if mailing.kind is MailingKind.INFORMATION:
        why = say("You get this from {association} because it concerns you.", association=chosen.association_name)
        return [translate(why, locale)]
    who = say("This is a mailing from {association}.", association=chosen.association_name)
    if not way_out:
        return [translate(who, locale)]
    return [translate(who, locale), translate(say("If you want no more of them, say so here:"), locale)]


def _foot_html(foot: list[str], way_out: str) -> str:
    first, *rest = (html.escape(line) for line in foot)
    if not (rest and way_out):
        return first
    return f'{first} <a href="{html.escape(way_out)}">{rest[0].rstrip(":")}</a>.'


def _headers(mailing: Mailing, way_out: str) -> dict[str, str]:
    found = {"X-Auto-Response-Suppress": "OOF, AutoReply", "Auto-Submitted": "auto-generated"}
    if mailing.kind is MailingKind.MARKETING:
        found["Precedence"] = "bulk"
        if way_out:
            found["List-Unsubscribe"] = f"<{way_out}>"
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found
