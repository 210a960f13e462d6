"""Which of our departments look after an organisation, put on and taken off one by one."""

import reflex as rx

from sambruk_crm.services import departments
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice


class OrganisationDepartmentsState(AppState, mixin=True):
    """Mixed into the record state of organisations, which gives `record_id` and `_refresh_facts`."""

    record_id: int = 0
    departments: list[Choice] = []
    other_departments: list[Choice] = []

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def add_department(self, department_id: str) -> None:
        """Have a department look after the organisation."""
        if department_id.isdecimal():
            await self._do(departments.add_organisation, int(department_id), self.record_id)
            await self._refresh_facts()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def remove_department(self, department_id: str) -> None:
        """Have it no longer look after the organisation."""
        if department_id.isdecimal():
            await self._do(departments.remove_organisation, int(department_id), self.record_id)
            await self._refresh_facts()

    async def _take_departments(self) -> None:
        chosen = await self._ask(departments.of_organisation, self.record_id)
        offered = await self._ask(departments.all_departments)
        kept = {part.key for part in chosen}
        self.departments = [Choice(str(part.key), part.name) for part in chosen]
        self.other_departments = [Choice(str(part.key), part.name) for part in offered if part.key not in kept]

    async def _refresh_facts(self) -> None:
        raise NotImplementedError
