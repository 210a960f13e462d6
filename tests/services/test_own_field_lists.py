"""Own fields in lists: asked for, counted, sorted, summed up and taken out, as the facts that are built in."""

import csv
from pathlib import Path
from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Organisation, Role
from sambruk_crm.services import exports, organisations, own_fields
from sambruk_crm.services.exports import ExportInput
from sambruk_crm.services.lists import cells, option_counts, selections, totals
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from tests.factories import make_organisation, make_user

OPTIONS = [{"names": {"sv": "Platina"}}, {"names": {"sv": "Ciceron"}}, {"names": {"sv": "Annat", "en": "Other"}}]


@pytest.fixture
def towns(session: CrmSession, maria: Actor) -> dict[str, Organisation]:
    """Three towns, of which the last has nothing in any field."""
    user = make_user(session, "Bo Ek", Role.STAFF, email="bo.ek@example.test")
    for kind in ("text", "number", "money", "date", "yes_no", "one_of", "several_of", "link", "user"):
        options = OPTIONS if kind.endswith("_of") else []
        values = {"noun": "organisation", "kind": kind, "key": kind, "names": {"sv": f"Eget {kind}"}}
        own_fields.create(session, maria, {**values, "options": options})
    arboga: dict[str, Any] = {
        "text": "Öppna data", "number": 12.5, "money": 1000, "date": "2026-01-31", "yes_no": True, "one_of": "annat",
        "several_of": ["platina", "annat"], "link": "https://arboga.se", "user": user.key,
    }  # fmt: skip
    kumla: dict[str, Any] = {
        "text": "E-arkiv", "number": -3, "money": 250.5, "date": "2026-03-01", "yes_no": False, "one_of": "platina",
        "several_of": ["platina"], "link": "https://kumla.se", "user": maria.user_id,
    }  # fmt: skip
    return {
        "Arboga": make_organisation(session, maria, "Arboga", fields=arboga),
        "Kumla": make_organisation(session, maria, "Kumla", fields=kumla),
        "Sala": make_organisation(session, maria, "Sala"),
    }


def asked(name: str, *values: str) -> OrganisationFilter:
    """Ask for values of a field."""
    return OrganisationFilter(facts={f"fields.{name}": values})


def found(session: CrmSession, actor: Actor, wanted: OrganisationFilter, sort: str = "name") -> list[str]:
    """Return the names that a list shows."""
    return [row.name for row in organisations.search(session, actor, wanted, sort=sort).items]


@pytest.mark.parametrize(
    ("name", "values", "names"),
    [
        ("text", ["oppna"], ["Arboga"]),
        ("text", ["ARKIV"], ["Kumla"]),
        ("text", ["ö"], ["Arboga"]),
        ("text", ["%"], ["Arboga", "Kumla"]),
        ("text", [":filled"], ["Arboga", "Kumla"]),
        ("text", [":empty"], ["Sala"]),
        ("text", ["data", ":empty"], ["Arboga", "Sala"]),
        ("link", ["kumla.se"], ["Kumla"]),
        ("number", ["12,5"], ["Arboga"]),
        ("number", ["-10..0"], ["Kumla"]),
        ("number", ["..20"], ["Arboga", "Kumla"]),
        ("number", ["0.."], ["Arboga"]),
        ("money", ["250.5..999"], ["Kumla"]),
        ("date", ["2026-01-31"], ["Arboga"]),
        ("date", ["2026-02-01.."], ["Kumla"]),
        ("yes_no", ["true"], ["Arboga"]),
        ("yes_no", ["false"], ["Kumla"]),
        ("one_of", ["annat"], ["Arboga"]),
        ("one_of", ["annat", "platina"], ["Arboga", "Kumla"]),
        ("several_of", ["platina"], ["Arboga", "Kumla"]),
        ("several_of", ["Other"], ["Arboga"]),
        ("user", ["Bo Ek"], ["Arboga"]),
    ],
)
def test_records_are_found_by_what_stands_in_a_field(
    session: CrmSession, maria: Actor, towns: dict[str, Organisation], name: str, values: list[str], names: list[str]
) -> None:
    assert towns

    assert found(session, maria, asked(name, *values)) == names


@pytest.mark.parametrize(
    ("name", "value"), [("number", "många"), ("date", "igår.."), ("one_of", "excel"), ("ingen", "x"), ("user", "Nils")]
)
def test_what_a_field_cannot_be_asked_is_refused(
    session: CrmSession, maria: Actor, towns: dict[str, Organisation], name: str, value: str
) -> None:
    assert towns

    with pytest.raises(InvalidError) as refused:
        found(session, maria, asked(name, value))

    assert list(refused.value.fields) == [f"fields.{name}"]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("text", ["Sala", "Kumla", "Arboga"]),
        ("number", ["Sala", "Kumla", "Arboga"]),
        ("money", ["Sala", "Kumla", "Arboga"]),
        ("date", ["Sala", "Arboga", "Kumla"]),
        ("yes_no", ["Sala", "Kumla", "Arboga"]),
        ("one_of", ["Sala", "Kumla", "Arboga"]),
        ("several_of", ["Sala", "Arboga", "Kumla"]),
        ("link", ["Sala", "Arboga", "Kumla"]),
        ("user", ["Sala", "Arboga", "Kumla"]),
    ],
)
def test_records_are_sorted_and_paged_by_what_stands_in_a_field(
    session: CrmSession, maria: Actor, towns: dict[str, Organisation], name: str, names: list[str]
) -> None:
    assert towns
    sort, seen, cursor = f"fields.{name}", list[str](), None
    for _ in names:
        page = organisations.search(
            session, maria, OrganisationFilter(), sort=sort, paging=Paging(limit=1, cursor=cursor)
        )
        seen += [row.name for row in page.items]
        cursor = page.next_cursor

    assert seen == names
    assert found(session, maria, OrganisationFilter(), sort=f"-{sort}") == names[::-1]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("text", {":filled": 2, ":empty": 1}),
        ("yes_no", {":filled": 2, ":empty": 1, "true": 1, "false": 1}),
        ("one_of", {":filled": 2, ":empty": 1, "annat": 1, "platina": 1}),
        ("several_of", {":filled": 2, ":empty": 1, "annat": 1, "platina": 2}),
    ],
)
def test_each_value_says_how_many_records_it_would_leave(
    session: CrmSession, maria: Actor, towns: dict[str, Organisation], name: str, counts: dict[str, int]
) -> None:
    assert towns

    told = option_counts.count(session, maria, "organisation", f"fields.{name}", asked(name, ":filled"))

    assert told == counts
    others = OrganisationFilter(facts={"fields.number": ("0..",)})
    assert option_counts.count(session, maria, "organisation", "fields.one_of", others) == {":filled": 1, "annat": 1}


def test_numbers_are_summed_up(session: CrmSession, maria: Actor, towns: dict[str, Organisation]) -> None:
    assert towns

    told = totals.totals(session, maria, "organisation", OrganisationFilter(), ["fields.number", "fields.money"])

    assert [(each.sum, each.count) for name in told for each in told[name]] == [(9.5, 2), (1250.5, 2)]


def test_columns_show_what_people_read(session: CrmSession, maria: Actor, towns: dict[str, Organisation]) -> None:
    names = [f"fields.{kind}" for kind in ("number", "date", "yes_no", "one_of", "several_of", "user")]

    told = cells.texts(session, maria, "organisation", names, [towns["Arboga"].key, towns["Sala"].key])

    assert list(told[towns["Arboga"].key].values()) == [
        "12.5", "2026-01-31", "Yes", "Other", "Platina; Other", "Bo Ek",
    ]  # fmt: skip
    assert set(told[towns["Sala"].key].values()) == {""}


def test_a_file_has_the_fields_that_lists_show(
    session: CrmSession, maria: Actor, towns: dict[str, Organisation], tmp_path: Path
) -> None:
    assert towns
    hidden = own_fields.all_fields(session, maria)[0]
    own_fields.update(session, maria, hidden.key, {"in_list": False})
    columns = ["name", "fields.number", "fields.several_of", "fields.yes_no"]
    filters = {"fields.one_of": ["annat"]}
    selection = Selection(noun="organisation", filters=filters)
    wanted = ExportInput(selection=selection, columns=columns, format="csv")

    assert exports.write(session, maria, wanted, tmp_path / "file.csv") == 1

    rows = list(csv.reader((tmp_path / "file.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Name", "Eget number", "Eget several_of", "Eget yes_no"]
    assert rows[1][2:] == ["Platina; Other", "Yes"]
    known = [name for name, _, _ in exports.columns(session, maria, "organisation")]
    assert ("fields.text" in known, "fields.number" in known) == (False, True)
    with pytest.raises(InvalidError):
        exports.begin(session, maria, {"selection": {"noun": "organisation"}, "columns": ["fields.text"]})


def test_all_that_match_a_field_are_chosen(session: CrmSession, maria: Actor, towns: dict[str, Organisation]) -> None:
    selection = Selection(noun="organisation", filters={"fields.yes_no": ["false"]}, sort="-fields.number")

    assert selections.keys(session, maria, selection) == [towns["Kumla"].key]
