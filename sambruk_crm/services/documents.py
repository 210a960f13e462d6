"""Documents people bring: looked at before they are kept, by what they hold and not by what they are called."""

import logging
import subprocess
import sys
from dataclasses import dataclass

import filetype
from sqlmodel import Session

from sambruk_crm.config import settings as configuration
from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, say
from sambruk_crm.integrations import pdf_pages, virus_scanner
from sambruk_crm.models import FilePurpose, StoredFile
from sambruk_crm.services import files
from sambruk_crm.services.permissions import Actor, Permission, require

PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
ENDINGS = {
    PDF: "pdf",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OPEN}text": "odt",
    f"{_OPEN}spreadsheet": "ods",
    f"{_OPEN}presentation": "odp",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
}
"""The types that are kept, and how their names end."""
ALSO = {"jpeg": "jpg"}
log = logging.getLogger(__name__)


class ScannerAwayError(CrmError):
    """The virus scanner that is set up does not answer, so nothing is kept."""

    status = 503
    slug = "scanner-away"


@dataclass(frozen=True)
class Inspected:
    """A document that was looked at, made by `inspect` alone."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class PagePicture:
    """A page of a document as WebP, and how many pages there are."""

    content: bytes
    pages: int


def inspect(actor: Actor, name: str, content: bytes) -> Inspected:
    """Look at a document before it is kept, outside of transactions: a scanner may take its time.

    Raises:
        TooLargeError: it is larger than a document may be.
        InvalidError: it is empty, of a type that is not kept, or a virus was found in it.
        ScannerAwayError: the scanner that is set up does not answer.
    """
    require(actor, files.RIGHTS[FilePurpose.DOCUMENT])
    files.refuse_too_large(FilePurpose.DOCUMENT, len(content))
    if not content:
        raise InvalidError({"file": say("This file is empty.")})
    media_type = filetype.guess_mime(content) or ""
    if media_type not in ENDINGS:
        raise InvalidError({"file": say("Choose a PDF, a picture, or a document of Word, Excel or LibreOffice.")})
    url = configuration().virus_scanner
    if url is not None:
        _refuse_infected(url, content)
    return Inspected(_ending_as_it_is(files.safe_name(name), media_type), media_type, content)


def keep(session: Session, actor: Actor, document: Inspected) -> StoredFile:
    """Keep a document that was looked at; a day, until it belongs somewhere."""
    return files.keep(
        session,
        actor,
        purpose=FilePurpose.DOCUMENT,
        name=document.name,
        media_type=document.media_type,
        content=document.content,
    )


def page(session: Session, actor: Actor, token: str) -> StoredFile:
    """Return a document whose pages are to be drawn."""
    require(actor, Permission.VIEW)
    found = files.fetch(session, actor, token)
    if found.purpose is not FilePurpose.DOCUMENT or found.media_type != PDF:
        raise NotFoundError(say("This document has no pages to be shown."))
    return found


def drawn(content: bytes, number: int) -> PagePicture:
    """Draw a page of a PDF, counted from 1, in a process of its own: no document can end the service.

    Raises:
        NotFoundError: there is no such page, or the document cannot be read.
    """
    command = [sys.executable, "-m", "sambruk_crm.integrations.pdf_pages", str(number)]
    try:
        ended = subprocess.run(  # noqa: S603 -- fixed words and a number
            command, input=content, capture_output=True, timeout=pdf_pages.SECONDS * 2, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotFoundError(say("This document cannot be shown here. Download it.")) from None
    if ended.returncode == pdf_pages.NO_SUCH_PAGE:
        raise NotFoundError(say("This document has no such page."))
    if ended.returncode != 0:
        raise NotFoundError(say("This document cannot be shown here. Download it."))
    pages, _, picture = ended.stdout.partition(b"\n")
    return PagePicture(picture, int(pages))


def _refuse_infected(url: str, content: bytes) -> None:
    try:
        found = virus_scanner.scan(url, content)
    except virus_scanner.ScannerError:
        log.exception("The virus scanner at %s did not look at a document", url)
        message = say("The virus scanner does not answer, so the file was not kept. Try again later.")
        raise ScannerAwayError(message) from None
    if found:
        log.warning("The virus scanner found %s in a document, which was not kept", found)
        raise InvalidError({"file": say("The virus scanner found {name} in this file. It was not kept.", name=found)})


def _ending_as_it_is(name: str, media_type: str) -> str:
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if dot and ALSO.get(ending, ending) == ENDINGS[media_type]:
        return name
    return f"{stem if dot and ending in {*ENDINGS.values(), *ALSO} else name}.{ENDINGS[media_type]}"
