"""The association's own logo: in the menu, at sign-in, for anybody to see."""

from sqlmodel import Session, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import FilePurpose, StoredFile
from sambruk_crm.services import files, organisations, settings
from sambruk_crm.services.permissions import Actor, Permission, require

NAME = "association_logo"


def get(session: Session) -> StoredFile:
    """Return the picture; anybody may see it.

    Raises:
        NotFoundError: there is none.
    """
    token = settings.read(session).association_logo
    found = session.exec(select(StoredFile).where(StoredFile.token == token)).first() if token else None
    if found is None:
        raise NotFoundError(say("There is no logo."))
    return found


def put(session: Session, actor: Actor, content: bytes) -> None:
    """Make a picture the logo, drawn anew.

    Raises:
        TooLargeError: the file is larger than a logo may be.
        InvalidError: it is no picture, or one that would fill the memory.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    files.refuse_too_large(FilePurpose.LOGO, len(content))
    _forget(session)
    kept = files.keep(
        session,
        actor,
        purpose=FilePurpose.LOGO,
        name="logo.webp",
        media_type="image/webp",
        content=organisations.logos.drawn(content),
    )
    kept.expires_at = None
    settings.write(session, {NAME: kept.token})


def put_brought(session: Session, actor: Actor, token: str) -> None:
    """Make a picture that the actor's browser has brought the logo."""
    require(actor, Permission.MANAGE_SETTINGS)
    brought = files.fetch(session, actor, token)
    if brought.purpose is not FilePurpose.LOGO or brought.user_id != actor.user_id or brought.expires_at is None:
        raise InvalidError({"logo": say("Choose a picture: PNG, JPEG, GIF or WebP.")})
    put(session, actor, brought.content)
    session.delete(brought)
    session.flush()


def remove(session: Session, actor: Actor) -> None:
    """Take the logo away; none there changes nothing."""
    require(actor, Permission.MANAGE_SETTINGS)
    _forget(session)
    settings.write(session, {NAME: ""})


def address_of(chosen: settings.AssociationSettings) -> str:
    """Return where the logo is fetched, or nothing; a new one has a new address."""
    return f"/api/association-logo?v={chosen.association_logo[:8]}" if chosen.association_logo else ""


def _forget(session: Session) -> None:
    token = settings.read(session).association_logo
    if token and (old := session.exec(select(StoredFile).where(StoredFile.token == token)).first()):
        session.delete(old)
        session.flush()
