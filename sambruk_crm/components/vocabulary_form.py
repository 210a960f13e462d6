"""The form of an entry of the association's lists, and the words for what stands in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import dialog_form, select_field, text_field
from sambruk_crm.components.text import label, language, name_or_default, t
from sambruk_crm.models.vocabulary import HistoryKind, Locale, Offered
from sambruk_crm.services.tags import COLORS
from sambruk_crm.state.settings.entries import LANGUAGES, EntryRow
from sambruk_crm.state.settings.lists import Conflict, ListEditorState

Row = rx.vars.ObjectVar[EntryRow]
CHOSEN_KINDS = (
    HistoryKind.NOTE,
    HistoryKind.CALL,
    HistoryKind.VISIT,
    HistoryKind.MEETING,
    HistoryKind.MAIL,
    HistoryKind.BOOKING,
)
"""The kinds people choose from; the others are written by the system itself."""


@dataclass(frozen=True)
class Editor:
    """How a list is edited.

    Attributes:
        fields: what the form asks for beside the name: color, kind, usual_day, probability, rotting_days.
        uses: how a row tells of its uses.
        used_goes: what is said of a used entry that is to go.
        is_emptied_first: a used entry cannot be archived before another has taken over its uses.
        details: what a row shows below the name.
    """

    intro: rx.Var[str]
    add: rx.Var[str]
    uses: Callable[[Row], rx.Var[str]]
    used_goes: rx.Var[str]
    fields: Sequence[str] = ()
    is_ordered: bool = True
    is_emptied_first: bool = False
    is_chip: bool = False
    details: Callable[[Row], rx.Component] | None = None


def shown_name(row: Row) -> rx.Var[str]:
    """Return what an entry goes by: its name in the reader's language, if it has one, else the one for all."""
    own = rx.match(
        language(),
        *((name.removeprefix("name_"), getattr(row, name)) for name in LANGUAGES),
        rx.Var.create(""),
    ).to(str)  # pyright: ignore[reportReturnType, reportAttributeAccessIssue]
    return rx.cond(own, own, name_or_default(row.name, row.default_name)).to(str)  # pyright: ignore[reportReturnType]


def default_name(row: Row) -> rx.Var[str]:
    """Return what an entry goes by when nobody names it."""
    return name_or_default(rx.Var.create(""), row.default_name)


def color_name(color: rx.Var[str] | str) -> rx.Var[str]:
    """Return the word for a colour; nothing for none."""
    return rx.match(color, *_color_words(), "").to(str)  # pyright: ignore[reportReturnType, reportAttributeAccessIssue]


def conflict_notice(conflicts: rx.Var[list[Conflict]], words: Callable[[Any], tuple[Any, Any]]) -> rx.Component:
    """Show what somebody else changed meanwhile; `words` gives the names of field and value."""
    return rx.cond(
        conflicts.length() > 0,
        notice(
            rx.fragment(
                rx.foreach(conflicts, lambda conflict: _conflict(conflict, words)),
                rx.el.div(t("Nothing was overwritten. Save again to use yours, or cancel to keep theirs.")),
            ),
            kind="bad",
        ),
    )


def _conflict(conflict: rx.vars.ObjectVar[Conflict], words: Callable[[Any], tuple[Any, Any]]) -> rx.Component:
    field, value = words(conflict)
    return rx.el.div(
        t("Meanwhile someone else has changed {field} to “{value}”.", field=field, value=value), key=conflict.field
    )


def _color_words() -> list[tuple[str, rx.Var[str]]]:
    words = (
        t("Grey"),
        t("Red"),
        t("Orange"),
        t("Yellow"),
        t("Green"),
        t("Teal"),
        t("Blue"),
        t("Violet"),
        t("Pink"),
    )
    return list(zip(COLORS, words, strict=True))


def entry_form(editor: Editor) -> rx.Component:
    """Ask for an entry in a dialog."""
    edited = ListEditorState.edited
    return dialog_form(
        rx.cond(edited.id > 0, t("Edit {name}", name=shown_name(edited)), editor.add),
        conflict_notice(ListEditorState.conflicts, _conflict_words),
        _name_field(edited),
        *(_FIELDS[name](edited) for name in editor.fields),
        is_open=ListEditorState.is_editing,
        on_open_change=ListEditorState.close_form,
        on_submit=ListEditorState.save,
    )


def _conflict_words(conflict: rx.vars.ObjectVar[Conflict]) -> tuple[Any, Any]:
    field = rx.match(
        conflict.field,
        ("name", t("the name")),
        *((name, t("the name")) for name in LANGUAGES),
        ("color", t("the colour")),
        ("kind", t("the kind")),
        ("usual_day", t("the usual day")),
        ("probability", t("the chance of winning")),
        ("rotting_days", t("the days until deals rot")),
        conflict.field,
    )
    value = rx.match(
        conflict.field,
        ("color", color_name(conflict.value)),
        ("kind", label(HistoryKind, conflict.value)),
        ("usual_day", label(Offered, conflict.value)),
        conflict.value,
    )
    return field, value


def _name_field(edited: Row) -> rx.Component:
    default = default_name(edited)
    return text_field(
        t("Name"),
        name="name",
        error=ListEditorState.errors.get("name", ""),
        hint=rx.cond(
            edited.default_name, t("Left empty, it is called “{name}”, in each reader’s language.", name=default), ""
        ).to(str),
        default_value=edited.name,
        placeholder=rx.cond(edited.default_name, default, ""),
        auto_complete="off",
        max_length=200,
    )


def _color_field(edited: Row) -> rx.Component:
    none = rx.cond(edited.scope, rx.fragment(), _swatch_choice("", t("None"), edited))
    colors = [_swatch_choice(color, word, edited) for color, word in _color_words()]
    return rx.el.fieldset(
        rx.el.legend(t("Colour")), rx.el.div(none, *colors, class_name="swatches"), class_name="group colours"
    )


def _swatch_choice(color: str, word: rx.Var[str], edited: Row) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="color", value=color, default_checked=edited.color == color),
        rx.el.span(class_name="swatch", data_color=color, aria_hidden="true"),
        word,
        class_name="swatch-choice",
    )


def _kind_field(edited: Row) -> rx.Component:
    return select_field(
        t("Counts as"),
        [(kind.value, label(HistoryKind, kind.value)) for kind in CHOSEN_KINDS],
        name="kind",
        error=ListEditorState.errors.get("kind", ""),
        hint=t("Decides the icon in the history, and what is counted as a visit or call."),
        default_value=rx.cond(edited.kind, edited.kind, HistoryKind.NOTE.value),
    )


def _probability_field(edited: Row) -> rx.Component:
    return rx.cond(
        edited.is_closed,
        rx.fragment(),
        text_field(
            t("Chance of winning, in percent"),
            name="probability",
            error=ListEditorState.errors.get("probability", ""),
            hint=t("Weighs the sums of the board."),
            default_value=edited.probability.to_string(),
            input_mode="numeric",
            auto_complete="off",
        ),
    )


def _rotting_field(edited: Row) -> rx.Component:
    return rx.cond(
        edited.is_closed,
        rx.fragment(),
        text_field(
            t("Days without activity until a deal rots"),
            name="rotting_days",
            error=ListEditorState.errors.get("rotting_days", ""),
            hint=t("Left empty, deals never rot here."),
            default_value=rx.cond(edited.rotting_days, edited.rotting_days.to_string(), ""),  # pyright: ignore[reportOptionalMemberAccess]
            input_mode="numeric",
            auto_complete="off",
        ),
    )


def _usual_day_field(edited: Row) -> rx.Component:
    return select_field(
        t("Usually to be done"),
        [(each.value, label(Offered, each.value)) for each in Offered],
        name="usual_day",
        empty=t("No day"),
        hint=t("Proposed when the type is chosen."),
        default_value=edited.usual_day,
    )


def _names_field(edited: Row) -> rx.Component:
    """Ask for names in single languages, folded away: most associations need one for all."""
    return rx.el.details(
        rx.el.summary(t("In other languages")),
        rx.el.div(
            *(
                text_field(
                    label(Locale, name.removeprefix("name_")),
                    name=name,
                    error=ListEditorState.errors.get(name, ""),
                    default_value=getattr(edited, name),
                    auto_complete="off",
                    max_length=120,
                )
                for name in LANGUAGES
            ),
            class_name="form-grid",
        ),
        class_name="archive",
    )


_FIELDS: dict[str, Callable[[Row], rx.Component]] = {
    "names": _names_field,
    "color": _color_field,
    "kind": _kind_field,
    "usual_day": _usual_day_field,
    "probability": _probability_field,
    "rotting_days": _rotting_field,
}
