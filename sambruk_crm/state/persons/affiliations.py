"""Who represents whom, on the page of either side: rows, and the dialog that adds and changes them."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.models import Affiliation
from sambruk_crm.services import clock, organisations, persons
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.facts import stale_errors
from sambruk_crm.state.records.phones import NO_PHONE, PhoneShown, phone_shown

FIELDS = ("title", "from_on", "to_on")


@dataclass(frozen=True)
class AffiliationRow:
    """An affiliation seen from one side; `other` is the person or the organisation. Days are ISO strings."""

    id: int
    version: int
    other_id: int
    other: str
    title: str
    is_primary: bool
    from_on: str
    to_on: str
    is_current: bool
    email: str = ""
    phone: PhoneShown = NO_PHONE


NOTHING = AffiliationRow(0, 0, 0, "", "", is_primary=False, from_on="", to_on="", is_current=True)


class AffiliationsState(AppState, mixin=True):
    """Mixed into record states, which give `side`, `record_id` and `_refresh_affiliations`."""

    side: ClassVar[Literal["organisation", "person"]]

    record_id: int = 0
    affiliations: list[AffiliationRow] = []
    past_count: int = 0
    """How many are over."""
    affiliation: AffiliationRow = NOTHING
    """What the dialog was opened with; id 0 for a new one."""
    dialogs: ClassVar[tuple[str, ...]] = ("affiliation_open",)

    affiliation_open: bool = False
    affiliation_errors: dict[str, str] = {}
    other_suggestions: list[Choice] = []
    new_other: str = ""
    """The name of a person or organisation to be made together with the affiliation."""

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def open_affiliation(self, affiliation_id: int) -> None:
        """Open the dialog with an affiliation, or with a new one for 0."""
        self.affiliation = next((row for row in self.affiliations if row.id == affiliation_id), NOTHING)
        self.affiliation_errors, self.other_suggestions, self.new_other = {}, [], ""
        self.affiliation_open = True

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def show_affiliation(self, is_open: bool) -> None:
        """Close the dialog without saving."""
        self.affiliation_open = is_open

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def suggest_other(self, text: str) -> None:
        """Propose persons or organisations while one is typed."""
        find = persons.suggest if self.side == "organisation" else organisations.suggest
        self.other_suggestions = [Choice(str(key), name) for key, name in await self._ask(find, text)]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def create_other(self, text: str) -> None:
        """Have a new person or organisation of this name made when the dialog is saved."""
        self.new_other = text.strip()[:200]

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_other(self, value: str, _label: str) -> None:
        """Take one that is there instead of a new one."""
        if value:
            self.new_other = ""

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save_affiliation(self, form: dict[str, Any]) -> None:
        """Save the dialog; it stays open with what is wrong beside the fields."""
        values = {name: form.get(name) or "" for name in FIELDS} | {"is_primary": bool(form.get("is_primary"))}
        try:
            await self._do(self._write_affiliation, values, str(form.get("other_id") or ""))
        except InvalidError as error:
            self.affiliation_errors = field_errors(error)
        except StaleError as error:
            seen = {name: getattr(self.affiliation, name) for name in FIELDS}
            now = {name: error.current.get(name) or "" for name in FIELDS}
            changed = StaleError({name: value for name, value in now.items() if value != seen[name]})
            self.affiliation_errors = stale_errors(changed, FIELDS)
            self.affiliation = _at_version(self.affiliation, int(error.current.get("version", 0)))
        else:
            self.affiliation_open, self.affiliation_errors = False, {}
            await self._refresh_affiliations()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def end_affiliation(self, affiliation_id: int) -> None:
        """End an affiliation today."""
        await self._do(_end, affiliation_id)
        await self._refresh_affiliations()

    def _write_affiliation(self, session: CrmSession, actor: Actor, values: dict[str, Any], other: str) -> None:
        if self.affiliation.id:
            version = self.affiliation.version
            persons.affiliations.update(session, actor, self.affiliation.id, values, version=version)
            return
        other_id = int(other) if other.isdecimal() else self._make_other(session, actor)
        person, organisation = (other_id, self.record_id) if self.side == "organisation" else (self.record_id, other_id)
        persons.affiliations.create(session, actor, person, organisation, values)

    def _make_other(self, session: CrmSession, actor: Actor) -> int:
        if not self.new_other:
            raise InvalidError({"other_id": say("Choose one from the list, or create a new one.")})
        if self.side == "person":
            return organisations.create(session, actor, {"name": self.new_other}).key
        first, _, last = self.new_other.partition(" ")
        return persons.create(session, actor, {"first_name": first, "last_name": last}).key

    def _take_rows(self, rows: list[AffiliationRow]) -> None:
        """Show them: who is there now before who was, and the first contact first."""
        self.affiliations = sorted(rows, key=lambda row: (not row.is_current, not row.is_primary))
        self.past_count = sum(not row.is_current for row in rows)

    async def _refresh_affiliations(self) -> None:
        raise NotImplementedError


def row_of(
    affiliation: Affiliation, other_id: int, other: str, *, is_current: bool, email: str = "", phone: str = ""
) -> AffiliationRow:
    """Show an affiliation from one side."""
    return AffiliationRow(
        affiliation.key,
        affiliation.version,
        other_id,
        other,
        affiliation.title,
        is_primary=affiliation.is_primary,
        from_on=affiliation.from_on.isoformat() if affiliation.from_on else "",
        to_on=affiliation.to_on.isoformat() if affiliation.to_on else "",
        is_current=is_current,
        email=email,
        phone=phone_shown(phone),
    )


def _at_version(row: AffiliationRow, version: int) -> AffiliationRow:
    return replace(row, version=version)


def _end(session: CrmSession, actor: Actor, affiliation_id: int) -> None:
    persons.affiliations.update(session, actor, affiliation_id, {"to_on": clock.today(session)})
