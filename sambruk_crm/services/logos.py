"""Logos of organisations: pictures drawn anew, so that nothing but a small picture is ever kept."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlmodel import Session, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import FilePurpose, Organisation, StoredFile
from sambruk_crm.services import files, organisations
from sambruk_crm.services.permissions import Actor, Permission, require

SIDE = 512
"""The longest side of a logo, in pixels."""
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def put(session: Session, actor: Actor, organisation_id: int, content: bytes) -> Organisation:
    """Give an organisation this logo instead of the one it had.

    Raises:
        TooLargeError: the file is larger than a logo may be.
        InvalidError: it is no picture, or one that would fill the memory.
    """
    require(actor, Permission.EDIT_RECORDS)
    files.refuse_too_large(FilePurpose.LOGO, len(content))
    organisation = organisations.get(session, actor, organisation_id, for_update=True)
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
    organisation = organisations.get(session, actor, organisation_id, for_update=True)
    _forget(session, organisation.logo)
    organisation.logo = ""
    session.flush()
    return organisation


def address_of(organisation: Organisation) -> str:
    """Give where the logo is fetched, or nothing."""
    return files.address_of(organisation.logo) if organisation.logo else ""


def drawn(content: bytes) -> bytes:
    """Draw a picture anew as WebP, at most 512 pixels wide and high; its type is what it holds, not what it is called.

    Raises:
        InvalidError: it is no picture we know, or its size in pixels is beyond reason.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise InvalidError({"logo": say("This picture has too many pixels.")})
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise InvalidError({"logo": say("Choose a picture: PNG, JPEG, GIF or WebP.")}) from None
    upright.thumbnail((SIDE, SIDE))
    answer = BytesIO()
    upright.save(answer, "WEBP", quality=90)
    return answer.getvalue()


def _forget(session: Session, token: str) -> None:
    if token and (old := session.exec(select(StoredFile).where(StoredFile.token == token)).first()):
        session.delete(old)
