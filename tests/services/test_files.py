"""Files: who may keep and fetch them, how large they may be, and when they go."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError
from sambruk_crm.models import FilePurpose, Role, StoredFile, utc_now
from sambruk_crm.services import files, jobs
from sambruk_crm.services.files import TooLargeError
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor

PNG = b"\x89PNG\r\n\x1a\n"


def kept(session: CrmSession, actor: Actor, purpose: FilePurpose = FilePurpose.IMPORT, **values: object) -> StoredFile:
    given = {"name": "kunder.csv", "media_type": "text/csv", "content": b"Namn\nBo\n", **values}
    return files.keep(session, actor, purpose=purpose, **given)  # pyright: ignore[reportArgumentType]


def test_a_file_is_there_for_its_owner_and_for_administrators(
    session: CrmSession, anna: Actor, bo: Actor, maria: Actor
) -> None:
    brought, taken = kept(session, anna), kept(session, maria, FilePurpose.EXPORT)

    assert files.fetch(session, anna, brought.token).content == b"Namn\nBo\n"
    assert files.fetch(session, make_actor(session, "Siv", Role.ADMINISTRATOR), taken.token) is taken
    for somebody, token in ((bo, brought.token), (anna, taken.token), (anna, "made-up")):
        with pytest.raises(NotFoundError):
            files.fetch(session, somebody, token)


def test_a_logo_is_there_for_everybody_and_is_a_picture(session: CrmSession, anna: Actor, reader: Actor) -> None:
    logo = kept(session, anna, FilePurpose.LOGO, name="v\u00e4xj\u00f6.png", media_type="image/png", content=PNG)

    assert files.fetch(session, reader, logo.token).name == "v\u00e4xj\u00f6.png"
    assert logo.expires_at is not None, "one that no organisation got is removed again"
    with pytest.raises(InvalidError):
        kept(session, anna, FilePurpose.LOGO, media_type="image/svg+xml")


def test_who_may_not_export_keeps_no_export(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(ForbiddenError):
        kept(session, anna, FilePurpose.EXPORT)


def test_a_file_is_neither_empty_nor_too_large(
    session: CrmSession, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(files.LARGEST, FilePurpose.IMPORT, 10)

    with pytest.raises(InvalidError):
        kept(session, anna, content=b"")
    with pytest.raises(TooLargeError):
        kept(session, anna, content=b"x" * 11)


def test_an_expired_file_is_gone_at_once_and_then_removed(session: CrmSession, anna: Actor) -> None:
    old, new = kept(session, anna, expires_at=utc_now() - timedelta(seconds=1)), kept(session, anna)

    with pytest.raises(NotFoundError):
        files.fetch(session, anna, old.token)
    assert files.remove_expired(session) == 1
    assert list(session.exec(select(StoredFile.id))) == [new.id]


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Filer\\lista.xlsx", "lista.xlsx"),
        ('a"b\r\nSet-Cookie: x.csv', "abSet-Cookie x.csv"),
        ("", "file"),
        ("x" * 300 + ".csv", "x" * 180 + ".csv"),
    ],
)
def test_a_files_name_is_only_a_name(given: str, safe: str) -> None:
    assert files.safe_name(given) == safe


def test_a_worker_forgets_files_whose_time_is_over(migrated: str) -> None:  # noqa: ARG001 -- the database it is in
    with db.transaction() as session:
        anna = make_actor(session)
        over, new = kept(session, anna, expires_at=utc_now() - timedelta(seconds=1)), kept(session, anna)

    jobs.turn_clocks()

    with db.reading() as session:
        assert session.get(StoredFile, over.key) is None
        assert session.get(StoredFile, new.key) is not None
