"""The start page: what is due, which deals need me, what happened lately."""

from typing import Any

import reflex as rx

from sambruk_crm.components.absence_report import absence_report
from sambruk_crm.components.feedback import badge, empty_list, loading
from sambruk_crm.components.text import label, shown_age, shown_date, shown_money, shown_time, t, tn
from sambruk_crm.components.todo_form import new_todo_button, todo_form
from sambruk_crm.components.todo_keys import key_help
from sambruk_crm.components.todo_row import todo_extras, todo_list
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.services.history import HistoryRow
from sambruk_crm.state.absences.report import AbsenceReportState
from sambruk_crm.state.today import TodayState
from sambruk_crm.state.todos.form import TodoFormState

ICONS = {
    HistoryKind.NOTE: "sticky-note",
    HistoryKind.CALL: "phone",
    HistoryKind.VISIT: "map-pin",
    HistoryKind.MEETING: "users",
    HistoryKind.MAIL: "mail",
    HistoryKind.BOOKING: "calendar-check",
    HistoryKind.TODO: "circle-check",
    HistoryKind.SYSTEM: "arrow-right-left",
}


def today_page() -> rx.Component:
    """Greet, and show the day."""
    return rx.fragment(
        page_head(_greeting(), key_help(), main=new_todo_button(data_action="new")),
        rx.cond(TodayState.is_loaded, absence_report()),
        rx.cond(
            TodayState.is_loaded,
            rx.el.div(rx.el.div(_due(), _deals(), class_name="day-part"), _happenings(), class_name="day"),
            loading(),
        ),
        todo_extras(TodayState),
        todo_form(),
    )


def _greeting() -> rx.Component:
    name = TodayState.first_name
    words = rx.match(
        TodayState.part,
        ("morning", t("Good morning, {name}", name=name)),
        ("evening", t("Good evening, {name}", name=name)),
        t("Hello, {name}", name=name),
    )
    return rx.fragment(
        rx.cond(name, words, t("Today")),
        rx.el.span(rx.cond(TodayState.day, shown_date(TodayState.day, style="full"), " "), class_name="hint day-date"),
    )


def _section(title: Any, content: rx.Component, *beside: rx.Component, test: str) -> rx.Component:
    return rx.el.section(rx.el.header(rx.el.h2(title), *beside), content, data_testid=test)


def _due() -> rx.Component:
    counts = rx.el.div(
        rx.cond(
            TodayState.overdue > 0,
            badge(t("{count} overdue", count=TodayState.overdue), colour="red", icon="circle-alert"),
        ),
        rx.cond(
            TodayState.due_today > 0,
            badge(t("{count} today", count=TodayState.due_today), colour="blue", icon="clock"),
        ),
        class_name="row",
    )
    content = rx.cond(
        TodayState.rows.length() > 0,
        rx.fragment(
            todo_list(TodayState.rows, TodayState, name=t("Due")),
            rx.cond(TodayState.is_more_due, rx.el.p(link(t("Show all that is due"), to="/todos"), class_name="hint")),
        ),
        rx.el.div(
            empty_list(
                t("Nothing is due"),
                t("Everything you promised is done, or lies ahead."),
                link(t("See what lies ahead"), to="/todos", class_name="button"),
                icon="sun",
            ),
            class_name="card",
        ),
    )
    return _section(t("To do today"), content, counts, test="due")


def _deals() -> rx.Component:
    content = rx.el.div(
        rx.cond(
            TodayState.deals.length() > 0,
            rx.el.ul(rx.foreach(TodayState.deals, _deal), class_name="day-lines"),
            rx.el.p(t("None of your deals has stood still for too long."), class_name="muted"),
        ),
        class_name="card",
    )
    return _section(t("Deals that need you"), content, test="deals")


def _deal(card: Any) -> rx.Component:
    return rx.el.li(
        rx.icon("hourglass", size=16, aria_hidden="true"),
        rx.el.div(
            link(card.title, to=f"/deals/{card.id}", class_name="main-link"),
            rx.el.div(
                badge(tn("Still for {count} day", "Still for {count} days", count=card.rotting_days), colour="amber"),
                rx.el.span(card.phase),
                rx.cond(card.value.is_none(), rx.fragment(), rx.el.span(shown_money(card.value, card.currency))),
                rx.cond(
                    card.organisation_id & (card.organisation != card.title),
                    link(card.organisation, to=f"/organisations/{card.organisation_id}"),
                ),
                class_name="day-meta",
            ),
            class_name="day-line",
        ),
        key=card.id,
        data_deal_id=card.id,
    )


def _happenings() -> rx.Component:
    content = rx.el.div(
        rx.cond(
            TodayState.happenings.length() > 0,
            rx.el.ul(rx.foreach(TodayState.happenings, _happening), class_name="day-lines"),
            rx.el.p(t("Calls, visits, notes and moved deals are shown here, whoever wrote them."), class_name="muted"),
        ),
        class_name="card",
    )
    return _section(t("What happened lately"), content, test="happenings")


def _happening(entry: HistoryRow) -> rx.Component:
    icons = ((kind.value, rx.icon(name, size=16, aria_hidden="true")) for kind, name in ICONS.items())
    kind = rx.cond(entry.type, entry.type, label(HistoryKind, entry.kind))
    is_known = (entry.kind != HistoryKind.SYSTEM.value) | (entry.text == "")
    return rx.el.li(
        rx.match(entry.kind, *icons, rx.icon("sticky-note", size=16, aria_hidden="true")),
        rx.el.div(
            rx.el.div(
                rx.cond(entry.author, rx.el.strong(entry.author)),
                rx.cond(is_known, rx.el.span(kind, class_name="muted")),
                class_name="day-head",
            ),
            rx.cond(entry.text, rx.el.div(entry.text, class_name="told")),
            rx.cond(entry.result, rx.el.div(entry.result, class_name="told muted")),
            rx.el.div(
                rx.el.time(
                    shown_age(entry.happened_at), title=shown_time(entry.happened_at), date_time=entry.happened_at
                ),
                _about(entry.organisation_id, entry.organisation, "/organisations/"),
                _about(entry.person_id, entry.person, "/persons/"),
                _about(entry.deal_id, entry.deal, "/deals/"),
                class_name="day-meta",
            ),
            class_name="day-line",
        ),
        key=entry.id,
        data_entry_id=entry.id,
    )


def _about(key: Any, name: Any, folder: str) -> rx.Component:
    return rx.cond(key & name, link(name, to=rx.Var.create(folder) + key.to_string()))


PAGES = [Page("/", t("Today"), today_page, on_load=[TodayState.load, AbsenceReportState.load, TodoFormState.load])]
