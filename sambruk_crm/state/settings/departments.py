"""The settings page of departments in one browser tab."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.models import Department
from sambruk_crm.services import departments, users
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice


@dataclass(frozen=True)
class DepartmentRow:
    """A department as the settings show it."""

    id: int = 0
    version: int = 0
    name: str = ""
    people: str = ""
    users: tuple[str, ...] = ()
    uses: int = 0
    is_archived: bool = False


class DepartmentSettingsState(AppState, rx.State):
    """The settings page of departments."""

    rows: list[DepartmentRow] = []
    colleagues: list[Choice] = []
    edited: DepartmentRow = DepartmentRow()
    dialogs: ClassVar[tuple[str, ...]] = ("is_editing",)
    is_editing: bool = False
    is_loaded: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show the departments, and follow them."""
        self._close_dialogs()
        topics = ("department", "department_user", "organisation_department")
        tabs.watch(self, topics, DepartmentSettingsState.reload)
        self.colleagues = [Choice(str(user.id), user.name) for user in await self._ask(users.search)]
        await self._show()

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def reload(self) -> None:
        """Fetch them again: somebody changed them. What is being written stays."""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def edit(self, department_id: int) -> None:
        """Open the form for a department, or with 0 for a new one."""
        self.edited = next((row for row in self.rows if row.id == department_id), DepartmentRow())
        self.errors, self.is_editing = {}, True

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def show_form(self, is_open: bool) -> None:
        """Leave the form."""
        self.is_editing = self.is_editing and is_open

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the form; what cannot be saved stays in it, with the reason beside it."""
        chosen = [int(one.value) for one in self.colleagues if form.get(f"user-{one.value}")]
        values = {"name": form.get("name") or "", "users": chosen}
        try:
            if self.edited.id:
                await self._do(departments.update, self.edited.id, values, version=self.edited.version)
            else:
                await self._do(departments.create, values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError:
            await self._show()
            before, self.edited = self.edited, next(row for row in self.rows if row.id == self.edited.id)
            self.errors = _changed(before, self.edited)
            return None
        self.is_editing = False
        await self._show()
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def archive(self, department_id: int, archived: bool) -> None:
        """Take a department out of the choices, or bring it back."""
        await self._do(departments.archive, department_id, archived=archived)
        await self._show()

    async def _show(self) -> None:
        found = await self._ask(departments.all_departments, archived=True)
        people, uses = await self._ask(departments.members), await self._ask(departments.uses)
        self.rows = [_row(part, people.get(part.key, []), uses.get(part.key, 0)) for part in found]
        self.is_loaded = True


def _changed(before: DepartmentRow, now: DepartmentRow) -> dict[str, str]:
    """Show beside the fields what somebody else has put there meanwhile."""
    theirs = say("Someone else wrote “{value}” here meanwhile. Save again to keep yours.", value=now.name)
    people = say(
        "Meanwhile somebody has put these people in it: {people}. Save again to keep your choice.",
        people=now.people or "–",
    )
    errors = {"users": translated(people)} if before.users != now.users else {}
    return errors | ({"name": translated(theirs)} if before.name != now.name else {})


def _row(part: Department, people: list[Any], uses: int) -> DepartmentRow:
    return DepartmentRow(
        id=part.key,
        version=part.version,
        name=part.name,
        people=", ".join(user.name for user in people),
        users=tuple(str(user.key) for user in people),
        uses=uses,
        is_archived=part.archived_at is not None,
    )
