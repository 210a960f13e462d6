"""What was done while one was away: on the start page of whoever is back, until it is put away."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import label, shown_date, shown_time, t, tn
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services.absences import TodoLine
from sambruk_crm.services.history import HistoryRow
from sambruk_crm.state.absences.report import AbsenceReportState


def absence_report() -> rx.Component:
    """Welcome back, with what happened; nothing for those who were not away."""
    report = AbsenceReportState.report
    return rx.cond(
        report.absence_id > 0,
        rx.el.section(
            rx.el.header(
                rx.el.h2(rx.icon("plane-landing", size=18, aria_hidden="true"), t("While you were away")),
                button(t("Put away"), on_click=AbsenceReportState.put_away),
            ),
            rx.el.p(
                shown_date(report.from_on),
                " – ",
                shown_date(report.to_on),
                " · ",
                t("Stand-in: {name}", name=report.stand_in),
                class_name="muted",
            ),
            rx.cond(
                report.todo_count + report.entry_count > 0,
                rx.fragment(_todos(), _entries()),
                rx.el.p(t("Nobody touched your to-dos or wrote about your customers.")),
            ),
            class_name="card stack absence-report",
            data_testid="absence-report",
        ),
    )


def _todos() -> rx.Component:
    report = AbsenceReportState.report
    return rx.cond(
        report.todo_count > 0,
        rx.el.div(
            rx.el.h3(tn("{count} of your to-dos", "{count} of your to-dos", count=report.todo_count)),
            rx.el.ul(rx.foreach(report.todos, _todo), class_name="day-lines"),
            _more(report.todos, report.todo_count, AbsenceReportState.show_more_todos),
        ),
    )


def _todo(line: rx.vars.ObjectVar[TodoLine]) -> rx.Component:
    what = rx.match(
        line.what,
        ("closed", badge(t("Done"), colour="green", icon="check")),
        ("passed_on", badge(t("Passed on"), colour="amber", icon="arrow-right")),
        ("new", badge(t("New"), colour="blue", icon="plus")),
        badge(t("Changed"), icon="pencil"),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.cond(line.text, line.text, t("To-do")), class_name="told"),
            rx.el.div(
                what,
                rx.el.span(line.who),
                rx.el.span(shown_time(line.at)),
                rx.cond(line.path, link(rx.cond(line.customer, line.customer, t("Without a name")), to=line.path)),
                class_name="day-meta",
            ),
            class_name="day-line",
        ),
        key=line.id,
    )


def _entries() -> rx.Component:
    report = AbsenceReportState.report
    return rx.cond(
        report.entry_count > 0,
        rx.el.div(
            rx.el.h3(
                tn(
                    "{count} entry about your customers",
                    "{count} entries about your customers",
                    count=report.entry_count,
                )
            ),
            rx.el.ul(rx.foreach(report.happenings, _entry), class_name="day-lines"),
            _more(report.happenings, report.entry_count, AbsenceReportState.show_more_entries),
        ),
    )


def _entry(entry: rx.vars.ObjectVar[HistoryRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.strong(entry.author),
                rx.el.span(rx.cond(entry.type, entry.type, label(HistoryKind, entry.kind)), class_name="muted"),
                class_name="day-head",
            ),
            rx.cond(entry.text, rx.el.div(entry.text, class_name="told")),
            rx.cond(entry.result, rx.el.div(entry.result, class_name="told muted")),
            rx.el.div(
                rx.el.span(shown_time(entry.happened_at)),
                _about(entry.organisation_id, entry.organisation, "/organisations/"),
                _about(entry.person_id, entry.person, "/persons/"),
                _about(entry.deal_id, entry.deal, "/deals/"),
                class_name="day-meta",
            ),
            class_name="day-line",
        ),
        key=entry.id,
    )


def _about(key: Any, name: Any, folder: str) -> rx.Component:
    return rx.cond(key & name, link(name, to=rx.Var.create(folder) + key.to_string()))


def _more(rows: Any, count: Any, on_click: Any) -> rx.Component:
    return rx.cond(
        count > rows.length(),
        rx.el.div(
            button(t("Show more"), kind="quiet", on_click=on_click),
            rx.el.span(t("{shown} of {count} shown", shown=rows.length(), count=count), class_name="muted"),
            class_name="row",
        ),
    )
