"""The form for a new project, which the list and the organisation's page open."""

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import choice_field, date_field, dialog_form, select_field, text_field
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import ProjectStatus
from sambruk_crm.state.projects.list import ProjectFormState


def project_form() -> rx.Component:
    """Ask whose project it is, in which service, and from when."""
    state = ProjectFormState
    return dialog_form(
        t("New project"),
        combobox_field(
            t("Organisation"),
            name="organisation_id",
            value=state.organisation.value,
            text=state.organisation.label,
            suggestions=state.organisations,
            on_search=state.search_organisations,
            error=state.errors.get("organisation_id", ""),
            key=state.opened.to_string(),
        ),
        choice_field(t("Service"), "service_id", state.services, error=state.errors.get("service_id", ""), empty="–"),
        text_field(
            t("Name"),
            name="name",
            error=state.errors.get("name", ""),
            hint=t("Without a name it has its service’s."),
        ),
        select_field(
            t("Status"),
            [(status.value, label(ProjectStatus, status.value)) for status in ProjectStatus],
            name="status",
            default_value=ProjectStatus.RUNNING.value,
        ),
        date_field(t("From"), name="from_on", error=state.errors.get("from_on", "")),
        is_open=state.is_open,
        on_open_change=state.show,
        on_submit=state.save,
    )
