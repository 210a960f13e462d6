"""The settings page of own fields in one browser tab."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, StaleError, say, say_n
from sambruk_crm.models.vocabulary import Locale, OwnKind
from sambruk_crm.services import own_fields, own_values
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, focus_on, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice

PLACES = ("on_page", "in_list")
NEW_OPTIONS = 3
"""As many empty lines for options stand in the form of a new field."""


@dataclass(frozen=True)
class OptionRow:
    """An option as the form shows it; `line` names its controls, and it has no key while it is new."""

    line: str
    key: str = ""
    names: dict[str, str] = field(default_factory=dict[str, str])
    is_archived: bool = False


@dataclass(frozen=True)
class OwnFieldRow:
    """A field as the settings show it; without a key while it is being written."""

    id: int = 0
    version: int = 0
    noun: str = ""
    name: str = ""
    key: str = ""
    kind: str = OwnKind.TEXT.value
    names: dict[str, str] = field(default_factory=dict[str, str])
    helps: dict[str, str] = field(default_factory=dict[str, str])
    default: str = ""
    on_page: bool = True
    in_list: bool = True
    options: list[OptionRow] = field(default_factory=list[OptionRow])
    chosen: str = ""
    """What can be chosen, in one line."""
    uses: int = 0
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class OwnFieldGroup:
    """The fields of a noun."""

    noun: str
    title: str
    rows: list[OwnFieldRow]
    archived: list[OwnFieldRow]


class OwnFieldSettingsState(AppState, rx.State):
    """The settings page of own fields. Reloading leaves what is being written alone."""

    groups: list[OwnFieldGroup] = []
    is_loaded: bool = False
    announcement: str = ""
    edited: OwnFieldRow = OwnFieldRow()
    kind: str = OwnKind.TEXT.value
    options: list[OptionRow] = []
    form: int = 0
    """Counts up when the form must show what is stored."""
    dialogs: ClassVar[tuple[str, ...]] = ("is_editing", "is_leaving")
    is_editing: bool = False
    errors: dict[str, str] = {}
    leaving: OwnFieldRow = OwnFieldRow()
    is_leaving: bool = False
    leaving_error: str = ""
    others: list[Choice] = []
    _lines: int = 0

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def load(self) -> None:
        """Show the fields, and follow them."""
        self._close_dialogs()
        self.announcement = ""
        tabs.watch(self, ("own_field", "own_field_option"), OwnFieldSettingsState.reload)
        await self._show()

    @rx.event(supersedes=True)
    @requires(Permission.MANAGE_VOCABULARIES)
    async def reload(self) -> None:
        """Fetch them again: somebody changed them. What is being written stays."""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def begin(self, noun: str) -> None:
        """Open the form for a new field of a noun."""
        self._open(OwnFieldRow(noun=noun, options=[self._new_option() for _ in range(NEW_OPTIONS)]))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def edit(self, field_id: int) -> None:
        """Open the form for a field."""
        self._open(self._row(field_id))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def show_form(self, is_open: bool) -> None:
        """Leave the form without saving."""
        self.is_editing = self.is_editing and is_open

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def choose_kind(self, kind: str) -> None:
        """Say what a new field holds."""
        self.kind = kind if kind in {each.value for each in OwnKind} else OwnKind.TEXT.value

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def add_option(self) -> Any:
        """Add an empty line for an option, and go there."""
        row = self._new_option()
        self.options = [*self.options, row]
        return focus_on(f"option-{row.line}-{Locale.SV.value}")

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def move_option(self, line: str, by: int) -> None:
        """Move an option one line up or down; it is saved with the form."""
        lines = [row.line for row in self.options]
        if line in lines:
            at = lines.index(line)
            to = max(0, min(len(lines) - 1, at + (1 if by > 0 else -1)))
            rows = [row for row in self.options if row.line != line]
            self.options = [*rows[:to], self.options[at], *rows[to:]]

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def archive_option(self, line: str, archived: bool) -> None:
        """Take an option out of the choices, or bring it back, once the form is saved; a new one goes at once."""
        rows = [replace(row, is_archived=archived) if row.line == line else row for row in self.options]
        self.options = [row for row in rows if row.key or not row.is_archived]

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the form; what cannot be saved stays in it, with the reason beside it."""
        try:
            if self.edited.id:
                await self._do(own_fields.update, self.edited.id, self._values(form), version=self.edited.version)
            else:
                new = {"noun": self.edited.noun, "kind": self.kind}
                await self._do(own_fields.create, self._values(form) | new)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError as error:
            await self._show()
            self.errors = {"names": translated(error.message)}
            self.edited = replace(self.edited, version=self._row(self.edited.id).version)
            return None
        self.is_editing = False
        await self._show()
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def shift(self, field_id: int, by: int) -> Any:
        """Move a field one place up or down, tell where it is now, and keep the focus on its button."""
        step = 1 if by > 0 else -1
        await self._do(own_fields.shift, field_id, by=step)
        await self._show()
        row = self._row(field_id)
        order = [each.id for group in self.groups if group.noun == row.noun for each in group.rows]
        told = say(
            "{name} is now number {place} of {count}.",
            name=row.name,
            place=order.index(field_id) + 1 if field_id in order else 0,
            count=len(order),
        )
        self.announcement = translated(told)
        return focus_on(f"{'down' if step > 0 else 'up'}-{field_id}", after=50)

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def ask_removal(self, field_id: int) -> None:
        """Ask what is to become of a field: archived, merged into another, or deleted while nothing stands in it."""
        await self._show()
        self.leaving, self.leaving_error, self.is_leaving = self._row(field_id), "", True
        found = await self._ask(
            lambda session, actor: own_values.read(
                session, own_fields.takers(session, own_fields.get(session, actor, field_id))
            )
        )
        self.others = [Choice(str(other.id), other.name(self._actor.locale)) for other in found]

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def show_farewell(self, is_open: bool) -> None:
        """Leave the field where it is."""
        self.is_leaving = self.is_leaving and is_open

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def archive(self, field_id: int, archived: bool) -> Any:
        """Take a field out of sight, or bring it back."""
        await self._do(own_fields.archive, field_id, archived=archived)
        self.is_leaving = False
        await self._show()
        told = say("Archived. What stands in it is kept.") if archived else say("Back again, with what stands in it.")
        return messages.done(translated(told))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def delete(self) -> Any:
        """Remove the field that was asked about, if nothing stands in it."""
        try:
            await self._do(own_fields.delete, self.leaving.id)
        except CrmError as error:
            self.leaving_error = translated(error.message)
            return None
        self.is_leaving = False
        await self._show()
        return messages.done(translated(say("Deleted.")))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def merge(self, form: dict[str, Any]) -> Any:
        """Have another field take over what stands in the one that was asked about."""
        other = str(form.get("other") or "")
        if not other.isdecimal():
            self.leaving_error = translated(say("Choose one from the list."))
            return None
        try:
            moved, stayed = await self._do(own_fields.merge_into, self.leaving.id, int(other))
        except CrmError as error:
            self.leaving_error = translated(error.message)
            return None
        self.is_leaving = False
        await self._show()
        told = translated(say_n("Merged. One record moved.", "Merged. {count} records moved.", count=moved))
        kept = say_n(
            "One keeps its value in the archived field, because the other one had another.",
            "{count} keep their values in the archived field, because the other one had another.",
            count=stayed,
        )
        return messages.done(f"{told} {translated(kept)}" if stayed else told)

    def _values(self, form: dict[str, Any]) -> dict[str, Any]:
        def names(start: str) -> dict[str, str]:
            return {locale.value: str(form.get(f"{start}-{locale.value}") or "") for locale in Locale}

        values: dict[str, Any] = {"names": names("name"), "helps": names("help"), "default": form.get("default") or ""}
        values |= {place: bool(form.get(place)) for place in PLACES}
        if self.kind in (OwnKind.ONE_OF.value, OwnKind.SEVERAL_OF.value):
            written = [(row, names(f"option-{row.line}")) for row in self.options]
            values["options"] = [
                {"key": row.key or None, "names": called, "is_archived": row.is_archived}
                for row, called in written
                if row.key or any(name.strip() for name in called.values())
            ]
        return values

    def _open(self, row: OwnFieldRow) -> None:
        self.edited, self.kind, self.options = row, row.kind, list(row.options)
        self.errors, self.is_editing = {}, True
        self.form += 1

    def _new_option(self) -> OptionRow:
        self._lines += 1
        return OptionRow(line=f"new{self._lines}")

    def _row(self, field_id: int) -> OwnFieldRow:
        rows = (row for group in self.groups for row in (*group.rows, *group.archived))
        found = next((row for row in rows if row.id == field_id), None)
        if found is None:
            raise NotFoundError
        return found

    async def _show(self) -> None:
        found = await self._ask(own_fields.all_fields, archived=True)
        shown = await self._ask(lambda session, _actor: own_values.read(session, found))
        uses, locale = await self._ask(own_fields.uses), self._actor.locale
        pairs = list(zip(found, shown, strict=True))
        rows = [
            (row.archived_at is not None, _row_of(each, row.version, uses.get(row.key, 0), locale))
            for row, each in pairs
        ]
        self.groups = [
            OwnFieldGroup(
                noun.name,
                translated(noun.title),
                _placed([row for is_archived, row in rows if row.noun == noun.name and not is_archived]),
                [row for is_archived, row in rows if row.noun == noun.name and is_archived],
            )
            for noun in own_fields.nouns()
        ]
        self.is_loaded = True


def _placed(rows: list[OwnFieldRow]) -> list[OwnFieldRow]:
    return [replace(row, is_first=at == 0, is_last=at == len(rows) - 1) for at, row in enumerate(rows)]


def _row_of(each: own_values.Field, version: int, uses: int, locale: str) -> OwnFieldRow:
    return OwnFieldRow(
        id=each.id,
        version=version,
        noun=each.noun,
        name=each.name(locale),
        key=each.key,
        kind=each.kind.value,
        names=_all(each.names),
        helps=_all(each.helps),
        default=each.default,
        on_page=each.on_page,
        in_list=each.in_list,
        options=[
            OptionRow(line=f"o{option.id}", key=option.key, names=_all(option.names), is_archived=option.is_archived)
            for option in each.options
        ],
        chosen=", ".join(option.name(locale) for option in each.options if not option.is_archived),
        uses=uses,
    )


def _all(names: Any) -> dict[str, str]:
    """Return names with an empty one for every language that has none."""
    return {locale.value: names.get(locale.value, "") for locale in Locale}
