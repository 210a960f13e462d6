"""The association's own fields in a list: columns, filters and sorts that are known when it is opened."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from sambruk_crm.models.vocabulary import OwnKind
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.catalogue import EMPTY, FILLED
from sambruk_crm.services.own_values import BETWEEN, Field
from sambruk_crm.state.base import AppState
from sambruk_crm.state.lists.query import ListKind, ListQuery
from sambruk_crm.state.records.own_options import OwnChoice, options_of


@dataclass(frozen=True)
class OwnColumn:
    """A field as a list asks for it; `asks` is how: choices, range or text."""

    name: str
    title: str
    kind: str
    asks: str
    choices: list[OwnChoice] = field(default_factory=list[OwnChoice])
    least: str = ""
    most: str = ""


class OwnFields(AppState, mixin=True):
    """Mixed into ListState."""

    kind: ClassVar[ListKind]
    own: list[OwnColumn] = []
    """The fields that the list shows, in their order."""
    own_about: dict[str, dict[str, Any]] = {}
    """What the columns of these need to know, by name, as of those that are declared."""
    _own_kind: ListKind | None = None
    _own_fields: list[Field] = []

    @property
    def _kind(self) -> ListKind:
        """What the list is, with the fields that the association has added."""
        return self._own_kind or self.kind

    async def _load_own(self) -> None:
        """Find out which fields there are."""
        nouns = catalogue.in_lists()
        if self.kind.noun not in nouns or not nouns[self.kind.noun].has_own_fields:
            return
        found = await self._ask(lambda session, _actor: own_values.of_noun(session, self.kind.noun))
        fields = [each for each in found.values() if each.in_list]
        people = any(each.kind is OwnKind.USER for each in fields)
        users = await self._ask(lambda session, _actor: own_values.colleagues(session)) if people else {}
        self._own_fields = fields
        self._own_kind = replace(
            self.kind,
            own=tuple(each.column for each in fields),
            own_numbers=tuple(each.column for each in fields if each.kind in own_values.NUMBERS),
        )
        locale = self._actor.locale
        self.own_about = {each.column: _about(each, locale) for each in fields}
        self.own = [_column(each, locale, users) for each in fields]

    def _known(self, wanted: ListQuery) -> ListQuery:
        """Leave out what fields cannot be asked for, such as options that are gone."""
        left: dict[str, tuple[str, ...]] = {}
        for each in self._own_fields:
            people = each.kind is OwnKind.USER
            values = [
                value
                for value in wanted.values(each.column)
                if value in (FILLED, EMPTY) or (value.isdecimal() if people else own_values.fits(each, value, {}))
            ]
            if each.column in wanted.chosen:
                left[each.column] = tuple(values)
        return replace(wanted, chosen={**wanted.chosen, **left})

    def _bounded(self, name: str, side: str, text: str) -> tuple[str, ...] | None:
        """Return what is chosen in a field when one bound of its range is written; None for what cannot be read."""
        asked = next((each for each in self._own_fields if each.column == name), None)
        if asked is None:
            return None
        wanted = self._wanted().values(name)
        kept = tuple(value for value in wanted if value in (FILLED, EMPTY))
        now = next((value for value in wanted if BETWEEN in value), BETWEEN)
        least, _, most = now.partition(BETWEEN)
        both = f"{text.strip()}{BETWEEN}{most}" if side == "least" else f"{least}{BETWEEN}{text.strip()}"
        if not own_values.fits(asked, both, {}):
            return None
        return kept if both == BETWEEN else (*kept, both)

    def _show_bounds(self, wanted: ListQuery) -> None:
        """Have the filters show the ranges that are asked for."""
        for at, each in enumerate(self.own):
            now = next((value for value in wanted.values(each.name) if BETWEEN in value), "")
            least, _, most = now.partition(BETWEEN)
            if each.asks == "range" and (each.least, each.most) != (least, most):
                self.own[at] = replace(each, least=least, most=most)

    def _own_label(self, name: str, value: str) -> str:
        """Return what a chosen value of a field is called; empty for a text."""
        about = next((each for each in self.own if each.name == name), None)
        if about is None:
            return ""
        if about.asks == "range":
            return value.replace(BETWEEN, " – ")
        return next((choice.label for choice in about.choices if choice.value == value), "")

    def _wanted(self) -> ListQuery:
        raise NotImplementedError


def _about(each: Field, locale: str) -> dict[str, Any]:
    kinds = {OwnKind.DATE: "date", OwnKind.NUMBER: "own-number", OwnKind.MONEY: "own-money"}
    return {
        "title": each.name(locale),
        "kind": kinds.get(each.kind, "text"),
        "words": {},
        "addsUp": True,
        "isNumber": each.kind in own_values.NUMBERS,
        "isSorted": True,
        "field": "",
    }


def _column(each: Field, locale: str, users: own_values.Colleagues) -> OwnColumn:
    choices = [one for one in options_of(each, users, locale, _all_options(each)) if one.value]
    asks = "range" if each.kind in (*own_values.NUMBERS, OwnKind.DATE) else "choices" if choices else "text"
    return OwnColumn(each.column, each.name(locale), each.kind.value, asks, choices)


def _all_options(each: Field) -> str:
    """Return all options as if chosen: records may be asked for archived ones, too."""
    return "\n".join(option.key for option in each.options)
