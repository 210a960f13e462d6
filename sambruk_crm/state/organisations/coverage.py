"""Whom an organisation covers, and through whom it is covered, on its page."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.services import memberships, organisations
from sambruk_crm.services.memberships import CoverageDays
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.facts import read_base, record_key, stale_errors

FIELDS = ("from_on", "to_on")


@dataclass(frozen=True)
class CoverageLine:
    """The other organisation of a coverage, and the days as ISO strings; `to_on` is the first day without it."""

    id: int = 0
    other_id: int = 0
    other: str = ""
    from_on: str = ""
    to_on: str = ""


class CoverageState(AppState, rx.State):
    """The coverages of the organisation on screen."""

    dialogs: ClassVar[tuple[str, ...]] = ("coverage_open",)

    covers: list[CoverageLine] = []
    covered_by: list[CoverageLine] = []
    coverage_open: bool = False
    coverage: CoverageLine = CoverageLine()
    errors: dict[str, str] = {}
    suggestions: list[Choice] = []
    opened: int = 0
    """Counts up with each opening, for a dialog with fields as new."""
    _organisation_id: int = 0
    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show those of the organisation in the address."""
        self._organisation_id = record_key(self.router.url.path)
        self._close_dialogs()
        tabs.watch(self, ("coverage", f"organisation:{self._organisation_id}"), CoverageState.reload)
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again: somebody changed them."""
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest(self, text: str) -> None:
        """Propose organisations that this one may cover."""
        found = await self._ask(organisations.suggest, text)
        self.suggestions = [Choice(str(key), name) for key, name in found if key != self._organisation_id]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def open(self, coverage_id: int) -> None:
        """Open the dialog with a coverage, or with a new one for 0."""
        self.coverage = next((row for row in self.covers if row.id == coverage_id), CoverageLine())
        self._base = {name: getattr(self.coverage, name) for name in FIELDS}
        self.errors, self.suggestions, self.coverage_open = {}, [], True
        self.opened += 1

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show(self, is_open: bool) -> None:
        """Close the dialog without saving."""
        self.coverage_open = is_open

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save(self, form: dict[str, Any]) -> None:
        """Save the dialog; it stays open with what is wrong beside the fields."""
        values = {name: form.get(name) or "" for name in (*FIELDS, "covered_id")}
        try:
            await self._do(_write, self._organisation_id, self.coverage.id, values, dict(self._base))
        except InvalidError as error:
            self.errors = field_errors(error)
        except StaleError as error:
            self.errors = stale_errors(error, FIELDS)
            self._base = {**self._base, **error.current}
        else:
            self.coverage_open, self.errors = False, {}
            await self._refresh()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def delete(self) -> None:
        """Remove the coverage in the dialog: it was written by mistake."""
        await self._do(memberships.coverages.delete, self.coverage.id)
        self.coverage_open = False
        await self._refresh()

    async def _refresh(self) -> None:
        key = self._organisation_id
        covers = await self._ask(memberships.coverages.search, coverer_id=key)
        covered_by = await self._ask(memberships.coverages.search, covered_id=key)
        self.covers = [_line(row.id, row.covered_id, row.covered, row) for row in covers]
        self.covered_by = [_line(row.id, row.coverer_id, row.coverer, row) for row in covered_by]


def _line(key: int, other_id: int, other: str, row: Any) -> CoverageLine:
    return CoverageLine(key, other_id, other, row.from_on.isoformat(), row.to_on.isoformat() if row.to_on else "")


def _write(
    session: CrmSession, actor: Actor, coverer_id: int, coverage_id: int, values: dict[str, Any], base: dict[str, Any]
) -> None:
    if coverage_id:
        days = {name: values[name] for name in FIELDS}
        memberships.coverages.update(session, actor, coverage_id, days, base=read_base(CoverageDays, base))
    else:
        memberships.coverages.create(session, actor, {**values, "coverer_id": coverer_id})
