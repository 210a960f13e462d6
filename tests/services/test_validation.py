"""What is typed fits the columns it is kept in, whatever the database; what cannot be kept is refused by name."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Address, Affiliation, Deal, HistoryEntry, Membership, Organisation, Person, Tag, Todo
from sambruk_crm.services.deals import DealInput, MoveInput
from sambruk_crm.services.history import HistoryInput
from sambruk_crm.services.memberships import MembershipInput
from sambruk_crm.services.organisations import AddressInput, OrganisationInput
from sambruk_crm.services.persons import AffiliationInput, PersonInput
from sambruk_crm.services.tags import TagInput
from sambruk_crm.services.todos import TodoInput
from sambruk_crm.services.values.validation import Input, parse

KEPT_IN: list[tuple[type[Input], type[SQLModel]]] = [
    (AddressInput, Address),
    (AffiliationInput, Affiliation),
    (DealInput, Deal),
    (HistoryInput, HistoryEntry),
    (MembershipInput, Membership),
    (OrganisationInput, Organisation),
    (PersonInput, Person),
    (TagInput, Tag),
    (TodoInput, Todo),
]


def refused(kind: type[Input], **values: Any) -> list[str]:
    """Return the fields that were refused."""
    try:
        parse(kind, values)
    except InvalidError as error:
        return list(error.fields)
    return []


def short_texts() -> list[tuple[type[Input], str, int]]:
    """List the fields whose columns hold so many characters and no more."""
    return [
        (kind, column.key, length)
        for kind, table in KEPT_IN
        for column in sa.inspect(table).c
        if (length := getattr(column.type, "length", None))
        and column.key in kind.model_fields
        and not isinstance(column.type, sa.Enum)
    ]


def test_no_text_is_accepted_that_its_column_is_too_short_for() -> None:
    fields = short_texts()

    assert len(fields) > 20
    for kind, name, length in fields:
        if name in ("organisation_number", "color"):  # their own rules allow nothing that long
            continue
        too_long = "x" * (length + 1) if "email" not in name else f"a@{'x' * length}.test"
        assert refused(kind, **{name: too_long}) == [name], (kind.__name__, name, length)


@pytest.mark.parametrize("name", ["tags", "responsible"])
@pytest.mark.parametrize("key", [0, -1, 2**31, 2**63, "x"])
def test_a_key_that_no_record_can_have_is_refused(name: str, key: Any) -> None:
    assert refused(OrganisationInput, **{name: [key]}) == [name]
    assert refused(MoveInput, phase_id=key) == ["phase_id"]


@pytest.mark.parametrize(
    "moment",
    ["2026-11-23T09:00", "2026-11-23", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon"],
)
def test_a_moment_has_its_time_zone_and_a_year_that_can_be_reckoned_with(moment: str) -> None:
    assert refused(TodoInput, remind_at=moment) == ["remind_at"]
    assert refused(HistoryInput, happened_at=moment) == ["happened_at"]


def test_a_moment_is_read_in_any_zone() -> None:
    wanted = parse(TodoInput, {"remind_at": "2026-11-23T10:00:00+01:00"})

    assert wanted.remind_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_half_a_character_is_refused_and_a_null_character_dropped() -> None:
    assert refused(PersonInput, first_name="\ud800") == ["first_name"]
    assert refused(PersonInput, emails=["a\ud800@example.test"]) == ["emails"]
    assert parse(PersonInput, {"first_name": " Å\x00sa "}).first_name == "Åsa"


def test_the_largest_amount_fits_its_column() -> None:
    assert refused(DealInput, value="999999999999.99") == []
    assert refused(DealInput, value="1000000000000") == ["value"]
