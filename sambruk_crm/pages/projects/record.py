"""The page of one project: how far it has come and what is next, what happened beside it, the facts below."""

import reflex as rx

from sambruk_crm.components.in_place import choice_in_place, fact, fact_line
from sambruk_crm.components.own_facts import own_facts_card
from sambruk_crm.components.record import (
    delete_dialog,
    facts_card,
    last_contact,
    record_body,
    record_head,
    record_page,
    said,
)
from sambruk_crm.components.record_next import next_card
from sambruk_crm.components.stepper import stepper
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import ProjectStatus
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.pages.projects.list import project_badge
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.projects.record import ProjectPageState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState


def project_page() -> rx.Component:
    """Show one project."""
    return record_page(
        ProjectPageState,
        _record,
        back=t("All projects"),
        missing=t("This project does not exist."),
        path="/projects",
    )


def _record() -> rx.Component:
    state, may_edit = ProjectPageState, may(Permission.EDIT_DEALS)
    return rx.fragment(
        _head(),
        record_body(
            state,
            first=[
                next_card(
                    stepper(
                        [(status.value, label(ProjectStatus, status.value)) for status in ProjectStatus],
                        state.seen.status,
                        lambda status: state.choose("status", status),
                        name=t("Status"),
                        may_step=may_edit,
                    ),
                    subject="project",
                    own=state.record_id.to_string(),
                    is_more=True,
                ),
            ],
            timeline=timeline(may_edit=may(Permission.EDIT_RECORDS), subject="project", own=ProjectPageState.record_id),
            facts=[_facts(may_edit), own_facts_card(may_edit)],
        ),
        delete_dialog(state, t("Delete this project?"), state.delete),
    )


def _head() -> rx.Component:
    state = ProjectPageState
    seen = state.seen
    return record_head(
        seen.name,
        project_badge(seen.status),
        who=[
            said(
                "landmark",
                link(seen.organisation, to=rx.Var.create("/organisations/") + seen.organisation_id.to_string()),
            ),
            rx.cond(
                state.service_id,
                said("package", link(seen.service, to=rx.Var.create("/services/") + state.service_id)),
            ),
            rx.cond(seen.from_on, said("calendar", t("from {day}", day=shown_date(seen.from_on)))),
            rx.cond(seen.to_on, said("calendar-x", t("to {day}", day=shown_date(seen.to_on)))),
            rx.cond(seen.owner, said("user-round", t("Responsible"), ": ", seen.owner)),
            last_contact(),
        ],
        menu=[
            rx.cond(may(Permission.EDIT_RECORDS), rx.menu.item(t("Log a call"), custom_attrs={"data-compose": "call"})),
            rx.menu.separator(),
        ],
        state=state,
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = ProjectPageState
    facts = state.facts
    return facts_card(
        state,
        fact(state, "name", t("Name"), may_edit=may_edit),
        *(
            fact_line(
                title,
                choice_in_place(
                    title, value, choices, lambda chosen, name=name: state.choose(name, chosen), may_edit=may_edit
                ),
                is_empty=(value == "") & ~may_edit,
            )
            for name, value, choices, title in (
                ("service_id", state.service_id, state.services, t("Service")),
                ("owner_id", state.owner_id, state.colleagues, t("Responsible")),
            )
        ),
        *(
            fact(
                state,
                name,
                title,
                may_edit=may_edit,
                kind="date",
                shown=rx.cond(facts[name], shown_date(facts[name]), ""),
            )
            for name, title in (("from_on", t("From")), ("to_on", t("To")))
        ),
        fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
    )


PAGES = [
    Page(
        "/projects/[project_key]",
        rx.cond(ProjectPageState.seen.name, ProjectPageState.seen.name, t("Project")).to(str),
        project_page,
        [
            TimelineState.of_project,
            ProjectPageState.load,
            NextState.of_project,
            OwnFactsState.of_project,
        ],
    )
]
