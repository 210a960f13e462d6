"""The lines of a run of fees: every member with last year's fee and this year's, and why it is another."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import shown_date, shown_money, t, tn
from sambruk_crm.models.vocabulary import FeeRunState as Stage
from sambruk_crm.pages.layout import link
from sambruk_crm.services.fees import LineFilter
from sambruk_crm.state.fees.run import FeesState as State

run: Any = State.run
FILTERS = (
    (LineFilter.ALL, t("All")),
    (LineFilter.CHANGED, t("Another fee")),
    (LineFilter.CROSSES, t("Crosses a band")),
    (LineFilter.EXCEPTIONS, t("Exceptions")),
    (LineFilter.UNKNOWN, t("No fee yet")),
    (LineFilter.NOT_INVOICED, t("Not invoiced")),
)


def lines() -> rx.Component:
    """Show the lines, some of them by a filter, and what can be done with those chosen."""
    return rx.el.section(
        rx.el.div(
            *(_filter(which, title) for which, title in FILTERS),
            role="group",
            aria_label=t("Show only"),
            class_name="row",
        ),
        rx.cond(
            State.rows.length() > 0,
            rx.el.div(_table(), _foot(), _chosen(), class_name="card fee-list"),
            rx.el.p(t("No fees here."), class_name="muted"),
        ),
        class_name="stack",
        aria_label=t("Fees by member"),
    )


def _filter(which: LineFilter, title: rx.Var[str]) -> rx.Component:
    shown = button(
        title,
        rx.el.span(State.counts[which.value], class_name="muted"),
        aria_pressed=rx.cond(State.which == which.value, "true", "false"),
        on_click=State.show(which.value),
        more="small",
    )
    if which is LineFilter.NOT_INVOICED:
        return rx.cond(run.state == Stage.LOCKED.value, shown)
    if which is LineFilter.UNKNOWN:
        return rx.cond((State.counts[which.value] > 0) | (State.which == which.value), shown)
    return shown


def _table() -> rx.Component:
    is_locked = run.state == Stage.LOCKED.value
    return rx.el.table(
        rx.el.caption(t("Fees by member"), class_name="visually-hidden"),
        rx.el.thead(
            rx.el.tr(
                rx.cond(
                    is_locked,
                    rx.el.th(
                        rx.el.input(
                            type="checkbox",
                            checked=State.selected.length() == State.rows.length(),
                            on_change=State.tick_all,
                            aria_label=t("Choose all that are shown"),
                        ),
                        scope="col",
                        role="columnheader",
                        class_name="fee-tick",
                    ),
                ),
                rx.el.th(t("Member"), scope="col", role="columnheader"),
                rx.el.th(t("Last year"), scope="col", role="columnheader", class_name="number"),
                rx.el.th(t("This year"), scope="col", role="columnheader", class_name="number"),
                rx.el.th(t("Why"), scope="col", role="columnheader"),
                rx.el.th(t("To invoice"), scope="col", role="columnheader", class_name="number"),
                rx.el.td(role="cell", class_name="fee-deeds"),
                role="row",
            ),
            role="rowgroup",
        ),
        rx.el.tbody(rx.foreach(State.rows, _line), role="rowgroup"),
        role="table",
        class_name="table fee-table",
    )


def _line(row: Any) -> rx.Component:
    currency = run.currency
    return rx.el.tr(
        rx.cond(
            run.state == Stage.LOCKED.value,
            rx.el.td(
                rx.el.input(
                    type="checkbox",
                    checked=State.selected.contains(row.id),
                    on_change=lambda _: State.tick(row.id),
                    aria_label=t("Choose {name}", name=row.name),
                ),
                role="cell",
                class_name="fee-tick",
            ),
        ),
        rx.el.td(
            link(row.name, to=rx.Var.create("/organisations/") + row.organisation_id.to_string()),
            role="cell",
            class_name="fee-name",
        ),
        _money(t("Last year"), rx.cond(row.previous.is_none(), "–", shown_money(row.previous, currency))),
        _money(t("This year"), _this_year(row)),
        _why(row),
        _money(t("To invoice"), rx.cond(row.is_unknown, "–", shown_money(row.left, currency))),
        rx.el.td(_state(row), role="cell", class_name="fee-deeds"),
        role="row",
        key=row.id,
    )


def _money(title: rx.Var[str], value: Any) -> rx.Component:
    return rx.el.td(value, role="cell", class_name="number", custom_attrs={"data-label": title})


def _this_year(row: Any) -> rx.Component:
    usual = rx.cond(row.amount.is_none(), "–", shown_money(row.amount, run.currency))
    return rx.fragment(
        rx.cond(
            row.is_exception,
            rx.fragment(rx.el.s(usual, class_name="fee-old"), " ", rx.el.strong(shown_money(row.total, run.currency))),
            usual,
        ),
        rx.cond(
            (row.entrance > 0) & ~row.is_exception,
            rx.el.div(t("+ {fee} entrance", fee=shown_money(row.entrance, run.currency)), class_name="hint"),
        ),
    )


def _why(row: Any) -> rx.Component:
    return rx.el.td(
        rx.el.details(
            rx.el.summary(
                rx.cond(row.crosses, badge(t("Crosses a band"), colour="amber", icon="arrow-up-down")),
                rx.cond(row.is_unknown, badge(t("No fee yet"), colour="red", icon="circle-alert")),
                " ",
                rx.cond(row.change, row.change, rx.el.span(t("As last year"), class_name="muted")),
            ),
            rx.el.p(row.sentence, class_name="hint"),
        ),
        rx.cond(row.is_exception, rx.el.div(badge(t("Exception"), colour="blue"), " ", row.reason)),
        rx.cond(
            row.charged_before != 0,
            rx.el.div(t("Charged before: {fee}", fee=shown_money(row.charged_before, run.currency)), class_name="hint"),
        ),
        role="cell",
    )


def _state(row: Any) -> rx.Component:
    return rx.cond(
        run.state == Stage.DRAFT.value,
        button(
            rx.icon("pencil", size=16, aria_hidden="true"),
            aria_label=t("Exception for {name}…", name=row.name),
            title=t("Exception for {name}…", name=row.name),
            id=rx.Var.create("except-") + row.id.to_string(),
            on_click=State.edit(row.id),
            kind="quiet",
            more="square",
        ),
        rx.cond(
            row.invoiced_at,
            badge(t("Invoiced {date}", date=shown_date(row.invoiced_at)), colour="green", icon="check"),
        ),
    )


def _foot() -> rx.Component:
    return rx.cond(
        State.matching > State.rows.length(),
        rx.el.div(
            button(t("Show more"), on_click=State.more),
            rx.el.span(
                t("{shown} of {count} shown", shown=State.rows.length(), count=State.matching), class_name="muted"
            ),
            class_name="fee-foot",
        ),
    )


def _chosen() -> rx.Component:
    return rx.cond(
        State.selected.length() > 0,
        rx.el.div(
            rx.el.span(tn("{count} chosen", "{count} chosen", count=State.selected.length()), role="status"),
            button(t("Mark as invoiced"), kind="primary", on_click=State.mark(True)),
            button(t("Not invoiced after all"), on_click=State.mark(False)),
            class_name="fee-chosen",
        ),
    )
