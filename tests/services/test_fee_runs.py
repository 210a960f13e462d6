"""The yearly run of fees: reviewed, approved, locked, invoiced, and what differs afterwards."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from sambruk_crm.errors import ForbiddenError, InvalidError, StaleError
from sambruk_crm.models import (
    AuditEntry,
    FeeChange,
    FeeLine,
    FeeRun,
    FeeRunState,
    Membership,
    Organisation,
    OrganisationKind,
    PopulationFigure,
    utc_now,
)
from sambruk_crm.services import fees
from sambruk_crm.services.fees import FeeLineRow, LineFilter, RunStateError
from sambruk_crm.services.fees.locked import to_invoice, total_of
from sambruk_crm.services.permissions import Actor
from tests.factories import make_membership, make_organisation

YEAR = 2026
AMOUNTS = st.decimals(0, 1_000_000, places=2)


def member(session: Session, actor: Actor, name: str, *people: int, joined: date = date(2015, 1, 1)) -> Organisation:
    """Make a municipality that is a member, with its inhabitants at the end of 2024, 2025 and so on."""
    place = make_organisation(session, actor, name)
    for year, count in enumerate(people, 2024):
        figure = PopulationFigure(organisation_id=place.key, counted_on=date(year, 12, 31), inhabitants=count)
        session.add(figure)
    make_membership(session, place, joined)
    return place


def lines(session: Session, actor: Actor, run: FeeRun, which: LineFilter = LineFilter.ALL) -> dict[str, FeeLineRow]:
    """Return the lines of a run by name."""
    return {row.fee.name: row for row in fees.lines.search(session, actor, run.key, which=which).items}


def locked(session: Session, actor: Actor, year: int = YEAR, **exceptions: int) -> FeeRun:
    """Carry a run through, with exceptions by name."""
    run = fees.runs.begin(session, actor, year)
    for name, amount in exceptions.items():
        values = {"exception": amount, "exception_reason": "Decided by the board"}
        fees.lines.put_exception(session, actor, lines(session, actor, run)[name].id, values)
    fees.runs.approve(session, actor, run.key)
    return fees.runs.lock(session, actor, run.key)


def test_a_run_has_every_member_with_last_years_fee_and_why_it_is_another(session: Session, maria: Actor) -> None:
    member(session, maria, "Ale", 31_000)
    member(session, maria, "Boden", 14_900, 15_010)
    member(session, maria, "Dals-Ed", 4_800, joined=date(2026, 3, 1))
    member(session, maria, "Eda", 8_000, joined=date(2025, 10, 1))
    company = make_organisation(session, maria, "Bolaget", kind=OrganisationKind.COMPANY)
    make_membership(session, company, date(2020, 1, 1))

    run = fees.runs.begin(session, maria, YEAR)

    found = lines(session, maria, run)
    assert [(name, row.fee.change) for name, row in found.items()] == [
        ("Ale", FeeChange.NONE),
        ("Boden", FeeChange.BAND),
        ("Bolaget", FeeChange.NONE),
        ("Dals-Ed", FeeChange.JOINED),
        ("Eda", FeeChange.MONTHS),
    ]
    assert (found["Boden"].fee.previous, found["Boden"].fee.amount, found["Boden"].total) == (10_000, 25_000, 25_000)
    assert fees.change(found["Boden"].fee, "en") == "Another band: 14,900 → 15,010 inhabitants"
    assert list(lines(session, maria, run, LineFilter.CROSSES)) == ["Boden"]
    assert list(lines(session, maria, run, LineFilter.CHANGED)) == ["Boden", "Dals-Ed", "Eda"]
    totals = fees.lines.totals(session, maria, run.key)
    assert totals.total == sum(row.total for row in found.values())
    assert (totals.counts[LineFilter.ALL], totals.counts[LineFilter.CHANGED]) == (5, 3)


def test_an_exception_takes_a_reason_and_the_place_of_the_fee(session: Session, maria: Actor) -> None:
    member(session, maria, "Ale", 31_000)
    run = fees.runs.begin(session, maria, YEAR)
    line = lines(session, maria, run)["Ale"]

    with pytest.raises(InvalidError) as refused:
        fees.lines.put_exception(session, maria, line.id, {"exception": 20_000})
    assert list(refused.value.fields) == ["exception_reason"]
    with pytest.raises(InvalidError):
        fees.lines.put_exception(session, maria, line.id, {"exception": -1, "exception_reason": "Why not"})
    values: dict[str, Any] = {"exception": 20_000, "exception_reason": "Decided by the board"}
    changed = fees.lines.put_exception(session, maria, line.id, values, version=line.version)
    assert (changed.total, changed.fee.paid, changed.fee.amount) == (20_000, 20_000, 35_000)
    assert list(lines(session, maria, run, LineFilter.EXCEPTIONS)) == ["Ale"]
    with pytest.raises(StaleError):
        fees.lines.put_exception(session, maria, line.id, values, version=line.version)
    assert fees.lines.put_exception(session, maria, line.id, {}).total == 35_000


def test_what_is_approved_is_what_was_seen(session: Session, maria: Actor) -> None:
    member(session, maria, "Ale", 31_000)
    run = fees.runs.begin(session, maria, YEAR)
    seen = run.version
    fees.lines.put_exception(
        session, maria, lines(session, maria, run)["Ale"].id, {"exception": 1, "exception_reason": "Why not"}
    )
    with pytest.raises(StaleError):
        fees.runs.approve(session, maria, run.key, version=seen)
    member(session, maria, "Boden", 31_000)

    assert fees.runs.outdated(session, run) == 1
    with pytest.raises(RunStateError, match="has changed since"):
        fees.runs.approve(session, maria, run.key)
    fees.runs.refresh(session, maria, run.key)
    assert [(name, row.total) for name, row in lines(session, maria, run).items()] == [("Ale", 1), ("Boden", 35_000)]
    assert fees.runs.approve(session, maria, run.key).state is FeeRunState.APPROVED


def test_who_has_no_figure_of_inhabitants_is_settled_before_approval(session: Session, maria: Actor) -> None:
    member(session, maria, "Nyby")
    run = fees.runs.begin(session, maria, YEAR)
    line = lines(session, maria, run, LineFilter.UNKNOWN)["Nyby"]

    with pytest.raises(RunStateError, match="no fee yet"):
        fees.runs.approve(session, maria, run.key)
    fees.lines.put_exception(session, maria, line.id, {"exception": 0, "exception_reason": "Not counted yet"})
    assert fees.runs.approve(session, maria, run.key)


def test_a_locked_year_stays_as_it_is_whatever_changes(session: Session, maria: Actor) -> None:
    ale = member(session, maria, "Ale", 31_000)
    run = locked(session, maria, Ale=20_000)
    session.add(PopulationFigure(organisation_id=ale.key, counted_on=date(2025, 12, 31), inhabitants=60_000))
    session.flush()

    [fee] = fees.of_year(session, maria, YEAR)
    assert (fee.paid, fee.amount, fee.exception_reason) == (20_000, 35_000, "Decided by the board")
    assert "Exception, 20,000 SEK in all: Decided by the board" in fees.sentence(fee, "en").replace("\xa0", " ")
    line = lines(session, maria, run)["Ale"]
    for refused in (
        lambda: fees.lines.put_exception(session, maria, line.id, {}),
        lambda: fees.runs.refresh(session, maria, run.key),
        lambda: fees.runs.approve(session, maria, run.key),
        lambda: fees.runs.reopen(session, maria, run.key),
        lambda: fees.runs.lock(session, maria, run.key),
        lambda: fees.runs.discard(session, maria, run.key),
    ):
        with pytest.raises(RunStateError, match=r"The fees of .* are"):
            refused()
    [after] = fees.of_year(session, maria, YEAR + 1)
    assert (after.previous, after.change) == (20_000, FeeChange.EXCEPTION)


def test_a_second_run_holds_what_differs_and_invoices_the_difference(session: Session, maria: Actor) -> None:
    ale = member(session, maria, "Ale", 31_000)
    member(session, maria, "Boden", 20_000)
    gone = member(session, maria, "Dals-Ed", 4_800)
    trashed = member(session, maria, "Eda", 8_000)
    kept = member(session, maria, "Falun", 20_000)
    locked(session, maria, Falun=1_000)
    for place, people in ((ale, 60_000), (kept, 60_000)):
        session.add(PopulationFigure(organisation_id=place.key, counted_on=date(2025, 12, 31), inhabitants=people))
    session.delete(session.exec(select(Membership).where(Membership.organisation_id == gone.key)).one())
    trashed.deleted_at = utc_now()
    member(session, maria, "Gävle", 103_000, joined=date(2026, 7, 1))
    session.flush()

    run = fees.runs.begin(session, maria, YEAR)

    assert run.number == 2
    assert [(name, row.charged_before, row.left) for name, row in lines(session, maria, run).items()] == [
        ("Ale", 35_000, 15_000),
        ("Dals-Ed", 5_000, -5_000),
        ("Falun", 1_000, 0),
        ("Gävle", 0, 52_500),
    ]
    assert list(lines(session, maria, run, LineFilter.NOT_INVOICED)) == ["Ale", "Dals-Ed", "Gävle"]
    fees.runs.approve(session, maria, run.key)
    fees.runs.lock(session, maria, run.key)
    assert [fee.name for fee in fees.of_year(session, maria, YEAR)] == ["Ale", "Boden", "Eda", "Falun", "Gävle"]
    with pytest.raises(InvalidError, match="Nothing differs"):
        fees.runs.begin(session, maria, YEAR)


def test_a_year_has_one_run_at_a_time_and_a_draft_can_be_thrown_away(session: Session, maria: Actor) -> None:
    member(session, maria, "Ale", 31_000)
    run = fees.runs.begin(session, maria, YEAR)
    with pytest.raises(RunStateError):
        fees.runs.begin(session, maria, YEAR)

    fees.runs.discard(session, maria, run.key)

    assert session.exec(select(FeeLine)).all() == []
    assert fees.runs.begin(session, maria, YEAR).number == 1
    for year in (1066, 2**40):
        with pytest.raises(InvalidError):
            fees.runs.begin(session, maria, year)


def test_lines_are_marked_as_invoiced_chosen_or_all_once_locked(session: Session, maria: Actor) -> None:
    for name in ("Ale", "Boden", "Eda"):
        member(session, maria, name, 31_000)
    draft = fees.runs.begin(session, maria, YEAR + 1)
    with pytest.raises(RunStateError):
        fees.lines.put_invoiced(session, maria, draft.key, {})
    run = locked(session, maria)
    ale = lines(session, maria, run)["Ale"].id

    assert fees.lines.put_invoiced(session, maria, run.key, {"lines": [ale]}) == 1
    assert list(lines(session, maria, run, LineFilter.NOT_INVOICED)) == ["Boden", "Eda"]
    assert fees.lines.totals(session, maria, run.key).invoiced == 35_000
    assert fees.lines.put_invoiced(session, maria, run.key, {}) == 2
    assert fees.lines.put_invoiced(session, maria, run.key, {"lines": [ale], "is_invoiced": False}) == 1
    with pytest.raises(InvalidError):
        fees.lines.put_invoiced(session, maria, run.key, {"lines": [lines(session, maria, draft)["Ale"].id]})


def test_the_basis_of_invoices_is_a_file_and_told_in_the_audit_log(session: Session, maria: Actor) -> None:
    member(session, maria, "Ale", 31_000)
    run = locked(session, maria)

    kept = {kind: fees.files.of_run(session, maria, run.key, kind) for kind in ("xlsx", "csv")}

    assert kept["xlsx"].name == "Fees 2026 - Locked.xlsx"
    text = kept["csv"].content.decode("utf-8-sig")
    assert text.startswith("Organisation,Organisation number,")
    assert "Ale" in text
    assert "35000.00" in text
    noted = session.exec(select(AuditEntry).where(AuditEntry.noun == "export")).all()
    assert [entry.after and entry.after["rows"] for entry in noted] == [1, 1]
    written = session.exec(select(AuditEntry.noun).where(col(AuditEntry.noun).in_(("fee_run", "fee_line")))).all()
    assert set(written) == {"fee_run", "fee_line"}


def test_staff_see_fees_and_do_not_run_them(session: Session, maria: Actor, anna: Actor) -> None:
    member(session, maria, "Ale", 31_000)
    run = fees.runs.begin(session, maria, YEAR)

    assert fees.runs.get(session, anna, run.key).year == YEAR
    for refused in (
        lambda: fees.runs.begin(session, anna, YEAR + 1),
        lambda: fees.runs.approve(session, anna, run.key),
        lambda: fees.lines.put_exception(session, anna, 1, {}),
        lambda: fees.lines.put_invoiced(session, anna, run.key, {}),
        lambda: fees.files.of_run(session, anna, run.key, "csv"),
    ):
        with pytest.raises(ForbiddenError):
            refused()


@given(amount=AMOUNTS, entrance=AMOUNTS, exception=AMOUNTS | st.none(), later=AMOUNTS)
def test_what_runs_invoice_adds_up_to_what_the_last_one_says(
    amount: Decimal, entrance: Decimal, exception: Decimal | None, later: Decimal
) -> None:
    first = FeeLine(run_id=1, organisation_id=1, amount=amount, entrance=entrance, exception=exception)
    second = FeeLine(run_id=2, organisation_id=1, amount=later, entrance=entrance, charged_before=total_of(first))

    assert total_of(first) >= 0
    assert to_invoice(first) + to_invoice(second) == total_of(second) == later + entrance
