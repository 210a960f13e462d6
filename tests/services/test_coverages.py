"""Unions and regions cover municipalities from a day until another."""

from datetime import date

import pytest
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError, StaleError
from sambruk_crm.models import Organisation
from sambruk_crm.services import memberships
from sambruk_crm.services.memberships import coverages
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation


@pytest.fixture
def places(session: Session, anna: Actor) -> tuple[Organisation, Organisation, Organisation]:
    """A union, a municipality in it, and another one."""
    union, ale, boden = (make_organisation(session, anna, name) for name in ("Förbundet", "Ale", "Boden"))
    return union, ale, boden


def cover(session: Session, actor: Actor, coverer: Organisation, covered: Organisation, *days: str) -> int:
    values = {
        "coverer_id": coverer.key,
        "covered_id": covered.key,
        **dict(zip(("from_on", "to_on"), days, strict=False)),
    }
    return coverages.create(session, actor, values).key


def refused(session: Session, actor: Actor, coverer: Organisation, covered: Organisation, *days: str) -> list[str]:
    with pytest.raises(InvalidError) as caught:
        cover(session, actor, coverer, covered, *days)
    return list(caught.value.fields)


def test_a_union_covers_a_municipality_for_as_long_as_it_does(
    session: Session, anna: Actor, places: tuple[Organisation, ...]
) -> None:
    union, ale, _ = places
    make_membership(session, union, date(2019, 1, 1))
    cover(session, anna, union, ale, "2020-01-01", "2024-01-01")

    [row] = coverages.search(session, anna, covered_id=ale.key)

    assert (row.coverer, row.covered, row.from_on, row.to_on) == (
        "Förbundet", "Ale", date(2020, 1, 1), date(2024, 1, 1),
    )  # fmt: skip
    assert coverages.search(session, anna, on=date(2024, 1, 1)) == []
    covered = [memberships.members_on(session, anna, date(year, 1, 1)).municipalities_covered for year in (2021, 2024)]
    assert covered == [1, 1]


def test_periods_of_the_same_two_do_not_overlap(
    session: Session, anna: Actor, places: tuple[Organisation, ...]
) -> None:
    union, ale, _ = places
    cover(session, anna, union, ale, "2020-01-01", "2024-01-01")

    assert refused(session, anna, union, ale, "2023-12-31") == ["from_on"]
    assert cover(session, anna, union, ale, "2024-01-01")


def test_nobody_covers_itself_or_in_a_circle(session: Session, anna: Actor, places: tuple[Organisation, ...]) -> None:
    union, ale, boden = places
    cover(session, anna, union, ale, "2020-01-01")
    cover(session, anna, ale, boden, "2020-01-01")

    assert refused(session, anna, union, union, "2020-01-01") == ["covered_id"]
    assert refused(session, anna, boden, union, "2020-01-01") == ["covered_id"]


def test_what_is_missing_turned_or_unknown_is_named(
    session: Session, anna: Actor, places: tuple[Organisation, ...]
) -> None:
    union, ale, _ = places

    assert refused(session, anna, union, ale) == ["from_on"]
    assert refused(session, anna, union, ale, "2024-01-01", "2020-01-01") == ["to_on"]
    with pytest.raises(InvalidError) as caught:
        coverages.create(session, anna, {"coverer_id": union.key, "covered_id": 999_999, "from_on": "2020-01-01"})
    assert list(caught.value.fields) == ["covered_id"]


def test_days_are_corrected_by_who_has_seen_them(
    session: Session, anna: Actor, reader: Actor, places: tuple[Organisation, ...]
) -> None:
    union, ale, _ = places
    key = cover(session, anna, union, ale, "2020-01-01")

    coverages.update(session, anna, key, {"to_on": "2025-01-01"}, version=1)

    with pytest.raises(StaleError):
        coverages.update(session, anna, key, {"to_on": "2026-01-01"}, version=1)
    with pytest.raises(ForbiddenError):
        coverages.delete(session, reader, key)
    coverages.delete(session, anna, key)
    assert coverages.search(session, anna, coverer_id=union.key) == []
