"""What a table of fees would change: sums, a histogram, and who pays more or less."""

from typing import Any

import reflex as rx

from sambruk_crm.components.fees import histogram, sums
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import shown_money, t, tn
from sambruk_crm.state.settings.fees import FeeSettingsState as State


def fee_preview() -> rx.Component:
    """Show what a table would change before it is saved."""
    shown: Any = State.shown
    currency = shown.currency
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("What the table changes, {year}", year=shown.year.to_string())),
            rx.dialog.description(
                t("Nothing is saved yet. The first year charged by the table is {year}.", year=shown.year.to_string()),
                class_name="hint dialog-hint",
            ),
            rx.el.div(
                sums(
                    (t("Without it"), shown_money(shown.before, currency)),
                    (t("With it"), shown_money(shown.after, currency)),
                    (t("Difference"), shown_money(shown.difference, currency)),
                    (t("Pay less"), shown.winners),
                    (t("Pay more"), shown.losers),
                    (t("Members"), shown.members),
                ),
                rx.cond(
                    State.bars.length() > 0,
                    rx.el.section(
                        rx.el.h3(t("How much more members pay")),
                        histogram(State.bars, t("How many members pay how much more")),
                    ),
                ),
                rx.cond(State.changed.length() > 0, _changed(), rx.el.p(t("Nobody pays another fee."))),
                class_name="stack",
            ),
            rx.el.div(
                rx.cond(
                    State.changed.length() > 0,
                    rx.fragment(
                        button(
                            rx.icon("download", size=16, aria_hidden="true"), t("Excel"), on_click=State.export("xlsx")
                        ),
                        button(
                            rx.icon("download", size=16, aria_hidden="true"), t("CSV"), on_click=State.export("csv")
                        ),
                    ),
                ),
                rx.dialog.close(button(t("Change more"))),
                button(t("Save the table"), kind="primary", on_click=State.save),
                class_name="form-foot",
            ),
            max_width="46rem",
        ),
        open=State.is_preview_open,
        on_open_change=State.show_preview,
    )


def _changed() -> rx.Component:
    currency = State.shown.currency
    return rx.el.section(
        rx.el.h3(tn("{count} member pays another fee", "{count} members pay another fee", count=State.shown.changed)),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("Member"), scope="col"),
                        rx.el.th(t("Without it"), scope="col", class_name="number"),
                        rx.el.th(t("With it"), scope="col", class_name="number"),
                        rx.el.th(t("Difference"), scope="col", class_name="number"),
                    )
                ),
                rx.el.tbody(
                    rx.foreach(
                        State.changed,
                        lambda row: rx.el.tr(
                            rx.el.td(row.name, class_name="fee-name"),
                            rx.el.td(
                                shown_money(row.before, currency),
                                class_name="number",
                                custom_attrs={"data-label": t("Without it")},
                            ),
                            rx.el.td(
                                shown_money(row.after, currency),
                                class_name="number",
                                custom_attrs={"data-label": t("With it")},
                            ),
                            rx.el.td(
                                rx.cond(row.difference > 0, "+", ""),
                                shown_money(row.difference, currency),
                                class_name="number",
                                custom_attrs={"data-label": t("Difference")},
                            ),
                            key=row.id,
                        ),
                    )
                ),
                class_name="table fee-table",
            ),
            tab_index=0,
            role="region",
            aria_label=t("Members whose fee changes"),
            class_name="pile",
        ),
        rx.cond(
            State.shown.changed > State.changed.length(),
            button(t("Show more"), kind="quiet", on_click=State.more),
        ),
    )
