"""Who our members are: lists as people have them, matched line by line, and made members at once."""

from datetime import date

import pytest
from sqlmodel import select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError
from sambruk_crm.models import Membership, Organisation
from sambruk_crm.services import clock, memberships, new_members, organisations, reference
from sambruk_crm.services.new_members import Joining, Line, LineOutcome
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation

SINCE = date(2026, 1, 1)


@pytest.fixture
def register(session: CrmSession) -> CrmSession:
    """The register as it is after the first start: every municipality and region."""
    reference.load_places(session)
    return session


def read(session: CrmSession, actor: Actor, text: str, **values: object) -> list[Line]:
    return new_members.read(session, actor, text, since=SINCE, **values)  # pyright: ignore[reportArgumentType]


def town(session: CrmSession, name: str) -> Organisation:
    return session.exec(select(Organisation).where(Organisation.name == name)).one()


@pytest.mark.parametrize(
    ("line", "name", "since"),
    [
        ("Degerfors", "Degerfors", "2026-01-01"),
        ("degerfors kommun", "Degerfors", "2026-01-01"),
        ("1862", "Degerfors", "2026-01-01"),
        ("1862; 2019", "Degerfors", "2019-01-01"),
        ("Degerfors\t2021-07-01", "Degerfors", "2021-07-01"),
        ("Degerfors, 1.7.2021", "Degerfors", "2021-07-01"),
        ("1862\tDegerfors\t2019", "Degerfors", "2019-01-01"),
        ("212000-1926", "Åtvidaberg", "2026-01-01"),
        ("16212000-1926, 2020", "Åtvidaberg", "2020-01-01"),
        ("Region Stockholm", "Region Stockholm", "2026-01-01"),
        ("Stockholms stad", "Stockholm", "2026-01-01"),
    ],
)
def test_a_line_is_matched_by_name_code_or_number_and_may_tell_since_when(
    register: CrmSession, anna: Actor, line: str, name: str, since: str
) -> None:
    if "1926" in line:
        number = town(register, "Degerfors").organisation_number or ""
        line = line.replace("212000-1926", f"{number[:6]}-{number[6:]}")
        name = "Degerfors"

    [found] = read(register, anna, f"\n  {line}  \n")

    assert (found.outcome, found.name, found.since, found.number) == (LineOutcome.FOUND, name, since, 2)


def test_ten_lines_are_read_with_few_statements_and_made_members(register: CrmSession, anna: Actor) -> None:
    names = ["Degerfors", "Hallsberg", "Kumla", "Laxå", "Lekeberg", "Lindesberg", "Nora", "Askersund", "Arboga", "Vara"]

    lines = read(register, anna, "\n".join(f"{name}; 20{at + 10}" for at, name in enumerate(names)))
    made = new_members.join(register, anna, [new_members.joining_of(line.key, line.since) for line in lines])

    assert made == 10
    periods = register.exec(select(Membership)).all()
    assert {(period.organisation_id, period.joined_on) for period in periods} == {
        (town(register, name).key, date(2010 + at, 1, 1)) for at, name in enumerate(names)
    }
    assert {line.outcome for line in read(register, anna, "\n".join(names))} == {LineOutcome.MEMBER}


def test_a_name_that_is_nearly_right_is_asked_about_and_can_be_chosen(register: CrmSession, anna: Actor) -> None:
    [line] = read(register, anna, "Degefors")
    assert line.outcome is LineOutcome.UNKNOWN
    suggested = {one.name: one.key for one in line.suggestions}

    [chosen] = read(register, anna, "Degefors", chosen={1: suggested["Degerfors"]})

    assert (chosen.outcome, chosen.name, chosen.text) == (LineOutcome.FOUND, "Degerfors", "Degefors")


def test_what_is_nobody_is_said_to_be_and_what_is_twice_counts_once(register: CrmSession, anna: Actor) -> None:
    lines = read(register, anna, "Kumla\nKumla kommun\nHögertrafikkommittén")

    assert [line.outcome for line in lines] == [LineOutcome.FOUND, LineOutcome.TWICE, LineOutcome.UNKNOWN]


def test_a_day_that_is_none_is_asked_about_and_not_taken_for_a_name(register: CrmSession, anna: Actor) -> None:
    lines = read(register, anna, "Kumla; 2021-13-40\nKumla; 03/04/2021")

    assert [line.outcome for line in lines] == [LineOutcome.UNCLEAR, LineOutcome.UNCLEAR]
    assert lines[0].reason is not None
    assert lines[0].reason.values["text"] == "2021-13-40"


def test_other_organisations_are_found_by_all_their_names(session: CrmSession, anna: Actor) -> None:
    body = make_organisation(session, anna, "Kommunalförbundet Väst", other_names="Västkom; VK")

    [line] = read(session, anna, "västkom; 2020")

    assert line.key == f"organisation:{body.key}"


def test_several_with_one_name_are_asked_about(session: CrmSession, anna: Actor) -> None:
    for _ in range(2):
        make_organisation(session, anna, "Bibliotek Mitt")

    [line] = read(session, anna, "Bibliotek Mitt")

    assert line.outcome is LineOutcome.UNCLEAR
    assert len(line.suggestions) == 2


def test_a_municipality_that_is_not_in_the_register_is_added_from_the_reference_data(
    session: CrmSession, anna: Actor
) -> None:
    [line] = read(session, anna, "Kumla kommun; 2015")
    assert (line.outcome, line.name) == (LineOutcome.NEW, "Kumla")

    new_members.join(session, anna, [new_members.joining_of(line.key, line.since)])

    kumla = town(session, "Kumla")
    assert (kumla.municipality_code, kumla.population is not None) == ("1881", True)
    assert [period.joined_on for period in memberships.periods_of(session, anna, kumla.key)] == [date(2015, 1, 1)]


def test_who_is_in_the_trash_or_left_later_is_told(register: CrmSession, anna: Actor, maria: Actor) -> None:
    organisations.delete(register, maria, town(register, "Kumla").key)
    make_membership(register, town(register, "Nora"), date(2010, 1, 1), date(2026, 7, 1))

    lines = read(register, anna, "Kumla\nNora\nNora; 2026-08-01")

    assert [line.outcome for line in lines] == [LineOutcome.UNCLEAR, LineOutcome.UNCLEAR, LineOutcome.FOUND]
    assert lines[1].reason is not None
    assert lines[1].reason.values["date"] == "2026-07-01"


def test_one_that_cannot_join_keeps_all_from_joining(register: CrmSession, anna: Actor) -> None:
    kumla, nora = town(register, "Kumla"), town(register, "Nora")
    make_membership(register, nora, date(2010, 1, 1))

    with pytest.raises(InvalidError, match="already"):
        new_members.join(register, anna, [Joining(organisation_id=body.key) for body in (kumla, nora)])

    assert memberships.periods_of(register, anna, kumla.key) == []


def test_without_a_day_membership_begins_today(register: CrmSession, anna: Actor) -> None:
    new_members.join(register, anna, [Joining(municipality_code="", organisation_id=town(register, "Nora").key)])

    [period] = memberships.periods_of(register, anna, town(register, "Nora").key)
    assert period.joined_on == clock.today(register)


def test_towns_are_found_by_county_name_and_code_and_say_who_is_a_member(register: CrmSession, anna: Actor) -> None:
    make_membership(register, town(register, "Nora"), date(2010, 1, 1))

    assert len(new_members.towns(register, anna)) == 290
    found = new_members.towns(register, anna, text="or", county="18")

    assert [(one.name, one.is_member) for one in found if one.name in ("Nora", "Degerfors")] == [
        ("Degerfors", False),
        ("Nora", True),
    ]
    assert [one.name for one in new_members.towns(register, anna, text="1881")] == ["Kumla"]


def test_readers_make_nobody_a_member(register: CrmSession, reader: Actor) -> None:
    with pytest.raises(ForbiddenError):
        read(register, reader, "Nora")
    with pytest.raises(ForbiddenError):
        new_members.join(register, reader, [])
