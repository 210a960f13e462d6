"""What is decided when, in one browser tab. The question stands in the address bar, so a link shows the same."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.db import CrmSession
from sambruk_crm.models import DecisionBody, DecisionResult
from sambruk_crm.services import decisions, organisations, users
from sambruk_crm.services.decisions import DecisionFilter, DecisionGroup, Span
from sambruk_crm.services.paging import PAGE_SIZE, Paging
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, address_script

PATH = "/deals/decisions"
ASKED = ("owner", "body", "county", "result", "by")


class ComingDecisionsState(AppState, rx.State):
    """The meetings under the headings of months or weeks, what is overdue above them."""

    groups: list[DecisionGroup] = []
    asked: dict[str, str] = dict.fromkeys(ASKED, "")
    """What is chosen above the list, by the name of the filter."""
    owners: list[Choice] = []
    counties: list[Choice] = []
    total: int = 0
    page: int = 1
    pages: int = 1
    is_loaded: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show what the address asks for."""
        tabs.watch(self, ("decision", "deal"), ComingDecisionsState.reload)
        query = self.router.url.query_parameters
        self.asked = {name: _known(name, str(query.get(name, ""))) for name in ASKED}
        page = str(query.get("page", ""))
        self.page = int(page) if page.isdecimal() and 0 < int(page) < PAGE_SIZE * PAGE_SIZE else 1
        self.owners = [Choice(str(user.id), user.name or user.email) for user in await self._ask(users.search)]
        self.counties = [Choice(code, name) for code, name in await self._ask(organisations.counties)]
        await self._list()
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Ask again: somebody planned a meeting, or wrote down what came of one."""
        await self._list()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def choose(self, name: str, value: str) -> EventSpec | None:
        """Ask for other meetings, or have them stand together otherwise."""
        if name not in ASKED:
            return None
        self.asked, self.page = {**self.asked, name: _known(name, value)}, 1
        await self._list()
        return self._address()

    @rx.event
    @requires(Permission.VIEW)
    async def go_to(self, page: int) -> EventSpec:
        """Turn to a page."""
        self.page = max(1, min(page, self.pages))
        await self._list()
        return self._address()

    def _address(self) -> EventSpec:
        parts = {**self.asked, "page": "" if self.page <= 1 else str(self.page)}
        query = urlencode({name: value for name, value in parts.items() if value})
        return rx.call_script(address_script(PATH, f"?{query}" if query else ""))

    async def _list(self) -> None:
        self.groups, self.total = await self._ask(_found, self.asked, self.page)
        self.pages = max(1, -(-self.total // PAGE_SIZE))
        if self.page > self.pages:
            self.page = self.pages
            self.groups, self.total = await self._ask(_found, self.asked, self.page)


def _known(name: str, value: str) -> str:
    """Return a value from the address or a choice if the list knows it, else none."""
    words: dict[str, Any] = {"body": DecisionBody, "result": DecisionResult, "by": Span}
    if name in words:
        return value if value in set(words[name]) else ""
    if name == "owner":
        return value if value.isdecimal() and 0 < int(value) <= _LARGEST_KEY else ""
    return value if value.isalnum() and len(value) <= _LONGEST_CODE else ""


_LARGEST_KEY, _LONGEST_CODE = 2_000_000_000, 4


def _found(session: CrmSession, actor: Actor, asked: dict[str, str], page: int) -> tuple[list[DecisionGroup], int]:
    wanted = DecisionFilter(
        owner=(int(asked["owner"]),) if asked["owner"] else (),
        body=(DecisionBody(asked["body"]),) if asked["body"] else (),
        county=(asked["county"],) if asked["county"] else (),
        result=(DecisionResult(asked["result"]),) if asked["result"] else (),
    )
    sort = "-meets_on" if wanted.result else "meets_on"
    found = decisions.lists.search(session, actor, wanted, sort=sort, paging=Paging(page=page))
    return decisions.lists.grouped(found.items, Span(asked["by"] or Span.MONTH), actor.locale), found.total
