"""The pattern of record pages: a head with who it is, what is next, whom we know, what happened, and the facts."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.forms import button
from sambruk_crm.components.keys import key_help
from sambruk_crm.components.listing import Styled, link
from sambruk_crm.components.text import label, shown_age, shown_date, t
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.records.facts import FactsState

Text = rx.Var[str] | str
_STYLES = beside(__name__, "record.css").importable_path


class RecordStyled(Styled):
    """Brings the record pages' style sheet along with the lists'."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page that shows a record."""
        return {"": _STYLES}


def record_page(
    state: Any, content: Callable[[], rx.Component], *, back: Text, missing: Text, path: str
) -> rx.Component:
    """Show a record, or that there is none; `state` is a `FactsState` with `place` and `is_loaded`."""
    return RecordStyled.create(
        record_way(state.place, back),
        rx.cond(
            state.is_loaded,
            rx.cond(state.is_missing, missing_record(missing, back, path), content()),
            loading(),
        ),
    )


def record_head(
    title: Any,
    *marks: rx.Component,
    who: Sequence[rx.Component],
    action: rx.Component | None = None,
    menu: Sequence[rx.Component] = (),
    state: type[FactsState],
) -> rx.Component:
    """Name the record, and say who it is.

    Args:
        marks: what state it is in, beside the name.
        who: a few facts, made by `said`.
        action: what is done most, coloured.
        menu: whatever else can be done; deleting comes last.
    """
    rights = FrameState.rights
    may_delete = rights.contains(Permission.DELETE_RECORDS.value)
    return rx.el.header(
        rx.el.div(
            rx.el.div(rx.el.h1(title), *marks, class_name="record-title"),
            rx.el.div(
                key_help(_keys()),
                *([action] if action else []),
                rx.cond(
                    rights.contains(Permission.EDIT_RECORDS.value) | may_delete,
                    more_menu(
                        *menu,
                        rx.cond(
                            may_delete,
                            rx.menu.item(t("Delete…"), color_scheme="red", on_select=state.show_delete(True)),
                        ),
                        name=t("More actions"),
                    ),
                ),
                class_name="record-actions",
            ),
            class_name="record-line",
        ),
        rx.el.ul(*who, class_name="who"),
        class_name="record-head",
    )


def record_body(
    state: type[FactsState], *, first: Sequence[rx.Component], timeline: rx.Component, facts: Sequence[rx.Component]
) -> rx.Component:
    """Put what is next and whom we know first, what happened beside it, and the facts below."""
    return rx.el.div(
        rx.el.div(*first, class_name="record-side record-first"),
        rx.el.div(timeline, class_name="record-side record-time"),
        rx.el.div(*facts, class_name="record-side record-facts"),
        class_name=rx.cond(state.shows_empty, "record is-unfolded", "record"),
    )


def said(icon: str, *text: Any) -> rx.Component:
    """Say one thing of who it is."""
    return rx.el.li(rx.icon(icon, size=14, aria_hidden="true"), rx.el.span(*text))


def last_contact() -> rx.Component:
    """Say when we were last in touch, and how."""
    last = TimelineState.last_contact
    return said(
        "history",
        rx.cond(
            last.at,
            rx.el.span(
                t("Last contact"), ": ", label(HistoryKind, last.kind), ", ", shown_date(last.at),
                title=shown_age(last.at),
            ),
            t("No contact yet"),
        ),
    )  # fmt: skip


def facts_card(state: type[FactsState], *lines: rx.Component) -> rx.Component:
    """Show the facts that are filled in, and on request the others."""
    return card(
        t("Facts"),
        rx.el.dl(*lines, class_name="facts"),
        name="facts",
        action=button(
            rx.cond(state.shows_empty, t("Hide empty fields"), t("Show empty fields")),
            kind="quiet",
            more="small",
            on_click=state.toggle_empty,
            aria_expanded=rx.cond(state.shows_empty, "true", "false"),
            data_unfold="true",
        ),
    )


def log_button(kind: str, icon: str, text: Text, **props: Any) -> rx.Component:
    """Return the coloured button that opens the composer for a kind of event."""
    return button(rx.icon(icon, size=16, aria_hidden="true"), text, kind="primary", data_compose=kind, **props)


def more_menu(*items: rx.Component, name: Text) -> rx.Component:
    """Return the menu of whatever is not in sight."""
    return rx.menu.root(
        rx.menu.trigger(
            button(
                rx.icon("ellipsis", size=18, aria_hidden="true"),
                kind="quiet",
                more="square",
                aria_label=name,
                title=name,
            )
        ),
        rx.menu.content(*items),
    )


def menu_link(text: Text, to: Any) -> rx.Component:
    """Return a line of that menu that leads somewhere."""
    return rx.menu.item(text, on_select=rx.redirect(to))


def card(
    title: Text, *children: Any, name: str, action: rx.Component | None = None, is_foldable: bool = False
) -> rx.Component:
    """Return a headed part of the page, found by its heading; `name` makes the heading's id.

    Args:
        is_foldable: without any filled fact it is seen only where empty ones are shown.
    """
    return rx.el.section(
        rx.el.div(rx.el.h2(title, id=f"{name}-title"), *([action] if action else []), class_name="card-head"),
        *children,
        aria_labelledby=f"{name}-title",
        class_name="card foldable" if is_foldable else "card",
        id=name,
    )


def record_way(place: Any, back: Text) -> rx.Component:
    """Lead back to the list as it was, and to the neighbours in it."""
    return rx.el.nav(
        link(
            rx.icon("arrow-left", size=16, aria_hidden="true"), back, to=place.back, custom_attrs={"data-back": "true"}
        ),
        rx.el.div(
            rx.el.a(t("History"), href="#history", class_name="to-part"),
            rx.el.a(t("Facts"), href="#facts", class_name="to-part"),
            rx.cond(
                place.number > 0,
                rx.el.span(t("{number} of {total}", number=place.number, total=place.total), class_name="muted"),
            ),
            _neighbour(place.previous, t("Previous in the list"), "chevron-left", "["),
            _neighbour(place.next, t("Next in the list"), "chevron-right", "]"),
            class_name="row",
        ),
        aria_label=t("Place in the list"),
        class_name="record-way",
    )


def missing_record(text: Text, back: Text, path: str) -> rx.Component:
    """Show that there is no such record, and lead back."""
    return empty_list(text, "", link(back, to=path, class_name="button"), icon="file-question")


def delete_button(question: Text, on_delete: Any) -> rx.Component:
    """Put what the page shows in the trash, after asking."""
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            button(rx.icon("trash-2", size=16, aria_hidden="true"), t("Delete"), kind="danger"),
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title(question),
            rx.alert_dialog.description(t("It goes to the trash, from where it can be brought back.")),
            rx.el.div(
                rx.alert_dialog.cancel(button(t("Cancel"))),
                rx.alert_dialog.action(button(t("Delete"), kind="danger", on_click=on_delete)),
                class_name="form-foot",
            ),
        ),
    )


def delete_dialog(state: type[FactsState], question: Text, on_delete: Any, *hanging: rx.Component) -> rx.Component:
    """Ask before the record goes to the trash; `hanging` names what hangs on it."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(question),
            rx.alert_dialog.description(t("It goes to the trash, from where it can be brought back.")),
            *hanging,
            rx.el.div(
                rx.alert_dialog.cancel(button(t("Cancel"))),
                rx.alert_dialog.action(button(t("Delete"), kind="danger", on_click=on_delete)),
                class_name="form-foot",
            ),
        ),
        open=state.delete_open,
        on_open_change=state.show_delete,
    )


def _neighbour(address: Any, name: Text, icon: str, key: str) -> rx.Component:
    picture = rx.icon(icon, size=18, aria_hidden="true")
    return rx.cond(
        address,
        link(picture, to=address, aria_label=name, title=name, data_key=key, class_name="button quiet square"),
        button(picture, aria_label=name, disabled=True, kind="quiet", more="square"),
    )


def _keys() -> list[tuple[tuple[str, ...], rx.Var[str]]]:
    return [
        (("n",), t("Write a note")),
        (("c",), t("Log a call")),
        (("v",), t("Write down a visit")),
        (("m",), t("Write down a meeting")),
        (("p",), t("Write down a mail")),
        (("t",), t("New to-do")),
        (("e",), t("Edit the facts")),
        (("[",), t("Previous in the list")),
        (("]",), t("Next in the list")),
        (("j", "k"), t("Next and previous to-do")),
        (("Ctrl", "Enter"), t("Write down")),
    ]
