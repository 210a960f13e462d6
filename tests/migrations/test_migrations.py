"""Migrations on both kinds of database."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from sambruk_crm import migrate
from sambruk_crm.db import open_engine
from sambruk_crm.models import Row

FINDABLE = sorted(name for name, table in Row.metadata.tables.items() if "fold" in table.c)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Open a connection that can write and is closed again."""
    engine = open_engine(url)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            yield connection
    finally:
        engine.dispose()


def tables(url: str) -> set[str]:
    """List the tables there are."""
    with connected(url) as connection:
        return set(sa.inspect(connection).get_table_names())


def insert_person(connection: Connection, fold: str) -> None:
    """Write a person past the models."""
    connection.execute(
        sa.text(
            "INSERT INTO person (created_at, updated_at, version, fold, sort_sv, sort_nb, sort_fold, first_name,"
            " last_name, name, note, consent_source, confirmed_source, is_example)"
            " VALUES ('2026-01-01', '2026-01-01', 1, :fold, '', '', '', '', '', '', '', '', '', false)"
        ),
        {"fold": fold},
    )


def test_migrations_and_models_agree(database_url: str) -> None:
    migrate.upgrade(database_url)

    with connected(database_url) as connection:
        options = {
            "compare_type": True,
            "include_object": migrate.is_described_by_models,
            "target_metadata": Row.metadata,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Row.metadata) == []


def test_a_column_that_no_migration_made_is_noticed(database_url: str) -> None:
    migrate.upgrade(database_url)

    with connected(database_url) as connection:
        connection.execute(sa.text("ALTER TABLE tag DROP COLUMN color"))
        context = MigrationContext.configure(connection, opts={"include_object": migrate.is_described_by_models})
        found = compare_metadata(context, Row.metadata)
    assert [(change[0], change[3].name) for change in found] == [("add_column", "color")]


def test_every_migration_goes_down_and_up_again(database_url: str) -> None:
    migrate.upgrade(database_url)
    before = tables(database_url)

    migrate.downgrade("base", database_url)
    assert tables(database_url) == {"alembic_version"}

    migrate.upgrade(database_url)
    assert tables(database_url) == before


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    before = tables(database_url)

    migrate.upgrade(database_url)

    assert tables(database_url) == before


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    fresh = multiprocessing.get_context("spawn")
    workers = [fresh.Process(target=migrate.upgrade, args=(database_url,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert "organisation" in tables(database_url)


@pytest.mark.parametrize("table", FINDABLE)
def test_part_of_a_word_is_found_by_index(database_url: str, table: str) -> None:
    migrate.upgrade(database_url)

    with connected(database_url) as connection:
        if connection.dialect.name == "sqlite":
            plan = f"EXPLAIN QUERY PLAN SELECT rowid FROM {table}_fts WHERE fold LIKE :part"
            used = "VIRTUAL TABLE INDEX 0:L0"
        else:
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
            plan, used = f"EXPLAIN SELECT id FROM {table} WHERE fold LIKE :part", f"ix_{table}_fold_trgm"
        told = connection.execute(sa.text(plan), {"part": "%ung%"}).fetchall()
    assert used in " ".join(str(row) for row in told)


def test_the_search_index_follows_every_write(empty_database: Callable[[str], str]) -> None:
    url = empty_database("sqlite")
    migrate.upgrade(url)

    with connected(url) as connection:
        insert_person(connection, "asa oberg")
        insert_person(connection, "anna berg")
        connection.execute(sa.text("UPDATE person SET fold = 'asa lindkvist' WHERE id = 1"))
        connection.execute(sa.text("UPDATE person SET name = 'Anna' WHERE id = 2"))
        found = [_found(connection, part) for part in ("berg", "lindk", "oberg")]
        connection.execute(sa.text("DELETE FROM person WHERE id = 2"))
        found.append(_found(connection, "berg"))
        connection.execute(sa.text("INSERT INTO person_fts(person_fts, rank) VALUES ('integrity-check', 1)"))
    assert found == [[2], [1], [], []]


def _found(connection: Connection, part: str) -> list[int]:
    query = sa.text("SELECT rowid FROM person_fts WHERE fold LIKE :part")
    return list(connection.scalars(query, {"part": f"%{part}%"}))


def test_what_was_written_before_can_be_searched(database_url: str) -> None:
    migrate.upgrade(database_url, "2026_11_23_11")
    with connected(database_url) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO history_entry (created_at, updated_at, version, kind, happened_at, text, result,"
                " next_step, is_example) VALUES ('2026-01-01', '2026-01-01', 1, 'call', '2026-01-01', 'Ringde  ÅSA',"
                " 'Överens', 'Möte på Ærø', false)"
            )
        )

    migrate.upgrade(database_url)

    with connected(database_url) as connection:
        assert connection.scalar(sa.text("SELECT fold FROM history_entry")) == "ringde asa overens mote pa aero"


def test_a_database_of_a_newer_version_is_left_as_it_is(migrated: str) -> None:
    with connected(migrated) as connection:
        ours = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'of_next_year'"))
    before = tables(migrated)

    try:
        with pytest.raises(migrate.MigrationError, match="written by a newer version of Sambruk CRM"):
            migrate.upgrade(migrated)
        assert tables(migrated) == before
    finally:  # this database is used by the tests after this one
        with connected(migrated) as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :ours"), {"ours": ours})
