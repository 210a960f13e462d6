"""Titles of deals: what is proposed, and what one says beside its organisation, which stands above it on the card."""

import functools
import re
from collections.abc import Iterator

from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.i18n import translate
from sambruk_crm.models import DealType, Organisation, Service
from sambruk_crm.services.vocabularies import word

_BODIES = "(?i:kommunförbund|kommunalförbund|kommune|kommun|stadt|stad|region|landsting|municipality|gemeinde)"
_WORDS = "(?i:i|för|till|åt|hos|med|från|av|at|for|to|with|in|of|from|fra|til|ved|für|bei|mit|von)"
_OF = "(?:'s|’s|:s|s|'|’)"
_JOINED = r"(?i:och|and|og|und|samt|&|\+|/)"
_SIGNS = r"\s,;:–—|·-"

_OWN_BODY = re.compile(rf"^{_BODIES}\s+|\s+{_BODIES}$")
_BODY_BEFORE = re.compile(rf"(?:^|(?<=[^\w-])){_BODIES}\s+$")
_WORD_BEFORE = re.compile(rf"(?:^|(?<=[^\w-])){_WORDS}\s+$")
_AFTER = re.compile(rf"(?:{_OF}?\s+{_BODIES})?(?P<of>{_OF})?(?![\w-])")
_JOINED_BEFORE, _JOINED_AFTER = re.compile(rf"\s{_JOINED}\s*$"), re.compile(rf"\s*{_JOINED}\s")
_WITHIN = re.compile(r"[\w-]$")
_ENDS = re.compile(rf"^[{_SIGNS}]+|[{_SIGNS}]+$")
_GAPS = re.compile(r"\s+(?=[,;:])|\(\s*\)|[,;:]\s*(?=[,;:])")


def proposed(kind: DealType, service: str, organisation: str, locale: str) -> str:
    """Propose what a deal is called: its service, what kind of agreement it is to become, and with whom."""
    agreement = translate(say("Service agreement ({type})", type=translate(word(kind), locale)), locale)
    return ", ".join(part for part in (service, agreement, organisation) if part)


def propose(
    session: Session, locale: str, *, organisation_id: int | None, service_id: int | None, deal_type: DealType
) -> str:
    """Return what a deal is called if nobody writes a title; nothing without an organisation or a service."""
    place = session.get(Organisation, organisation_id) if organisation_id else None
    service = session.get(Service, service_id) if service_id else None
    if place is None and service is None:
        return ""
    return proposed(deal_type, service.name if service else "", place.name if place else "", locale)


@functools.lru_cache(maxsize=10_000)
def what(title: str, organisation: str) -> str:
    """Return a title without the name of the organisation, in whichever form; empty when nothing else is said.

    A name that is one of several ("Ale och Kungälv") stays, because the title is about both.
    """
    whole, bare = title.strip(), _OWN_BODY.sub("", organisation.strip())
    if bare:
        for begin, end in _named(whole, bare):
            left, right = whole[:begin], whole[end:]
            if not _JOINED_BEFORE.search(left) and not _JOINED_AFTER.match(right):
                return _tidy(f"{left} {right}")
    return whole


def _named(title: str, bare: str) -> Iterator[tuple[int, int]]:
    """Yield where a title names a body: with what kind of body it is or without, as an owner or after a preposition."""
    begin = title.find(bare)
    while begin >= 0:
        after = _AFTER.match(title, begin + len(bare))
        left = title[:begin]
        if after is not None and not _WITHIN.search(left):
            left = _BODY_BEFORE.sub("", left)
            yield len(left if after["of"] else _WORD_BEFORE.sub("", left)), after.end()
        begin = title.find(bare, begin + 1)


def _tidy(text: str) -> str:
    rest = _ENDS.sub("", _GAPS.sub("", " ".join(text.split()))).strip()
    return rest[:1].upper() + rest[1:] if any(sign.isalnum() for sign in rest) else ""
