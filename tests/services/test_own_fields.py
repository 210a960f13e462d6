"""Fields that the association adds: what they are, what stands in them, and that nothing of it is lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, StaleError
from sambruk_crm.models import AuditEntry, Organisation, OwnField, OwnValue, Role
from sambruk_crm.services import catalogue, leads, organisations, own_fields, own_values, persons, projects
from sambruk_crm.services import services as offered
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_person, make_user

OPTIONS = [{"names": {"sv": "Platina"}}, {"names": {"sv": "Ciceron"}}, {"names": {"sv": "Annat", "en": "Other"}}]


def make_field(session: CrmSession, actor: Actor, name: str = "Ärendesystem", **values: Any) -> OwnField:
    """Add a field of organisations, called so in Swedish."""
    names = values.pop("names", {"sv": name})
    return own_fields.create(session, actor, {"noun": "organisation", "names": names, **values})


def held(session: CrmSession, organisation: Organisation) -> dict[str, Any]:
    """Return what stands in the fields of an organisation, as programs get it."""
    return own_values.told_of_records(session, "organisation", [organisation.key])[organisation.key]


def test_a_field_is_known_by_a_key_that_follows_from_its_name(session: CrmSession, maria: Actor) -> None:
    first = make_field(session, maria, "Ärendesystem, nu")
    other = own_fields.create(session, maria, {"noun": "deal", "names": {"sv": "Ärendesystem, nu"}})
    third = make_field(session, maria, "Ärendesystem (nu)")

    assert (first.slug, other.slug, third.slug) == ("arendesystem_nu", "arendesystem_nu", "arendesystem_nu_2")


@pytest.mark.parametrize(
    ("kind", "sent", "told"),
    [
        ("text", "  Öppna  data ", "Öppna data"),
        ("long_text", "En rad\nEn till", "En rad\nEn till"),
        ("number", "12,5", 12.5),
        ("number", -3, -3.0),
        ("money", "125 000 kr", 125000.0),
        ("date", "2026-11-23", "2026-11-23"),
        ("yes_no", "ja", True),
        ("yes_no", False, False),
        ("link", "www.kungsor.se", "https://www.kungsor.se"),
        ("one_of", "Ciceron", "ciceron"),
        ("one_of", "other", "annat"),
        ("several_of", ["annat", "platina"], ["platina", "annat"]),
        ("several_of", "Annat; Platina", ["platina", "annat"]),
    ],
)
def test_each_kind_is_read_as_people_write_it(
    session: CrmSession, maria: Actor, kind: str, sent: Any, told: Any
) -> None:
    field = make_field(session, maria, kind=kind, options=OPTIONS if kind.endswith("_of") else [])
    town = make_organisation(session, maria)

    organisations.update(session, maria, town.key, {"fields": {field.slug: sent}})

    assert held(session, town) == {field.slug: told}


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("number", "många"),
        ("number", "1,23456"),
        ("money", "-5"),
        ("date", "i morgon bitti"),
        ("yes_no", "kanske"),
        ("link", "ftp://kungsor.se"),
        ("one_of", "Excel"),
        ("several_of", ["platina", "excel"]),
        ("several_of", 7),
        ("text", "x" * 401),
        ("user", "Ingen Alls"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(session: CrmSession, maria: Actor, kind: str, sent: Any) -> None:
    field = make_field(session, maria, kind=kind, options=OPTIONS if kind.endswith("_of") else [])
    town = make_organisation(session, maria)

    with pytest.raises(InvalidError) as refused:
        organisations.update(session, maria, town.key, {"fields": {field.slug: sent}})

    assert list(refused.value.fields) == [f"fields.{field.slug}"]


def test_a_user_is_chosen_by_key_name_or_address_as_long_as_they_sign_in(session: CrmSession, maria: Actor) -> None:
    field, town = make_field(session, maria, "Handläggare", kind="user"), make_organisation(session, maria)
    bo = make_user(session, "Bo Ek", Role.STAFF, email="bo.ek@example.test")

    for sent in (bo.key, "bo ek", "Bo.Ek@example.test"):
        organisations.update(session, maria, town.key, {"fields": {field.slug: sent}})
        assert held(session, town) == {field.slug: bo.key}
        organisations.update(session, maria, town.key, {"fields": {field.slug: None}})

    organisations.update(session, maria, town.key, {"fields": {field.slug: bo.key}})
    bo.is_active = False
    session.flush()
    organisations.update(session, maria, town.key, {"fields": {field.slug: bo.key}})
    with pytest.raises(InvalidError):
        organisations.update(
            session, maria, make_organisation(session, maria, "Köping").key, {"fields": {field.slug: bo.key}}
        )


def test_every_noun_has_fields_in_all_that_writes_its_records(session: CrmSession, maria: Actor) -> None:
    town = make_organisation(session, maria)
    made: dict[str, Any] = {
        "organisation": lambda fields: organisations.create(session, maria, {"name": "Köping", "fields": fields}),
        "person": lambda fields: persons.create(session, maria, {"last_name": "Ek", "fields": fields}),
        "lead": lambda fields: leads.create(session, maria, {"name": "Ek", "fields": fields}),
        "deal": lambda fields: make_deal(session, maria, fields=fields),
        "service": lambda fields: offered.create(session, maria, {"name": "EGIL", "fields": fields}),
        "project": lambda fields: projects.create(
            session, maria, {"name": "EGIL", "organisation_id": town.key, "fields": fields}
        ),
    }
    for noun in [noun.name for noun in own_fields.nouns() if noun.name != "contract"]:
        field = own_fields.create(session, maria, {"noun": noun, "names": {"en": "Region"}})

        record = made[noun]({field.slug: "Norr"})

        assert own_values.told_of_records(session, noun, [record.key]) == {record.key: {"region": "Norr"}}
        rules = catalogue.get(noun).rules
        assert rules is not None
        rules.update(session, maria, record.key, {"fields": {"region": "Syd"}})
        assert own_values.told_of_records(session, noun, [record.key]) == {record.key: {"region": "Syd"}}


def test_a_new_record_has_the_default_unless_something_else_is_sent(session: CrmSession, maria: Actor) -> None:
    field = make_field(session, maria, kind="one_of", options=OPTIONS, default="Annat")
    assert field.default == "annat"

    usual = make_organisation(session, maria, "Köping")
    other = make_organisation(session, maria, "Arboga", fields={field.slug: "Platina"})
    none = make_organisation(session, maria, "Hallstahammar", fields={field.slug: ""})
    own_fields.create(session, maria, {"noun": "deal", "names": {"sv": "Klar"}, "kind": "yes_no", "default": "nej"})
    deal = make_deal(session, maria)

    assert [held(session, each)[field.slug] for each in (usual, other, none)] == ["annat", "platina", None]
    assert own_values.told_of_records(session, "deal", [deal.key])[deal.key] == {"klar": False}


def test_what_is_written_stands_in_the_log_with_the_record(session: CrmSession, maria: Actor) -> None:
    field, town = make_field(session, maria, kind="several_of", options=OPTIONS), make_organisation(session, maria)
    seen = town.version
    organisations.update(session, maria, town.key, {"fields": {field.slug: ["platina"]}})
    organisations.update(session, maria, town.key, {"fields": {field.slug: ["ciceron"]}})

    query = select(AuditEntry).where(AuditEntry.noun == "organisation", AuditEntry.row_id == town.key)
    last = session.exec(query.order_by(col(AuditEntry.id).desc())).first()

    assert last is not None
    assert (last.before, last.after) == ({"fields.arendesystem": ["platina"]}, {"fields.arendesystem": ["ciceron"]})
    with pytest.raises(StaleError):
        organisations.update(session, maria, town.key, {"name": "X"}, version=seen)


def test_two_who_write_into_the_same_field_are_told_of_each_other(session: CrmSession, maria: Actor) -> None:
    one, other = make_field(session, maria), make_field(session, maria, "Avtalschef")
    town = make_organisation(session, maria)
    own_fields.write(session, maria, "organisation", town.key, one.slug, "Platina", base="")

    with pytest.raises(StaleError) as refused:
        own_fields.write(session, maria, "organisation", town.key, one.slug, "Ciceron", base="")
    own_fields.write(session, maria, "organisation", town.key, other.slug, "Åsa", base="")
    own_fields.write(session, maria, "organisation", town.key, one.slug, "Platina", base="")

    assert refused.value.current == {"fields.arendesystem": "Platina"}
    assert held(session, town) == {"arendesystem": "Platina", "avtalschef": "Åsa"}


def test_renaming_keeps_the_key_and_what_stands_there(session: CrmSession, maria: Actor) -> None:
    field, town = make_field(session, maria), make_organisation(session, maria, fields={})
    organisations.update(session, maria, town.key, {"fields": {field.slug: "Platina"}})

    own_fields.update(session, maria, field.key, {"names": {"sv": "Diariesystem", "de": "Fachverfahren"}})
    own_fields.update(session, maria, field.key, {"names": {"en": "Case system"}})

    assert field.names == {"sv": "Diariesystem", "de": "Fachverfahren", "en": "Case system"}
    assert held(session, town) == {"arendesystem": "Platina"}


@pytest.mark.parametrize(
    "names", [{}, {"sv": " "}, {"sv": "ÄRENDESYSTEM"}, {"nb": "ärendesystem"}, {"en": "Official name"}, {"sv": "Namn"}]
)
def test_a_field_needs_a_name_that_no_other_column_has(
    session: CrmSession, maria: Actor, names: dict[str, str]
) -> None:
    make_field(session, maria)

    with pytest.raises(InvalidError) as refused:
        make_field(session, maria, names=names)

    assert "names" in refused.value.fields


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"noun": "todo"}, "noun"),
        ({"key": "1a"}, "key"),
        ({"kind": "one_of"}, "options"),
        ({"kind": "one_of", "options": [{"names": {}}]}, "options"),
        ({"kind": "one_of", "options": [{"names": {"sv": "A"}}, {"names": {"en": "a"}}]}, "options"),
        ({"kind": "text", "options": OPTIONS}, "options"),
        ({"kind": "number", "default": "många"}, "default"),
        ({"kind": "shoe_size"}, "kind"),
    ],
)
def test_what_does_not_fit_a_field_is_refused(
    session: CrmSession, maria: Actor, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        make_field(session, maria, **values)

    assert field in refused.value.fields


def test_an_archived_field_keeps_what_stands_in_it_and_comes_back_with_it(session: CrmSession, maria: Actor) -> None:
    field, town = make_field(session, maria), make_organisation(session, maria)
    organisations.update(session, maria, town.key, {"fields": {field.slug: "Platina"}})

    own_fields.archive(session, maria, field.key)
    assert held(session, town) == {}
    with pytest.raises(InvalidError):
        organisations.update(session, maria, town.key, {"fields": {field.slug: "Ciceron"}})
    own_fields.archive(session, maria, field.key, archived=False)

    assert held(session, town) == {field.slug: "Platina"}


def test_only_a_field_in_which_nothing_stands_can_be_deleted(session: CrmSession, maria: Actor) -> None:
    field, town = make_field(session, maria, kind="one_of", options=OPTIONS), make_organisation(session, maria)
    organisations.update(session, maria, town.key, {"fields": {field.slug: "Platina"}})

    with pytest.raises(InUseError):
        own_fields.delete(session, maria, field.key)
    organisations.update(session, maria, town.key, {"fields": {field.slug: None}})
    own_fields.delete(session, maria, field.key)

    assert own_fields.all_fields(session, maria, archived=True) == []


def test_options_are_renamed_put_in_order_and_archived_where_they_are_used(session: CrmSession, maria: Actor) -> None:
    field, town = make_field(session, maria, kind="one_of", options=OPTIONS), make_organisation(session, maria)
    organisations.update(session, maria, town.key, {"fields": {field.slug: "Platina"}})

    changed = [{"key": "annat"}, {"names": {"sv": "Lex"}}, {"key": "ciceron", "names": {"en": "Cicero"}}]
    own_fields.update(session, maria, field.key, {"options": changed})

    (known,) = own_values.read(session, [field])
    assert [(option.key, option.name("en"), option.is_archived) for option in known.options] == [
        ("annat", "Other", False),
        ("lex", "Lex", False),
        ("ciceron", "Cicero", False),
        ("platina", "Platina", True),
    ]
    assert held(session, town) == {field.slug: "platina"}
    with pytest.raises(InvalidError):
        make_organisation(session, maria, "Köping", fields={field.slug: "platina"})
    own_fields.update(session, maria, field.key, {"options": changed[:2]})
    (known,) = own_values.read(session, [field])
    assert [option.key for option in known.options] == ["annat", "lex", "platina"]


@pytest.mark.parametrize("kind", ["one_of", "several_of"])
def test_an_option_is_merged_into_another(session: CrmSession, maria: Actor, kind: str) -> None:
    field = make_field(session, maria, kind=kind, options=OPTIONS, default="platina")
    sent: Any = ["platina", "ciceron"] if kind == "several_of" else "platina"
    town = make_organisation(session, maria, fields={field.slug: sent})
    seen = town.version

    assert own_fields.merge_option(session, maria, field.key, "platina", "ciceron") == 1

    session.expire_all()
    assert held(session, town)[field.slug] == (["ciceron"] if kind == "several_of" else "ciceron")
    assert (field.default, town.version) == ("ciceron", seen + 1)
    with pytest.raises(InvalidError):
        own_fields.merge_option(session, maria, field.key, "ciceron", "ciceron")


def test_merging_two_fields_loses_nothing(session: CrmSession, maria: Actor) -> None:
    old, new = make_field(session, maria, "System"), make_field(session, maria, "Ärendesystem", kind="long_text")
    moves = make_organisation(session, maria, "Köping", fields={old.slug: "Platina"})
    stays = make_organisation(session, maria, "Arboga", fields={old.slug: "Lex", new.slug: "Ciceron"})

    assert own_fields.merge_into(session, maria, old.key, new.key) == (1, 1)

    session.expire_all()
    assert [held(session, each) for each in (moves, stays)] == [{new.slug: "Platina"}, {new.slug: "Ciceron"}]
    own_fields.archive(session, maria, old.key, archived=False)
    assert held(session, stays) == {old.slug: "Lex", new.slug: "Ciceron"}


@pytest.mark.parametrize("kind", ["one_of", "several_of"])
def test_fields_with_options_are_merged_by_what_the_options_are_called(
    session: CrmSession, maria: Actor, kind: str
) -> None:
    old = make_field(session, maria, "System", kind="one_of", options=[*OPTIONS, {"names": {"sv": "Lex"}}])
    new = make_field(session, maria, "Ärendesystem", kind=kind, options=OPTIONS)
    one = make_organisation(session, maria, "Köping", fields={old.slug: "Platina"})
    two = make_organisation(session, maria, "Arboga", fields={old.slug: "Lex"})
    both = make_organisation(session, maria, "Kumla", fields={old.slug: "Lex", new.slug: "Annat"})

    moved, stayed = own_fields.merge_into(session, maria, old.key, new.key)

    session.expire_all()
    found = [held(session, each)[new.slug] for each in (one, two, both)]
    if kind == "several_of":
        assert (moved, stayed, found) == (3, 0, [["platina"], ["lex"], ["annat", "lex"]])
    else:
        assert (moved, stayed, found) == (2, 1, ["platina", "lex", "annat"])


def test_fields_that_hold_other_values_are_not_merged(session: CrmSession, maria: Actor) -> None:
    text, number = make_field(session, maria), make_field(session, maria, "Antal", kind="number")
    deal = own_fields.create(session, maria, {"noun": "deal", "names": {"sv": "Text"}})

    for one, other in ((text, number), (text, text), (text, deal)):
        with pytest.raises(InvalidError):
            own_fields.merge_into(session, maria, one.key, other.key)
    assert own_fields.takers(session, text) == []


def test_fields_stand_in_the_order_they_are_put_in(session: CrmSession, maria: Actor) -> None:
    keys = [make_field(session, maria, name).key for name in ("A1", "B1", "C1")]

    own_fields.shift(session, maria, keys[2], by=-1)
    assert list(own_values.of_noun(session, "organisation")) == ["a1", "c1", "b1"]
    own_fields.arrange(session, maria, "organisation", [keys[1]])

    assert list(own_values.of_noun(session, "organisation")) == ["b1", "a1", "c1"]


def test_staff_fill_fields_in_and_only_managers_change_what_they_are(
    session: CrmSession, anna: Actor, maria: Actor
) -> None:
    field = make_field(session, maria)
    for change in (
        lambda: make_field(session, anna, "Annan"),
        lambda: own_fields.update(session, anna, field.key, {"names": {"sv": "X"}}),
        lambda: own_fields.archive(session, anna, field.key),
        lambda: own_fields.delete(session, anna, field.key),
        lambda: own_fields.shift(session, anna, field.key, by=1),
        lambda: own_fields.merge_into(session, anna, field.key, field.key),
        lambda: own_fields.merge_option(session, anna, field.key, "a", "b"),
    ):
        with pytest.raises(ForbiddenError):
            change()

    make_organisation(session, anna, fields={field.slug: "Platina"})
    reader = Actor(maria.user_id, "Rut", "", Role.READER, maria.locale, maria.time_zone)
    with pytest.raises(ForbiddenError):
        own_fields.write(session, reader, "organisation", 1, field.slug, "X", base="")


def test_values_are_typed_in_the_database(session: CrmSession, maria: Actor) -> None:
    number, day = make_field(session, maria, "Antal", kind="number"), make_field(session, maria, "Dag", kind="date")
    make_organisation(session, maria, fields={number.slug: "99999999999", day.slug: "2026-02-03"})

    rows = session.execute(
        sa.select(col(OwnValue.number), col(OwnValue.day), col(OwnValue.text)).order_by(col(OwnValue.field_id))
    )

    assert [tuple(row) for row in rows] == [(Decimal(99_999_999_999), None, None), (None, date(2026, 2, 3), None)]


def test_persons_in_the_trash_come_back_with_what_stands_in_their_fields(session: CrmSession, maria: Actor) -> None:
    own_fields.create(session, maria, {"noun": "person", "names": {"sv": "Kost"}})
    asa = make_person(session, maria, fields={"kost": "Vegetariskt"})
    persons.delete(session, maria, asa.key)

    from sambruk_crm.services import trash

    trash.restore(session, maria, "person", asa.key)

    assert own_values.told_of_records(session, "person", [asa.key])[asa.key] == {"kost": "Vegetariskt"}
