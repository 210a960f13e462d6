"""Absences with their stand-ins, and the form for one: on the account page and among the users."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, notice
from sambruk_crm.components.forms import button, date_field, dialog_form, select_field
from sambruk_crm.components.text import shown_date, t
from sambruk_crm.services.absences import AbsenceRow
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.absences.list import AbsenceState
from sambruk_crm.state.frame import FrameState


def absences_card() -> rx.Component:
    """Show who is away and who stands in."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Absence"), id="absence-title"),
            button(rx.icon("plane", size=16, aria_hidden="true"), t("New absence"), on_click=AbsenceState.begin),
            class_name="entry-head",
        ),
        rx.el.p(
            t("In these days, and only then, the stand-in sees the to-dos among their own. Private ones stay private."),
            class_name="muted",
        ),
        rx.cond(
            AbsenceState.rows.length() > 0,
            rx.el.ul(
                rx.foreach(AbsenceState.rows, _absence), class_name="plain-list stack-tight", data_testid="absences"
            ),
            rx.el.p(t("No absence is planned.")),
        ),
        _form(),
        class_name="card stack",
        aria_labelledby="absence-title",
    )


def _absence(row: rx.vars.ObjectVar[AbsenceRow]) -> rx.Component:
    is_mine = row.user_id == FrameState.user_id
    stands_in = row.stand_in_id == FrameState.user_id
    is_now = row.state == "now"
    return rx.el.li(
        rx.icon("plane", size=18, aria_hidden="true"),
        rx.el.div(
            rx.el.div(
                rx.el.strong(rx.cond(is_mine, t("You"), row.user)),
                " ",
                rx.cond(is_now, badge(t("Away now"), colour="amber", icon="plane")),
            ),
            rx.el.div(shown_date(row.from_on), " – ", shown_date(row.to_on), class_name="hint"),
            rx.el.div(
                rx.cond(stands_in, t("You stand in"), t("Stand-in: {name}", name=row.stand_in)),
                rx.cond(
                    row.covered_by,
                    rx.fragment(
                        ". ", t("{name} is away too: {other} stands in.", name=row.stand_in, other=row.covered_by)
                    ),
                ),
                class_name="hint",
            ),
            class_name="grow",
        ),
        rx.cond(row.may_edit, _changes(row, is_now)),
        key=row.id.to_string(),
        data_absence_id=row.id,
        class_name="row",
    )


def _changes(row: rx.vars.ObjectVar[AbsenceRow], is_now: Any) -> rx.Component:
    return rx.el.div(
        button(
            t("Change"),
            kind="quiet",
            aria_label=t("Change the absence of {name}", name=row.user),
            on_click=AbsenceState.edit(row.id),
        ),
        button(
            rx.cond(is_now, t("Back today"), t("Take away")),
            kind="quiet",
            aria_label=rx.cond(
                is_now, t("{name} is back today", name=row.user), t("Take the absence of {name} away", name=row.user)
            ),
            on_click=AbsenceState.end(row.id),
        ),
        class_name="row",
    )


def _form() -> rx.Component:
    draft, errors = AbsenceState.draft, AbsenceState.errors
    return dialog_form(
        rx.cond(draft.id > 0, t("Change the absence of {name}", name=draft.user), t("New absence")),
        rx.cond(AbsenceState.stale, notice(AbsenceState.stale, kind="bad")),
        rx.cond(
            FrameState.rights.contains(Permission.MANAGE_ABSENCES.value) & (draft.id == 0),
            select_field(
                t("Who is away"),
                AbsenceState.colleagues,
                name="user_id",
                error=errors.get("user_id", ""),
                default_value=draft.user_id,
            ),
        ),
        rx.el.div(
            date_field(t("First day"), name="from_on", error=errors.get("from_on", ""), default_value=draft.from_on),
            date_field(t("Last day"), name="to_on", error=errors.get("to_on", ""), default_value=draft.to_on),
            class_name="form-grid",
        ),
        select_field(
            t("Stand-in"),
            AbsenceState.colleagues,
            name="stand_in_id",
            error=errors.get("stand_in_id", ""),
            empty=t("Choose…"),
            default_value=draft.stand_in_id,
        ),
        is_open=AbsenceState.is_open,
        on_open_change=AbsenceState.show,
        on_submit=AbsenceState.save,
    )
