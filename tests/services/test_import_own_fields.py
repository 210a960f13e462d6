"""Fields that the association has added, brought in from a file like any other column."""

from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Batch, Organisation, Role
from sambruk_crm.services import imports, own_fields, own_values
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_organisation
from tests.services.test_imports import applied, csv_of, items, outcomes, reasons, town, tried, undone

OPTIONS = [{"names": {"sv": "Platina"}}, {"names": {"sv": "Eget", "en": "Their own"}}]


@pytest.fixture
def maria(migrated: str) -> Actor:
    """Maria, an administrator, with four fields of organisations and one organisation."""
    assert migrated
    with db.transaction() as session:
        maria = make_actor(session, "Maria Lind", Role.ADMINISTRATOR)
        for kind, name, more in (
            ("one_of", {"sv": "Ärendesystem", "en": "Case system"}, {"options": OPTIONS}),
            ("several_of", {"sv": "Färger"}, {"options": [{"names": {"sv": "Röd"}}, {"names": {"sv": "Blå"}}]}),
            ("date", {"sv": "Senaste besök", "nb": "Siste besøk"}, {}),
            ("number", {"sv": "Antal datorer"}, {}),
        ):
            own_fields.create(session, maria, {"noun": "organisation", "kind": kind, "names": name, **more})
        make_organisation(session, maria, "Sala")
        return maria


def held(name: str) -> dict[str, Any]:
    """Return what stands in the fields of an organisation."""
    organisation = town(name)
    assert organisation is not None
    with db.reading() as session:
        return own_values.told_of_records(session, "organisation", [organisation.key])[organisation.key]


def columns_of(batch_id: int) -> list[str]:
    """Return what the columns of an import are."""
    with db.reading() as session:
        return session.get_one(Batch, batch_id).arguments["columns"]


@pytest.mark.parametrize(
    "headings", ["Namn;ärendesystem;Senaste besök", "Name;Case System;Siste besøk", "name;arendesystem;senaste_besok"]
)
def test_a_heading_in_any_language_or_the_key_means_the_field(maria: Actor, headings: str) -> None:
    batch = tried(maria, "organisation", csv_of(headings, "Sala;their own;4.3.2026", "Heby;Platina;"))

    assert columns_of(batch) == ["name", "fields.arendesystem", "fields.senaste_besok"]
    assert outcomes(batch) == ["changed", "new"]
    applied(maria, batch)
    assert held("Sala") == {
        "arendesystem": "eget",
        "farger": [],
        "senaste_besok": "2026-03-04",
        "antal_datorer": None,
    }
    assert held("Heby")["arendesystem"] == "platina"


def test_a_value_that_cannot_be_read_is_told_with_its_row_and_column(maria: Actor) -> None:
    lines = ("Sala;Excel;12", "Heby;Platina;många", "Tierp;;1 200,5")
    batch = tried(maria, "organisation", csv_of("Namn;Ärendesystem;Antal datorer", *lines))

    assert outcomes(batch) == ["error", "error", "new"]
    told = reasons(maria, batch)
    assert told[0].startswith("Ärendesystem: ")
    assert told[1].startswith("Antal datorer: ")
    applied(maria, batch)
    assert held("Tierp")["antal_datorer"] == 1200.5


def test_several_options_are_added_and_none_is_taken_away(maria: Actor) -> None:
    applied(maria, tried(maria, "organisation", csv_of("Namn;Färger", "Sala;Blå")))
    applied(maria, tried(maria, "organisation", csv_of("Namn;Färger", "Sala;Röd")))

    assert held("Sala")["farger"] == ["rod", "bla"]


def test_an_archived_option_stays_where_it_is_and_is_put_nowhere_else(maria: Actor) -> None:
    content = csv_of("Namn;Ärendesystem", "Sala;Platina")
    applied(maria, tried(maria, "organisation", content))
    with db.transaction(maria.user_id) as session:
        field = next(each for each in own_fields.all_fields(session, maria) if each.slug == "arendesystem")
        own_fields.update(session, maria, field.key, {"options": [{"key": "eget", "names": {"sv": "Eget"}}]})

    batch = tried(maria, "organisation", content + b"\r\nHeby;Platina")

    assert outcomes(batch) == ["same", "error"]
    assert reasons(maria, batch)[1].startswith("Ärendesystem: ")


def test_what_changes_is_told_in_words_and_taken_back(maria: Actor) -> None:
    applied(maria, tried(maria, "organisation", csv_of("Namn;Ärendesystem", "Sala;Platina")))
    batch = tried(maria, "organisation", csv_of("Namn;Ärendesystem;Senaste besök", "Sala;Eget;2026-05-06"))
    applied(maria, batch)
    with db.reading() as session:
        [row] = imports.texts.shown(session, maria, session.get_one(Batch, batch), items(batch))

    assert set(row.changes) == {("Case system", "Platina", "Their own"), ("Senaste besök", "–", "2026-05-06")}
    undone(maria, batch)
    assert (held("Sala")["arendesystem"], held("Sala")["senaste_besok"]) == ("platina", None)


def test_an_import_whose_field_has_been_archived_says_so_instead_of_leaving_it_out(maria: Actor) -> None:
    batch = tried(maria, "organisation", csv_of("Namn;Ärendesystem", "Sala;Platina"))
    with db.transaction(maria.user_id) as session:
        field = next(each for each in own_fields.all_fields(session, maria) if each.slug == "arendesystem")
        own_fields.archive(session, maria, field.key)

    applied(maria, batch)

    with db.reading() as session:
        found = session.get_one(Batch, batch)
        job = imports.jobs_of(session, [found])[batch]
        assert "finns inte" in imports.failure_of(job, "sv")
        assert session.get_one(Organisation, (town("Sala") or found).key).version == 1
