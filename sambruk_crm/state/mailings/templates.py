"""The templates of mailings in one browser tab, and the form for one."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError
from sambruk_crm.models import MailingTemplate
from sambruk_crm.services import mailings
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, field_errors
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import stale_errors

FIELDS = ("name", "subject", "body")


@dataclass(frozen=True)
class TemplateRow:
    """A template as the page shows it; without a key while it is being made."""

    id: int = 0
    name: str = ""
    subject: str = ""
    body: str = ""
    is_archived: bool = False


class MailingTemplateState(AppState, rx.State):
    """The templates and the form."""

    rows: list[TemplateRow] = []
    archived: list[TemplateRow] = []
    is_loaded: bool = False
    edited: TemplateRow = TemplateRow()
    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    errors: dict[str, str] = {}
    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the templates."""
        self._close_dialogs()
        tabs.watch(self, ("mailing_template",), MailingTemplateState.reload)
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again: somebody changed one."""
        await self._fetch()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def begin(self, template_id: int) -> None:
        """Open the form for a template; 0 for a new one."""
        found = await self._ask(mailings.templates.get, template_id) if template_id else None
        self.edited = _row(found) if found else TemplateRow()
        self._base = {name: getattr(self.edited, name) for name in FIELDS}
        self.errors, self.is_open = {}, True

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def show(self, is_open: bool) -> None:
        """Leave the form."""
        self.is_open = is_open

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def save(self, form: dict[str, Any]) -> None:
        """Save what was typed; what a colleague changed in the same field is shown first."""
        values = {name: str(form.get(name) or "") for name in FIELDS}
        try:
            if self.edited.id:
                await self._do(mailings.templates.update, self.edited.id, values, base=self._base)
            else:
                await self._do(mailings.templates.create, values)
        except InvalidError as error:
            self.errors = field_errors(error)
        except StaleError as error:
            self.errors = stale_errors(error, FIELDS)
            self._base = {**self._base, **error.current}
        else:
            self.is_open, self.errors = False, {}
            await self._fetch()

    @rx.event
    @requires(Permission.SEND_MAILINGS)
    async def archive(self, template_id: int, archived: bool) -> None:
        """Take a template out of the choices, or bring it back."""
        await self._do(mailings.templates.archive, template_id, archived=archived)
        await self._fetch()

    async def _fetch(self) -> None:
        found = [_row(one) for one in await self._ask(mailings.templates.all_templates, archived=True)]
        self.rows = [row for row in found if not row.is_archived]
        self.archived = [row for row in found if row.is_archived]
        self.is_loaded = True


def _row(template: MailingTemplate) -> TemplateRow:
    return TemplateRow(template.key, template.name, template.subject, template.body, template.archived_at is not None)
