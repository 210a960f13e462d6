"""The fees as browser tabs use them: tables that are looked at before they are saved, and the run of a year."""

from datetime import date
from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import OrganisationKind, PopulationFigure, Role
from sambruk_crm.services import fees
from sambruk_crm.state.fees.run import FeesState
from sambruk_crm.state.settings.fees import FeeSettingsState
from tests.factories import make_actor, make_membership, make_organisation
from tests.state.conftest import Tab, Wire

FORM = {
    "valid_from": "2027-01-01",
    "others_entrance": "5000",
    "others_yearly": "26 000",
    "from-1": "0",
    "entrance-1": "5000",
    "yearly-1": "6000",
}


@pytest.fixture
def admin(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which an administrator is signed in, and two members."""
    with db.transaction() as session:
        actor = make_actor(session)
        for name, inhabitants in (("Ale", 31_000), ("Boden", 4_000)):
            place = make_organisation(session, actor, name)
            figure = PopulationFigure(organisation_id=place.key, counted_on=date(2020, 12, 31), inhabitants=inhabitants)
            session.add(figure)
            make_membership(session, place, date(2015, 1, 1))
    tab.cookie = people[Role.ADMINISTRATOR]
    return tab


@pytest.fixture
def other(admin: Tab) -> Tab:
    """Another tab of the same administrator."""
    return Tab(admin.manager, admin.cookie, "another-tab")


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to one of our states."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


def tables(tab: Tab) -> Any:
    """Return the fee tables of a tab."""
    return tab.state(FeeSettingsState)


def year(tab: Tab) -> Any:
    """Return the yearly fees of a tab."""
    return tab.state(FeesState)


def begin(tab: Tab) -> None:
    """Begin the run of 2026."""
    send(tab, FeesState.load)
    send(tab, FeesState.choose_year, year="2026")
    send(tab, FeesState.begin)


def except_from(tab: Tab, name: str, **form: str) -> Wire:
    """Open the form of a member and save it."""
    line = next(row.id for row in year(tab).rows if row.name == name)
    send(tab, FeesState.edit, line_id=line)
    return send(tab, FeesState.save, form=form)


def test_a_new_table_begins_like_the_newest_one(admin: Tab) -> None:
    send(admin, FeeSettingsState.load)
    send(admin, FeeSettingsState.begin, table_id=0)

    assert [band.from_inhabitants for band in tables(admin).bands][:3] == ["0", "7000", "15000"]
    assert tables(admin).edited.others_yearly == "25000"
    assert tables(admin).is_editing


def test_a_table_is_looked_at_before_it_is_saved(admin: Tab) -> None:
    send(admin, FeeSettingsState.load)
    send(admin, FeeSettingsState.begin, table_id=0)
    for band in tables(admin).bands[1:]:
        send(admin, FeeSettingsState.remove_band, key=band.key)
    send(admin, FeeSettingsState.look, form=FORM)

    shown = tables(admin).shown
    assert (shown.year, shown.before, shown.after, shown.winners, shown.losers) == (2027, 40_000, 12_000, 1, 1)
    assert [row.name for row in tables(admin).changed] == ["Ale", "Boden"]
    assert len(tables(admin).rows) == 1

    send(admin, FeeSettingsState.save)
    assert [row.valid_from for row in tables(admin).rows] == ["2027-01-01", "2020-01-01"]
    assert not tables(admin).is_editing


def test_what_is_wrong_with_a_band_stands_beside_its_field(admin: Tab) -> None:
    send(admin, FeeSettingsState.load)
    send(admin, FeeSettingsState.begin, table_id=0)
    for band in tables(admin).bands[2:]:
        send(admin, FeeSettingsState.remove_band, key=band.key)
    send(admin, FeeSettingsState.add_band)
    wrong = FORM | {"valid_from": "", "from-2": "0", "entrance-2": "5", "yearly-2": "much", "from-3": "7"}
    send(admin, FeeSettingsState.look, form=wrong)

    assert not tables(admin).is_preview_open
    assert tables(admin).errors == {"yearly-2": "Write an amount, such as 12500 or 12500.50."}
    send(admin, FeeSettingsState.look, form=wrong | {"yearly-2": "5"})
    assert set(tables(admin).errors) == {"valid_from", "from-2", "entrance-3", "yearly-3"}


def test_a_table_changed_meanwhile_is_not_overwritten_unseen(admin: Tab, other: Tab) -> None:
    send(admin, FeeSettingsState.load)
    send(admin, FeeSettingsState.begin, table_id=0)
    send(
        admin,
        FeeSettingsState.look,
        form=FORM
        | {f"{name}-{key}": "1" for key in range(2, 8) for name in ("entrance", "yearly")}
        | {f"from-{key}": str(key) for key in range(2, 8)},
    )
    send(admin, FeeSettingsState.save)
    key = tables(admin).rows[0].id
    for each in (admin, other):
        send(each, FeeSettingsState.edit, table_id=key)
        for band in tables(each).bands[1:]:
            send(each, FeeSettingsState.remove_band, key=band.key)
        send(each, FeeSettingsState.look, form=FORM)
    send(other, FeeSettingsState.save)

    send(admin, FeeSettingsState.save)

    assert tables(admin).errors["form"].startswith("Someone else has changed this table")
    assert tables(admin).is_editing
    send(admin, FeeSettingsState.look, form=FORM)
    send(admin, FeeSettingsState.save)
    assert not tables(admin).is_editing


def test_a_run_is_carried_through(admin: Tab) -> None:
    begin(admin)
    assert [(row.name, row.amount, row.change) for row in year(admin).rows] == [
        ("Ale", 35_000, ""),
        ("Boden", 5_000, ""),
    ]

    except_from(admin, "Ale", exception="20 000", exception_reason="Decided by the board")
    send(admin, FeesState.show, which="exceptions")
    assert [(row.name, row.total) for row in year(admin).rows] == [("Ale", 20_000)]
    send(admin, FeesState.move, deed="approve")
    send(admin, FeesState.move, deed="lock")
    assert year(admin).run.state == "approved"
    send(admin, FeesState.ask, deed="lock")
    send(admin, FeesState.confirm, _form={})
    assert (year(admin).run.state, year(admin).run.left) == ("locked", 25_000)

    send(admin, FeesState.tick, line_id=year(admin).rows[0].id)
    send(admin, FeesState.mark, is_invoiced=True)
    assert (year(admin).run.invoiced, year(admin).counts["not_invoiced"]) == (20_000, 1)
    send(admin, FeesState.ask, deed="invoiced")
    send(admin, FeesState.confirm, _form={})
    assert year(admin).run.invoiced == 25_000
    wire = send(admin, FeesState.export, kind="csv")
    assert "/api/files/" in str(wire.events[0].payload)


def test_whoever_joins_after_the_lock_is_offered_as_a_supplement(admin: Tab) -> None:
    begin(admin)
    send(admin, FeesState.move, deed="approve")
    send(admin, FeesState.ask, deed="lock")
    send(admin, FeesState.confirm, _form={})
    assert year(admin).run.differing == 0
    with db.transaction() as session:
        place = make_organisation(session, make_actor(session), "Centstad", kind=OrganisationKind.COMPANY)
        make_membership(session, place, date(2026, 7, 1))

    send(admin, FeesState.reload)
    assert year(admin).run.differing == 1
    send(admin, FeesState.begin)

    assert (year(admin).run.number, [row.name for row in year(admin).rows]) == (2, ["Centstad"])
    assert year(admin).run.left == 17_500
    send(admin, FeesState.choose_run, run_id=year(admin).runs[0].id)
    assert [row.name for row in year(admin).rows] == ["Ale", "Boden"]


def test_an_exception_without_a_reason_stays_in_the_form(admin: Tab) -> None:
    begin(admin)
    except_from(admin, "Ale", exception="20000", exception_reason=" ")

    assert year(admin).is_editing
    assert year(admin).errors == {"exception_reason": "Say why."}


def test_an_exception_made_meanwhile_is_shown_and_saving_again_uses_mine(admin: Tab, other: Tab) -> None:
    begin(admin)
    send(other, FeesState.load)
    send(other, FeesState.choose_year, year="2026")
    line = year(admin).rows[0].id
    send(admin, FeesState.edit, line_id=line)
    except_from(other, "Ale", exception="1", exception_reason="Theirs")

    mine = {"exception": "2", "exception_reason": "Mine"}
    send(admin, FeesState.save, form=mine)
    assert "1 Theirs" in year(admin).errors["exception"]
    send(admin, FeesState.save, form=mine)
    assert year(admin).rows[0].reason == "Mine"


def test_a_run_approved_from_an_old_page_is_refused(admin: Tab, other: Tab) -> None:
    begin(admin)
    send(other, FeesState.load)
    send(other, FeesState.choose_year, year="2026")
    except_from(other, "Ale", exception="1", exception_reason="Theirs")

    send(admin, FeesState.move, deed="approve")

    assert (year(admin).run.state, year(admin).rows[0].exception) == ("draft", "1")


@pytest.mark.parametrize("role", [Role.STAFF, Role.READER])
def test_the_run_is_for_managers(admin: Tab, people: dict[Role, str], role: Role) -> None:
    admin.cookie = people[role]
    begin(admin)
    assert not year(admin).is_loaded

    with db.reading() as session:
        assert fees.runs.search(session, make_actor(session)) == []


def test_nonsense_in_the_address_or_a_payload_changes_nothing(admin: Tab) -> None:
    begin(admin)
    for handler, payload in (
        (FeesState.choose_year, {"year": "1066"}),
        (FeesState.show, {"which": "everything"}),
        (FeesState.move, {"deed": "discard"}),
        (FeesState.choose_run, {"run_id": 99}),
        (FeesState.mark, {"is_invoiced": True}),
    ):
        send(admin, handler, **payload)

    assert (year(admin).year, year(admin).which, year(admin).run.state) == (2026, "all", "draft")
    assert len(year(admin).rows) == 2
