"""The command line, as an operator meets it: what it prints, where, and how it ends."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from sambruk_crm import db
from sambruk_crm.services import users
from tests import programs, servers
from tests.programs import Ended

CSV = "kommunkod,folkmangd,folkmangd_datum\n0114,49900,2026-12-31\n9999,5,2026-12-31\n"


Run = Callable[..., Ended]


@pytest.fixture
def run(migrated: str, tmp_path: Path) -> Run:
    """Run `sambruk-crm` on a migrated database, as another process."""

    def run(*words: str, given: str = "", **variables: str) -> Ended:
        own = {"DATABASE_URL": migrated, "SAMBRUK_DATA_DIR": str(tmp_path), "COLUMNS": "200", **variables}
        return programs.run(*words, env={**os.environ, **own}, given=given)

    return run


def scalar(statement: str) -> object:
    """Ask the database one thing."""
    with db.reading() as session:
        return session.execute(sa.text(statement)).scalar_one()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("serve",),
        ("build",),
        ("migrate",),
        ("demo",),
        ("user", "add"),
        ("api-key", "add"),
        ("import", "municipalities"),
        ("import", "population"),
    ],
)
@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
def test_every_command_has_help(run: Run, words: tuple[str, ...]) -> None:
    told = run(*words, "--help")

    assert (told.code, "Usage" in told.out, told.err) == (0, True, "")


def test_migrating_brings_the_reference_data_and_may_be_repeated(run: Run) -> None:
    assert "310 organisations" in run("migrate").out

    assert "0 organisations" in run("migrate").out
    assert scalar("SELECT count(*) FROM organisation") == 310


def test_importing_municipalities_adds_what_is_missing(run: Run) -> None:
    told = run("import", "municipalities")

    assert (told.code, scalar("SELECT count(*) FROM organisation")) == (0, 310)


def test_a_user_added_with_a_password_from_stdin_can_sign_in(run: Run) -> None:
    told = run(
        "user", "add", "Anna@Exempel.se", "--name", "Anna", "--role", "staff", "--password-stdin", given="hemligt-ord\n"
    )

    assert (told.code, told.out) == (0, "Added anna@exempel.se as staff.\n")
    with db.reading() as session:
        assert users.passwords.matches(users.credentials(session, "anna@exempel.se").password_hash, "hemligt-ord")


def test_without_a_password_one_is_made_up_and_printed(run: Run) -> None:
    told = run("user", "add", "anna@exempel.se", "--name", "Anna", "--role", "manager")

    made_up = told.out.split()[-1]
    with db.reading() as session:
        assert users.passwords.matches(users.credentials(session, "anna@exempel.se").password_hash, made_up)


@pytest.mark.parametrize(
    ("words", "given", "reason"),
    [
        (("user", "add", "anna", "--name", "A", "--role", "staff"), "", "email: This is not an e-mail address."),
        (
            ("user", "add", "a@exempel.se", "--name", "A", "--role", "staff", "--password-stdin"),
            "kort\n",
            "password: Use at least 10 characters.",
        ),
        (("api-key", "add", "--user", "nobody@exempel.se"), "", "There is no active user nobody@exempel.se."),
    ],
)
def test_what_cannot_be_done_is_told_on_one_line(run: Run, words: tuple[str, ...], given: str, reason: str) -> None:
    told = run(*words, given=given)

    assert (told.code, told.out, told.err) == (1, "", f"sambruk-crm: {reason}\n")


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("user", "add"), {}),
        (("user", "add", "a@exempel.se", "--name", "A", "--role", "king"), {}),
        (("demo", "--size", "huge"), {}),
        (("import", "population", "/no/such/file"), {}),
        (("migrate",), {"SAMBRUK_PORT": "many"}),
        (("migrate",), {"DATABASE_URL": "mysql://here"}),
        ((), {}),
    ],
)
def test_wrong_use_and_wrong_settings_end_with_2(run: Run, words: tuple[str, ...], variables: dict[str, str]) -> None:
    assert run(*words, **variables).code == 2


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
def test_a_database_that_does_not_answer_is_told_on_one_line(run: Run) -> None:
    told = run("migrate", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{servers.free_port()}/none")

    assert (told.code, told.err.count("\n")) == (1, 1)


def test_a_key_is_printed_alone_and_has_the_rights_of_its_user(run: Run) -> None:
    run("user", "add", "anna@exempel.se", "--name", "Anna", "--role", "reader")

    secret = run("api-key", "add", "--user", "anna@exempel.se").out

    with db.reading() as session:
        actor = users.api_keys.find_actor(session, secret.strip())
    assert actor is not None
    assert (actor.email, actor.role.value, secret.count("\n")) == ("anna@exempel.se", "reader", 1)


def test_population_is_compared_first_and_written_on_demand(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "population.csv"
    file.write_text(CSV, encoding="utf-8")

    told = run("import", "population", str(file))
    assert "0114 Upplands Väsby: 50495 → 49900 (2026-12-31)" in told.out
    assert "50000 → 35000 SEK a year" in told.out
    assert "1 unknown codes\n  9999" in told.out
    assert scalar("SELECT count(*) FROM population_figure") == 310

    assert "1 figures were added" in run("import", "population", str(file), "--apply").out
    assert "0 figures were added" in run("import", "population", str(file), "--apply").out
    assert scalar("SELECT count(*) FROM population_figure") == 311


def test_a_broken_population_file_changes_nothing_and_its_line_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "population.csv"
    file.write_text(CSV + "0180,many,2026-12-31\n", encoding="utf-8")

    told = run("import", "population", str(file), "--apply")

    assert (told.code, told.err) == (1, "sambruk-crm: Line 4: “many” is not a number of inhabitants.\n")
    assert scalar("SELECT count(*) FROM population_figure") == 310


def test_the_printed_demo_sign_in_works_also_the_second_time(run: Run) -> None:
    for words in (("demo",), ("demo", "--size", "small")):
        found = re.search(r"password (\S+) as one of (\S+),", run(*words).out)
        assert found is not None
        with db.reading() as session:
            assert users.passwords.matches(users.credentials(session, found[2]).password_hash, found[1])


def test_another_size_of_example_data_is_refused(run: Run) -> None:
    run("demo")

    told = run("demo", "--size", "large")

    assert (told.code, told.err) == (1, "sambruk-crm: Example data is already loaded.\n")
