"""Logos: drawn anew, kept once, and refused when they are no pictures."""

from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session, select

from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError
from sambruk_crm.models import FilePurpose, StoredFile
from sambruk_crm.services import files, organisations
from sambruk_crm.services.permissions import Actor
from tests.factories import make_organisation


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), mode: str = "RGB") -> bytes:
    """Return a picture of one colour."""
    written = BytesIO()
    Image.new(mode, size).save(written, kind)
    return written.getvalue()


def stored(session: Session) -> list[StoredFile]:
    """List all files there are."""
    return list(session.exec(select(StoredFile)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_logo_is_drawn_anew_and_small(session: Session, anna: Actor, kind: str) -> None:
    place = make_organisation(session, anna)

    organisations.logos.put(session, anna, place.key, picture(kind))

    [file] = stored(session)
    with Image.open(BytesIO(file.content)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (512, 171))
    assert (file.media_type, file.expires_at, place.logo) == ("image/webp", None, file.token)


def test_what_else_was_in_the_file_is_gone(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)

    organisations.logos.put(session, anna, place.key, picture() + b"<script>alert(1)</script>")

    assert b"script" not in stored(session)[0].content


def test_a_new_logo_replaces_the_old_one_and_can_be_taken_away(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)
    organisations.logos.put(session, anna, place.key, picture())

    organisations.logos.put(session, anna, place.key, picture(size=(10, 10)))
    assert [file.token for file in stored(session)] == [place.logo]

    organisations.logos.remove(session, anna, place.key)
    assert (stored(session), place.logo, organisations.logos.address_of(place)) == ([], "", "")


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"MZ", picture("BMP")]
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(session: Session, anna: Actor, content: bytes) -> None:
    place = make_organisation(session, anna)

    with pytest.raises(InvalidError) as refused:
        organisations.logos.put(session, anna, place.key, content)

    assert list(refused.value.fields) == ["logo"]


def test_a_picture_that_would_fill_the_memory_is_refused(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)

    with pytest.raises(InvalidError):
        organisations.logos.put(session, anna, place.key, picture(size=(20_000, 20_000), mode="1"))


def test_a_picture_too_large_to_send_is_refused(session: Session, anna: Actor) -> None:
    place = make_organisation(session, anna)

    with pytest.raises(files.TooLargeError):
        organisations.logos.put(session, anna, place.key, picture() + bytes(files.LARGEST[FilePurpose.LOGO]))


def test_a_picture_the_browser_brought_becomes_the_logo(session: Session, anna: Actor, bo: Actor) -> None:
    place = make_organisation(session, anna)
    brought = files.keep(
        session, anna, purpose=FilePurpose.LOGO, name="a.png", media_type="image/png", content=picture()
    )

    with pytest.raises(InvalidError):
        organisations.logos.put_brought(session, bo, place.key, brought.token)
    organisations.logos.put_brought(session, anna, place.key, brought.token)

    assert [file.token for file in stored(session)] == [place.logo]


def test_who_may_only_read_gives_no_logo_and_none_to_what_is_not_there(
    session: Session, anna: Actor, reader: Actor
) -> None:
    place = make_organisation(session, anna)

    with pytest.raises(ForbiddenError):
        organisations.logos.put(session, reader, place.key, picture())
    with pytest.raises(ForbiddenError):
        organisations.logos.remove(session, reader, place.key)
    with pytest.raises(NotFoundError):
        organisations.logos.put(session, anna, place.key + 1, picture())
