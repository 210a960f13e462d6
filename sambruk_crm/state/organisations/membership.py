"""Membership and inhabitants on the page of an organisation: periods, their dialog, the curve and the fee."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, NotFoundError, StaleError, say
from sambruk_crm.models import MembershipCategory, OrganisationKind
from sambruk_crm.services import clock, fees, memberships, organisations, persons, vocabularies
from sambruk_crm.services.memberships import MembershipInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values.validation import parse
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.facts import read_base, record_key, stale_errors

FIELDS = ("joined_on", "left_on", "category_id", "contact_id", "decision", "reason", "left_reason")
WIDTH, HEIGHT, MARGIN = 320, 90, 8


@dataclass(frozen=True)
class PeriodRow:
    """A period of membership. Days are ISO strings; `left_on` is the first day without."""

    id: int = 0
    joined_on: str = ""
    left_on: str = ""
    category_id: str = ""
    category: str = ""
    contact_id: str = ""
    contact: str = ""
    decision: str = ""
    reason: str = ""
    left_reason: str = ""


@dataclass(frozen=True)
class CategoryChoice:
    """A kind of membership that can be chosen."""

    id: int
    name: str


@dataclass(frozen=True)
class FigurePoint:
    """Inhabitants on a day, and where the curve shows them."""

    counted_on: str
    inhabitants: int
    source: str
    x: float
    y: float


@dataclass(frozen=True)
class Fee:
    """What the organisation pays, or would pay as a member; `below` is 0 for the highest band."""

    yearly: float = 0.0
    entrance: float = 0.0
    currency: str = "SEK"
    from_inhabitants: int = 0
    below: int = 0
    is_by_inhabitants: bool = False


class MembershipState(AppState, rx.State):
    """Periods and figures of the organisation on screen."""

    periods: list[PeriodRow] = []
    figures: list[FigurePoint] = []
    curve: str = ""
    """The curve, as the path of an SVG."""
    fee: Fee = Fee()
    member_since: str = ""
    """The day from which it is a member; empty if it is none."""
    period: PeriodRow = PeriodRow()
    categories: list[CategoryChoice] = []
    """Kinds of membership that can be chosen."""
    contact_suggestions: list[Choice] = []
    opened: int = 0
    """Counts up with each opening, for a dialog with fields as new."""
    dialogs: ClassVar[tuple[str, ...]] = ("period_open",)

    period_open: bool = False
    period_errors: dict[str, str] = {}
    _organisation_id: int = 0
    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the periods and figures of the organisation in the address."""
        self._organisation_id = record_key(self.router.url.path)
        self._close_dialogs()
        topics = ("membership", "membership_category", "population_figure", f"organisation:{self._organisation_id}")
        tabs.watch(self, topics, MembershipState.reload)
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again: somebody changed them."""
        await self._refresh()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def open_period(self, period_id: int) -> None:
        """Open the dialog with a period, or with a new one for 0."""
        self.period = next((row for row in self.periods if row.id == period_id), PeriodRow())
        self._base = {name: getattr(self.period, name) for name in FIELDS}
        self.period_errors, self.contact_suggestions, self.period_open = {}, [], True
        self.opened += 1

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest_contact(self, text: str) -> None:
        """Propose persons who may be the contact of a membership."""
        self.contact_suggestions = [Choice(str(key), name) for key, name in await self._ask(persons.suggest, text)]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show_period(self, is_open: bool) -> None:
        """Close the dialog without saving."""
        self.period_open = is_open

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save_period(self, form: dict[str, Any]) -> None:
        """Save the dialog; it stays open with what is wrong beside the fields."""
        values = {name: form.get(name) or "" for name in FIELDS}
        try:
            await self._do(_write, self._organisation_id, self.period.id, values, dict(self._base))
        except InvalidError as error:
            self.period_errors = field_errors(error)
        except StaleError as error:
            self.period_errors = stale_errors(error, FIELDS)
            self._base = {**self._base, **error.current}
        else:
            self.period_open, self.period_errors = False, {}
            await self._refresh()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def delete_period(self) -> None:
        """Remove the period in the dialog: it was written by mistake."""
        await self._do(memberships.delete, self.period.id)
        self.period_open = False
        await self._refresh()

    async def _refresh(self) -> None:
        key = self._organisation_id
        told = await self._ask(memberships.periods_of, key)
        counted = await self._ask(organisations.population.series, key)
        entries = await self._ask(vocabularies.entries, MembershipCategory, archived=True)
        kinds = {entry.key: vocabularies.shown(entry, self._actor.locale) for entry in entries}
        contacts = await self._ask(memberships.contact_names, told)
        used = {one.category_id for one in told}
        self.categories = [
            CategoryChoice(kind, kinds[kind])
            for kind, entry in ((entry.key, entry) for entry in entries)
            if entry.archived_at is None or entry.key in used
        ]
        self.fee = await self._ask(_fee_of, key)
        self.periods = [
            PeriodRow(
                one.key,
                one.joined_on.isoformat(),
                one.left_on.isoformat() if one.left_on else "",
                str(one.category_id or ""),
                kinds.get(one.category_id or 0, ""),
                str(one.contact_id or ""),
                contacts.get(one.contact_id or 0, ""),
                one.decision,
                one.reason,
                one.left_reason,
            )
            for one in told
        ]
        today = datetime.now(self._actor.time_zone).date().isoformat()
        lasting = (one.joined_on for one in self.periods if one.joined_on <= today < (one.left_on or "9999"))
        self.member_since = next(lasting, "")
        self.figures = _points([(one.counted_on.isoformat(), one.inhabitants, one.source) for one in counted])
        self.curve = " ".join(f"{'L' if at else 'M'}{point.x},{point.y}" for at, point in enumerate(self.figures))


def _write(
    session: CrmSession,
    actor: Actor,
    organisation_id: int,
    period_id: int,
    values: dict[str, Any],
    base: dict[str, Any],
) -> None:
    if period_id:
        memberships.update(session, actor, period_id, values, base=read_base(MembershipInput, base))
        return
    wanted = parse(MembershipInput, values)
    if wanted.joined_on is None:
        raise InvalidError({"joined_on": say("Write a date, such as 2026-11-23.")})
    memberships.join(session, actor, organisation_id, **wanted.sent())


def _fee_of(session: CrmSession, actor: Actor, organisation_id: int) -> Fee:
    try:
        it = organisations.get(session, actor, organisation_id)
    except NotFoundError:
        return Fee()
    tariff = fees.current(session, clock.today(session))
    if it.kind is OrganisationKind.MUNICIPALITY and it.population is not None:
        band = tariff.band(it.population)
        return Fee(
            float(band.yearly),
            float(band.entrance),
            tariff.currency,
            from_inhabitants=band.from_inhabitants,
            below=band.below or 0,
            is_by_inhabitants=True,
        )
    return Fee(float(tariff.others_yearly), float(tariff.others_entrance), tariff.currency)


def _points(figures: list[tuple[str, int, str]]) -> list[FigurePoint]:
    """Place figures on the drawing, the oldest to the left; the scale spans the lowest to the highest."""
    ordered = sorted(figures)
    if not ordered:
        return []
    low, high = min(one[1] for one in ordered), max(one[1] for one in ordered)
    across, up = max(1, len(ordered) - 1), max(1, high - low)
    return [
        FigurePoint(
            day,
            people,
            source,
            x=round(MARGIN + at * (WIDTH - 2 * MARGIN) / across, 1),
            y=round(HEIGHT - MARGIN - (people - low) * (HEIGHT - 2 * MARGIN) / up, 1),
        )
        for at, (day, people, source) in enumerate(ordered)
    ]
