"""The matrix of municipalities and services: who takes part in what, and where the white spots are."""

import functools
import operator
from collections.abc import Sequence
from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import empty_list
from sambruk_crm.components.filters import search_field
from sambruk_crm.components.forms import button, described, field
from sambruk_crm.components.listing import Styled
from sambruk_crm.components.matrix import matrix_grid
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.components.todo_form import todo_form
from sambruk_crm.models.vocabulary import MatrixState, MembershipStatus, OrganisationKind, ServiceKind
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.matrix import ASKED, MatrixPageState

PATH = "/services/matrix"


def matrix_page() -> rx.Component:
    """Show where every municipality stands in every service."""
    state = MatrixPageState
    return Styled.create(
        page_head(
            t("Services by municipality"),
            rx.cond(
                may(Permission.EXPORT),
                button(rx.icon("download", size=16, aria_hidden="true"), "Excel", on_click=state.take_out),
            ),
            beside=[rx.el.span(state.rows.length(), class_name="muted", aria_label=t("Rows"))],
        ),
        _tools(),
        rx.cond(
            (state.rows.length() > 0) & (state.columns.length() > 0),
            matrix_grid(
                columns=state.columns,
                rows=state.rows,
                can_begin=may(Permission.EDIT_DEALS),
                on_open=state.open_cell,
                on_begin=state.begin,
            ),
            rx.cond(
                state.is_loaded,
                empty_list(t("Nothing fits"), t("Choose other services or organisations."), icon="package"),
            ),
        ),
        _cell(),
        todo_form(),
    )


def _tools() -> rx.Component:
    state = MatrixPageState
    sizes = [
        ("small", t("Below 15 000 inhabitants")),
        ("middle", t("15 000 to 49 999")),
        ("large", t("50 000 or more")),
    ]
    count = functools.reduce(operator.add, (rx.cond(state.asked[name] != "", 1, 0).to(int) for name in ASKED))
    asked = [
        _choice("service_kind", t("Services"), _words(ServiceKind)),
        _choice("membership", t("Membership"), _words(MembershipStatus)),
        _county(),
        _choice("size", t("Size"), sizes),
        _choice("kind", t("Kind"), _words(OrganisationKind), every=label(OrganisationKind, "municipality")),
    ]
    return rx.el.div(
        search_field(t("Search organisations"), state.search, default_value=state.text),
        rx.popover.root(
            rx.popover.trigger(
                button(
                    rx.icon("list-filter", size=16, aria_hidden="true"),
                    t("Filter"),
                    rx.cond(count > 0, rx.el.span(count, class_name="filter-number")),
                    aria_pressed=rx.cond(count > 0, "true", "false"),
                )
            ),
            rx.popover.content(
                rx.el.div(*asked, class_name="stack"), aria_label=t("Filter"), size="1", class_name="sheet"
            ),
        ),
        role="search",
        aria_label=t("Search organisations"),
        class_name="list-tools",
    )


def _words(kind: Any) -> list[tuple[str, Any]]:
    return [(each.value, label(kind, each.value)) for each in kind]


def _choice(name: str, title: Any, options: Sequence[tuple[str, Any]], *, every: Any = None) -> rx.Component:
    state = MatrixPageState
    offered = [rx.el.option(text, value=value) for value, text in options if every is None or value != "municipality"]
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


def _county() -> rx.Component:
    state = MatrixPageState
    return field(
        t("County"),
        rx.el.select(
            rx.el.option(t("All"), value=""),
            rx.foreach(state.counties, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
            value=state.asked["county"],
            on_change=lambda value: state.choose("county", value),
            **described("county", ""),
        ),
        name="county",
    )


def _cell() -> rx.Component:
    """Show what is known of a cell, the neighbours, and what can begin there."""
    state = MatrixPageState
    seen = state.seen
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(seen.organisation, " · ", seen.service),
            rx.dialog.description(
                label(MatrixState, seen.state),
                rx.cond(seen.phase, rx.fragment(": ", seen.phase)),
                rx.cond(seen.day, rx.fragment(", ", shown_date(seen.day))),
                rx.cond(seen.reason, rx.fragment(". ", seen.reason)),
            ),
            rx.el.div(
                rx.cond(seen.address, link(t("Open the record"), to=seen.address)),
                _neighbours(),
                rx.cond(may(Permission.EDIT_DEALS), _begin()),
                class_name="stack",
            ),
            rx.el.div(rx.dialog.close(button(t("Close"))), class_name="form-foot"),
        ),
        open=state.is_open,
        on_open_change=state.show,
    )


def _neighbours() -> rx.Component:
    """Name the neighbours who have the service or are on their way, or say that none is."""
    seen = MatrixPageState.seen
    return rx.cond(
        seen.borders > 0,
        rx.el.div(
            rx.el.h2(t("Neighbours"), class_name="group-label"),
            rx.cond(
                seen.neighbours.length() > 0,
                rx.el.ul(
                    rx.foreach(
                        seen.neighbours,
                        lambda one: rx.el.li(
                            link(one.name, to=rx.Var.create("/organisations/") + one.id.to_string()),
                            " – ",
                            label(MatrixState, one.state),
                            key=one.id,
                        ),
                    ),
                    class_name="list-lines",
                ),
                rx.el.p(t("None of the {count} neighbours has it.", count=seen.borders), class_name="muted"),
            ),
        ),
    )


def _begin() -> rx.Component:
    state = MatrixPageState
    seen = state.seen

    def begun(what: str) -> Any:
        return state.begin(what, seen.organisation_id, seen.service_id)

    is_free = (seen.state == MatrixState.NOTHING.value) | (seen.state == MatrixState.DECLINED.value)
    return rx.el.div(
        rx.cond(
            is_free | (seen.state == MatrixState.LEAD.value),
            button(t("New deal"), kind="primary", on_click=begun("deal")),
        ),
        rx.cond(is_free, button(t("New lead"), on_click=begun("lead"))),
        button(t("New to-do"), on_click=begun("todo")),
        class_name="row wrap",
    )


PAGES = [Page(PATH, t("Services by municipality"), matrix_page, [MatrixPageState.load])]
