"""Documents of contracts: looked at before they are kept, in editions, found by all who may see the contract."""

import socket
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from sambruk_crm.config import settings
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError
from sambruk_crm.i18n import translate
from sambruk_crm.services import contracts, documents, files
from sambruk_crm.services.permissions import Actor
from tests import servers

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(*, pages: int = 1) -> bytes:
    """Return a PDF of white pages."""
    sheets = [Image.new("RGB", (210, 297), "white") for _ in range(pages)]
    made = BytesIO()
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:])
    return made.getvalue()


def test_a_document_is_kept_in_editions_and_stays_when_it_is_removed(
    session: CrmSession, anna: Actor, reader: Actor
) -> None:
    made = contracts.making.create(session, anna, {"title": "EGIL"}).key
    first = contracts.documents.attach(session, anna, made, documents.inspect(anna, "Avtal.pdf", pdf()))
    contracts.documents.attach(session, anna, made, documents.inspect(anna, "Avtal.pdf", pdf(pages=2)))
    scanned = documents.inspect(anna, "underskrivet.pdf", pdf(pages=3))
    contracts.documents.attach(session, anna, made, scanned, instead_of=first.key)

    [document] = contracts.documents.of_contract(session, reader, made)
    assert (document.name, document.edition, document.author) == ("Avtal.pdf", 3, "Anna Berg")
    assert [edition.edition for edition in document.earlier] == [2, 1]
    assert contracts.documents.fetch(session, reader, made, document.id).content == scanned.content

    with pytest.raises(ForbiddenError):
        contracts.documents.remove(session, reader, made, document.id)
    contracts.documents.remove(session, anna, made, document.id)
    assert [each.is_removed for each in contracts.documents.of_contract(session, anna, made)] == [True]
    contracts.documents.put_back(session, anna, made, document.id)
    assert [each.is_removed for each in contracts.documents.of_contract(session, anna, made)] == [False]


def test_a_document_that_was_brought_belongs_to_one_contract_and_is_kept_with_it(
    session: CrmSession, anna: Actor, maria: Actor
) -> None:
    made = contracts.making.create(session, anna, {"title": "EGIL"}).key
    brought = documents.keep(session, anna, documents.inspect(anna, "Avtal.pdf", pdf()))
    assert brought.expires_at is not None

    with pytest.raises(InvalidError):
        contracts.documents.attach_brought(session, maria, made, brought.token)
    contracts.documents.attach_brought(session, anna, made, brought.token)
    assert brought.expires_at is None
    with pytest.raises(InvalidError):
        contracts.documents.attach_brought(session, anna, made, brought.token)


@pytest.mark.parametrize(
    "content", [b"", b"<html><script>alert(1)</script>", b"MZ" + bytes(200), b"PK\x03\x04 not a zip", b"hej"]
)
def test_what_is_no_document_is_refused_whatever_it_is_called(anna: Actor, content: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        documents.inspect(anna, "Avtal.pdf", content)

    assert list(refused.value.fields) == ["file"]


def test_a_document_too_large_is_refused(anna: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.LARGEST, documents.FilePurpose.DOCUMENT, 10)

    with pytest.raises(files.TooLargeError):
        documents.inspect(anna, "Avtal.pdf", pdf())


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Avtal.pdf", "Avtal.pdf"), ("Avtal.docx", "Avtal.pdf"), ("Avtal", "Avtal.pdf"), ("v1.2", "v1.2.pdf")],
)
def test_a_document_is_called_by_what_it_is(anna: Actor, name: str, kept: str) -> None:
    assert documents.inspect(anna, name, pdf()).name == kept


def test_the_pages_of_a_pdf_are_drawn_and_a_damaged_one_harms_nobody() -> None:
    drawn = documents.drawn(pdf(pages=2), 2)

    assert drawn.pages == 2
    with Image.open(BytesIO(drawn.content)) as picture:
        assert (picture.format, picture.width) == ("WEBP", 1200)
    for content, number in ((pdf(), 2), (b"%PDF-1.7 broken", 1)):
        with pytest.raises(NotFoundError):
            documents.drawn(content, number)


def test_a_virus_is_refused_by_its_name_and_without_the_scanner_nothing_is_kept(
    anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with servers.virus_scanner() as url:
        monkeypatch.setenv("SAMBRUK_VIRUS_SCANNER", url)
        settings.cache_clear()
        assert documents.inspect(anna, "Avtal.pdf", pdf()).media_type == documents.PDF
        monkeypatch.setattr(documents.filetype, "guess_mime", lambda _content: documents.PDF)
        with pytest.raises(InvalidError) as refused:
            documents.inspect(anna, "Avtal.pdf", EICAR)
        assert "Eicar-Test" in translate(refused.value.fields["file"], "en")
    with pytest.raises(documents.ScannerAwayError):
        documents.inspect(anna, "Avtal.pdf", pdf())
    settings.cache_clear()


def _hang_up(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.close()


@pytest.mark.parametrize("is_there", [False, True])
def test_a_scanner_that_is_away_or_hangs_up_has_not_looked(
    tmp_path: Path, anna: Actor, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    monkeypatch.setenv("SAMBRUK_VIRUS_SCANNER", f"unix://{tmp_path / 'scanner'}")
    settings.cache_clear()

    with socket.socket(socket.AF_UNIX) as listener:
        if is_there:
            listener.bind(str(tmp_path / "scanner"))
            listener.listen()
            Thread(target=_hang_up, args=(listener,), daemon=True).start()
        with pytest.raises(documents.ScannerAwayError):
            documents.inspect(anna, "Avtal.pdf", pdf())
    settings.cache_clear()
