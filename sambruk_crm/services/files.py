"""Files people bring or take: kept in the database under a secret token, each for as long as its purpose needs."""

import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, say
from sambruk_crm.models import FilePurpose, Role, StoredFile, utc_now
from sambruk_crm.services import jobs
from sambruk_crm.services.permissions import Actor, Permission, require

MEGABYTE = 1_000_000
LARGEST = {
    FilePurpose.LOGO: 2 * MEGABYTE,
    FilePurpose.IMPORT: 20 * MEGABYTE,
    FilePurpose.EXPORT: 200 * MEGABYTE,
    FilePurpose.REPORT: 50 * MEGABYTE,
    FilePurpose.DOCUMENT: 25 * MEGABYTE,
}
KEPT = {
    FilePurpose.LOGO: timedelta(days=1),
    FilePurpose.IMPORT: timedelta(days=30),
    FilePurpose.EXPORT: timedelta(days=7),
    FilePurpose.REPORT: timedelta(days=30),
    FilePurpose.DOCUMENT: timedelta(days=1),
}
"""How long a file is there when nobody says; a logo stays once an organisation has it, a document with its contract."""
RIGHTS = {
    FilePurpose.LOGO: Permission.EDIT_RECORDS,
    FilePurpose.IMPORT: Permission.EDIT_RECORDS,
    FilePurpose.EXPORT: Permission.EXPORT,
    FilePurpose.REPORT: Permission.VIEW,
    FilePurpose.DOCUMENT: Permission.EDIT_DEALS,
}
"""Who may keep a file of each purpose."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?")


class TooLargeError(CrmError):
    """A file is larger than its purpose allows."""

    status = 413
    slug = "too-large"


def keep(
    session: Session,
    actor: Actor,
    *,
    purpose: FilePurpose,
    name: str,
    media_type: str,
    content: bytes,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Keep a file as the actor's own.

    Raises:
        TooLargeError: it is larger than its purpose allows.
        InvalidError: there is nothing in it, or a logo is no picture.
    """
    require(actor, RIGHTS[purpose])
    if not content:
        raise InvalidError({"file": say("This file is empty.")})
    refuse_too_large(purpose, len(content))
    if purpose is FilePurpose.LOGO and media_type not in PICTURES:
        raise InvalidError({"file": say("Choose a picture: PNG, JPEG, GIF or WebP.")})
    if expires_at is None and purpose in KEPT:
        expires_at = utc_now() + KEPT[purpose]
    kept = StoredFile(
        token=secrets.token_urlsafe(32),
        purpose=purpose,
        name=safe_name(name),
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream",
        size=len(content),
        content=content,
        user_id=actor.user_id,
        expires_at=expires_at,
    )
    session.add(kept)
    session.flush()
    return kept


def fetch(session: Session, actor: Actor, token: str) -> StoredFile:
    """Return a file: one's own, anyone's to an administrator, logos and documents to everybody who may look at records.

    Raises:
        NotFoundError: no such file, it has expired, or it is somebody else's.
    """
    require(actor, Permission.SIGNED_IN)
    found = session.exec(select(StoredFile).where(StoredFile.token == token)).first()
    if found is None or not may_fetch(actor, found) or is_expired(found):
        raise NotFoundError(say("This file is not here any more, or it is not yours."))
    return found


def may_fetch(actor: Actor, file: StoredFile) -> bool:
    """Return whether a file is there for this actor."""
    if file.purpose in {FilePurpose.LOGO, FilePurpose.DOCUMENT}:
        return actor.may(Permission.VIEW)
    if not actor.may(RIGHTS[file.purpose]):
        return False
    return file.user_id == actor.user_id or actor.role is Role.ADMINISTRATOR


def is_expired(file: StoredFile) -> bool:
    """Return whether a file's time is over, though it may not have been removed yet."""
    return file.expires_at is not None and file.expires_at <= utc_now()


def refuse_too_large(purpose: FilePurpose, size: int) -> None:
    """Refuse a size before anything is read.

    Raises:
        TooLargeError: it is larger than the purpose allows.
    """
    if size > LARGEST[purpose]:
        raise TooLargeError(say("This file is larger than {count} MB.", count=LARGEST[purpose] // MEGABYTE))


def remove_expired(session: Session) -> int:
    """Remove the files whose time is over; returns how many."""
    over = col(StoredFile.expires_at) <= utc_now()
    return session.execute(sa.delete(StoredFile).where(over)).rowcount  # pyright: ignore[reportAttributeAccessIssue]


@jobs.by_the_clock
def forget_expired(now: datetime) -> datetime:
    """Remove files whose time is over; returns when to look again."""
    with db.reading() as session:
        is_over = session.scalar(sa.select(sa.func.count()).where(col(StoredFile.expires_at) <= utc_now()))
    if is_over:
        with db.transaction() as session:
            remove_expired(session)
    return now + timedelta(hours=1)


def address_of(token: str) -> str:
    """Return where a file is fetched."""
    return f"/api/files/{token}"


def safe_name(name: str) -> str:
    """Return a file's name without folders, control characters and what systems refuse in names."""
    bare = re.split(r"[/\\]", name)[-1]
    bare = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "", bare).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return (f"{stem[:180]}{dot}{ending[:20]}" if dot and stem else bare[:200]) or "file"
