"""The card of an organisation's page that names the services it takes part in and its projects."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import icon_button
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import ParticipantRole
from sambruk_crm.pages.layout import link, may
from sambruk_crm.pages.projects.form import project_form
from sambruk_crm.pages.projects.list import project_badge
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.organisations.engagement import EngagementState
from sambruk_crm.state.projects.list import ProjectFormState


def engagement_card() -> rx.Component:
    """Show the services of today and the open projects, and let a project be started."""
    state = EngagementState
    own = state.organisation_id.to_string()
    is_empty = state.taking_part.length() + state.project_count == 0
    return card(
        t("Services and projects"),
        rx.cond(is_empty, rx.el.p(t("Takes part in no service, and has no project."), class_name="muted")),
        rx.el.ul(rx.foreach(state.taking_part, _service), class_name="line-list"),
        rx.el.ul(rx.foreach(state.projects, _project), class_name="line-list"),
        rx.cond(
            state.project_count > state.projects.length(),
            link(t("All projects"), " (", state.project_count, ")", to=rx.Var.create("/projects?organisation=") + own),
        ),
        project_form(),
        name="engagement",
        action=rx.cond(
            may(Permission.EDIT_DEALS),
            icon_button("plus", t("New project"), ProjectFormState.begin(state.organisation_id)),
        ),
    )


def _service(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(one.service, to=rx.Var.create("/services/") + one.service_id.to_string()),
            rx.el.div(
                rx.cond(
                    one.contract_id > 0,
                    link(t("By contract"), to=rx.Var.create("/contracts/") + one.contract_id.to_string()),
                    label(ParticipantRole, one.role),
                ),
                rx.cond(one.from_on, rx.fragment(" · ", t("from {day}", day=shown_date(one.from_on)))),
                class_name="hint",
            ),
            class_name="grow",
        ),
        key=one.service_id.to_string() + "-" + one.contract_id.to_string() + one.role,
        class_name="row",
    )


def _project(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(row.name, to=rx.Var.create("/projects/") + row.id.to_string()),
            rx.el.div(
                t("Project"),
                rx.cond(row.owner, rx.fragment(" · ", row.owner)),
                rx.cond(row.from_on, rx.fragment(" · ", t("from {day}", day=shown_date(row.from_on)))),
                class_name="hint",
            ),
            class_name="grow",
        ),
        project_badge(row.status),
        key=row.id,
        class_name="row",
    )
