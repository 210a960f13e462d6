"""The administrator's page of jobs: what waits, runs and failed, with *try again* and *cancel*."""

import reflex as rx

from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import Styled, turner
from sambruk_crm.components.text import label, shown_time, t, tn
from sambruk_crm.models.vocabulary import JobState
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings import layout as settings
from sambruk_crm.pages.settings.layout import settings_page
from sambruk_crm.state.settings.jobs import JobListState, JobShown

SHOWN = (JobState.FAILED, JobState.WAITING, JobState.RUNNING, JobState.DONE, JobState.CANCELLED)
KINDS = (
    ("todos.repeat", t("Next to-do of a series")),
    ("export", t("Export")),
    ("import.try", t("Try an import")),
    ("import.apply", t("Import")),
    ("mailing.recipients", t("List of recipients")),
)


def jobs_page() -> rx.Component:
    """Show the jobs in one state at a time."""
    rows = rx.el.ul(rx.foreach(JobListState.rows, _job), class_name="plain-list card", aria_label=t("Jobs"))
    listed = rx.cond(
        JobListState.rows.length() > 0, rx.fragment(rows, turner(JobListState)), empty_list(t("No jobs here"))
    )
    return settings_page(
        settings.JOBS,
        Styled.create(
            rx.el.div(
                rx.el.p(
                    t(
                        "What the system does by itself: mail, imports, bulk work. "
                        "Look here when something did not happen."
                    ),
                    class_name="muted",
                ),
                rx.el.div(*map(_choice, SHOWN), role="group", aria_label=t("Status"), class_name="row wrap"),
                rx.cond(JobListState.is_loaded, listed, loading()),
                class_name="stack",
            ),
        ),
    )


def _choice(state: JobState) -> rx.Component:
    return button(
        label(JobState, state.value),
        rx.el.span(JobListState.counts.get(state.value, 0), class_name="muted"),
        aria_pressed=rx.cond(JobListState.shown == state.value, "true", "false"),
        on_click=JobListState.show_state(state.value),
    )


def _job(row: rx.vars.ObjectVar[JobShown]) -> rx.Component:
    kind = rx.match(row.kind, *KINDS, row.kind)
    named = rx.cond(row.about, t("Mail to {address}", address=row.about), kind).to(str)
    return rx.el.li(
        rx.el.div(
            rx.el.div(named),
            rx.el.div(
                shown_time(row.moment),
                " · ",
                tn("{count} attempt", "{count} attempts", count=row.attempts),
                class_name="hint",
            ),
            rx.cond(row.reason, rx.el.div(row.reason, class_name="error")),
            rx.cond(
                row.is_unsure,
                rx.el.div(
                    t("It may have arrived. If you try again, the recipient may get it twice."), class_name="hint"
                ),
            ),
            class_name="grow",
        ),
        rx.cond(
            row.may_retry,
            button(t("Try again"), aria_label=t("Try again: {job}", job=named), on_click=JobListState.retry(row.id)),
        ),
        rx.cond(
            row.may_cancel,
            button(t("Cancel"), aria_label=t("Cancel: {job}", job=named), on_click=JobListState.cancel(row.id)),
        ),
        key=row.id.to_string(),
        class_name="batch-line",
    )


PAGES = [Page("/settings/jobs", t("Jobs"), jobs_page, [JobListState.load])]
