"""The settings page of fee tables in one browser tab: writing a table, and looking at what it would do before it is."""

import json
from datetime import date
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, InvalidError, StaleError, say
from sambruk_crm.services import clock, fees, files
from sambruk_crm.services.fees import FeeTableRow, Preview
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, focus_on, save_file, translated
from sambruk_crm.state.gate import current_locale, requires
from sambruk_crm.state.settings.fee_rows import (
    BandRow,
    Bar,
    ChangedRow,
    PreviewShown,
    TableRow,
    bars_of,
    changed_rows,
    preview_shown,
    table_row,
    typed,
)

SHOWN = 50
"""How many members a preview names at a time."""


class FeeSettingsState(AppState, rx.State):
    """The fee tables, the one that is being written, and what it would do."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_editing", "is_preview_open", "is_asking")
    rows: list[TableRow] = []
    edited: TableRow = TableRow()
    bands: list[BandRow] = []
    opened: int = 0
    """Counts the times a form was opened, so that each begins with its own values."""
    is_editing: bool = False
    is_preview_open: bool = False
    is_asking: bool = False
    is_loaded: bool = False
    errors: dict[str, str] = {}
    shown: PreviewShown = PreviewShown()
    bars: list[Bar] = []
    changed: list[ChangedRow] = []
    _all_changed: list[ChangedRow] = []
    _values: str = ""
    """What was looked at, as JSON: it is what is saved."""

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show the tables, and follow them."""
        self._close_dialogs()
        tabs.watch(self, ("fee_table", "fee_run"), FeeSettingsState.reload)
        await self._show()

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_SETTINGS)
    async def reload(self) -> None:
        """Fetch them again: somebody changed them. What is being written stays."""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def begin(self, table_id: int) -> Any:
        """Write a new table that begins like another one; with 0 like the newest."""
        found = await self._ask(fees.tables.search)
        like = next((row for row in found if row.id == table_id), found[0] if found else None)
        day = await self._ask(_next_year)
        latest = max((row.tariff.valid_from for row in found), default=day)
        first = max(day, date(latest.year + 1, 1, 1)) if latest >= day else day
        shown = table_row(like) if like else TableRow()
        self._open(
            TableRow(
                valid_from=first.isoformat(), others_entrance=shown.others_entrance, others_yearly=shown.others_yearly
            ),
            like,
        )
        return focus_on("valid_from")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def edit(self, table_id: int) -> Any:
        """Write a table anew."""
        found = await self._ask(fees.tables.get, table_id)
        self._open(table_row(found), found)
        return focus_on("valid_from")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def leave(self) -> Any:
        """Leave the form without saving."""
        self._close_dialogs()
        return focus_on("new-table")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def add_band(self) -> Any:
        """Add a band below the others; what was typed in them stays."""
        key = max((band.key for band in self.bands), default=0) + 1
        self.bands = [*self.bands, BandRow(key)]
        return focus_on(f"from-{key}")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def remove_band(self, key: int) -> Any:
        """Take a band out of the form."""
        self.bands = [band for band in self.bands if band.key != key]
        self.errors = {name: text for name, text in self.errors.items() if not name.endswith(f"-{key}")}
        return focus_on("add-band")

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def look(self, form: dict[str, Any]) -> None:
        """Show what the table would do, before it is saved; what cannot be read has the reason beside it."""
        values = {name: form.get(name) or None for name in ("valid_from", "others_entrance", "others_yearly")}
        keys = [band.key for band in self.bands]
        values["bands"] = [
            {
                "from_inhabitants": form.get(f"from-{key}") or None,
                "entrance": form.get(f"entrance-{key}") or None,
                "yearly": form.get(f"yearly-{key}") or None,
            }
            for key in keys
        ]
        try:
            found = await self._ask(fees.preview, values, table_id=self.edited.id or None)
        except InvalidError as error:
            self.errors = _by_key(field_errors(error), keys)
            return
        except CrmError as error:
            self.errors = {"form": translated(error.message)}
            return
        self._values, self.errors = json.dumps(values), {}
        self._take(found)
        self.is_preview_open = True

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def show_preview(self, is_open: bool) -> Any:
        """Go back to the form."""
        self.is_preview_open = self.is_preview_open and is_open
        return focus_on("look", after=300)

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def more(self) -> None:
        """Name more of the members whose fee changes."""
        self.changed = self._all_changed[: len(self.changed) + SHOWN]

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def save(self) -> Any:
        """Save the table that was looked at."""
        if not self._values:
            return None
        values = json.loads(self._values)
        try:
            if self.edited.id:
                await self._do(fees.tables.update, self.edited.id, values, version=self.edited.version)
            else:
                await self._do(fees.tables.create, values)
        except StaleError:
            self.edited = table_row(await self._ask(fees.tables.get, self.edited.id))
            theirs = say("Someone else has changed this table meanwhile. Look again and save to keep yours.")
            self.errors, self.is_preview_open = {"form": translated(theirs)}, False
            return None
        except InvalidError as error:
            self.errors, self.is_preview_open = _by_key(field_errors(error), [band.key for band in self.bands]), False
            return None
        self._close_dialogs()
        await self._show()
        return [messages.done(translated(say("Saved."))), focus_on("new-table", after=300)]

    @rx.event
    @requires(Permission.EXPORT)
    async def export(self, kind: str) -> Any:
        """Make a file of all whose fee the table would change."""
        if not self._values:
            return None
        made = await self._do(
            fees.files.of_preview,
            json.loads(self._values),
            "csv" if kind == "csv" else "xlsx",
            table_id=self.edited.id or None,
        )
        return save_file(files.address_of(made.token))

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def ask_delete(self, table_id: int) -> None:
        """Ask whether a table is to go."""
        self.edited = table_row(await self._ask(fees.tables.get, table_id))
        self.is_editing, self.is_asking = False, True

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def show_question(self, is_open: bool) -> None:
        """Let the table stay."""
        self.is_asking = self.is_asking and is_open

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def delete(self, _form: dict[str, Any]) -> Any:
        """Remove the table that was asked about."""
        self.is_asking = False
        await self._do(fees.tables.delete, self.edited.id, version=self.edited.version)
        await self._show()
        return messages.done(translated(say("The table is removed.")))

    def _open(self, row: TableRow, like: FeeTableRow | None) -> None:
        bands = like.tariff.bands if like else ()
        self.bands = [
            BandRow(key, str(band.from_inhabitants), typed(band.entrance), typed(band.yearly))
            for key, band in enumerate(bands, 1)
        ] or [BandRow(1, "0")]
        self.edited, self.errors, self._values = row, {}, ""
        self.opened += 1
        self.is_editing = True

    def _take(self, found: Preview) -> None:
        self.shown = preview_shown(found)
        self.bars = bars_of(found, current_locale())
        self._all_changed = changed_rows(found)
        self.changed = self._all_changed[:SHOWN]

    async def _show(self) -> None:
        self.rows = [table_row(row) for row in await self._ask(fees.tables.search)]
        self.is_loaded = True


def _next_year(session: CrmSession, _actor: Actor) -> date:
    return date(clock.today(session).year + 1, 1, 1)


def _by_key(errors: dict[str, str], keys: list[int]) -> dict[str, str]:
    """Return what is wrong by the names of the form's fields."""
    found: dict[str, str] = {}
    for name, text in errors.items():
        parts = name.split(".")
        if len(parts) == 3:  # noqa: PLR2004 -- bands, which, and its field
            field = "from" if parts[2] == "from_inhabitants" else parts[2]
            found[f"{field}-{keys[int(parts[1])]}"] = text
        else:
            found[name] = text
    return found
