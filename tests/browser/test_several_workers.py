"""Two workers with PostgreSQL and Redis between them: people see the same as with one."""

import httpx
import pytest
from playwright.sync_api import expect

from sambruk_crm.models import Role
from tests.browser import dragging
from tests.browser.conftest import MakeServer, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_phases
from tests.servers import RunningServer

TABS = 4
"""So many that two workers hardly ever give them all to one."""


@pytest.fixture
def office(make_server: MakeServer) -> RunningServer:
    """A server as in production."""
    return make_server("postgresql", redis=True, workers=2)


def test_a_move_is_seen_in_every_tab_whichever_worker_it_is_at(new_page: NewPage, office: RunningServer) -> None:
    maria = add_user(office, "Maria Lind", Role.MANAGER)
    with records(office) as session:
        town = make_organisation(session, maria, "Kungsör")
        deal = make_deal(session, maria, "EGIL", organisation_id=town.key).key
        phase = next(phase.key for name, phase in make_phases(session).items() if name == "Information delivered")
    assert httpx.get(f"{office.url}/_health").json()["redis"]
    tabs = [enter(new_page(on=office), office, maria, "/deals") for _ in range(TABS)]
    for tab in tabs:
        expect(tab.locator(f'[data-deal-id="{deal}"]')).to_be_visible()

    dragging.drag_by_mouse(tabs[0], deal, phase)

    for tab in tabs:
        expect(dragging.column(tab, phase).locator(f'[data-deal-id="{deal}"]')).to_be_visible()
    office.stop()
