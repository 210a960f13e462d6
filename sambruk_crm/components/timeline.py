"""The timeline of a record: a composer on top, filters, and what happened, newest first."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import empty_list, notice
from sambruk_crm.components.forms import button, field, submit, text_area, text_field
from sambruk_crm.components.listing import link
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_age, shown_time, t
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.state.timeline import TimelineState

ICONS = {
    HistoryKind.NOTE: "sticky-note",
    HistoryKind.CALL: "phone",
    HistoryKind.VISIT: "map-pin",
    HistoryKind.MEETING: "users",
    HistoryKind.MAIL: "mail",
    HistoryKind.BOOKING: "calendar-check",
    HistoryKind.TODO: "circle-check",
    HistoryKind.SYSTEM: "settings",
}
COMPOSED = (HistoryKind.NOTE, HistoryKind.CALL, HistoryKind.VISIT, HistoryKind.MEETING)
"""What people write down themselves."""


def timeline(*, may_edit: rx.Var[bool], subject: str) -> rx.Component:
    """Show the history; `subject` is the noun whose page it is, which entries need not name."""
    return card(
        t("History"),
        rx.cond(may_edit, _composer()),
        _filters(),
        rx.cond(
            TimelineState.entries.length() > 0,
            rx.el.ol(
                rx.foreach(TimelineState.entries, lambda entry: _entry(entry, subject)),
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


def _composer() -> rx.Component:
    errors = TimelineState.errors
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(t("What happened?"), class_name="visually-hidden"),
            *(_kind_choice(kind) for kind in COMPOSED),
            class_name="composer-kinds",
        ),
        text_area(t("What happened?"), name="text", error=errors.get("text", ""), rows=3),
        rx.el.div(
            text_field(t("Result"), name="result", error=errors.get("result", "")),
            text_field(t("Next step"), name="next_step", error=errors.get("next_step", "")),
            class_name="form-grid composer-outcome",
        ),
        rx.el.div(
            text_field(
                t("When"),
                name="happened_at",
                type="datetime-local",
                hint=t("Without a time: now."),
                error=errors.get("happened_at", ""),
            ),
            class_name="form-grid",
        ),
        rx.el.div(submit(t("Write down")), class_name="row"),
        on_submit=TimelineState.write,
        key=TimelineState.composer.to_string(),
        class_name="composer",
        aria_label=t("Write in the history"),
    )


def _kind_choice(kind: HistoryKind) -> rx.Component:
    chosen = {"default_checked": True} if kind is HistoryKind.NOTE else {}
    return rx.el.label(
        rx.el.input(type="radio", name="kind", value=kind.value, **chosen),
        rx.icon(ICONS[kind], size=15, aria_hidden="true"),
        label(HistoryKind, kind.value),
    )


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.icon("search", size=16, aria_hidden="true"),
            rx.el.input(
                type="search",
                on_change=TimelineState.search.debounce(200),
                placeholder=t("Search the history"),
                aria_label=t("Search the history"),
                class_name="input",
                key=TimelineState.composer.to_string(),
            ),
            class_name="list-search",
        ),
        rx.el.div(
            *(
                button(
                    rx.icon(icon, size=15, aria_hidden="true"),
                    aria_label=label(HistoryKind, kind.value),
                    title=label(HistoryKind, kind.value),
                    aria_pressed=rx.cond(TimelineState.kinds.contains(kind.value), "true", "false"),
                    on_click=TimelineState.toggle_kind(kind.value),
                    more="square",
                )
                for kind, icon in ICONS.items()
            ),
            class_name="row",
            role="group",
            aria_label=t("Show only"),
        ),
        class_name="list-tools timeline-tools",
    )


def _entry(entry: Any, subject: str) -> rx.Component:
    icon = rx.match(
        entry.kind,
        *((kind.value, rx.icon(name, size=16, aria_hidden="true")) for kind, name in ICONS.items()),
        rx.icon("sticky-note", size=16, aria_hidden="true"),
    )
    return rx.el.li(
        rx.el.span(icon, class_name="timeline-icon"),
        rx.el.div(
            rx.el.div(
                rx.el.strong(rx.cond(entry.type, entry.type, label(HistoryKind, entry.kind))),
                rx.el.span(entry.author),
                rx.el.time(
                    shown_time(entry.happened_at), title=shown_age(entry.happened_at), date_time=entry.happened_at,
                    class_name="muted",
                ),
                rx.cond(entry.is_edited, rx.el.span(t("edited"), class_name="hint")),
                *_about(entry, subject),
                class_name="timeline-head",
            ),
            rx.cond(TimelineState.editing == entry.id, _editor(entry), _told(entry)),
        ),
        key=entry.id,
        data_entry_id=entry.id,
    )  # fmt: skip


def _about(entry: Any, subject: str) -> list[rx.Component]:
    """Link the other records that an entry belongs to."""
    others = {
        "organisation": (entry.organisation_id, entry.organisation, "/organisations/"),
        "person": (entry.person_id, entry.person, "/persons/"),
        "deal": (entry.deal_id, entry.deal, "/deals/"),
        "lead": (entry.lead_id, entry.lead, "/leads/"),
        "contract": (entry.contract_id, entry.contract, "/contracts/"),
    }
    return [
        rx.cond(key, link(name, to=rx.Var.create(path) + key.to_string()))
        for noun, (key, name, path) in others.items()
        if noun != subject
    ]


def _told(entry: Any) -> rx.Component:
    return rx.fragment(
        rx.el.div(entry.text, class_name="timeline-text"),
        rx.cond(
            (entry.result != "") | (entry.next_step != ""),
            rx.el.dl(
                rx.cond(entry.result, rx.fragment(rx.el.dt(t("Result")), rx.el.dd(entry.result))),
                rx.cond(entry.next_step, rx.fragment(rx.el.dt(t("Next step")), rx.el.dd(entry.next_step))),
                class_name="timeline-more",
            ),
        ),
        rx.cond(
            entry.may_edit,
            button(t("Edit"), kind="quiet", on_click=TimelineState.edit(entry.id), more="small"),
        ),
    )


def _editor(entry: Any) -> rx.Component:
    errors = TimelineState.edit_errors
    return rx.el.form(
        rx.cond(
            TimelineState.theirs,
            notice(
                rx.fragment(t("A colleague changed this meanwhile to: "), rx.el.strong(TimelineState.theirs)),
                kind="bad",
            ),
        ),
        _field(t("What happened?"), "text", rx.el.textarea, entry.text, errors.get("text", "")),
        _field(t("Result"), "result", rx.el.input, entry.result, errors.get("result", "")),
        _field(t("Next step"), "next_step", rx.el.input, entry.next_step, errors.get("next_step", "")),
        rx.el.div(
            submit(rx.cond(TimelineState.theirs, t("Save mine"), t("Save"))),
            button(t("Cancel"), on_click=TimelineState.edit(0)),
            class_name="row",
        ),
        on_submit=TimelineState.save_edit,
        class_name="stack-tight",
    )


def _field(title: Any, name: str, control: Any, value: Any, error: Any) -> rx.Component:
    """Give a field whose id differs from the composer's field of the same name."""
    known = f"edit-{name}"
    made = control(id=known, name=name, default_value=value, class_name="input", aria_describedby=f"{known}-error")
    return field(title, made, name=known, error=error)


def _nothing() -> rx.Component:
    is_filtered = (TimelineState.text != "") | (TimelineState.kinds.length() > 0)
    return rx.cond(
        is_filtered,
        empty_list(t("Nothing fits"), icon="search-x"),
        empty_list(t("Nothing has happened yet"), t("Notes, calls, visits and meetings come here."), icon="history"),
    )
