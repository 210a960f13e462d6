"""What is decided when: the meetings that deals wait for, by month or week, what is overdue first."""

import functools
import operator
from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.forms import described, field
from sambruk_crm.components.listing import Styled, turner
from sambruk_crm.components.record import RecordStyled
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import DecisionBody, DecisionResult
from sambruk_crm.pages.decisions.card import decision_body, result_badge
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.services.decisions import Span
from sambruk_crm.state.decisions.coming import ASKED, PATH, ComingDecisionsState


def coming_page() -> rx.Component:
    """Show the meetings under their headings."""
    state = ComingDecisionsState
    return Styled.create(
        page_head(
            t("Coming decisions"),
            link(rx.icon("kanban", size=16, aria_hidden="true"), t("Board view"), to="/deals", class_name="button"),
            beside=[rx.el.span(state.total, class_name="muted", aria_label=t("Decisions"))],
        ),
        _tools(),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.groups.length() > 0,
                RecordStyled.create(rx.el.div(rx.foreach(state.groups, _group), turner(state), class_name="stack")),
                empty_list(
                    t("No decisions here"),
                    t("Plan one on the page of a deal that a municipality is to decide about."),
                    icon="landmark",
                ),
            ),
            loading(),
        ),
    )


def _tools() -> rx.Component:
    state = ComingDecisionsState
    choices = rx.el.div(
        _choice("owner", t("Owner"), state.owners),
        _choice("body", t("Who decides"), [(one.value, label(DecisionBody, one.value)) for one in DecisionBody]),
        _choice("county", t("County"), state.counties),
        _choice(
            "result",
            t("Result"),
            [(one.value, label(DecisionResult, one.value)) for one in DecisionResult],
            every=t("None yet"),
        ),
        _choice("by", t("Group by"), [(Span.WEEK.value, t("Week"))], every=t("Month")),
        role="search",
        aria_label=t("Coming decisions"),
        class_name="form-grid card",
    )
    asked = functools.reduce(operator.or_, (state.asked[name] != "" for name in ASKED))
    return rx.el.details(rx.el.summary(t("Filter"), class_name="button"), choices, open=asked, class_name="asked")


def _choice(name: str, title: Any, options: Any, *, every: Any = None) -> rx.Component:
    state = ComingDecisionsState
    offered = (
        [rx.el.option(text, value=value) for value, text in options]
        if isinstance(options, list)
        else [rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value, key=one.value))]
    )
    return field(
        title,
        rx.el.select(
            rx.el.option(t("All") if every is None else every, value=""),
            *offered,
            value=state.asked[name],
            on_change=lambda value: state.choose(name, value),
            **described(name, ""),
        ),
        name=name,
    )


def _group(group: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(group.name, " ", rx.el.span(group.rows.length(), class_name="muted")),
        rx.el.ul(rx.foreach(group.rows, _row), class_name="line-list"),
        class_name="card",
        aria_label=group.name,
        key=group.name,
        data_overdue=rx.cond(group.is_overdue, "true", "false"),
    )


def _row(row: Any) -> rx.Component:
    place = link(row.organisation, to=rx.Var.create("/organisations/") + row.organisation_id.to_string())
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.el.strong(shown_date(row.meets_on)), " · ", decision_body(row.body), " ", result_badge(row)),
            rx.el.div(
                link(row.deal, to=rx.Var.create("/deals/") + row.deal_id.to_string()),
                rx.cond(row.organisation, rx.fragment(" · ", place)),
                rx.cond(row.county, rx.fragment(" · ", row.county)),
                rx.cond(row.owner, rx.fragment(" · ", row.owner)),
                rx.cond(row.note, rx.fragment(" · ", row.note)),
            ),
            class_name="grow",
        ),
        key=row.id.to_string(),
        data_decision_id=row.id,
    )


PAGES = [Page(PATH, t("Coming decisions"), coming_page, [ComingDecisionsState.load])]
