"""A period drawn as a line: where it begins and ends, by when one must give notice, and where today is."""

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import shown_date, t

_STYLES = beside(__name__, "period_bar.css").importable_path


class _Styled(rx.Fragment):
    """Brings the styles of this part along."""

    def add_imports(self) -> ImportDict:
        """Import them for their effect."""
        return {"": _STYLES}


def period_bar(period: Any) -> rx.Component:
    """Draw a period; its days stand in words below, which is all that is read aloud.

    Args:
        period: has the days and their places in per cent, as `PeriodShown`.
    """
    return _Styled.create(
        rx.el.div(
            rx.el.div(
                class_name=rx.cond(period.ends_on, "period-line", "period-line is-open"),
                style={"left": _percent(period.begin), "right": _percent(100 - period.end)},
            ),
            rx.cond(period.notice_on, _mark("notice", period.notice)),
            rx.cond(period.notice_given_on, _mark("given", period.given)),
            _mark("today", period.today),
            class_name="period-bar",
            aria_hidden="true",
        ),
        rx.el.dl(
            _day("line", t("From"), period.begins_on),
            _day("notice", t("Notice by"), period.notice_on),
            _day("given", t("Notice given"), period.notice_given_on),
            _day("line", t("To"), period.ends_on),
            class_name="period-days",
        ),
        rx.cond(period.is_renewed, rx.el.p(t("It has renewed itself."), class_name="hint")),
        rx.cond(period.ends_on == "", rx.el.p(t("It goes on until somebody gives notice."), class_name="hint")),
    )


def _mark(kind: str, place: Any) -> rx.Component:
    return rx.el.div(class_name=f"period-mark period-{kind}", style={"left": _percent(place)})


def _day(kind: str, title: rx.Var[str], day: Any) -> rx.Component:
    return rx.cond(
        day,
        rx.el.div(rx.el.dt(title), rx.el.dd(shown_date(day)), class_name=f"period-day period-day-{kind}"),
    )


def _percent(place: Any) -> Any:
    return rx.Var.create(place).to_string() + "%"
