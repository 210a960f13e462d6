"""What is remembered in the process, connections that are not asked for nothing, and how often a rule reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from sambruk_crm import db, live
from sambruk_crm.models import Role
from sambruk_crm.services import deals, reference, settings, users
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.remembered import Remembered
from tests.factories import make_actor, make_deal


@pytest.fixture
def maria(migrated: str) -> Actor:
    """Maria, an administrator."""
    assert migrated
    with db.transaction() as session:
        reference.load_vocabularies(session)
        return make_actor(session, "Maria Lind", Role.ADMINISTRATOR)


@contextmanager
def asked() -> Iterator[list[str]]:
    """Note the statements that are sent meanwhile."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    yield found
    event.remove(db.engine(), "before_cursor_execute", note)


def test_a_value_is_read_once_until_its_topic_changes() -> None:
    read: list[int] = []
    known: Remembered[int] = Remembered("deal")

    def value() -> int:
        read.append(1)
        return len(read)

    assert [known.get("x", value), known.get("x", value)] == [1, 1]
    live.deliver(frozenset({live.Change("person", 1)}))
    assert known.get("x", value) == 1
    live.deliver(frozenset({live.Change("deal", 1)}))
    assert known.get("x", value) == 2


def test_what_was_being_read_when_it_changed_is_not_kept() -> None:
    known: Remembered[str] = Remembered("deal")

    def slow() -> str:
        live.deliver(frozenset({live.Change("deal", 1)}))
        return "old"

    assert known.get("x", slow) == "old"
    assert known.get("x", lambda: "new") == "new"


def test_settings_are_read_once_and_a_change_is_felt_at_once(maria: Actor) -> None:
    with db.reading() as session:
        settings.read(session)
    with asked() as statements, db.reading() as session:
        settings.read(session)
    assert statements == []

    with db.transaction(maria.user_id) as session:
        settings.change(session, maria, association_name="Nord")
        assert settings.read(session).association_name == "Nord"
    with db.reading() as session:
        assert settings.read(session).association_name == "Nord"


def test_a_change_that_is_rolled_back_is_not_remembered(maria: Actor) -> None:
    def change_and_fail() -> None:
        with db.transaction(maria.user_id) as session:
            settings.change(session, maria, association_name="Nord")
            settings.read(session)
            raise KeyError

    with pytest.raises(KeyError):
        change_and_fail()

    with db.reading() as session:
        assert settings.read(session).association_name == "Sambruk"


def test_a_deal_is_moved_in_three_reads(maria: Actor) -> None:
    with db.transaction(maria.user_id) as session:
        deal = make_deal(session, maria, "Avtal")
        other = deals.phases.all_phases(session, maria)[2].key
    with asked() as statements, db.transaction(maria.user_id) as session:
        deals.move(session, maria, deal.key, {"phase_id": other})

    assert len([each for each in statements if each.lstrip().upper().startswith("SELECT")]) == 3


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize("migrated", ["postgresql"], indirect=True)
def test_a_database_that_was_restarted_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "IDLE_SECONDS", 0.0)
    with db.reading() as session:
        session.execute(sa.text("SELECT 1"))
    other = sa.create_engine(db.engine().url)
    with other.connect() as connection:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(sa.text(f"{query} AND pid <> pg_backend_pid()"))
    other.dispose()

    with db.reading() as session:
        assert users.exist(session)
