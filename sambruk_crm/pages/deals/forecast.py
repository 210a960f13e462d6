"""The pipeline in figures: the weighted forecast by month, and how long deals stay in each phase."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, empty_list, loading
from sambruk_crm.components.figures import figures_table
from sambruk_crm.components.listing import Styled
from sambruk_crm.components.text import shown_money, shown_number, t, tn
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.state.deals.forecast import ForecastState

PATH = "/deals/forecast"


def forecast_page() -> rx.Component:
    """Show both tables."""
    state = ForecastState
    return Styled.create(
        page_head(
            t("Pipeline"),
            link(rx.icon("kanban", size=16, aria_hidden="true"), t("Board view"), to="/deals", class_name="button"),
        ),
        rx.cond(
            state.is_loaded,
            rx.el.div(
                _card(
                    "months",
                    t("Forecast by month"),
                    t("Open deals by expected close. Weighted: the value times how likely the deal is won."),
                    rx.cond(
                        state.months.length() > 0,
                        figures_table(
                            t("Forecast by month"),
                            (t("Month"), t("Deals"), t("Value"), t("Weighted value")),
                            rx.foreach(state.months, _month),
                            is_wide=True,
                        ),
                        empty_list(t("No deals yet")),
                    ),
                ),
                _card(
                    "phases",
                    t("Time in phase"),
                    t("On average, of the deals that have left the phase."),
                    figures_table(
                        t("Time in phase"),
                        (t("Phase"), t("Deals"), t("Probability"), t("Average")),
                        rx.foreach(state.phases, _phase),
                        is_wide=True,
                    ),
                ),
                class_name="stack",
            ),
            loading(),
        ),
    )


def _card(name: str, title: rx.Var[str], hint: rx.Var[str], *children: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=f"{name}-title"),
        rx.el.p(hint, class_name="muted"),
        *children,
        class_name="card stack",
        aria_labelledby=f"{name}-title",
    )


def _month(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.cond(row.name, row.name, t("No day yet")),
            rx.cond(row.is_past, rx.fragment(" ", badge(t("Has passed"), colour="amber"))),
            scope="row",
        ),
        rx.el.td(shown_number(row.count), class_name="number"),
        rx.el.td(shown_money(row.total, row.currency), class_name="number"),
        rx.el.td(shown_money(row.weighted, row.currency), class_name="number"),
        key=row.key,
    )


def _phase(row: Any) -> rx.Component:
    days = tn("{count} day", "{count} days", count=row.average_days)
    return rx.el.tr(
        rx.el.th(row.name, scope="row"),
        rx.el.td(shown_number(row.count), class_name="number"),
        rx.el.td(shown_number(row.probability), " %", class_name="number"),
        rx.el.td(rx.cond(row.average_days >= 0, days, "–"), class_name="number"),
        key=row.id.to_string(),
    )


PAGES = [Page(PATH, t("Pipeline"), forecast_page, [ForecastState.load])]
