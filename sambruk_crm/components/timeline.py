"""The timeline of a record: a composer on top, filters, and what happened, newest first."""

from typing import Any

import reflex as rx

from sambruk_crm.components.composer import ICONS, composer, composer_to_come
from sambruk_crm.components.feedback import empty_list, swatch
from sambruk_crm.components.filters import search_field
from sambruk_crm.components.forms import button
from sambruk_crm.components.history_editor import history_editor
from sambruk_crm.components.listing import link
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_age, shown_time, t
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services import catalogue
from sambruk_crm.state.history.timeline import TimelineState


@rx.memo
def timeline(may_edit: rx.Var[bool], subject: rx.Var[str], own: rx.Var[int]) -> rx.Component:
    """Show the history; `subject` is the noun whose page it is, which entries need not name, and `own` its key.

    Nothing can be typed before the history on screen is that record's. A part of its own in the front end, which all
    pages that have a timeline share.
    """
    return card(
        t("History"),
        rx.cond(
            may_edit, rx.cond(TimelineState.about == subject + "-" + own.to_string(), composer(), composer_to_come())
        ),
        _filters(),
        rx.cond(
            TimelineState.entries.length() > 0,
            rx.el.ol(
                rx.foreach(TimelineState.entries, lambda entry: timeline_entry(entry, subject)),
                class_name="timeline",
                aria_label=t("History"),
            ),
            rx.cond(TimelineState.is_loaded, _nothing()),
        ),
        rx.cond(
            TimelineState.has_more,
            button(
                t("Show more ({shown} of {total})", shown=TimelineState.entries.length(), total=TimelineState.total),
                on_click=TimelineState.more,
                more="wide",
            ),
        ),
        name="history",
    )


def _filters() -> rx.Component:
    state = TimelineState
    chosen = state.kinds.length() + rx.cond(state.type_id, 1, 0)
    return rx.el.div(
        search_field(t("Search the history"), state.search, key=state.composer.to_string()),
        rx.popover.root(
            rx.popover.trigger(
                button(
                    rx.icon("list-filter", size=16, aria_hidden="true"),
                    rx.cond(chosen > 0, t("Filter ({count})", count=chosen), t("Filter")),
                    aria_pressed=rx.cond(chosen > 0, "true", "false"),
                )
            ),
            rx.popover.content(
                rx.el.div(
                    rx.el.fieldset(
                        rx.el.legend(t("Show only"), class_name="hint"),
                        *(_kind_filter(kind, icon) for kind, icon in ICONS.items()),
                        class_name="filter-values",
                    ),
                    rx.el.select(
                        rx.el.option(t("All types"), value=""),
                        rx.foreach(
                            state.offer.types, lambda kind: rx.el.option(kind.label, value=kind.value, key=kind.value)
                        ),
                        value=state.type_id,
                        on_change=state.choose_type,
                        aria_label=t("Show only the type"),
                        class_name="input",
                    ),
                    rx.cond(chosen > 0, button(t("Show everything"), kind="quiet", on_click=state.show_all)),
                    class_name="filter-box",
                ),
                aria_label=t("Filter"),
                size="1",
            ),
        ),
        class_name="list-tools timeline-tools",
    )


def _kind_filter(kind: HistoryKind, icon: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=TimelineState.kinds.contains(kind.value),
            on_change=lambda _: TimelineState.toggle_kind(kind.value),
        ),
        rx.icon(icon, size=15, aria_hidden="true"),
        label(HistoryKind, kind.value),
        class_name="filter-value",
    )


def timeline_entry(entry: Any, subject: rx.Var[str]) -> rx.Component:
    """Show one thing that happened; `subject` is the noun whose page it is."""
    icon = rx.match(
        entry.kind,
        *((kind.value, rx.icon(name, size=16, aria_hidden="true")) for kind, name in ICONS.items()),
        rx.icon("sticky-note", size=16, aria_hidden="true"),
    )
    return rx.el.li(
        rx.el.span(icon, class_name="timeline-icon"),
        rx.el.div(
            rx.el.div(
                rx.el.strong(swatch(entry.color), rx.cond(entry.type, entry.type, label(HistoryKind, entry.kind))),
                rx.el.span(entry.author),
                rx.el.time(
                    shown_time(entry.happened_at), title=shown_age(entry.happened_at), date_time=entry.happened_at,
                    class_name="muted",
                ),
                *_about(entry, subject),
                rx.foreach(
                    entry.others,
                    lambda person: link(
                        person.name, to=rx.Var.create("/persons/") + person.id.to_string(), key=person.id
                    ),
                ),
                class_name="timeline-head",
            ),
            rx.cond(TimelineState.edited.id == entry.id, history_editor(entry), _told(entry)),
            rx.cond(TimelineState.revised == entry.id, _revisions()),
        ),
        key=entry.id,
        data_entry_id=entry.id,
    )  # fmt: skip


def _about(entry: Any, subject: rx.Var[str]) -> list[rx.Component]:
    """Link the other records that an entry belongs to."""
    others = {
        "organisation": (entry.organisation_id, entry.organisation),
        "person": (entry.person_id, entry.person),
        "deal": (entry.deal_id, entry.deal),
        "lead": (entry.lead_id, entry.lead),
        "contract": (entry.contract_id, entry.contract),
        "service": (entry.service_id, entry.service),
        "project": (entry.project_id, entry.project),
    }
    return [
        rx.cond(
            key.bool() & (subject != noun), link(name, to=rx.Var.create(catalogue.get(noun).page("")) + key.to_string())
        )
        for noun, (key, name) in others.items()
    ]


def _told(entry: Any) -> rx.Component:
    return rx.fragment(
        rx.el.div(entry.text, class_name="timeline-text"),
        _outcome(entry),
        rx.el.div(
            rx.cond(
                entry.may_edit,
                button(t("Edit"), kind="quiet", on_click=TimelineState.edit(entry.id), more="small"),
            ),
            rx.cond(
                entry.is_edited,
                button(
                    t("Edited: show what it said before"),
                    kind="quiet",
                    on_click=TimelineState.show_revisions(entry.id),
                    aria_expanded=rx.cond(TimelineState.revised == entry.id, "true", "false"),
                    more="small",
                ),
            ),
            class_name="row timeline-actions",
        ),
    )


def _outcome(entry: Any) -> rx.Component:
    return rx.cond(
        (entry.result != "") | (entry.next_step != ""),
        rx.el.dl(
            rx.cond(entry.result, rx.fragment(rx.el.dt(t("Result")), rx.el.dd(entry.result))),
            rx.cond(entry.next_step, rx.fragment(rx.el.dt(t("Next step")), rx.el.dd(entry.next_step))),
            class_name="timeline-more",
        ),
    )


def _revisions() -> rx.Component:
    """Show what an entry said before each edit, newest first."""
    return rx.el.ol(
        rx.foreach(
            TimelineState.revisions,
            lambda was: rx.el.li(
                rx.el.div(
                    t("Until {time}, when {name} edited it:", time=shown_time(was.edited_at), name=was.editor),
                    class_name="hint",
                ),
                rx.el.div(was.text, class_name="timeline-text"),
                _outcome(was),
                key=was.id,
            ),
        ),
        class_name="plain-list timeline-was",
        aria_label=t("What it said before"),
    )


def _nothing() -> rx.Component:
    is_filtered = (TimelineState.text != "") | (TimelineState.kinds.length() > 0) | (TimelineState.type_id != "")
    return rx.cond(
        is_filtered,
        empty_list(t("Nothing fits"), icon="search-x"),
        empty_list(t("Nothing has happened yet"), t("Notes, calls, visits and meetings come here."), icon="history"),
    )
