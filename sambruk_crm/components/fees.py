"""What pages of fees share: their style sheet, sums in a row, and the bars of a histogram."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside

Text = rx.Var[str] | str
_STYLES = beside(__name__, "fees.css").importable_path


class FeesStyled(rx.Fragment):
    """Brings the style sheet of fees along."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page."""
        return {"": _STYLES}


def sums(*pairs: tuple[Text, Any]) -> rx.Component:
    """Show figures side by side, each under its name."""
    return rx.el.dl(*(rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in pairs), class_name="fee-sums")


def histogram(bars: Any, name: Text) -> rx.Component:
    """Show bars with what each counts; words and numbers say it all, the length only helps."""
    return rx.el.ul(
        rx.foreach(
            bars,
            lambda bar: rx.el.li(
                rx.el.span(bar.text, class_name="bar-text"),
                rx.el.span(
                    class_name="bar",
                    style={"width": bar.share.to_string() + "%"},
                    aria_hidden="true",
                ),
                rx.el.span(bar.members, class_name="bar-count"),
                key=bar.text,
                data_side=bar.side,
            ),
        ),
        aria_label=name,
        class_name="fee-bars",
    )
