"""Logos of organisations: pictures drawn anew, so that nothing but a small picture is ever kept."""

import subprocess
import sys

from sqlmodel import Session, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.integrations import pictures
from sambruk_crm.models import FilePurpose, Organisation, StoredFile
from sambruk_crm.services import files
from sambruk_crm.services.organisations import rules
from sambruk_crm.services.permissions import Actor, Permission, require


def put(session: Session, actor: Actor, organisation_id: int, content: bytes) -> Organisation:
    """Return an organisation this logo instead of the one it had.

    Raises:
        TooLargeError: the file is larger than a logo may be.
        InvalidError: it is no picture, or one that would fill the memory.
    """
    require(actor, Permission.EDIT_RECORDS)
    files.refuse_too_large(FilePurpose.LOGO, len(content))
    organisation = rules.get(session, actor, organisation_id, for_update=True)
    _forget(session, organisation.logo)
    kept = files.keep(
        session,
        actor,
        purpose=FilePurpose.LOGO,
        name=f"{organisation.name or 'logo'}.webp",
        media_type="image/webp",
        content=drawn(content),
    )
    kept.expires_at = None
    organisation.logo = kept.token
    session.flush()
    return organisation


def put_brought(session: Session, actor: Actor, organisation_id: int, token: str) -> Organisation:
    """Make a picture that the actor's browser has brought the organisation's logo."""
    brought = files.fetch(session, actor, token)
    if brought.purpose is not FilePurpose.LOGO or brought.user_id != actor.user_id:
        raise InvalidError({"logo": say("Choose a picture: PNG, JPEG, GIF or WebP.")})
    organisation = put(session, actor, organisation_id, brought.content)
    if brought.expires_at is not None:
        session.delete(brought)
    session.flush()
    return organisation


def remove(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """Take the logo away; none there changes nothing."""
    require(actor, Permission.EDIT_RECORDS)
    organisation = rules.get(session, actor, organisation_id, for_update=True)
    _forget(session, organisation.logo)
    organisation.logo = ""
    session.flush()
    return organisation


def address_of(organisation: Organisation) -> str:
    """Return where the logo is fetched, or nothing."""
    return files.address_of(organisation.logo) if organisation.logo else ""


def drawn(content: bytes) -> bytes:
    """Draw a picture anew as WebP; its type is what it holds, not what it is called.

    It is done in a process of its own with limits on memory and time: no picture can end the service.

    Raises:
        InvalidError: it is no picture we know, or its size is beyond reason.
    """
    command = [sys.executable, "-m", "sambruk_crm.integrations.pictures"]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=pictures.SECONDS * 2, check=False)  # noqa: S603 -- fixed words
    except subprocess.TimeoutExpired:
        raise InvalidError({"logo": say("This picture has too many pixels.")}) from None
    if ended.returncode == pictures.UNKNOWN:
        raise InvalidError({"logo": say("Choose a picture: PNG, JPEG, GIF or WebP.")})
    if ended.returncode != 0:
        raise InvalidError({"logo": say("This picture has too many pixels.")})
    return ended.stdout


def _forget(session: Session, token: str) -> None:
    if token and (old := session.exec(select(StoredFile).where(StoredFile.token == token)).first()):
        session.delete(old)
