"""Organisations: found by any sign, changed with care."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, delete, select

from sambruk_crm.errors import ForbiddenError, InvalidError, StaleError
from sambruk_crm.models import AddressKind, AuditEntry, CustomerStatus, Locale, MembershipStatus, TagScope
from sambruk_crm.services import duplicates, organisations, trash
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation, make_tag, today


def names(session: Session, actor: Actor, sort: str = "name", **wanted: object) -> list[str]:
    """List the names of the organisations that fit."""
    found = organisations.search(session, actor, OrganisationFilter(**wanted), sort=sort)  # pyright: ignore[reportArgumentType]
    return [row.name for row in found.items]


@pytest.mark.parametrize("text", ["kungsor", "KUNGSÖR", "ngs", "212000-2056", "2120002056", "212000 2056", "ku"])
def test_an_organisation_is_found_by_name_and_number_however_written(session: Session, anna: Actor, text: str) -> None:
    make_organisation(session, anna, "Kungsör", organisation_number="212000-2056")
    make_organisation(session, anna, "Åmål")

    assert names(session, anna, text=text) == ["Kungsör"]


def test_names_follow_the_alphabet_of_the_reader(session: Session, anna: Actor) -> None:
    for name in ("Öckerö", "Zenit", "Ånge", "Älmhult", "Arboga"):
        make_organisation(session, anna, name)
    swede = replace(anna, locale=Locale.SV)
    german = replace(anna, locale=Locale.DE)

    assert names(session, swede) == ["Arboga", "Zenit", "Ånge", "Älmhult", "Öckerö"]
    assert names(session, german) == ["Älmhult", "Ånge", "Arboga", "Öckerö", "Zenit"]


def test_membership_is_what_the_periods_say_on_a_day(session: Session, anna: Actor) -> None:
    for name, joins, leaves in (("member", -10, None), ("former", -20, -10), ("future", 10, None)):
        leaves_on = None if leaves is None else today() + timedelta(days=leaves)
        make_membership(session, make_organisation(session, anna, name), today() + timedelta(days=joins), leaves_on)
    make_organisation(session, anna, "never")

    for status in MembershipStatus:
        assert names(session, anna, membership=(status,)) == [status.value]
    then = today() - timedelta(days=15)
    assert names(session, anna, membership=(MembershipStatus.MEMBER,), membership_on=then) == ["former"]


def test_filters_by_tag_responsible_status_and_county_are_combined(session: Session, anna: Actor, bo: Actor) -> None:
    tag = make_tag(session, scope=TagScope.ORGANISATION)
    wanted = {"tags": [tag.key], "responsible": [bo.user_id], "status": "customer"}
    make_organisation(session, anna, "all", county_code="19", **wanted)
    make_organisation(session, anna, "no tag", county_code="19", **{**wanted, "tags": []})
    make_organisation(session, anna, "other county", county_code="01", **wanted)

    found = names(
        session, anna, tag=(tag.key,), responsible=(bo.user_id,), status=(CustomerStatus.CUSTOMER,), county=("19",)
    )

    assert found == ["all"]


def test_a_cursor_gives_every_row_once_also_when_rows_are_added(session: Session, anna: Actor) -> None:
    for number in range(7):
        make_organisation(session, anna, f"org {number}")
    seen: list[str] = []
    cursor = None

    while True:
        page = organisations.search(session, anna, OrganisationFilter(), paging=Paging(limit=3, cursor=cursor))
        seen += [row.name for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        make_organisation(session, anna, f"aaa {len(seen)}")

    assert seen == [f"org {number}" for number in range(7)]


def test_a_record_needs_something_to_be_shown_by(session: Session, anna: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        organisations.create(session, anna, {"note": "who?"})

    assert list(refused.value.fields) == ["name"]


def test_a_wrong_organisation_number_is_refused_beside_its_field(session: Session, anna: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        organisations.create(session, anna, {"name": "X", "organisation_number": "212000-2057"})

    assert list(refused.value.fields) == ["organisation_number"]


def test_a_number_belongs_to_one_organisation(session: Session, anna: Actor) -> None:
    make_organisation(session, anna, "Kungsör", organisation_number="212000-2056")

    with pytest.raises(InvalidError) as refused:
        make_organisation(session, anna, "Kungsör 2", organisation_number="2120002056")

    assert refused.value.fields["organisation_number"].values == {"name": "Kungsör"}


def test_a_stale_version_is_refused_with_what_is_there_now(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna)
    seen = town.version
    organisations.update(session, bo, town.key, {"phone": "08-508 00 000"})

    with pytest.raises(StaleError) as refused:
        organisations.update(session, anna, town.key, {"name": "Stale"}, version=seen)

    assert refused.value.current["phone"] == "+46850800000"


def test_an_organisation_cannot_lie_below_itself(session: Session, anna: Actor) -> None:
    above = make_organisation(session, anna, "above")
    below = make_organisation(session, anna, "below", parent_id=above.key)

    with pytest.raises(InvalidError):
        organisations.update(session, anna, above.key, {"parent_id": below.key})


def test_likely_duplicates_are_shown_by_number_and_folded_name(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör")

    assert duplicates.of_organisation(session, anna, {"name": "kungsor"}) == [town]
    assert duplicates.of_organisation(session, anna, {"name": "kungsor"}, but=town.key) == []


def test_likely_duplicates_are_shown_by_mail_and_by_a_name_that_is_nearly_the_same(
    session: Session, anna: Actor
) -> None:
    firm = make_organisation(session, anna, "Nordisk Konsult AB", email="info@nordisk.example")

    for told in ({"name": "Nordisk Konsullt"}, {"name": "Konsult Nordisk"}, {"email": "Info@nordisk.example"}):
        assert duplicates.of_organisation(session, anna, told) == [firm]
    assert duplicates.of_organisation(session, anna, {"name": "Nordisk Musik AB"}) == []


def test_what_goes_to_the_trash_can_be_restored(session: Session, anna: Actor, maria: Actor) -> None:
    town = make_organisation(session, anna)
    with pytest.raises(ForbiddenError):
        organisations.delete(session, anna, town.key)

    organisations.delete(session, maria, town.key)
    assert names(session, anna) == []

    trash.restore(session, maria, "organisation", town.key)
    assert names(session, anna) == ["Kungsör"]


def test_an_address_is_written_per_kind(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)

    organisations.set_address(session, anna, town.key, AddressKind.VISITING, {"street": "Drottninggatan 34"})
    organisations.set_address(session, anna, town.key, AddressKind.VISITING, {"city": "Kungsör"})

    address = organisations.record(session, anna, town.key).addresses[AddressKind.VISITING]
    assert (address.street, address.city) == ("Drottninggatan 34", "Kungsör")


def test_the_audit_log_says_who_changed_what(session: Session, anna: Actor) -> None:
    session.info["user_id"] = anna.user_id
    town = make_organisation(session, anna)
    session.exec(delete(AuditEntry))

    organisations.update(session, anna, town.key, {"name": "Kungsörs kommun"})

    (entry,) = session.exec(select(AuditEntry).where(AuditEntry.row_id == town.id, AuditEntry.action == "update"))
    assert entry.user_id == anna.user_id
    assert (entry.before, entry.after) == ({"name": "Kungsör"}, {"name": "Kungsörs kommun"})
